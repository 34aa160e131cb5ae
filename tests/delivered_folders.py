"""Small deliveries that tests write file by file, with their data package and manifest."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from migration.export.files import describe
from migration.export.packages.model import Field, Package, Resource
from migration.export.packages.writing import describe_package

SHELVES = Resource(
    path="shelves.csv",
    about="Shelves",
    fields=tuple(Field(name=name) for name in ("id", "library", "source", "note")),
    key=("id",),
)
NOTES = Resource(path="notes.csv", about="Notes, by nothing", fields=(Field(name="text"),), whole=True)


def sheet(rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The csv module quotes a carriage return only where its line end has one."""
    out = io.StringIO()
    for row in rows:
        quoting = csv.QUOTE_ALL if "\r" in "".join(row) else csv.QUOTE_MINIMAL
        csv.writer(out, lineterminator="\n", delimiter=delimiter, quoting=quoting).writerow(row)
    return out.getvalue().encode(encoding)


def shelves(*rows: Sequence[str]) -> bytes:
    return sheet([("id", "library", "source", "note"), *rows])


def write_folder(
    path: Path,
    files: Mapping[str, bytes],
    resources: Sequence[Resource] = (SHELVES, NOTES),
    run_id: str = "run-1",
    rows: Mapping[str, int] | None = None,
    **more: object,
) -> Path:
    """A folder as an export writes it. ``rows``: of each file; without them those of CSV are counted, and of
    any other the lines."""
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    written = [
        describe(path, name, (rows or {}).get(name, _rows(name, content)), {}) for name, content in files.items()
    ]
    package = Package(name="test", title="Test", about="Test", resources=tuple(resources))
    written += describe_package(path, package, written)
    manifest = {
        "contract_version": 1,
        "run_id": run_id,
        "run_type": "trial",
        "created_at": "2026-11-22T12:00:00+01:00",
        "tool_version": "0",
        "mapping_version": "0",
        "sources": [],
        "files": [asdict(file) for file in written],
        **more,
    }
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return path


def _rows(name: str, content: bytes) -> int:
    if not name.endswith(".csv"):
        return content.count(b"\n")
    return max(0, sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def cells(folder: Path, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((folder / name).read_text(encoding="utf-8"), newline="")))
