"""The records that a source's report shows before and after."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from migration.model import Entity
from migration.pipeline.project import Project
from migration.pipeline.showing import by_legacy_id, shown_by, view_of
from migration.quality.shown import Shown
from migration.staging.schema import core_conversion, issue

EXAMPLES = 12
CANDIDATES = 40
"""Records to choose the examples of a source from."""
LONGEST = 6_000
"""Characters of a record: a longer one would take more place in the report than it tells."""


def examples(project: Project, connection: Connection, source: str) -> list[Shown]:
    """Records that together show most of the rules and issues of a source, rare ones included; the same every time."""
    view = view_of(project, connection, source, "nb")
    entries = (by_legacy_id(connection, source, legacy_id) for legacy_id in _candidates(connection, source))
    found = [shown_by(view, entry) for entry in entries if entry is not None and entry.ordinal is not None]
    rest = [shown for shown in found if _length(shown) <= LONGEST]
    chosen: list[Shown] = []
    seen: set[str] = set()
    while rest and len(chosen) < EXAMPLES:
        best = max(rest, key=lambda shown: len(_told_by(shown) - seen))  # the first of several
        if not _told_by(best) - seen:
            break
        chosen.append(best)
        rest.remove(best)
        seen |= _told_by(best)
    return chosen


def _length(shown: Shown) -> int:
    units = (unit for line in (shown.record.lines if shown.record else ()) for unit in line.units)
    return sum(len(unit.value) for unit in units) + sum(map(len, shown.raw))


def _told_by(shown: Shown) -> set[str]:
    rules = set(shown.record.rules) if shown.record else set()
    return rules | {f"issue {found.code}" for found in shown.issues} | {shown.fate}


def _candidates(connection: Connection, source: str) -> list[str]:
    """Legacy ids of records with the rarest rules and issues."""
    c, i = core_conversion.c, issue.c
    rules = select(c.rule, func.sum(c.uses), func.min(c.example)).where(c.source == source).group_by(c.rule)
    codes = select(i.code, func.count(), func.min(i.legacy_id)).where(
        i.source == source, i.stage == "standardize", i.entity == Entity.BIB, i.legacy_id != ""
    )
    by_rule = sorted(connection.execute(rules), key=_rarity)
    by_code = sorted(connection.execute(codes.group_by(i.code)), key=_rarity)
    half = CANDIDATES // 2
    ids = dict.fromkeys(row[2] for row in [*by_rule[:half], *by_code[:half], *by_rule[half:], *by_code[half:]])
    return list(ids)[:CANDIDATES]


def _rarity(row: Sequence[Any]) -> tuple[int, str]:
    return int(row[1]), str(row[0])
