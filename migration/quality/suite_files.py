"""``expectations/<table>.json``: suites in Great Expectations' own JSON, checked before any of them runs.

Great Expectations drops an unknown type with a log line, and builds a regex check without a regex that nothing can
fail. A check that is missing looks just like one that passed, so here both stop the run, with every problem at once.

A suite: ``name`` (the staging table) and ``expectations``, each with ``type``, ``kwargs``, ``severity`` (``critical``,
``warning``, ``info``) and ``meta``: ``nb`` and ``en`` (what is demanded, for people), ``advice_nb`` and ``advice_en``
(what to do where it fails), ``name`` (unique in its suite; default: type and column), ``blocking`` (true stops
deliveries; only with ``critical``). docs/expectations.md tells how to write one.
"""

import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from migration.quality.checks import CheckSeverity

QUERY = "unexpected_rows_expectation"
UNKEYED = frozenset({"expect_compound_columns_to_be_unique"})
"""Types that test rows but cannot name those that fail."""

NOT_A_CONDITION = frozenset({"or_equal", "ignore_row_if"})
"""Options of a condition, which alone do not make one."""

SUITES_KNOWN = 128
"""Suites that a process keeps in mind as they were built: twice as many as there are staging tables."""

SEVERITY_OF: Mapping[str, CheckSeverity] = {"critical": "error", "warning": "warning", "info": "info"}


class SuiteError(Exception):
    """The suites cannot be used. ``problems``: one line each, with file and expectation."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Meta(_Strict):
    name: str = ""
    nb: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    advice_nb: str = ""
    advice_en: str = ""
    blocking: bool = False


class _Entry(_Strict):
    type: str
    kwargs: dict[str, Any] = Field(default_factory=dict)
    severity: Literal["critical", "warning", "info"] = "critical"
    meta: _Meta
    id: str | None = None
    notes: str | list[str] | None = None
    description: str | None = None

    @model_validator(mode="after")
    def _only_critical_blocks(self) -> "_Entry":
        if self.meta.blocking and self.severity != "critical":
            raise ValueError("a blocking expectation must have the severity critical")
        return self


class _File(_Strict):
    name: str
    meta: dict[str, Any] = Field(default_factory=dict)
    id: str | None = None
    notes: str | list[str] | None = None
    expectations: Annotated[list[_Entry], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One expectation. ``share`` of a source's rows must meet it; ``columns`` must exist; ``keyed``: names its rows."""

    name: str
    severity: CheckSeverity
    share: float
    columns: tuple[str, ...]
    keyed: bool
    query: str
    nb: str
    en: str
    advice_nb: str
    advice_en: str
    expectation: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The checks of one staging table."""

    path: Path
    table: str
    checks: tuple[Check, ...]


def great_expectations() -> Any:
    """The package, imported at need: it takes seconds. Its log would repeat the values that a failing query met."""
    with _hidden("pyspark", "pyspark.sql.connect"):
        import great_expectations as gx

    logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)
    return gx


@contextmanager
def _hidden(*modules: str) -> Iterator[None]:
    """As if these were not installed. Great Expectations imports all of Spark where it is there, which we do not use it
    for; and Spark ends a process whose main module has no file, as that of a test worker has none."""
    former = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(dict.fromkeys(modules))  # type: ignore[arg-type]  # None: the import fails
    try:
        yield
    finally:
        for name, module in former.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def load_suites(paths: Sequence[Path]) -> list[Suite]:
    """Read, check and build suites. Raises SuiteError with every problem of every file at once."""
    problems: list[str] = []
    suites = [_load(path, problems) for path in paths]
    if problems:
        raise SuiteError(problems)
    return [suite for suite in suites if suite]


def _load(path: Path, problems: list[str]) -> Suite | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        problems.append(f"{path}: cannot be read ({error.strerror})")
        return None
    suite, found = _built(path, content)
    problems += found
    return suite


@lru_cache(maxsize=SUITES_KNOWN)
def _built(path: Path, content: bytes) -> tuple[Suite | None, tuple[str, ...]]:
    """The suite and its problems. A run needs its suites twice, and Great Expectations takes seconds to build them."""
    problems: list[str] = []
    file = _read(path, content, problems)
    if file is None:
        return None, tuple(problems)
    if file.name != path.stem:
        problems.append(f"{path}: name must be {path.stem!r} as the file's, not {file.name!r}")
    built = [_check(f"{path}: expectation {n}", entry, problems) for n, entry in enumerate(file.expectations, 1)]
    checks = tuple(check for check in built if check)
    names = Counter(check.name for check in checks)
    problems += [f"{path}: the name {name!r} stands {n} times" for name, n in names.items() if n > 1]
    _count_again(path, file, checks, problems)
    return Suite(path=path, table=path.stem, checks=checks), tuple(problems)


def _read(path: Path, content: bytes, problems: list[str]) -> _File | None:
    try:
        return _File.model_validate_json(content)
    except ValidationError as error:
        problems += [f"{path}: {_place(e['loc'])}: {e['msg']}" for e in error.errors()]
    return None


def _place(location: Sequence[int | str]) -> str:
    """Where in the file: expectations are counted from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in location) or "file"


