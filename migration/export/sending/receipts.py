"""What was handed over, as the receipt says it that stays in the project."""

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


def write_receipt(receipts: Path, receipt: Receipt) -> Path:
    """``receipts/<folder>-<n>.json``, the next that is free."""
    receipts.mkdir(exist_ok=True)
    text = json.dumps(asdict(receipt), ensure_ascii=False, indent=2) + "\n"
    n = 1 + sum(1 for _ in receipts.glob(f"{receipt.folder}-*.json"))
    while (path := receipts / f"{receipt.folder}-{n}.json").exists():
        n += 1
    aside = path.with_suffix(".partial")
    aside.write_text(text, encoding="utf-8", newline="")
    os.rename(aside, path)
    return path
