"""What a delta says of itself, held against its own files and the manifest of the new delivery, which it has."""

from collections.abc import Iterator

from migration.export.delta.describing import DELTA, RESULT
from migration.export.delta.folders import Folder, ListedFile
from migration.export.delta.model import Change
from migration.export.delta.tombstones import NAME as TOMBSTONES
from migration.export.manifest import NAME as MANIFEST
from migration.export.packages.writing import NAME as PACKAGE
from migration.export.packages.writing import SCHEMAS, schema_path
from migration.export.verification.package import check_package
from migration.export.verification.problems import Problems
from migration.export.verification.state import Delivery, Listed

AGAIN = "ask for the delta again"
_OWN = frozenset({"run_type", "tool_version", "base", "result", "removed_files", "files"})
"""What a delta's manifest says otherwise than the new delivery's."""
_ADDED = frozenset({PACKAGE, TOMBSTONES, schema_path(TOMBSTONES), f"{RESULT}/{MANIFEST}", f"{RESULT}/{PACKAGE}"})
"""What a delta has besides the new delivery's files."""


def rows_of(file: ListedFile, *changes: Change) -> int:
    return sum(counts.get(change, 0) for counts in file.changes.values() for change in changes)


def wrong_sums(delta: Folder) -> Iterator[str]:
    """Rows of a file are those that were added or changed; tombstones those that were removed."""
    by_rows = [file for file in delta.listed.values() if not file.whole]
    for file in by_rows:
        if file.rows != rows_of(file, "added", "changed"):
            yield f"{delta.path / file.name} has other rows than were added and changed; {AGAIN}"
    gone = delta.listed.get(TOMBSTONES)
    if gone is None or gone.rows != sum(rows_of(file, "removed") for file in by_rows):
        yield f"{delta.path}: {TOMBSTONES} does not have the removed rows of all files; {AGAIN}"


def unlisted(delta: Folder) -> Iterator[str]:
    """Files that the manifest does not know of, for which so nobody vouches."""
    names = (path.relative_to(delta.path).as_posix() for path in delta.path.rglob("*") if path.is_file())
    for name in sorted(set(names) - delta.listed.keys() - {MANIFEST}):
        yield f"{delta.path / name} is not listed in the manifest; remove it, or {AGAIN}"


def check_claims(delta: Folder, after: Folder, problems: Problems) -> None:
    """``after``: what the delta has of the new delivery. Needs files that are as the manifest lists them."""
    _check_manifest(delta, after, problems)
    for name in sorted(after.listed.keys() - delta.listed.keys()):
        problems.note("missing_file", name, "is missing: the new delivery has it")
    for name in sorted(delta.listed.keys() - after.listed.keys() - _ADDED):
        problems.note("manifest", MANIFEST, f"lists {name}, which the new delivery does not have")
    for name, file in sorted(after.listed.items()):
        found = delta.listed.get(name if name != PACKAGE else f"{RESULT}/{PACKAGE}")
        if found:
            _check_file(found, file, problems)
    _check_described(delta, problems)


def check_base(delta: Folder, base: Folder, after: Folder, problems: Problems) -> None:
    """What the manifest says of the base besides its checksum."""
    told = delta.manifest["base"]
    wrong = [f"base.{name}" for name in ("run_id", "run_type") if told.get(name) != base.manifest.get(name)]
    if delta.manifest.get("removed_files") != sorted(base.listed.keys() - after.listed.keys()):
        wrong.append("removed_files")
    for name in wrong:
        problems.note("manifest", MANIFEST, f"{name} is not what the base says")


def _check_manifest(delta: Folder, after: Folder, problems: Problems) -> None:
    told, expected = delta.manifest, after.manifest
    wrong = [name for name in sorted(expected.keys() - _OWN) if told.get(name) != expected[name]]
    if told.get("run_type") != DELTA:
        wrong.append("run_type")
    result = told["result"]
    if any(result.get(name) != expected.get(name) for name in ("run_id", "run_type")) or _facts(
        result.get("files")
    ) != _facts(expected.get("files")):
        wrong.append("result")
    removed = told.get("removed_files")
    if not isinstance(removed, list) or after.listed.keys() & set(map(str, removed)):
        wrong.append("removed_files")
    for name in wrong:
        problems.note("manifest", MANIFEST, f"{name} is not what the new delivery's manifest says")
    if len(told["files"]) != len(delta.listed):
        problems.note("manifest", MANIFEST, "lists a file twice")


def _facts(files: object) -> object:
    """Names, sizes and checksums of a manifest's files, in its order."""
    if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
        return None
    return [[file.get(fact) for fact in ("name", "rows", "bytes", "sha256")] for file in files]


def _check_file(found: ListedFile, new: ListedFile, problems: Problems) -> None:
    """Of a file that is passed on whole it is the new delivery's; of any other the rows sum to the new delivery's."""
    if found.whole:
        if (found.sha256, found.rows, found.counts_by_source) != (new.sha256, new.rows, new.counts_by_source):
            problems.note("manifest", found.name, "is another than the new delivery's")
    elif (rows := rows_of(found, "added", "changed", "unchanged")) != new.rows:
        problems.note("balance", found.name, f"gives {rows} rows by its changes, but the new delivery has {new.rows}")


def _check_described(delta: Folder, problems: Problems) -> None:
    """Sizes, the data package and the schemas, as of a delivery."""
    for file in delta.listed.values():
        if (size := (delta.path / file.name).stat().st_size) != file.bytes:
            problems.note("size", file.name, f"has {size} bytes, but the manifest says {file.bytes}")
    checked = Delivery(
        delta.path, problems=problems, listed={file.name: _listed(file) for file in delta.listed.values()}
    )
    check_package(checked, (f"{SCHEMAS}/", f"{RESULT}/"))


def _listed(file: ListedFile) -> Listed:
    return Listed(rows=file.rows, bytes=file.bytes, sha256=file.sha256, counts_by_source=file.counts_by_source)
