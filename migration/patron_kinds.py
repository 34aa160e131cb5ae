"""What a borrower is, if not a person: ``mappings/patron_kinds.csv``, a rule per row.

``field`` is what the rule looks at (the group's name, the class, a card, the whole name), ``match`` how ``value`` is
compared: ``equals``, ``starts``, ``contains``; ``word`` (a whole word of it); ``ending`` (how a word of it ends);
``form`` (# stands for a digit). ``kind`` is what the rule says: a kind of patron, or one of the marks *parked* (has
left), *child* and *adult* (the group's, by which two-digit years of birth are read).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migration.csvfile import read_table

COLUMNS = ("source", "field", "match", "value", "kind", "note", "decided_by")
FIELDS = ("card", "group", "class", "name")
"""In the order in which they are asked: a group that says what its members are comes before a name that sounds so."""
KINDS = ("person", "institution", "ill_library", "system", "temporary")
AGES = ("child", "adult")
PARKED = "parked"


class PatronKindsError(Exception):
    """``patron_kinds.csv`` cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Rule:
    """One row, ready to be asked with a folded text; an acronym (``NAV``, ``AS``) with the text as it is written, or
    Nav Kaur and Kari As were firms.
    """

    kind: str
    holds: Callable[[str], bool]
    is_acronym: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules say of a borrower; ``kind`` is empty where none does. ``age``: child, adult or empty."""

    kind: str = ""
    is_parked: bool = False
    age: str = ""


@dataclass(frozen=True, slots=True)
class PatronKinds:
    """The rules by (source, field). What a value says is remembered: a source has few groups and classes."""

    rules: Mapping[tuple[str, str], tuple[Rule, ...]] = field(default_factory=dict)
    _said: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def told(self, source: str, group: str, class_: str, cards: Iterable[str], name: str) -> Told:
        """What all fields together say: of the kinds and of the ages the first, in the order of ``FIELDS``.

        Pass no name where it is a person's: who has a date of birth or a comma in the name is none by name.
        """
        said = [kind for card in cards for kind in self.say(source, "card", card)]
        said += [*self.say(source, "group", group), *self.say(source, "class", class_)]
        said += self._of_name(source, name) if name else ()
        kind = next((k for k in said if k in KINDS), "")
        age = next((k for k in said if k in AGES), "")
        return Told(kind, PARKED in said, age)

    def say(self, source: str, field: str, text: str) -> tuple[str, ...]:
        """What the rules for one field say of a text, the source's own rules first."""
        if not text:
            return ()
        if field in ("card", "name"):  # as many as patrons: not worth remembering
            return self._asked(source, field, text)
        key = (source, field, text)
        if key not in self._said:
            self._said[key] = self._asked(source, field, text)
        return self._said[key]

    def sounds_like_none(self, source: str, name: str) -> bool:
        """Whether a name is no person's by its words, whatever else is known: it is not taken apart then."""
        return bool(name) and any(kind != "person" for kind in self._of_name(source, name))

    def _of_name(self, source: str, name: str) -> tuple[str, ...]:
        return self.say(source, "name", name)

    def _asked(self, source: str, field: str, text: str) -> tuple[str, ...]:
        folded, written = _fold(text), " ".join(text.split())
        rules = (*self.rules.get((source, field), ()), *self.rules.get(("*", field), ()))
        return tuple(rule.kind for rule in rules if rule.holds(written if rule.is_acronym else folded))


def load_patron_kinds(path: Path, sources: Iterable[str]) -> PatronKinds:
    """Read and check the rules. Raises PatronKindsError with every problem at once."""
    known = {"*", *sources}
    problems: list[str] = []
    rules: dict[tuple[str, str], list[Rule]] = {}
    seen: set[tuple[str, ...]] = set()
    for where, row in read_table(path, COLUMNS, problems):
        problems += [f"{where}: {p}" for p in _row_problems(row, known) or _add(rules, seen, row)]
    if problems:
        raise PatronKindsError(problems)
    return PatronKinds({key: tuple(of_field) for key, of_field in rules.items()})


def _add(rules: dict[tuple[str, str], list[Rule]], seen: set[tuple[str, ...]], row: Mapping[str, str]) -> list[str]:
    key = (row["source"], row["field"], row["match"], _fold(row["value"]))
    if key in seen:
        return [f"{row['source']} {row['field']} {row['match']} {row['value']} stands twice"]
    seen.add(key)
    value = " ".join(row["value"].split())
    is_acronym = value.isupper() and row["field"] == "name" and row["match"] in ("word", "ending")
    rule = Rule(row["kind"], _MATCHES[row["match"]](value if is_acronym else _fold(value)), is_acronym)
    rules.setdefault((row["source"], row["field"]), []).append(rule)
    return []


def _row_problems(row: Mapping[str, str], known: set[str]) -> list[str]:
    problems = []
    if row["source"] not in known:
        problems.append(f"source {row['source']!r} is not in sources.yaml (use * for all)")
    if row["field"] not in FIELDS:
        problems.append(f"field {row['field']!r} is none of {', '.join(FIELDS)}")
    if row["match"] not in _MATCHES:
        problems.append(f"match {row['match']!r} is none of {', '.join(_MATCHES)}")
    if not row["value"].strip():
        problems.append("value is empty, and would hold for everybody")
    if row["kind"] not in (*KINDS, PARKED, *AGES):
        problems.append(f"kind {row['kind']!r} is none of {', '.join((*KINDS, PARKED, *AGES))}")
    if row["kind"] == "system" and row["field"] == "name" and row["match"] != "equals":
        problems.append("a system user is told by its whole name only (equals): a person must never become one")
    return problems


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _pattern(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.search(text) is not None


_MATCHES: dict[str, Callable[[str], Callable[[str], bool]]] = {
    "equals": lambda value: lambda text: text == value,
    "starts": lambda value: lambda text: text.startswith(value),
    "contains": lambda value: lambda text: value in text,
    "word": lambda value: _pattern(rf"(?<!\w){re.escape(value)}(?!\w)"),
    "ending": lambda value: _pattern(rf"{re.escape(value)}(?!\w)"),
    "form": lambda value: _pattern(rf"^{re.escape(value).replace(re.escape('#'), '[0-9]')}$"),
}
"""How each ``match`` compares, on folded texts."""
