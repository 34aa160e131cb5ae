"""What is known and gathered while one record is converted."""

from collections import Counter
from dataclasses import dataclass, field

from pymarc import Field, Indicators, Subfield

from migration.issues import Issue
from migration.marc.rules import Rules


@dataclass(slots=True)
class Work:
    """One record's conversion. ``leader``: the converted leader; ``language``: converted 008/35-37, empty if unknown.

    ``types``: codes of 019 $b; ``genres``, ``ages`` (TG ids), ``groups`` (nationalities), ``notes_521``: what becomes
    655, 385, 386 and 521; dicts keep the order and each value once.
    """

    rules: Rules
    mixed: bool = False
    leader: str = ""
    language: str = ""
    types: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    has_main_entry: bool = False
    has_series_entry: bool = False
    main_title: Field | None = None
    genres: dict[str, None] = field(default_factory=dict)
    ages: dict[str, None] = field(default_factory=dict)
    groups: dict[str, None] = field(default_factory=dict)
    notes_521: dict[str, None] = field(default_factory=dict)
    issues: dict[Issue, None] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)

    def note(self, code: str, where: str = "", value: str = "") -> None:
        """One problem, once per record however often it occurs."""
        self.issues[Issue(code, where, value)] = None

    def unplaced(self, where: str) -> None:
        """A field or subfield that no rule places: it stays as it is and is named."""
        self.note("field_not_converted", where)

    def all_issues(self) -> tuple[Issue, ...]:
        """The issues, and one per tag for what was dropped by rule (value: number of fields)."""
        counts = (Issue("local_field_dropped", tag, str(n)) for tag, n in sorted(self.dropped.items()))
        return (*self.issues, *counts)


def new_field(tag: str, indicators: str, *subfields: tuple[str, str]) -> Field:
    """A data field; ``indicators`` as two characters, ``subfields`` as (code, value)."""
    return Field(tag, Indicators(indicators[0], indicators[1]), [Subfield(code, value) for code, value in subfields])
