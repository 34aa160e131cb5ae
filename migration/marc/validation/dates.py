"""Dates of 008 (rule B7): in order, and the same as the imprint says."""

import re
from collections.abc import Iterator

from migration.issues import Issue
from migration.marc.rules import Rules
from migration.marc.validation.survey import Survey

_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")
_ORDERED = "cdikmqu"
"""Types whose second date is the later one; in r, p and t it is the original, the recording or the copyright."""


def date_issues(kind: str, date1: str, date2: str) -> Iterator[Issue]:
    """A second date before the first. ``u`` in a date is a digit that nobody knows."""
    both = kind in _ORDERED and date1[:1].isdigit() and date2[:1].isdigit()
    if both and date1.replace("u", "0") > date2.replace("u", "9"):
        yield Issue("dates_reversed", "008/07-14", f"{date1} {date2}")


def imprint_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    """A year in 260 or 264 $c that neither date of 008 knows. Several years: one of them is enough."""
    data = survey.data("008")
    if len(data) != 40 or not data[7:8].isdigit():
        return
    texts = [*survey.values("260", "c"), *survey.values("264", "c")]
    text = " ".join(texts)
    if not text or data[7:11] in text or (data[11:15] in text and data[11].isdigit()):
        return
    years = _YEAR.findall(text)
    dates = data[7:11], data[11:15]
    if years and not any(_agree(date, year) for date in dates for year in years) and not _spanned(data, years):
        yield Issue("date_differs", "008/07-10", f"{data[7:11]} {years[0]}")


def _agree(date: str, year: str) -> bool:
    """Whether a year is the date, in which ``u`` stands for any digit."""
    return all(known in ("u", digit) for known, digit in zip(date, year, strict=True))


def _spanned(data: str, years: list[str]) -> bool:
    """Whether a year lies between the two dates, as that of one volume of several does."""
    first, last = data[7:11].replace("u", "0"), data[11:15].replace("u", "9")
    return data[6] in _ORDERED and last[:1].isdigit() and any(first <= year <= last for year in years)
