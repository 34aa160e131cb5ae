"""Generic deliveries of a few rows, written by hand, that profiles are tried on."""

import csv
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from migration.export.csvlines import csv_writer
from migration.export.declared import columns_of
from migration.export.files import DeliveredFile, describe
from migration.export.manifest import ExtractedSource, Manifest, write_manifest
from migration.export.profiles.accounts import Account
from migration.export.profiles.loading import load_profile
from migration.export.profiles.writing import write_profile
from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL, marcxml

TABLES = ("bibs_crosswalk", "bibs_redirects", "bibs_gone", "items", "patrons", "loans", "reservations", "fees")
IDS = ("item_id", "patron_id", "loan_id", "reservation_id", "fee_id")
LEADER = "00000nam a2200000 i 4500"
Row = Mapping[str, str]


def record(bib_id: str, *fields: Sequence[str]) -> str:
    return marcxml([LEADER, [["001", bib_id], *map(list, fields)]])


def write_delivery(path: Path, records: Mapping[str, str] | None = None, **tables: Sequence[Row]) -> Path:
    """``records``: the ``<record>`` element by id. Rows have the cells that are given, and the source ``s``."""
    path.mkdir(parents=True)
    made = dict(sorted((records or {}).items()))
    (path / "bibs.xml").write_text(MARCXML_HEAD + "".join(made.values()) + MARCXML_TAIL, encoding="utf-8")
    files = [describe(path, "bibs.xml", len(made), {"s": len(made)})]
    crosswalk = [{"target_id": bib_id, "fate": "loaded", "legacy_id": bib_id} for bib_id in made]
    for table in TABLES:
        files.append(_write(path, table, crosswalk if table == "bibs_crosswalk" else tables.get(table, ())))
    manifest = Manifest(
        contract_version=1,
        run_id=path.name,
        run_type="trial",
        created_at="2026-11-22T12:00:00+01:00",
        tool_version="0",
        mapping_version="0",
        sources=[ExtractedSource(source="s", mapping_version="0", extracted_files=[])],
        files=files,
    )
    write_manifest(path, manifest)
    return path


def _write(path: Path, table: str, rows: Sequence[Row]) -> DeliveredFile:
    name = f"{table}.csv"
    with (path / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv_writer(file)
        writer.writerow(columns_of(table))
        writer.writerows([{"source": "s", **row}.get(column, "") for column in columns_of(table)] for row in rows)
    return describe(path, name, len(rows), {"s": len(rows)})


def write_yaml(path: Path, text: str, **maps: str) -> Path:
    """A profile ``vendor.yaml`` and its maps, each ``ours,theirs`` a line."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "vendor.yaml").write_text(text, encoding="utf-8")
    (path / "vendor").mkdir(exist_ok=True)
    for name, lines in maps.items():
        rows = "".join(f"{line},\n" for line in lines.split())
        (path / "vendor" / f"{name}.csv").write_text(f"ours,theirs,note\n{rows}", encoding="utf-8")
    return path


def exported(delivery: Path, profile: Path) -> tuple[Path, dict[str, dict[str, int]]]:
    """The folder that ``vendor.yaml`` makes of a delivery, and the account of each file (of records: their items')."""
    folder = delivery.parent / f"{delivery.name}.vendor"
    folder.mkdir()
    accounts = write_profile(delivery, load_profile("vendor", lambda name: profile / name), folder, {})
    return folder, {account.file: _numbers(account) for account in accounts}


def _numbers(account: Account) -> dict[str, int]:
    return {name: n for name, n in asdict(account).items() if isinstance(n, int) and n}


def rows_of(folder: Path, name: str, delimiter: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
    with (folder / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def reasons(folder: Path) -> list[tuple[str, str, str, str]]:
    """File, id, why and column of the rows that are left out."""
    return [(row["file"], row["id"], row["why"], row["column"]) for row in rows_of(folder, "left_out.csv")]


def rewritten(folder: Path, name: str, before: str, after: str, rows: int = 0) -> None:
    """Change a file, and make the manifest and the data package agree. ``rows``: by how many there are more."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8", newline="")
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in (r for r in package["resources"] if r["path"] == name):
        kind = "rows" if "rows" in resource else "records"
        resource |= {"bytes": len(content), "hash": f"sha256:{digest}", kind: resource[kind] + rows}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    described = (folder / "datapackage.json").read_bytes()

    def agree(manifest: dict[str, Any]) -> None:
        facts = {name: content, "datapackage.json": described}
        for file in (file for file in manifest["files"] if file["name"] in facts):
            own = facts[file["name"]]
            file |= {"bytes": len(own), "sha256": hashlib.sha256(own).hexdigest()}
            if file["name"] == name:
                file |= {"rows": file["rows"] + rows, "counts_by_source": {}}

    change_manifest(folder, agree)


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
