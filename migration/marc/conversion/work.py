"""What is known and gathered while one record is converted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pymarc import Field, Subfield

from migration.issues import Issue
from migration.marc.conversion.trace import Claims, Kept, SubfieldFate, claim_of
from migration.marc.rules import Rules
from migration.marc.stored import data_field, new_subfield, two_indicators


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference (900-950) as NORMARC keeps it in bibliographic records. ``kind``: see, see_also or explanatory."""

    tag: str
    kind: str
    heading: str
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """A field of a pair in two scripts. ``script`` None: the Latin one, else the other's, as Unicode names it.

    ``number``: the occurrence in $6; 00 without a partner, empty for a second title in the same script.
    """

    number: str
    script: str | None = None


@dataclass(slots=True)
class Work:
    """One record's conversion. ``leader``: the converted leader; ``language``: converted 008/35-37, empty if unknown.

    ``isil``: the library's own. ``context``: what remembered conversions depend on (``memory``). ``types``: codes of
    019 $b; ``genres``, ``ages`` (TG ids), ``groups`` (nationalities), ``notes_521``: what becomes 655, 385, 386 and
    521; ``classes`` (Dewey numbers of subjects), ``producers`` (countries of films): 083 and 257. Dicts keep the order
    and each value once. ``claims``: of the field at hand; ``extended``: those of 019, known before all others.
    ``source``: the source's fields. ``agency``: who catalogued it, by 008/39.
    ``main_entry``: the tag of the delivered one; ``alternates``: by the ``id`` of the source field; ``seen``: entries
    made so far; ``found``: what the whole source was searched for, once (``in_source``).
    """

    rules: Rules
    mixed: bool = False
    isil: str = ""
    source: Sequence[Field] = ()
    agency: str = ""
    has_lc_number: bool = False
    has_cataloguing_source: bool = False
    leader: str = ""
    context: tuple[object, ...] = ()
    language: str = ""
    types: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    has_main_entry: bool = False
    has_series_entry: bool = False
    main_entry: str = ""
    has_uniform_title: bool = False
    genres: dict[str, None] = field(default_factory=dict)
    ages: dict[str, None] = field(default_factory=dict)
    groups: dict[str, None] = field(default_factory=dict)
    classes: dict[str, None] = field(default_factory=dict)
    producers: dict[str, None] = field(default_factory=dict)
    notes_521: dict[str, None] = field(default_factory=dict)
    issues: dict[Issue, None] = field(default_factory=dict)
    claims: Claims = field(default_factory=dict)
    extended: Claims = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    alternates: dict[int, Alternate] = field(default_factory=dict)
    seen: set[tuple[object, ...]] = field(default_factory=set)
    found: dict[str, frozenset[object]] = field(default_factory=dict)

    def first_time(self, *what: object) -> bool:
        """Whether something hasn't been made in this record before; from now on it has."""
        if what in self.seen:
            return False
        self.seen.add(what)
        return True

    def in_source(self, what: str, search: Callable[[Sequence[Field]], Iterable[object]]) -> frozenset[object]:
        """What a search of the whole source finds, by its name. It is made once for a record, not for every field."""
        if what not in self.found:
            self.found[what] = frozenset(search(self.source))
        return self.found[what]

    def note(self, code: str, where: str = "", value: str = "") -> None:
        """One problem, once per record however often it occurs."""
        self.issues[Issue(code, where, value)] = None

    def moved(self, subfield: Subfield, rule: str, target: str) -> None:
        """Say that a subfield of the field at hand went on as something else than its text: a code, another table."""
        self.claims[subfield] = claim_of(SubfieldFate.MOVED, rule, target)

    def merged(self, subfield: Subfield, rule: str, target: str) -> None:
        """Say that a subfield of the field at hand became part of another text."""
        self.claims[subfield] = claim_of(SubfieldFate.MERGED, rule, target)

    def dropped(self, subfield: Subfield, rule: str) -> None:
        """Say that a subfield of the field at hand is left out, by which rule."""
        self.claims[subfield] = claim_of(SubfieldFate.DROPPED, rule)

    def unknown(self, subfield: Subfield) -> None:
        """Say that no rule knows a subfield of the field at hand: it is kept aside."""
        self.claims[subfield] = claim_of(SubfieldFate.UNKNOWN, "")


def new_field(tag: str, indicators: str, *subfields: tuple[str, str]) -> Field:
    """A data field; ``indicators`` as two characters, ``subfields`` as (code, value)."""
    return data_field(tag, two_indicators(indicators), [new_subfield(Subfield, pair) for pair in subfields])


@lru_cache(maxsize=4096)
def constant_field(tag: str, indicators: str, *subfields: tuple[str, str]) -> Field:
    """The same as ``new_field``, one object for all records: for fields that are made of codes."""
    return new_field(tag, indicators, *subfields)
