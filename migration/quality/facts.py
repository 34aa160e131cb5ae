"""What the reports say, as queries over the staging tables: counts, codes and legacy ids, never a person's data."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, column, distinct, func, select, table

from migration.issues import Mender, catalogue
from migration.quality.checks import CHECK_RESULT, SEVERITIES, CheckSeverity, keys_of
from migration.quality.history import trend
from migration.quality.words import LIST_NAMES

EXAMPLES = 10
GOLDEN = "golden"
"""Under this name the librarians' expectations stand among the results of checks."""

_ISSUE = table("issue", *(column(c) for c in ("source", "entity", "legacy_id", "code", "severity", "field")))
_FILE = table("raw_file", *(column(c) for c in ("source", "file_no", "name", "format", "charset", "bytes", "rows")))
_CODE = table("core_code", *(column(c) for c in ("source", "code_list", "legacy_code", "label", "status", "uses")))
_MATCHED = table("matched_bib", *(column(c) for c in ("bib_id", "cluster_size")))


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueKind:
    """All issues of one code in one source, or in the county. ``examples``: up to ten legacy ids, by entity.

    ``rows`` have it; ``whole_files``: those of its issues that name no row. ``before``: how many the run before had;
    None where that is not known.
    """

    code: str
    severity: str
    count: int
    text: str
    advice: str
    text_en: str
    advice_en: str
    mend: Mender
    examples: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rows: int = 0
    whole_files: int = 0
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCheck:
    """A check that a source did not pass; ``examples``: up to ten of its keys."""

    source: str
    table_name: str
    check_name: str
    severity: CheckSeverity
    failing: int
    message: str
    message_en: str
    advice: str
    advice_en: str
    examples: tuple[str, ...]


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
    """All kinds of issues of a source, the gravest and most frequent first, with examples and what was before."""
    own_ids = case((_ISSUE.c.legacy_id != "", _ISSUE.c.entity + ":" + _ISSUE.c.legacy_id), else_="")
    ids, fields = _first(connection, source, own_ids), _first(connection, source, _ISSUE.c.field)
    before = _before(connection, source)
    kinds = [
        replace(
            described(code, severity, count, fields[code], ids[code]),
            rows=rows,
            whole_files=whole_files,
            before=None if before is None else before.get(code, 0),
        )
        for code, severity, count, rows, whole_files in connection.execute(_counts_by_kind(source))
    ]
    return sorted(kinds, key=lambda kind: (grade(kind.severity), -kind.count, kind.code))


def mended_kinds(connection: Connection, source: str, kinds: Iterable[IssueKind]) -> list[IssueKind]:
    """Kinds that the run before had and this one (``kinds``) has not, the most frequent first; ``count`` is 0."""
    here = {kind.code for kind in kinds}
    before = _before(connection, source) or {}
    gone = [(code, number) for code, number in before.items() if number and code not in here]
    found = [replace(described(code, _severity(code), 0, ()), before=number) for code, number in gone]
    return sorted(found, key=lambda kind: (-(kind.before or 0), kind.code))


def _counts_by_kind(source: str) -> Select[str, str, int, int, int]:
    """Code, severity, issues, rows that have them, and issues that name no row."""
    i = _ISSUE.c
    each = (
        select(i.code, i.severity, i.legacy_id, func.count().label("n"))
        .where(i.source == source)
        .group_by(i.code, i.severity, i.entity, i.legacy_id)
        .subquery()
    )
    names_row = each.c.legacy_id != ""
    return select(
        each.c.code,
        each.c.severity,
        func.sum(each.c.n),
        func.sum(case((names_row, 1), else_=0)),
        func.sum(case((names_row, 0), else_=each.c.n)),
    ).group_by(each.c.code, each.c.severity)


def _before(connection: Connection, source: str) -> dict[str, int] | None:
    """Issues by code in the run before this one; None where no such run had the source."""
    found = trend(connection, source)
    if all(before is None for before, _ in found.values()):
        return None
    return {name: before or 0 for (kind, name), (before, _) in found.items() if kind == "issue"}


def _severity(code: str) -> str:
    entry = catalogue().get(code)
    return entry.severity if entry else ""


def failed_checks(connection: Connection, sources: Sequence[str] | None = None) -> list[FailedCheck]:
    """Failed checks of some sources or all, the gravest first."""
    c = CHECK_RESULT.c
    query = select(CHECK_RESULT).where(~c.success)
    query = query if sources is None else query.where(c.source.in_(sources))
    found = [_failed(row) for row in connection.execute(query)]
    return sorted(found, key=lambda f: (grade(f.severity), -f.failing, f.source, f.table_name, f.check_name))


def checks_run(connection: Connection) -> Counter[str]:
    """Number of checks that were run, by source."""
    query = select(CHECK_RESULT.c.source, func.count()).group_by(CHECK_RESULT.c.source)
    return Counter({row[0]: row[1] for row in connection.execute(query)})


def checks_by_origin(connection: Connection, source: str) -> tuple[int, int]:
    """How many checks of one source were run, and how many expectations on rows that its librarians know."""
    c = CHECK_RESULT.c
    golden = func.sum(case((c.table_name == GOLDEN, 1), else_=0))
    number, of_golden = connection.execute(select(func.count(), golden).where(c.source == source)).one()
    return number - (of_golden or 0), of_golden or 0


def unmapped_codes(connection: Connection, source: str) -> Sequence[Any]:
    """Rows with code_list, legacy_code, label, uses of codes without a target, the most used of each list first."""
    query = select(_CODE.c.code_list, _CODE.c.legacy_code, _CODE.c.label, _CODE.c.uses)
    query = query.where(_CODE.c.source == source, _CODE.c.status == "unmapped")
    return connection.execute(query.order_by(_CODE.c.code_list, _CODE.c.uses.desc(), _CODE.c.legacy_code)).all()


def unmapped_by_source(connection: Connection) -> Counter[str]:
    """Number of codes without a target, by source."""
    query = select(_CODE.c.source, func.count()).where(_CODE.c.status == "unmapped").group_by(_CODE.c.source)
    return Counter({row[0]: row[1] for row in connection.execute(query)})


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


def grade(severity: str) -> int:
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


def described(code: str, severity: str, count: int, fields: Sequence[str], examples: Sequence[str] = ()) -> IssueKind:
    """The kind in words. A text names the fields that were met, and no value; an old code stands for itself.

    ``examples``: ``<entity>:<legacy id>``.
    """
    entry = catalogue().get(code)
    nb, en = (", ".join(LIST_NAMES.get(field, (field, field))[n] for field in fields) or "…" for n in (0, 1))
    return IssueKind(
        code=code,
        severity=severity,
        count=count,
        text=_filled(entry.nb, nb) if entry else code,
        advice=_filled(entry.advice_nb, nb) if entry else "",
        text_en=_filled(entry.en, en) if entry else code,
        advice_en=_filled(entry.advice_en, en) if entry else "",
        mend=entry.mend if entry else Mender.NOBODY,
        examples=tuple(_by_entity(examples)),
    )


def _by_entity(examples: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A number alone says nothing: an item and a loan may have the same."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for example in examples:
        entity, _, legacy_id = example.partition(":")
        found[entity].append(legacy_id)
    yield from ((entity, tuple(ids)) for entity, ids in found.items())


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
        message_en=row.message_en,
        advice=row.advice_nb,
        advice_en=row.advice_en,
        examples=keys_of(row.failing_keys)[:EXAMPLES],
    )
