"""What is a textbook (*læremidler*, lent by the school year): ``mappings/textbooks.csv``, a rule per row.

``field`` is what the rule looks at: the catalogue (also the name of the file that the record came in), the loan type,
the material type, the department, the unit, the location. ``value`` holds where it stands there as whole words,
without regard to case or to how æ, ø and å are spelt; but not where other things are named as well (*og*, *uten*).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migration.csvfile import read_table

COLUMNS = ("source", "field", "value", "note", "decided_by")
FIELDS = ("catalogue", "loan_type", "material", "department", "unit", "location")

_LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "å": "a", "_": " "})
_SPELLINGS = (("oe", "o"), ("aa", "a"))
_OTHERS_TOO = frozenset({"og", "med", "uten", "utenom", "ikke", "ikkje", "and"})
"""``Hovedkatalog og læremidler`` is no catalogue of textbooks."""


class TextbooksError(Exception):
    """``textbooks.csv`` cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Textbooks:
    """Folded values by (source or ``*``, field). What a text says is remembered: a source has few loan types."""

    rules: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _said: dict[tuple[str, str, str], bool] = field(default_factory=dict, compare=False, repr=False)

    def names(self, source: str, field: str, text: str) -> bool:
        """Whether a field's text says that what it belongs to is a textbook."""
        if not text:
            return False
        key = (source, field, text)
        if key not in self._said:
            self._said[key] = self._holds(source, field, fold(text))
        return self._said[key]

    def _holds(self, source: str, field: str, folded: str) -> bool:
        if _OTHERS_TOO & set(folded.split()):
            return False
        values = (*self.rules.get((source, field), ()), *self.rules.get(("*", field), ()))
        return any(f" {value} " in f" {folded} " for value in values)


def fold(text: str) -> str:
    """The words of a text in small letters without Norwegian ones: ``Lærebøker_VG1`` → ``laereboker vg1``."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    for spelling, letter in _SPELLINGS:
        folded = folded.replace(spelling, letter)
    return " ".join(re.findall(r"\w+", folded))


def load_textbooks(path: Path, sources: Iterable[str]) -> Textbooks:
    """Read and check the rules. Raises TextbooksError with every problem at once."""
    known = {"*", *sources}
    problems: list[str] = []
    rules: dict[tuple[str, str], tuple[str, ...]] = {}
    for where, row in read_table(path, COLUMNS, problems):
        problems += [f"{where}: {p}" for p in _row_problems(row, known) or _add(rules, row)]
    if problems:
        raise TextbooksError(problems)
    return Textbooks(rules)


def _add(rules: dict[tuple[str, str], tuple[str, ...]], row: Mapping[str, str]) -> list[str]:
    key, value = (row["source"], row["field"]), fold(row["value"])
    if value in rules.get(key, ()):
        return [f"{row['source']} {row['field']} {row['value']} stands twice"]
    rules[key] = (*rules.get(key, ()), value)
    return []


def _row_problems(row: Mapping[str, str], known: set[str]) -> list[str]:
    problems = []
    if row["source"] not in known:
        problems.append(f"source {row['source']!r} is not in sources.yaml (use * for all)")
    if row["field"] not in FIELDS:
        problems.append(f"field {row['field']!r} is none of {', '.join(FIELDS)}")
    if not fold(row["value"]):
        problems.append("value has no letter or digit, and would hold for everything")
    return problems
