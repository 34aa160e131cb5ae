"""Privacy rules per library (``mappings/privacy.csv``): what each controller has decided on its own patrons.

``library`` is an ISIL, a source key or ``*``; a patron's own library comes before its source, the source before ``*``.
Every rule has a row of ``*``, so that nothing is decided in silence. The rules and their values stand in ``RULES``.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from migration.csvfile import read_table
from migration.health_words import WORD_COLUMNS, HealthWords, health_words, word_problems

COLUMNS = ("library", "rule", "value", "note", "decided_by", "decided_on")
EVERYBODY = "*"


class NotesRule(StrEnum):
    """What becomes of a note that holds a health word. Identity numbers are masked whatever it says."""

    WITHHOLD = "withhold"
    MASK = "mask"
    KEEP = "keep"


class HistoryRule(StrEnum):
    """Whose loan history may be kept: theirs who consent (the person; a group's flag is no consent), or nobody's."""

    CONSENT = "consent"
    NEVER = "never"


class ParkedRule(StrEnum):
    """When patrons in a group of leavers are left out: as others are, or at once."""

    AS_OTHERS = "as_others"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules in force for one library. None: without limit."""

    inactive_years: int | None
    guardian_until_age: int | None
    notes: NotesRule
    history: HistoryRule
    parked: ParkedRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row of the file: whose it is, what was decided, by whom and when (ISO date, or empty)."""

    library: str
    rule: str
    value: str
    note: str
    decided_by: str
    decided_on: str


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """All decisions by (library, rule), and the words that tell of health."""

    decisions: Mapping[tuple[str, str], Decision]
    words: HealthWords

    def decision(self, rule: str, source: str, library: str) -> Decision:
        """The row that decides a rule for a library of a source; ``library`` is empty where it is unknown."""
        found = (self.decisions.get((key, rule)) for key in (library, source) if key)
        return next((d for d in found if d), None) or self.decisions[EVERYBODY, rule]

    def policy(self, source: str, library: str) -> Policy:
        value = {rule: self.decision(rule, source, library).value for rule in RULES}
        return Policy(
            inactive_years=_years(value["inactive_years"]),
            guardian_until_age=_years(value["guardian_until_age"]),
            notes=NotesRule(value["notes"]),
            history=HistoryRule(value["history"]),
            parked=ParkedRule(value["parked_groups"]),
        )


class PrivacyRulesError(Exception):
    """``privacy.csv`` or ``health_words.csv`` cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _years(value: str) -> int | None:
    return int(value) if value.isdecimal() and int(value) else None


def _number_or(word: str, pattern: str) -> Callable[[str], str]:
    def problem(value: str) -> str:
        return "" if re.fullmatch(rf"{pattern}|{word}", value) else f"a whole number or {word}"

    return problem


def _one_of(values: type[StrEnum]) -> Callable[[str], str]:
    def problem(value: str) -> str:
        return "" if value in set(values) else f"one of {', '.join(values)}"

    return problem


RULES: Mapping[str, Callable[[str], str]] = {
    "inactive_years": _number_or("never", "[0-9]{1,2}"),
    "guardian_until_age": _number_or("always", "[1-9][0-9]?"),
    "notes": _one_of(NotesRule),
    "history": _one_of(HistoryRule),
    "parked_groups": _one_of(ParkedRule),
}
"""The rules, each with what its value must be (empty where the value is good)."""


def load_privacy_rules(path: Path, words: Path, libraries: Collection[str]) -> PrivacyRules:
    """Read and check both files. ``libraries``: ISILs and source keys that a row may name.

    Raises PrivacyRulesError with every problem at once.
    """
    problems: list[str] = []
    decisions: dict[tuple[str, str], Decision] = {}
    for where, cells in read_table(path, COLUMNS, problems):
        row = Decision(**cells)
        found = list(_row_problems(row, libraries))
        if decisions.setdefault((row.library, row.rule), row) is not row:
            found.append(f"{row.library} {row.rule} stands twice")
        problems += [f"{where}: {p}" for p in found]
    problems += [f"{path}: {rule} has no row for *" for rule in RULES if (EVERYBODY, rule) not in decisions]
    stems = _load_words(words, problems)
    if problems:
        raise PrivacyRulesError(problems)
    return PrivacyRules(decisions, health_words(stems))


def _row_problems(row: Decision, libraries: Collection[str]) -> Iterator[str]:
    if row.library != EVERYBODY and row.library not in libraries:
        yield f"library {row.library!r} is neither an ISIL nor a source key of sources.yaml (use * for all)"
    if row.rule not in RULES:
        yield f"rule {row.rule!r} is none of {', '.join(RULES)}"
    elif wanted := RULES[row.rule](row.value):
        yield f"{row.rule} must be {wanted}, not {row.value!r}"
    if not row.decided_by:
        yield "decided_by is empty: say who decided"
    if row.decided_on and not _is_date(row.decided_on):
        yield f"decided_on must be a date such as 2026-11-22, not {row.decided_on!r}"


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _load_words(path: Path, problems: list[str]) -> list[tuple[str, str]]:
    """(word, match) of each row."""
    stems: list[tuple[str, str]] = []
    for where, row in read_table(path, WORD_COLUMNS, problems):
        word, match = row["word"], row["match"]
        found = list(word_problems(row["language"], word, match))
        if any(word.casefold() == other.casefold() for other, _ in stems):
            found.append(f"{word} stands twice")
        problems += [f"{where}: {p}" for p in found]
        stems.append((word, match))
    return stems
