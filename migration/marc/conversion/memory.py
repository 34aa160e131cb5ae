"""Remembers what became of a field: a library's records have the same subjects, classes and owners over and over.

Only for fields whose conversion depends on nothing but themselves and the few facts of ``context``. What a conversion
does to the record beside its fields (issues, notes for 385 and 386, subfields kept aside) is remembered with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from pymarc import Field

from migration.issues import Issue
from migration.marc.conversion.fates import FateLedger
from migration.marc.conversion.trace import Kept, Tally, Units
from migration.marc.conversion.work import Reference, Work
from migration.marc.rules import Rules

LIMIT = 20_000
"""Fields that are remembered at a time: some 30 MB."""

LONGEST = 500
"""Characters of a field that is worth remembering: longer ones hardly recur, and would fill the memory."""

_GATHERED = ("issues", "groups", "classes", "producers", "genres")


@dataclass(frozen=True, slots=True)
class Outcome:
    """``gathered``: what was added to each of the work's dicts of the same name."""

    fields: tuple[Field, ...]
    units: Units
    kept: tuple[Kept, ...]
    references: tuple[Reference, ...]
    gathered: tuple[tuple[str, tuple[str | Issue, ...]], ...]


Memory = dict[tuple[object, ...], Outcome]


@lru_cache(maxsize=1)
def memory_of(rules: Rules) -> Memory:
    """The memory of a set of rules, in this process; another set's is forgotten."""
    return {}


def context(work: Work) -> tuple[object, ...]:
    """All that a remembered conversion may depend on beside the field: nothing else of ``work`` is set for it."""
    return work.mixed, work.isil, work.leader


def remembered(
    place: int, source: Field, ledger: FateLedger, convert: Callable[[int, Field, FateLedger], list[Field]]
) -> list[Field]:
    """The fields that a source field becomes, as ``convert`` makes them or made them of an equal one."""
    work = ledger.work
    known = memory_of(work.rules)
    key = (source.tag, source.indicators, tuple(source.subfields), work.context)
    outcome = known.get(key)
    if outcome is None and sum([len(value) for _, value in source.subfields]) > LONGEST:
        return convert(place, source, ledger)
    if outcome is None:
        if len(known) >= LIMIT:
            known.clear()
        outcome = known[key] = _outcome(source, work, convert)
    ledger.tally.many(outcome.units)
    if outcome.kept:
        work.kept += [replace(kept, place=place) for kept in outcome.kept]
    work.references += outcome.references
    for name, found in outcome.gathered:
        getattr(work, name).update(dict.fromkeys(found))
    return list(outcome.fields)


def _outcome(source: Field, work: Work, convert: Callable[[int, Field, FateLedger], list[Field]]) -> Outcome:
    own = Work(work.rules, mixed=work.mixed, isil=work.isil, leader=work.leader)
    tally = Tally()
    fields = convert(0, source, FateLedger(own, tally, None))
    gathered = ((name, tuple(getattr(own, name))) for name in _GATHERED)
    return Outcome(
        fields=tuple(fields),
        units=Units(tally.fates()),
        kept=tuple(own.kept),
        references=tuple(own.references),
        gathered=tuple((name, found) for name, found in gathered if found),
    )
