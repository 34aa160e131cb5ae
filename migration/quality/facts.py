"""What the reports say, as queries over the staging tables: counts, codes and legacy ids, never a person's data."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, column, distinct, func, select, table

from migration.issues import catalogue
from migration.quality.checks import CHECK_RESULT, SEVERITIES, CheckSeverity, keys_of

EXAMPLES = 10
LANGUAGES: Mapping[str, str] = {
    "nob": "bokmål",
    "nno": "nynorsk",
    "sme": "nordsamisk",
    "smj": "lulesamisk",
    "sma": "sørsamisk",
    "fkv": "kvensk",
    "fiu": "finsk-ugrisk (ofte brukt om kvensk)",
    "fin": "finsk",
    "rus": "russisk",
}
"""Languages of the county that a migration must not lose sight of: shown even where there is none."""

MARC_FORMATS: Mapping[str, str] = {"normarc": "NORMARC", "marc21": "MARC 21", "mixed": "blanding av begge"}

_ISSUE = table("issue", *(column(c) for c in ("source", "entity", "legacy_id", "code", "severity", "field")))
_FILE = table("raw_file", *(column(c) for c in ("source", "file_no", "name", "format", "charset", "bytes", "rows")))
_CODE = table("core_code", *(column(c) for c in ("source", "code_list", "legacy_code", "label", "status", "uses")))
_BIB = table("core_bib", *(column(c) for c in ("source", "marc_format", "charset", "language")))
_MATCHED = table("matched_bib", *(column(c) for c in ("bib_id", "cluster_size")))


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueKind:
    """All issues of one code in one source. ``examples``: up to ten legacy ids."""

    code: str
    severity: str
    count: int
    text: str
    advice: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCheck:
    """A check that a source did not pass; ``examples``: up to ten of its keys."""

    source: str
    table_name: str
    check_name: str
    severity: CheckSeverity
    failing: int
    message: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole, for a bar. ``percent`` of the whole."""

    label: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """``titles`` after merging, made of ``records``; ``joined`` titles have more than one, ``largest`` has the most."""

    titles: int
    records: int
    joined: int
    largest: int


def files(connection: Connection, source: str) -> Sequence[Any]:
    """Rows with name, format, charset, rows, bytes of each file that came in."""
    query = select(_FILE.c.name, _FILE.c.format, _FILE.c.charset, _FILE.c.rows, _FILE.c.bytes)
    return connection.execute(query.where(_FILE.c.source == source).order_by(_FILE.c.file_no)).all()


def issue_kinds(connection: Connection, source: str) -> list[IssueKind]:
    """All kinds of issues of a source, the gravest and most frequent first, with examples."""
    query = select(_ISSUE.c.code, _ISSUE.c.severity, func.count()).where(_ISSUE.c.source == source)
    rows = connection.execute(query.group_by(_ISSUE.c.code, _ISSUE.c.severity)).all()
    ids, fields = _first(connection, source, _ISSUE.c.legacy_id), _first(connection, source, _ISSUE.c.field)
    kinds = [_described(code, severity, count, fields[code], ids[code]) for code, severity, count in rows]
    return sorted(kinds, key=lambda kind: (_grade(kind.severity), -kind.count, kind.code))


def issue_matrix(connection: Connection) -> list[tuple[IssueKind, dict[str, int]]]:
    """Every kind of issue of the county with its count by source, the gravest and most frequent first."""
    query = select(_ISSUE.c.code, _ISSUE.c.severity, _ISSUE.c.source, func.count())
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for code, severity, source, count in connection.execute(
        query.group_by(_ISSUE.c.code, _ISSUE.c.severity, _ISSUE.c.source)
    ):
        counts.setdefault((code, severity), {})[source] = count
    pairs = [(_described(code, severity, sum(by.values()), ()), by) for (code, severity), by in counts.items()]
    return sorted(pairs, key=lambda pair: (_grade(pair[0].severity), -pair[0].count, pair[0].code))


def failed_checks(connection: Connection, sources: Sequence[str] | None = None) -> list[FailedCheck]:
    """Failed checks of some sources or all, the gravest first."""
    c = CHECK_RESULT.c
    query = select(c.source, c.table_name, c.check_name, c.severity, c.failing, c.message_nb, c.failing_keys)
    query = query.where(~c.success) if sources is None else query.where(~c.success, c.source.in_(sources))
    found = [_failed(row) for row in connection.execute(query)]
    return sorted(found, key=lambda f: (_grade(f.severity), -f.failing, f.source, f.table_name, f.check_name))


