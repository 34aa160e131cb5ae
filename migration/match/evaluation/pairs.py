"""Labelled pairs: two record ids and whether a cataloguer calls them one title; a table that people write (CSV)."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_NAMES = {
    "id1": ("id1", "a", "id_a", "ida", "left", "record1", "id_1"),
    "id2": ("id2", "b", "id_b", "idb", "right", "record2", "id_2"),
    "label": ("label", "match", "same", "is_match", "duplicate"),
    "case": ("case", "class", "family"),
    "expect": ("expect",),
    "veto": ("veto",),
    "why": ("why", "note"),
    "source1": ("source1", "source_a"),
    "source2": ("source2", "source_b"),
}
"""Our columns, and what others call them."""
_YES = frozenset({"1", "true", "yes", "ja", "y"})
_NO = frozenset({"0", "false", "no", "nei", "n", "-1"})
EXPECTED = ("", "auto", "review", "apart", "not_auto")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """``label``: one title, two, or None where nobody could know. ``case``: a class that is reported by itself.

    ``expect``: what should be decided (``not_auto``: review or apart); ``veto``: the features of which at least one
    should speak against a merge; both may be empty. ``source1``, ``source2``: whose the records are, empty for each its
    own.
    """

    id1: str
    id2: str
    label: bool | None
    case: str = ""
    expect: str = ""
    veto: tuple[str, ...] = ()
    why: str = ""
    source1: str = ""
    source2: str = ""


class PairsError(Exception):
    """A table of labelled pairs cannot be used. ``problems``: one line each, with file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def pairs_of(lines: Iterable[str], name: str) -> list[LabelledPair]:
    """The pairs of a CSV with a header; delimiter ``,`` or ``;``. ``name``: the file's, for what is wrong with it.

    Raises PairsError with every problem at once.
    """
    rows = iter(lines)
    header = next(rows, "").removeprefix("\ufeff")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    columns = _columns(next(csv.reader([header], delimiter=delimiter), []))
    lacking = [column for column in ("id1", "id2", "label") if column not in columns]
    if lacking:
        raise PairsError([f"{name}:1: has no column {', '.join(lacking)} (also known: {_aliases(lacking)})"])
    problems: list[str] = []
    reader = csv.reader(rows, delimiter=delimiter)
    pairs = [
        _pair({column: row[n].strip() for column, n in columns.items() if n < len(row)}, where, problems)
        for row in reader
        if row and (where := f"{name}:{reader.line_num + 1}")
    ]
    if problems:
        raise PairsError(problems)
    return pairs


def _columns(header: list[str]) -> dict[str, int]:
    """Where each of our columns stands."""
    found: dict[str, int] = {}
    for n, written in enumerate(header):
        for column, names in _NAMES.items():
            if written.strip().casefold() in names:
                found.setdefault(column, n)
    return found


def _aliases(columns: list[str]) -> str:
    return ", ".join(name for column in columns for name in _NAMES[column][1:])


def _pair(row: Mapping[str, str], where: str, problems: list[str]) -> LabelledPair:
    label, expect = row.get("label", "").casefold(), row.get("expect", "")
    if not row.get("id1") or not row.get("id2"):
        problems.append(f"{where}: needs two ids")
    if label and label not in _YES | _NO:
        problems.append(f"{where}: the label must be 1 (one title), 0 (two) or empty, not {label!r}")
    if expect not in EXPECTED:
        problems.append(f"{where}: expect must be one of {', '.join(EXPECTED[1:])} or empty, not {expect!r}")
    return LabelledPair(
        id1=row.get("id1", ""),
        id2=row.get("id2", ""),
        label=label in _YES if label else None,
        case=row.get("case", ""),
        expect=expect,
        veto=tuple(row.get("veto", "").split()),
        why=row.get("why", ""),
        source1=row.get("source1", ""),
        source2=row.get("source2", ""),
    )
