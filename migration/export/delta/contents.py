"""What the files of a delta hold, as far as it can be known without the base: rows, keys, tombstones."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from migration.export.delta.claims import rows_of
from migration.export.delta.counting import count_rows
from migration.export.delta.folders import Folder, ListedFile
from migration.export.delta.keys import open_rows
from migration.export.delta.model import NOBODY, Key, Layout, Row, Tombstone, UnfitError, group_of
from migration.export.delta.tombstones import COLUMNS, by_file, told
from migration.export.delta.tombstones import NAME as TOMBSTONES
from migration.export.verification.problems import Problems


def check_contents(delta: Folder, problems: Problems) -> None:
    """Every file is read through once or twice, and no row is kept."""
    whole = {name for name, file in delta.listed.items() if _is_readable(delta, file, problems)}
    by_rows = {name: delta.layout(name) for name, file in sorted(delta.listed.items()) if not file.whole}
    layouts = {name: layout for name, layout in by_rows.items() if layout is not None}
    for name in by_rows.keys() - layouts.keys():
        problems.note("package", name, "has changes, but no keys by which its rows could be found")
    sound = TOMBSTONES in whole and _check_tombstones(delta, layouts, problems)
    removed = by_file(delta.path) if sound else None
    for name, layout in layouts.items():
        gone = removed(name) if removed else iter(())
        if name in whole:
            _check_rows(delta.listed[name], open_rows(delta.path, layout)[1], gone, problems)
        else:
            next(gone, None)  # so that those of the next file may be asked for


def _is_readable(delta: Folder, file: ListedFile, problems: Problems) -> bool:
    """Whether a file is in the form that it is said to be in. Its rows are counted."""
    try:
        rows = count_rows(delta.path / file.name, delta.resources.get(file.name, {}))
    except UnfitError as error:
        problems.note("value", file.name, str(error))
        return False
    if rows is not None and rows != file.rows:
        problems.note("rows", file.name, f"has {rows} rows, but the manifest says {file.rows}")
    return True


def _check_rows(file: ListedFile, rows: Iterator[Row], removed: Iterator[Tombstone], problems: Problems) -> None:
    """They stand in the order of their keys, none has a tombstone, and of each library and source there are as many as
    the manifest says."""
    groups: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    gone = next(removed, None)
    try:
        for number, row in enumerate(rows, 1):
            groups[group_of(row)] += 1
            sources[row[2]] += 1
            while gone is not None and gone[0] < row[0]:
                gone = next(removed, None)
            if gone is not None and gone[0] == row[0]:
                problems.note("balance", file.name, f"row {number} has a tombstone, too")
    except UnfitError as error:
        problems.note("order", file.name, str(error), sources.total() + 1)
        return
    said = {group: counts.get("added", 0) + counts.get("changed", 0) for group, counts in file.changes.items()}
    if +groups != +Counter(said):
        problems.note("balance", file.name, "has other rows of a library than its changes in the manifest say")
    if sources != Counter(file.counts_by_source):
        problems.note("source_counts", file.name, "has other rows of a source than its counts_by_source say")


def _check_tombstones(delta: Folder, layouts: Mapping[str, Layout], problems: Problems) -> bool:
    """Whether they can be held against the rows. Each names a file and a key of it, in order and once."""
    counts: Counter[tuple[str, str]] = Counter()
    sources: Counter[str] = Counter()
    last: tuple[str, Key] = ("", ())
    sound = True
    with (delta.path / TOMBSTONES).open(encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.reader(file)
        if tuple(next(rows, ())) != COLUMNS:
            problems.note("columns", TOMBSTONES, f"has other columns than {', '.join(COLUMNS)}", 1)
            return False
        for row in rows:
            wrong = _wrong(row, delta, layouts)
            if not wrong:
                key, library, source = told(row)
                if (row[0], key) <= last:
                    wrong = "does not stand in the order of files and keys, each once"
                last = row[0], key
                counts[row[0], library] += 1
                sources[source or NOBODY] += 1
            if wrong:
                problems.note("value", TOMBSTONES, wrong, rows.line_num)
                sound = False
    if sound:
        _check_counts(delta, counts, sources, problems)
    return sound


def _wrong(row: Sequence[str], delta: Folder, layouts: Mapping[str, Layout]) -> str:
    """What is wrong with a tombstone by itself."""
    if len(row) != len(COLUMNS):
        return f"has {len(row)} cells, not {len(COLUMNS)}"
    if row[0] not in delta.listed:
        return "names a file that the delta does not have"
    if row[0] not in layouts:
        return f"names {row[0]}, which is passed on whole, so that no row of it has a tombstone"
    wanted = len(layouts[row[0]].key)
    try:
        key, _, _ = told(row)
    except ValueError:
        return "has a key that is no JSON array of texts"
    return "" if len(key) == wanted else f"has a key of {len(key)} parts, but those of {row[0]} have {wanted}"


def _check_counts(delta: Folder, counts: Counter[tuple[str, str]], sources: Counter[str], problems: Problems) -> None:
    """By file and library, of tombstones that name one: a row without a library may be counted by its source."""
    for name, file in delta.listed.items():
        own = {library: n for (of, library), n in counts.items() if of == name}
        too_many = (n > file.changes.get(library, {}).get("removed", 0) for library, n in own.items() if library)
        if sum(own.values()) != rows_of(file, "removed") or any(too_many):
            problems.note("balance", TOMBSTONES, f"has other rows of {name} than its changes in the manifest say")
    said: Counter[str] = Counter()
    for source, n in delta.listed[TOMBSTONES].counts_by_source.items():
        said[source or NOBODY] += n
    if sources != said:
        problems.note("source_counts", TOMBSTONES, "has other rows of a source than its counts_by_source say")