def _check(where: str, entry: _Entry, problems: list[str]) -> Check | None:
    kwargs = dict(entry.kwargs)
    share = kwargs.pop("mostly", 1)  # decided per source by us: Great Expectations knows only the whole table
    columns = tuple(_columns(kwargs))
    name = entry.meta.name or ":".join((entry.type.removeprefix("expect_"), *columns))
    found = _faults(entry.type, kwargs, share)
    expectation = None if found else _build(entry, name, kwargs, found)
    if found:
        problems += [f"{where} ({entry.type}): {fault}" for fault in found]
        return None
    return Check(
        name=name,
        severity="blocking" if entry.meta.blocking else SEVERITY_OF[entry.severity],
        share=share,
        columns=columns,
        keyed=_is_keyed(expectation),
        query=kwargs.get("unexpected_rows_query", ""),
        nb=entry.meta.nb,
        en=entry.meta.en,
        advice_nb=entry.meta.advice_nb,
        advice_en=entry.meta.advice_en,
        expectation=expectation,
    )


def _faults(kind: str, kwargs: Mapping[str, Any], share: object) -> list[str]:
    """What Great Expectations would accept and should not."""
    faults = []
    if kind in UNKEYED:
        faults.append(f"cannot name the rows that fail; use {QUERY}")
    if not isinstance(share, (int, float)) or not 0 < share <= 1:
        faults.append("mostly must be a number over 0, at most 1")
    if share != 1 and kwargs.get("row_condition"):
        faults.append("mostly and row_condition together have no clear meaning; use one")
    if kind == QUERY and "{batch}" not in str(kwargs.get("unexpected_rows_query")):
        faults.append("unexpected_rows_query must select from {batch}")
    if kind == QUERY and re.search(r"\bjoin\b", str(kwargs.get("unexpected_rows_query")), re.IGNORECASE):
        faults.append(
            "unexpected_rows_query must do without JOIN, for which {batch} has another form; use IN or EXISTS"
        )
    return faults


def _build(entry: _Entry, name: str, kwargs: Mapping[str, Any], faults: list[str]) -> Any:
    """The expectation as Great Expectations' object, or None and its faults."""
    great_expectations()
    from great_expectations.exceptions.exceptions import GreatExpectationsError
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    try:
        built = ExpectationConfiguration(
            type=entry.type, kwargs=dict(kwargs), severity=FailureSeverity(entry.severity), meta={"check": name}
        ).to_domain_obj()
    except (GreatExpectationsError, ValueError, TypeError) as error:
        faults.append(" ".join(str(error).split()))
        return None
    own = _own_fields(type(built))
    if own and not own & set(kwargs):
        faults.append(f"says nothing to test; give one of {', '.join(sorted(own))}")
    return built


def _own_fields(expectation: Any) -> set[str]:
    """Fields in which an expectation's condition stands."""
    from great_expectations.expectations import expectation as base

    common = (base.ColumnMapExpectation, base.ColumnPairMapExpectation, base.MulticolumnMapExpectation,
              base.ColumnAggregateExpectation)  # fmt: skip
    return set(expectation.__fields__) - {f for c in common for f in c.__fields__} - NOT_A_CONDITION


def _is_keyed(expectation: Any) -> bool:
    from great_expectations.expectations import expectation as base
    from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation

    kinds = (base.ColumnMapExpectation, base.ColumnPairMapExpectation, base.MulticolumnMapExpectation,
             UnexpectedRowsExpectation)  # fmt: skip
    return isinstance(expectation, kinds)


def _columns(kwargs: Mapping[str, Any]) -> list[str]:
    single = [kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs]
    return [*single, *kwargs.get("column_list", ())]


def _count_again(path: Path, file: _File, checks: Sequence[Check], problems: list[str]) -> None:
    """Great Expectations' suite must hold as many expectations as the file."""
    suite = great_expectations().ExpectationSuite(name=file.name, expectations=[c.expectation for c in checks])
    if len(checks) == len(file.expectations) != len(suite.expectations):
        problems.append(f"{path}: {len(file.expectations)} expectations, but only {len(suite.expectations)} were built")
