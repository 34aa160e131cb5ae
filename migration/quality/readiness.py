"""Whether sources are ready for the cutover: every reason against it, with what to do. Ready: no blocking reason.

What stands in the staging tables is read here; stages, exports and deliveries are asked for in
``migration.pipeline.readiness``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, column, func, select, table

from migration.quality.checks import CHECK_RESULT, COUNTY
from migration.quality.golden.results import TABLE as GOLDEN
from migration.quality.row_counts import TABLE as ROW_COUNTS
from migration.quality.samples.results import SampleResults

Weight = Literal["blocking", "warning", "info"]
WEIGHTS: tuple[Weight, ...] = ("blocking", "warning", "info")
"""The gravest first. A source with a blocking reason is not ready."""

_ALONE = (GOLDEN, ROW_COUNTS)
"""Checks of which each is a reason of its own, though none is blocking: a person has said what must come out."""
_CODE = table("core_code", *(column(c) for c in ("source", "code_list", "status", "uses")))
_REVIEW = table("matched_review", column("source"), column("other_source"))

_TEXTS: Mapping[str, tuple[Weight, str, str, str, str]] = {
    "not_landed": (
        "blocking",
        "Eksporten er ikke hentet inn.",
        "The export has not been landed.",
        "Legg eksporten i kildens mappe, og kjør kilden.",
        "Put the export into the source's folder, and run the source.",
    ),
    "export_changed": (
        "blocking",
        "Eksporten, eller det som er rettet i den, er endret etter at den ble hentet inn.",
        "The export, or what was handed in to correct it, has changed since it was landed.",
        "Kjør kilden på nytt: grenselos run --type delta tar alle slike.",
        "Run the source again: grenselos run --type delta takes all of these.",
    ),
    "not_standardized": (
        "blocking",
        "Kilden er hentet inn, men ikke gjort om.",
        "The source has been landed, but not standardized.",
        "Kjør kilden på nytt.",
        "Run the source again.",
    ),
    "not_matched": (
        "blocking",
        "Titlene er ikke slått sammen slik kildene er nå.",
        "The titles have not been merged as the sources stand now.",
        "Kjør grenselos run på nytt.",
        "Run grenselos run again.",
    ),
    "not_checked": (
        "blocking",
        "Kontrollene er ikke kjørt på det som ligger der nå.",
        "The checks have not been run on what stands there now.",
        "Kjør grenselos run på nytt, eller bare grenselos quality.",
        "Run grenselos run again, or grenselos quality alone.",
    ),
    "not_delivered": (
        "blocking",
        "Det som ligger der nå, er ikke levert i en prøve, og er derfor ikke holdt opp mot forrige leveranse.",
        "What stands there now has not been delivered in a trial, and so not been held against the last delivery.",
        "Kjør en prøve (grenselos run), og se hva som er ulikt: grenselos diff previous last.",
        "Make a trial (grenselos run), and see what is different: grenselos diff previous last.",
    ),
    "mappings_changed": (
        "blocking",
        "Tabellene i mappings/ er endret etter den siste leveransen: en overgang blir annerledes.",
        "The tables in mappings/ have changed since the last delivery: a cutover will be another.",
        "Kjør en prøve (grenselos run), og se hva som er ulikt: grenselos diff previous last.",
        "Make a trial (grenselos run), and see what is different: grenselos diff previous last.",
    ),
    "difference_unexplained": (
        "blocking",
        "Den siste leveransen er ulik den forrige, og ingen har sagt hvorfor: {what}.",
        "The last delivery is not like the one before, and nobody has said why: {what}.",
        "Se på det med grenselos diff previous last. Rett årsaken, eller skriv hvorfor det er riktig, i "
        "mappings/expected_differences.csv.",
        "Look at it with grenselos diff previous last. Mend the cause, or write why it is right in "
        "mappings/expected_differences.csv.",
    ),
    "checks_failed": (
        "warning",
        "Kontroller som har funnet feil: {what}.",
        "Checks that have found errors: {what}.",
        "Begynn med den øverste i rapporten; hver sier hva som hjelper.",
        "Begin with the topmost in the report; each says what helps.",
    ),
    "codes_unmapped": (
        "warning",
        "Koder i bruk som ingen har sagt hva skal bli til: {what}.",
        "Codes in use of which nobody has said what they become: {what}.",
        "Ta stilling til dem: grenselos mappings export, eller rett tabellene i mappings/crosswalks/.",
        "Decide on them: grenselos mappings export, or mend the tables in mappings/crosswalks/.",
    ),
    "sample_faults": (
        "warning",
        "Feil funnet i stikkprøven.",
        "Faults found in the sample.",
        "Se dem med grenselos samples list. Rett årsaken, kjør på nytt, og se på radene igjen.",
        "See them with grenselos samples list. Mend the cause, run again, and look at the rows again.",
    ),
    "sample_open": (
        "info",
        "Rader i stikkprøven som ingen har sett på.",
        "Rows of the sample that nobody has looked at.",
        "Be biblioteket fylle ut arket Stikkprøve i arbeidsbok.xlsx, og les det inn med grenselos samples import.",
        "Ask the library to fill in the sheet Stikkprøve of arbeidsbok.xlsx; read it with grenselos samples import.",
    ),
    "pairs_undecided": (
        "info",
        "Par av poster som kan være samme tittel, og som ingen har avgjort. De leveres hver for seg.",
        "Pairs of records that may be one title, on which nobody has decided. They are delivered apart.",
        "Be biblioteket fylle ut dubletter.xlsx, og les den inn med grenselos verdicts import.",
        "Ask the library to fill in dubletter.xlsx, and read it with grenselos verdicts import.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Something against the cutover of a source, or of the county (``*``). ``count``: of what ``text`` tells.

    ``code`` names the kind, for a failed check ``<table>.<check>``.
    """

    source: str
    severity: Weight
    code: str
    count: int
    text_nb: str
    text_en: str
    advice_nb: str
    advice_en: str


