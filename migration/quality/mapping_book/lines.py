"""What the mapping workbook has a row for: decisions that stand, and codes in use on which nobody has decided."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, column, select, table

from migration.crosswalks import Crosswalk, Row

EVERYBODY = "*"
OPEN, STANDING, UNUSED = "open", "standing", "unused"
"""States of a line: undecided, decided and in use, decided and used by nobody."""

_CODE = table("core_code", *(column(c) for c in ("source", "code_list", "legacy_code", "label", "uses")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How often a source uses a code, and what it calls it."""

    source: str
    legacy_code: str
    label: str
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """``valid``: what codes of the list may become, and what each value is used for; empty where anything goes.

    ``is_local``: each library makes its own codes, so that equal codes of two libraries mean different things.
    """

    name: str
    crosswalk: Crosswalk
    uses: Sequence[Use]
    valid: Mapping[str, str]
    is_local: bool

    def deciding(self, use: Use) -> Row | None:
        """The row that decides this use, by its code, else by its label: as the rows are made."""
        find = self.crosswalk.find
        return find(use.source, use.legacy_code) or (find(use.source, use.label) if use.label else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``row``: None where nobody has decided. ``used_by``: sources, the most frequent first."""

    source: str
    legacy_code: str
    label: str
    uses: int
    used_by: tuple[str, ...]
    row: Row | None
    state: str


def uses_by_list(connection: Connection) -> Mapping[str, Sequence[Use]]:
    """All codes in use, by code list."""
    c = _CODE.c
    found: dict[str, list[Use]] = defaultdict(list)
    query = select(c.code_list, c.source, c.legacy_code, c.label, c.uses)
    for name, source, code, label, uses in connection.execute(query):
        found[name].append(Use(source=source, legacy_code=code, label=label, uses=int(uses)))
    return found


def lines_of(code_list: CodeList, sources: Collection[str] = ()) -> list[Line]:
    """The open codes, the most used first, then the decisions in their order. ``sources``: those of others are not.

    Whether a code is decided is asked of the table as it is now, not as it was when the rows were made.
    """
    wanted = [use for use in code_list.uses if not sources or use.source in sources]
    deciding: dict[Row | None, list[Use]] = defaultdict(list)
    for use in sorted(wanted, key=lambda use: (-use.uses, use.source, use.legacy_code)):
        deciding[code_list.deciding(use)].append(use)
    return [*_open(deciding[None], code_list.is_local), *_decided(code_list.crosswalk, deciding, sources)]


def _open(uses: Sequence[Use], is_local: bool) -> list[Line]:
    """One line per code: of all sources, where several use it and mean the same."""
    codes: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in uses:
        codes[use.source if is_local else "", use.legacy_code.casefold()].append(use)
    lines = [_line(_owner(same), same[0].legacy_code, None, same) for same in codes.values()]
    return sorted(lines, key=lambda line: (-line.uses, line.legacy_code, line.source))


def _owner(uses: Sequence[Use]) -> str:
    owners = {use.source for use in uses}
    return owners.pop() if len(owners) == 1 else EVERYBODY


def _decided(
    crosswalk: Crosswalk, deciding: Mapping[Row | None, Sequence[Use]], sources: Collection[str]
) -> Iterator[Line]:
    for row in crosswalk.rows.values():
        if not sources or row.source in (EVERYBODY, *sources):
            yield _line(row.source, row.legacy_code, row, deciding.get(row, ()))


def _line(source: str, legacy_code: str, row: Row | None, uses: Sequence[Use]) -> Line:
    return Line(
        source=source,
        legacy_code=legacy_code,
        label=next((use.label for use in uses if use.label), ""),
        uses=sum(use.uses for use in uses),
        used_by=tuple(dict.fromkeys(use.source for use in uses)),
        row=row,
        state=OPEN if row is None else STANDING if uses else UNUSED,
    )
