"""What became of a source's subfields, as the report tells it: sums by fate, what rules left out, what is unknown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, column, select, table

from migration.marc.conversion.sidebyside import Line, note_of
from migration.marc.conversion.trace import SubfieldFate
from migration.marc.stored import is_control
from migration.marc.tables import RuleNote
from migration.privacy import mask

MOST_UNKNOWN = 200
VALUE_LENGTH = 80

_COLUMNS = ("tag", "code", "fate", "rule", "uses", "example")
_CONVERSION = table("core_conversion", column("source"), *(column(c) for c in _COLUMNS))
_UNKNOWN = table("core_bib_unknown", *(column(c) for c in ("source", "legacy_id", "n", "tag", "code", "value")))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownField:
    """Subfields of one tag and code that no rule knows; ``value``: the example's, identity numbers masked.

    ``table``: where a row can decide on them: subfields.csv for a field that the rules know, local_decisions.csv for
    others; empty for control fields.
    """

    tag: str
    code: str
    uses: int
    example: str
    value: str
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppingRule:
    """A rule that left subfields out. ``fields``: which, as ``245$w``; ``note_en``: empty where the note is only in
    Bokmål."""

    rule: str
    note: str
    note_en: str
    source: str
    status: str
    fields: tuple[str, ...]
    uses: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """``sums``: units by fate, in the order of SubfieldFate, zeros too."""

    sums: Mapping[str, int]
    dropped: tuple[DroppingRule, ...]
    unknown: tuple[UnknownField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGroup:
    """Units of one field with the same fate by the same rule. ``codes``: as ``$a $b``; ``targets``: where they went."""

    codes: str
    fate: str
    targets: str
    rule: str
    note: str
    note_en: str
    rule_source: str
    status: str


def conversion(connection: Connection, source: str, notes: Mapping[str, RuleNote]) -> Conversion:
    """What became of one source's subfields. ``notes``: every rule's row by its id."""
    c = _CONVERSION.c
    query = select(*(c[name] for name in _COLUMNS)).where(c.source == source)
    rows = connection.execute(query.order_by(c.tag, c.code, c.rule)).all()
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row.fate] += int(row.uses)
    unknown = sorted((r for r in rows if r.fate == SubfieldFate.UNKNOWN), key=lambda r: (-r.uses, r.tag, r.code))
    return Conversion(
        sums={fate.value: sums[fate.value] for fate in SubfieldFate},
        dropped=tuple(_dropping([r for r in rows if r.fate == SubfieldFate.DROPPED], notes)),
        unknown=tuple(_unknown(connection, source, row, notes) for row in unknown[:MOST_UNKNOWN]),
    )


def _dropping(rows: Sequence[Any], notes: Mapping[str, RuleNote]) -> list[DroppingRule]:
    by_rule: dict[str, list[Any]] = {}
    for row in rows:
        by_rule.setdefault(row.rule, []).append(row)
    found = [_dropping_rule(rule, own, note_of(rule, notes)) for rule, own in by_rule.items()]
    return sorted(found, key=lambda rule: (-rule.uses, rule.rule))


def _dropping_rule(rule: str, rows: Sequence[Any], note: RuleNote) -> DroppingRule:
    return DroppingRule(
        rule=rule,
        note=note.note_nb,
        note_en=note.note_en,
        source=note.source,
        status=note.status,
        fields=tuple(f"{row.tag}${row.code}" if row.code else row.tag for row in rows),
        uses=sum(int(row.uses) for row in rows),
        example=rows[0].example,
    )


def _unknown(connection: Connection, source: str, row: Any, notes: Mapping[str, RuleNote]) -> UnknownField:
    u = _UNKNOWN.c
    query = select(u.value).where(u.source == source, u.legacy_id == row.example, u.tag == row.tag, u.code == row.code)
    value = mask(connection.execute(query.order_by(u.n)).scalars().first() or "")
    shown = value if len(value) <= VALUE_LENGTH else f"{value[:VALUE_LENGTH]}…"
    known = "subfields.csv" if f"fields/{row.tag}" in notes else "local_decisions.csv"
    return UnknownField(
        tag=row.tag,
        code=row.code,
        uses=int(row.uses),
        example=row.example,
        value=shown,
        table="" if is_control(row.tag) else known,
    )


def rule_groups(line: Line) -> list[RuleGroup]:
    """The rules of a field with the subfields that each was about, in the field's order."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for unit in line.units:
        groups.setdefault((unit.fate, unit.rule), []).append(unit)
    return [
        RuleGroup(
            codes=" ".join(dict.fromkeys(f"${unit.code}" for unit in units if unit.code)),
            fate=units[0].fate.value,
            targets=", ".join(dict.fromkeys(u.target for u in units if u.target and u.target != line.tag)),
            rule=units[0].rule,
            note=units[0].note,
            note_en=units[0].note_en,
            rule_source=units[0].rule_source,
            status=units[0].status,
        )
        for units in groups.values()
    ]
