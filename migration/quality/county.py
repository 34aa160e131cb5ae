"""The county's page, for the project lead: sixty sources at a glance, and what stands between them and the cutover."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from migration.quality import facts
from migration.quality.balance import BalanceRow, balance, summed
from migration.quality.checks import COUNTY, SEVERITIES
from migration.quality.county_changes import MEASURES, CountyChanges, change_list, changes_in_words
from migration.quality.county_issues import LIMITS, Matrix, issue_list, issue_matrix
from migration.quality.county_readiness import STAGES, TO_DECIDE, Standing, by_kind, by_source, decisions
from migration.quality.history import Change, county_changes, previous_run
from migration.quality.overlap_lines import Overlap
from migration.quality.overlap_plots import Plot, plots
from migration.quality.pages import environment
from migration.quality.readiness import Reason
from migration.quality.words import ENTITIES, both

Row = Sequence[str]
List = tuple[Row, Iterator[Row]]
"""Header and rows."""

_DELIVERY = "<!-- delivery -->"
"""Where the county's page tells of the delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """All that the page tells, read once. ``overlap``: None where the titles have not been merged."""

    standings: tuple[Standing, ...]
    reasons: tuple[Reason, ...]
    balance: tuple[BalanceRow, ...]
    failed: tuple[facts.FailedCheck, ...]
    checked: Mapping[str, int]
    unmapped: Mapping[str, int]
    merging: facts.Merging
    issues: Matrix
    changes: CountyChanges
    changed: tuple[Change, ...]
    overlap: Overlap | None

    @property
    def names(self) -> dict[str, str]:
        """The sources' titles by key, the county's own first; one that has none stands for itself."""
        keys = {row.source for row in self.balance} | self.issues.rows.keys() | {r.source for r in self.reasons}
        titles = {one.source: one.title for one in self.standings} | {COUNTY: both("hele fylket", "the whole county")}
        return {key: titles.get(key, key) for key in sorted(keys | titles.keys())}


def read_county(
    connection: Connection,
    standings: Iterable[Standing],
    reasons: Iterable[Reason] = (),
    overlap: Overlap | None = None,
) -> County:
    """Read the county in one pass over each table, whatever the number of sources. ``reasons``: against the cutover."""
    rows = balance(connection)
    failed = facts.failed_checks(connection)
    changed = county_changes(connection)
    arrived = Counter({COUNTY: sum(row.source_rows for row in rows)})
    for row in rows:
        arrived[row.source] += row.source_rows
    return County(
        standings=tuple(standings),
        reasons=tuple(reasons),
        balance=tuple(rows),
        failed=tuple(failed),
        checked=facts.checks_run(connection),
        unmapped=facts.unmapped_by_source(connection),
        merging=facts.merging(connection),
        issues=issue_matrix(connection, arrived),
        changes=changes_in_words(previous_run(connection, COUNTY), changed, failed),
        changed=tuple(changed),
        overlap=overlap,
    )


def county_report(county: County, run: Mapping[str, str]) -> str:
    """HTML of the county's page, which links to ``<source>.html`` of each source that has been standardized."""
    sources = by_source(county.standings, county.reasons)
    return (
        environment()
        .get_template("county.html.j2")
        .render(
            run=run,
            names=county.names,
            sources=sources,
            ready=[one for one in sources if one.is_ready],
            kinds=by_kind(county.reasons),
            steps=STAGES,
            to_decide=TO_DECIDE,
            decisions=decisions(county.reasons),
            lines=[_source_line(one, county) for one in county.standings],
            rows=[_of_entity(entity, county.balance) for entity in ENTITIES],
            balances=all(row.balances for row in county.balance),
            merging=county.merging,
            overlap=county.overlap,
            plot=_plot(county.overlap),
            changes=county.changes,
            measures=MEASURES,
            issues=county.issues,
            limits=LIMITS,
            failed=[check for check in county.failed if check.source == COUNTY],
            checked=county.checked.get(COUNTY, 0),
        )
    )


def with_delivery(page: str, delivery: str, why_nb: str = "", why_en: str = "") -> str:
    """The county's page with what became of the delivery, which is made after it: its name, or why there is none."""
    banner = environment().get_template("county_delivery.html.j2")
    return page.replace(_DELIVERY, banner.render(delivery=delivery, why_nb=why_nb, why_en=why_en))


def county_lists(county: County) -> dict[str, List]:
    """The lists beside the page by file name."""
    return {
        "meldinger.csv": issue_list(county.issues, list(county.names)),
        "klar.csv": (_REASON_HEADER, map(_reason_row, county.reasons)),
        "endret.csv": change_list(county.changed),
    }


_REASON_HEADER = ("kilde", "alvor", "kode", "antall", "tekst", "råd", "text", "advice")


def _reason_row(one: Reason) -> Row:
    texts = (one.text_nb, one.advice_nb, one.text_en, one.advice_en)
    return one.source, one.severity, one.code, str(one.count), *texts


def _plot(overlap: Overlap | None) -> Plot | None:
    """How many libraries hold a title."""
    return next(iter(plots(overlap, only=("spread",))), None) if overlap else None


def _source_line(one: Standing, county: County) -> dict[str, object]:
    own = [row for row in county.balance if row.source == one.source]
    severities = [check.severity for check in county.failed if check.source == one.source]
    return {
        "source": one.source,
        "title": one.title,
        "landed": bool(own),
        "balances": all(row.balances for row in own),
        "sum": summed(one.source, "", own),
        "failed": {severity: severities.count(severity) for severity in SEVERITIES},
        "checked": county.checked.get(one.source, 0),
        "unmapped": county.unmapped.get(one.source, 0),
        "has_page": "standardize" in one.passed,
    }


def _of_entity(entity: str, rows: Iterable[BalanceRow]) -> BalanceRow:
    return summed(COUNTY, entity, [row for row in rows if row.entity == entity])
