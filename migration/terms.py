"""Codes that librarians meet, in words: classes of format, marks of versions, graded features; terms.csv."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

ListName = Literal["format", "version", "feature", "grade"]


class Term(NamedTuple):
    nb: str
    en: str


@cache
def terms(name: ListName) -> Mapping[str, Term]:
    """By code."""
    text = files("migration").joinpath("terms.csv").read_text(encoding="utf-8")
    return {row["code"]: Term(row["nb"], row["en"]) for row in csv.DictReader(text.splitlines()) if row["list"] == name}


def term(name: ListName, code: str) -> Term:
    """A code without a word stands for itself: a scale, a school year, a game's system."""
    return terms(name).get(code, Term(code, code))
