"""What was handed over, as the receipt says it that stays in the project."""

import glob
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from migration.export.sending.model import Delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """``began``, ``ended``: ISO 8601 with offset; ``server``: the key by which it proved who it is."""

    folder: str
    target: str
    server: str
    began: str
    ended: str
    files: Sequence[Delivered]


def is_kept(receipts: Path, receipt: Receipt) -> bool:
    """Whether one says already that these files are there. Who is killed at the end of sending has none."""
    sums = {file.name: file.sha256 for file in receipt.files}
    for path in receipts.glob(f"{glob.escape(receipt.folder)}-*.json"):
        kept = json.loads(path.read_bytes())
        if kept["target"] == receipt.target and {file["name"]: file["sha256"] for file in kept["files"]} == sums:
            return True
    return False


def write_receipt(receipts: Path, receipt: Receipt) -> Path:
    """``receipts/<folder>-<n>.json``, the next that is free."""
    receipts.mkdir(exist_ok=True)
    text = json.dumps(asdict(receipt), ensure_ascii=False, indent=2) + "\n"
    n = 1 + sum(1 for _ in receipts.glob(f"{glob.escape(receipt.folder)}-*.json"))
    while (path := receipts / f"{receipt.folder}-{n}.json").exists():
        n += 1
    aside = path.with_suffix(".partial")
    aside.write_text(text, encoding="utf-8", newline="")
    os.rename(aside, path)
    return path
