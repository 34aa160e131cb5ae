"""Writes a delta: rows that are new or another, tombstones of those that are gone, and all of what has no keys."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from migration.export.delta.describing import RESULT, DeltaFile, write_manifest, write_package, write_schema
from migration.export.delta.folders import Folder, damage, open_folder
from migration.export.delta.framing import Frames, without_rows
from migration.export.delta.keys import open_rows
from migration.export.delta.merging import compared
from migration.export.delta.model import CHANGES, Change, DeltaError, Row, UnfitError, group_of
from migration.export.delta.tombstones import NAME as TOMBSTONES
from migration.export.delta.tombstones import FileTombstones, Tombstones
from migration.export.files import describe
from migration.export.manifest import NAME as MANIFEST
from migration.export.packages.writing import NAME as PACKAGE


def write_delta(base: Path, new: Path, folder: Path) -> list[DeltaFile]:
    """Write what makes ``new`` of ``base`` into an empty folder.

    Raises DeltaError where one of them is damaged, has no data package, is a delta or of another profile.
    """
    before, after = _delivery(base), _delivery(new)
    if before.manifest.get("profile") != after.manifest.get("profile"):
        raise DeltaError(f"{base} and {new} are deliveries of different profiles; name two of the same")
    files = _write_files(before, after, folder)
    files += [_copied(after, name, folder, f"{RESULT}/{name}") for name in (MANIFEST, PACKAGE)]
    files.append(write_schema(folder))
    files.append(write_package(after, folder, files))
    files.sort(key=lambda file: file.name)
    write_manifest(before, after, folder, files)
    return files


def _delivery(path: Path) -> Folder:
    folder = open_folder(path)
    if folder.is_delta:
        raise DeltaError(f"{path} is a delta; name deliveries that are whole")
    if problems := damage(folder):
        raise DeltaError("; ".join(problems))
    return folder


def _write_files(before: Folder, after: Folder, folder: Path) -> list[DeltaFile]:
    """In the order of their names, in which their tombstones stand."""
    files = []
    with (folder / TOMBSTONES).open("w", encoding="utf-8", newline="") as gone:
        tombstones = Tombstones(gone)
        for name in sorted(after.listed.keys() - {PACKAGE}):
            changes = _changes_of(before, after, name, folder, tombstones)
            files.append(changes or _copied(after, name, folder, name))
    made = describe(folder, TOMBSTONES, tombstones.sources.total(), tombstones.sources)
    return [*files, DeltaFile(**asdict(made), whole=True, changes={})]


def _changes_of(before: Folder, after: Folder, name: str, folder: Path, tombstones: Tombstones) -> DeltaFile | None:
    """None where the file is to be passed on whole, since its rows have no keys or do not stand in their order."""
    one, other = before.layout(name), after.layout(name)
    if name not in before.listed or not one or not other or one.by != other.by:
        return None
    counts: Counter[tuple[str, Change]] = Counter()
    sources: Counter[str] = Counter()
    with tombstones.of_file(name) as removed:
        _, former = open_rows(before.path, one)
        frames, rows = open_rows(after.path, other)
        changed = _told(compared(former, rows), counts, sources, removed)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_rows(folder / name, frames, changed)
        except UnfitError:
            removed.forget()
            return None
    made = describe(folder, name, sources.total(), sources)
    return DeltaFile(**asdict(made), whole=False, changes=by_library(counts))


def _told(
    found: Iterable[tuple[Change, Row]],
    counts: Counter[tuple[str, Change]],
    sources: Counter[str],
    removed: FileTombstones,
) -> Iterator[bytes]:
    """The rows that the delta has; all are counted by library, and by source those that it has."""
    for change, row in found:
        counts[group_of(row), change] += 1
        if change == "removed":
            removed.add(row)
        elif change != "unchanged":
            sources[row[2]] += 1
            yield row[3]


def _write_rows(path: Path, frames: Frames, rows: Iterator[bytes]) -> None:
    """What stands before and after the rows is the new file's, known when rows have been read."""
    first = next(rows, None)
    with path.open("wb") as file:
        file.write(frames.head)
        if first is not None:
            file.write(first)
        file.writelines(rows)
        file.write(frames.tail)
    if first is None and frames.tail and without_rows(frames.head + frames.tail) != (frames.head, frames.tail):
        raise UnfitError("without rows, it cannot be told where they would stand")


def by_library(counts: Mapping[tuple[str, Change], int]) -> dict[str, dict[str, int]]:
    libraries = sorted({library for library, _ in counts})
    return {library: {change: counts.get((library, change), 0) for change in CHANGES} for library in libraries}


def _copied(after: Folder, name: str, folder: Path, target: str) -> DeltaFile:
    (folder / target).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(after.path / name, folder / target)
    listed = after.listed.get(name)
    made = describe(folder, target, listed.rows if listed else 1, listed.counts_by_source if listed else {})
    return DeltaFile(**asdict(made), whole=True, changes={})
