"""What becomes of every subfield of a source record: the proof that conversion loses nothing.

The unit is the subfield; a control field is one unit with the code ``""``. Each unit ends as *moved* (its value stands
in the new record, or in another table, as it was or as a code), *merged* (its text is part of a longer one), *dropped*
by a named rule, or *unknown*: no rule knows it, so it is kept aside for a librarian to decide on. There is no fifth
way: ``fates`` looks for every value among what a field became, and calls unknown what it neither finds nor has a claim
for.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from pymarc import Field, Subfield

EMPTY = "empty"
"""The rule by which a subfield without any text is dropped."""


class SubfieldFate(StrEnum):
    MOVED = "moved"
    MERGED = "merged"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Claim:
    """A handler's word for a subfield that can't be found again as text. ``rule``: ``table/key`` of ``mappings/marc``.

    ``target``: where it went, as ``245$a``, ``008/22`` or ``items.csv``; empty for what is dropped.
    """

    fate: SubfieldFate
    rule: str
    target: str = ""


@lru_cache(maxsize=8192)
def claim_of(fate: SubfieldFate, rule: str, target: str = "") -> Claim:
    """The claim; equal ones are one object, since few differ and making one takes long."""
    return Claim(fate, rule, target)


@dataclass(frozen=True, slots=True)
class Kept:
    """An unknown subfield, kept aside. ``place``: which field of the record it stood in (0, 1, …)."""

    place: int
    tag: str
    indicators: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """One unit's way, for people. ``place`` as in Kept."""

    place: int
    tag: str
    code: str
    value: str
    claim: Claim


@dataclass(slots=True)
class Trace:
    """The whole way of one record. ``made``: (place of the source field, or -1 for a derived one; new field)."""

    steps: list[Step] = field(default_factory=list)
    made: list[tuple[int, Field]] = field(default_factory=list)


Kind = tuple[str, str, str, str]
"""Tag, code, fate, rule."""

Fates = Counter[Kind]
"""Units by kind."""


class Tally:
    """Counts units over many records. Fields that pass untouched, or as one before them, are counted whole."""

    __slots__ = ("_fates", "_many", "_whole")

    def __init__(self) -> None:
        self._fates: Fates = Counter()
        self._whole: Counter[tuple[str, str, str]] = Counter()
        self._many: Counter[Units] = Counter()

    def whole(self, tag: str, codes: str, rule: str) -> None:
        """All subfields of a field were moved; ``codes``: theirs, one after the other; empty for a control field."""
        self._whole[tag, codes, rule] += 1

    def unit(self, tag: str, code: str, fate: SubfieldFate, rule: str) -> None:
        self._fates[tag, code, fate, rule] += 1

    def many(self, units: "Units") -> None:
        """The units of a field that was converted before."""
        self._many[units] += 1

    def kinds(self) -> tuple[int, int, int]:
        """How many kinds of fates were met so far, by the ways of counting; only to be compared."""
        return len(self._fates), len(self._whole), len(self._many)

    def new_since(self, met: tuple[int, int, int]) -> Iterator[Kind]:
        """The kinds that came in after ``kinds`` was ``met``; one may have been met before in another way."""
        yield from islice(self._fates, met[0], None)
        for tag, codes, rule in islice(self._whole, met[1], None):
            yield from ((tag, code, SubfieldFate.MOVED, rule) for code in codes or ("",))
        for units in islice(self._many, met[2], None):
            yield from units.fates

    def fates(self) -> Fates:
        """The counts, a unit each."""
        fates = Counter(self._fates)
        for (tag, codes, rule), count in self._whole.items():
            for code in codes or ("",):
                fates[tag, code, SubfieldFate.MOVED, rule] += count
        for units, count in self._many.items():
            for unit, times in units.fates.items():
                fates[unit] += times * count
        return fates


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The fates of one field's units, told from another's by which object it is."""

    fates: Fates


Claims = dict[Subfield, Claim]
