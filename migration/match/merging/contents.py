"""What is there already: by which contents a field of another record counts as new."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from migration.marc.folding import fold
from migration.marc.isbn import isbn13
from migration.match.merging.fields import StoredField, subfields
from migration.match.merging.rules import Rule

Relators = Mapping[str, str]
"""Relator codes by their folded terms: ``oversetter`` is ``trl``."""


class Known(Protocol):
    """Contents that there are by one rule."""

    def add(self, field: StoredField) -> None: ...
    def lacks(self, field: StoredField) -> bool:
        """Whether the field says something by the rule, and something that isn't there."""
        ...


def known(rule: Rule, main_entry: Collection[str], relators: Relators) -> Known:
    """Nothing yet, for one rule."""
    if rule.roles:
        return _Names(rule, main_entry, relators)
    if rule.schemes:
        return _Headings(rule)
    return _Values(rule) if rule.each else _Wholes(rule)


class _Wholes:
    """The field as a whole, of its tag; of any where the rule looks in more."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._any_tag = bool(rule.among)
        self._seen: set[tuple[str, ...]] = set()

    def add(self, field: StoredField) -> None:
        self._seen.add((self._tag(field), *_contents(self._rule, field)))

    def lacks(self, field: StoredField) -> bool:
        contents = _contents(self._rule, field)
        return any(contents) and (self._tag(field), *contents) not in self._seen

    def _tag(self, field: StoredField) -> str:
        return "" if self._any_tag else field[0]


class _Values:
    """Each value by itself: numbers and terms, of which a field may have several."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._seen: set[str] = {""}

    def add(self, field: StoredField) -> None:
        self._seen.update(_contents(self._rule, field))

    def lacks(self, field: StoredField) -> bool:
        return not self._seen.issuperset(_contents(self._rule, field))


class _Headings:
    """One heading per vocabulary, one number per edition of a classification. A heading that names no vocabulary says
    nothing new where the same words stand under any."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._seen: set[tuple[str, ...]] = set()
        self._words: set[tuple[str, ...]] = set()

    def add(self, field: StoredField) -> None:
        words = _contents(self._rule, field)
        self._words.add(words)
        self._seen.add((field[0], scheme(field), *words))

    def lacks(self, field: StoredField) -> bool:
        words = _contents(self._rule, field)
        if not any(words):
            return False
        of = scheme(field)
        return (field[0], of, *words) not in self._seen if of else words not in self._words


class _Names:
    """A person or body, and each of their roles. A main entry that names no role may have any of ``main_entry``."""

    def __init__(self, rule: Rule, main_entry: Collection[str], relators: Relators) -> None:
        self._rule, self._main_entry, self._relators = rule, main_entry, relators
        self._roles: dict[tuple[str, ...], set[str]] = {}

    def add(self, field: StoredField) -> None:
        said = roles(field, self._relators)
        implied = self._main_entry if field[0].startswith("1") and not said else ()
        self._roles.setdefault(_contents(self._rule, field), set()).update(said, implied)

    def lacks(self, field: StoredField) -> bool:
        name = _contents(self._rule, field)
        if name not in self._roles:
            return any(name)
        return not roles(field, self._relators) <= self._roles[name]


def roles(field: StoredField, relators: Relators) -> set[str]:
    """Codes of $4, which may be URIs; without one the terms of $e ($j of a meeting), as codes where they are known."""
    codes = {value.rpartition("/")[2].strip(" .").lower() for code, value in subfields(field) if code == "4"} - {""}
    term = "j" if field[0].endswith("11") else "e"
    terms = {fold(value) for code, value in subfields(field) if code == term} - {""}
    return codes or {relators.get(text, text) for text in terms}


_LISTS_OF_INDICATOR = frozenset("012356")


def scheme(field: StoredField) -> str:
    """Vocabulary or edition of a heading: $2, else the one that the second indicator of a subject means."""
    for code, value in subfields(field):
        if code == "2":
            return value.strip(" .").lower()
    indicator = field[1][1:]
    return indicator if field[0].startswith("6") and field[0] != "653" and indicator in _LISTS_OF_INDICATOR else ""


def _contents(rule: Rule, field: StoredField) -> tuple[str, ...]:
    """What tells the field apart. A local field is the same only if all of it is, whose it is as well."""
    if rule.local:
        return tuple(part.strip() for part in field[2:])
    compared = _COMPARE[rule.compare]
    by = rule.by
    return tuple([compared(value) for code, value in subfields(field) if (code in by if by else code.isalpha())])


def _isbn13(text: str) -> str:
    return isbn13(text.split("(")[0]) or fold(text)


def _number(text: str) -> str:
    return fold(text).replace(" ", "")


_COMPARE: Mapping[str, Callable[[str], str]] = {
    "folded": fold, "number": _number, "isbn": _isbn13, "exact": str.strip,
}  # fmt: skip