def reason(source: str, code: str, count: int = 1, what: tuple[str, str] = ("", "")) -> Reason:
    """A reason of a known kind. ``what``: fills the place that its text has open, in Bokmål and English."""
    severity, nb, en, advice_nb, advice_en = _TEXTS[code]
    return Reason(
        source=source,
        severity=severity,
        code=code,
        count=count,
        text_nb=nb.replace("{what}", what[0]),
        text_en=en.replace("{what}", what[1]),
        advice_nb=advice_nb,
        advice_en=advice_en,
    )


def words_of_kind(one: Reason) -> tuple[str, str]:
    """The reason in Bokmål and English as it is told of several sources: without what is of this source alone."""
    if one.code not in _TEXTS:
        return one.text_nb, one.text_en
    _, nb, en, _, _ = _TEXTS[one.code]
    return nb.replace(": {what}", ""), en.replace(": {what}", "")


def in_order(reasons: Iterable[Reason]) -> list[Reason]:
    """By source (the county first), the gravest first, then the most frequent."""
    return sorted(reasons, key=lambda r: (r.source, WEIGHTS.index(r.severity), -r.count, r.code))


def is_ready(reasons: Iterable[Reason], source: str) -> bool:
    """Whether nothing blocks a source: neither a reason of its own nor one of the county."""
    return not any(r.severity == "blocking" and r.source in (source, COUNTY) for r in reasons)


def standing_reasons(connection: Connection, sources: Collection[str]) -> Iterator[Reason]:
    """What the staging tables have against these sources (and the county): checks, codes, undecided pairs."""
    yield from _checks(connection, [*sources, COUNTY])
    yield from _codes(connection, sources)
    yield from _pairs(connection, sources)


def sample_reasons(found: SampleResults) -> Iterator[Reason]:
    """What a source's sample has shown, and how much of it nobody has looked at."""
    unseen = sum(max(0, part.drawn - part.checked - part.unsure) for part in found.entities)
    if found.faults:
        yield reason(found.source, "sample_faults", len(found.faults))
    if unseen:
        yield reason(found.source, "sample_open", unseen)


def _checks(connection: Connection, sources: Sequence[str]) -> Iterator[Reason]:
    """Blocking checks each by itself, and those of ``_ALONE``; the other errors of a source in one line."""
    c = CHECK_RESULT.c
    query = select(
        c.source,
        c.table_name,
        c.check_name,
        c.severity,
        c.failing,
        c.message_nb,
        c.message_en,
        c.advice_nb,
        c.advice_en,
    ).where(~c.success, c.source.in_(sources), c.severity.in_(("blocking", "error")))
    others: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query.order_by(c.source, c.failing.desc(), c.table_name, c.check_name)):
        if row.severity == "blocking" or row.table_name in _ALONE:
            yield _failed(row)
        else:
            others[row.source].append(f"{row.table_name}.{row.check_name} ({row.failing})")
    for source, names in others.items():
        yield reason(source, "checks_failed", len(names), first_of(names))


def _failed(row: Any) -> Reason:
    return Reason(
        source=row.source,
        severity="blocking" if row.severity == "blocking" else "warning",
        code=f"{row.table_name}.{row.check_name}",
        count=row.failing,
        text_nb=row.message_nb,
        text_en=row.message_en,
        advice_nb=row.advice_nb,
        advice_en=row.advice_en,
    )


def _codes(connection: Connection, sources: Collection[str]) -> Iterator[Reason]:
    c = _CODE.c
    query = select(c.source, c.code_list, func.count(), func.sum(c.uses)).where(
        c.status == "unmapped", c.source.in_(sources)
    )
    lists: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for source, code_list, codes, uses in connection.execute(
        query.group_by(c.source, c.code_list).order_by(*query.selected_columns[:2])
    ):
        lists[source].append(f"{code_list} {codes} ({uses})")
        counts[source] += codes
    for source, names in lists.items():
        yield reason(source, "codes_unmapped", counts[source], first_of(names))


def _pairs(connection: Connection, sources: Collection[str]) -> Iterator[Reason]:
    """A pair is each of its two sources' to decide, once."""
    c = _REVIEW.c
    counts: dict[str, int] = defaultdict(int)
    for source, other, n in connection.execute(
        select(c.source, c.other_source, func.count()).group_by(c.source, c.other_source)
    ):
        for own in {source, other} & set(sources):
            counts[own] += n
    for source, n in counts.items():
        yield reason(source, "pairs_undecided", n)


_SHOWN = 5


def first_of(names: Sequence[str]) -> tuple[str, str]:
    """The first names in a line, and how many there are beside them, in Bokmål and English."""
    told, rest = ", ".join(names[:_SHOWN]), len(names) - _SHOWN
    return (f"{told} og {rest} til", f"{told} and {rest} more") if rest > 0 else (told, told)