def checks_run(connection: Connection) -> Counter[str]:
    """Number of checks that were run, by source."""
    query = select(CHECK_RESULT.c.source, func.count()).group_by(CHECK_RESULT.c.source)
    return Counter({row[0]: row[1] for row in connection.execute(query)})


def unmapped_codes(connection: Connection, source: str) -> Sequence[Any]:
    """Rows with code_list, legacy_code, label, uses of codes without a target, the most used of each list first."""
    query = select(_CODE.c.code_list, _CODE.c.legacy_code, _CODE.c.label, _CODE.c.uses)
    query = query.where(_CODE.c.source == source, _CODE.c.status == "unmapped")
    return connection.execute(query.order_by(_CODE.c.code_list, _CODE.c.uses.desc(), _CODE.c.legacy_code)).all()


def unmapped_by_source(connection: Connection) -> Counter[str]:
    """Number of codes without a target, by source."""
    query = select(_CODE.c.source, func.count()).where(_CODE.c.status == "unmapped").group_by(_CODE.c.source)
    return Counter({row[0]: row[1] for row in connection.execute(query)})


def formats(connection: Connection, source: str) -> list[Share]:
    return _shares(_bib_counts(connection, source, "marc_format"), MARC_FORMATS)


def charsets(connection: Connection, source: str) -> list[Share]:
    return _shares(_bib_counts(connection, source, "charset"), {"": "ukjent"})


def languages(connection: Connection, source: str) -> list[Share]:
    """The languages of LANGUAGES, zeros too, then all others together and the unknown."""
    counts = _bib_counts(connection, source, "language")
    unknown = counts.pop("", 0) + counts.pop("und", 0)
    listed = {label: counts.pop(code, 0) for code, label in LANGUAGES.items()}
    return _bars({**listed, "andre språk": sum(counts.values()), "ukjent språk": unknown})


def merging(connection: Connection) -> Merging:
    """What matching made of the county's records."""
    size = _MATCHED.c.cluster_size
    query = select(func.count(distinct(_MATCHED.c.bib_id)), func.sum(size), func.max(size))
    titles, records, largest = connection.execute(query).one()
    joined = connection.scalar(select(func.count()).select_from(_MATCHED).where(size > 1))
    return Merging(titles=titles, records=int(records or 0), joined=joined or 0, largest=largest or 0)


def named(code: str, labels: Mapping[str, str]) -> str:
    """The label of a code; a code without one stands for itself."""
    return labels[code] if code in labels else code  # noqa: SIM401 - says what is meant


def _grade(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _first(connection: Connection, source: str, value: ColumnElement[str]) -> defaultdict[str, list[str]]:
    """The first values of a column, each once, by issue code."""
    each = (
        select(_ISSUE.c.code, value.label("value")).where(_ISSUE.c.source == source, value != "").distinct().subquery()
    )
    rank = (
        func.row_number()
        .over(partition_by=each.c.code, order_by=(func.length(each.c.value), each.c.value))
        .label("rank")
    )
    ranked = select(each.c.code, each.c.value, rank).subquery()
    query = (
        select(ranked.c.code, ranked.c.value).where(ranked.c.rank <= EXAMPLES).order_by(ranked.c.code, ranked.c.rank)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, text in connection.execute(query):
        found[code].append(text)
    return found


def _described(code: str, severity: str, count: int, fields: Sequence[str], examples: Sequence[str] = ()) -> IssueKind:
    """The kind in words. A text names the fields that were met, and no value; an old code stands for itself."""
    entry = catalogue().get(code)
    names = ", ".join(fields) or "…"
    return IssueKind(
        code=code,
        severity=severity,
        count=count,
        text=_filled(entry.nb, names) if entry else code,
        advice=_filled(entry.advice_nb, names) if entry else "",
        examples=tuple(examples),
    )


def _filled(text: str, fields: str) -> str:
    return text.replace("{field}", fields).replace("{value}", "…")


def _failed(row: Any) -> FailedCheck:
    return FailedCheck(
        source=row.source,
        table_name=row.table_name,
        check_name=row.check_name,
        severity=row.severity,
        failing=row.failing,
        message=row.message_nb,
        examples=keys_of(row.failing_keys)[:EXAMPLES],
    )


def _bib_counts(connection: Connection, source: str, name: str) -> dict[str, int]:
    value = _BIB.c[name]
    query = select(value, func.count()).where(_BIB.c.source == source).group_by(value)
    return {row[0]: row[1] for row in connection.execute(query)}


def _shares(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[Share]:
    """Shares by size, the largest first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return _bars({named(code, labels): count for code, count in ordered})


def _bars(counts: Mapping[str, int]) -> list[Share]:
    whole = sum(counts.values()) or 1
    return [Share(label, count, 100 * count / whole) for label, count in counts.items()]
