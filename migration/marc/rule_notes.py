"""What the shipped rules say to people, in English: rule_notes.csv, by the Bokmål of the tables' notes and sources."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


def in_english(note: str) -> str:
    """Empty for a note that a county or a library has written itself, and for a source that is named alike in both."""
    return _notes().get(note, "")


@cache
def _notes() -> Mapping[str, str]:
    text = files("migration.marc").joinpath("rule_notes.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["nb"]: row["en"] for row in csv.DictReader(text.splitlines())})
