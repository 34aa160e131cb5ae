"""Problems as rows with codes: they can be counted, compared between runs, translated and sent to who must mend them.

The catalogue ``issue_codes.csv`` beside this module holds, per code: severity, text and advice in Bokmål and English,
and who can mend it.
A text may name ``{field}`` and ``{value}``; nothing else, so that every text can be rendered from a stored row.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Severity(StrEnum):
    """``error``: something was left out; ``warning``: a value may be wrong; ``info``: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Mender(StrEnum):
    """Who can mend what an issue tells of: ``library`` in Mikromarc, in its export or on the shelf; ``project`` in the
    program's tables; ``nobody``, where there is nothing to mend."""

    LIBRARY = "library"
    PROJECT = "project"
    NOBODY = ""


class Fate(StrEnum):
    """What became of a source row (docs/contract.md, section 4)."""

    LOADED = "loaded"
    MERGED = "merged"
    REJECTED = "rejected"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCode:
    """One row of the catalogue."""

    code: str
    severity: Severity
    nb: str
    en: str
    advice_nb: str
    advice_en: str
    mend: Mender


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem of one source row. ``value`` never holds personal data in clear."""

    code: str
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Generic[T]):
    """What a transform made of one source row: the record, or the reason why there is none; and the issues.

    ``reason`` is an issue code, set when and only when ``fate`` is rejected or excluded. ``codes``: the codes that the
    row used, as (code list, legacy code).
    """

    record: T | None
    fate: Fate = Fate.LOADED
    reason: str = ""
    issues: tuple[Issue, ...] = field(default=())
    codes: tuple[tuple[str, str], ...] = field(default=())


def rejected(reason: str, field: str = "", value: str = "", issues: Iterable[Issue] = ()) -> Result[Any]:
    """A row that cannot be loaded. The reason is itself an issue."""
    return Result(record=None, fate=Fate.REJECTED, reason=reason, issues=(*issues, Issue(reason, field, value)))


def excluded(reason: str, field: str = "", value: str = "", issues: Iterable[Issue] = ()) -> Result[Any]:
    """A row left out by a written rule. The reason is itself an issue."""
    return Result(record=None, fate=Fate.EXCLUDED, reason=reason, issues=(*issues, Issue(reason, field, value)))


@cache
def catalogue() -> Mapping[str, IssueCode]:
    """All issue codes by code."""
    text = files("migration").joinpath("issue_codes.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({row["code"]: _issue_code(row) for row in rows})


def _issue_code(row: Mapping[str, str]) -> IssueCode:
    return IssueCode(
        code=row["code"],
        severity=Severity(row["severity"]),
        nb=row["nb"],
        en=row["en"],
        advice_nb=row["advice_nb"],
        advice_en=row["advice_en"],
        mend=Mender(row["mend"]),
    )


def severity(code: str) -> Severity:
    """Severity of a code. Raises KeyError for a code that is not in the catalogue."""
    return catalogue()[code].severity


def message(code: str, field: str, value: str, *, lang: str = "nb") -> str:
    """The catalogue's text for one stored issue, in ``nb`` or ``en``."""
    entry = catalogue()[code]
    text = entry.nb if lang == "nb" else entry.en
    return text.replace("{field}", field).replace("{value}", value)
