"""Reports for librarians, in Bokmål and English: a page per source.

A page is one file and fetches nothing.

They hold counts, codes, legacy ids and some of the catalogue's records, nothing about patrons, so that they can be sent
by mail.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection

from migration.marc.tables import RuleNote
from migration.quality import facts
from migration.quality.balance import balance
from migration.quality.conversion import conversion
from migration.quality.corrections import correction_files
from migration.quality.debts import debts_in_words
from migration.quality.languages import language_overview
from migration.quality.pages import environment
from migration.quality.privacy import Privacy
from migration.quality.ranking import most_useful
from migration.quality.samples.results import SampleResults
from migration.quality.shares import catalogue_shares
from migration.quality.shelf import shelf
from migration.quality.shown import Shown


def source_report(
    connection: Connection,
    source: str,
    title: str,
    run: Mapping[str, str],
    *,
    notes: Mapping[str, RuleNote] = MappingProxyType({}),
    examples: Sequence[Shown] = (),
    privacy: Privacy | None = None,
    sample: SampleResults | None = None,
    pairs: int = 0,
    as_of: date | None = None,
) -> str:
    """HTML of one source's page. ``run``: run_id, run_type, started_at, tool_version; others are left out.

    ``notes``: the conversion's rules in words; ``examples``: records to show before and after; ``privacy``: what the
    library's privacy rules did; ``sample``: what was found in rows checked by hand; ``pairs``: how many possible
    duplicates wait for a decision in its workbook; ``as_of``: the day by which the shelf is told, if it is.
    """
    rows = balance(connection, [source])
    kinds = facts.issue_kinds(connection, source)
    failed = facts.failed_checks(connection, [source])
    checked, golden = facts.checks_by_origin(connection, source)
    return (
        environment()
        .get_template("source.html.j2")
        .render(
            title=title,
            source=source,
            run=run,
            files=facts.files(connection, source),
            corrections=correction_files(connection, source),
            debts=debts_in_words(connection, source),
            rows=rows,
            balances=all(row.balances for row in rows),
            mend=most_useful(kinds),
            kinds=kinds,
            mended=facts.mended_kinds(connection, source, kinds),
            failed=[check for check in failed if check.table_name != facts.GOLDEN],
            checked=checked,
            golden={"tried": golden, "failed": [check for check in failed if check.table_name == facts.GOLDEN]},
            codes=facts.unmapped_codes(connection, source),
            catalogue=catalogue_shares(connection, source),
            languages=language_overview(connection, source),
            shelf=shelf(connection, source, as_of) if as_of else None,
            sample=sample,
            conversion=conversion(connection, source, notes),
            examples=examples,
            privacy=privacy,
            pairs=pairs,
        )
    )


def record_page(shown: Shown) -> str:
    """HTML of one record before and after. ``shown`` in Bokmål; the page has the English beside it."""
    return environment().get_template("show.html.j2").render(shown=shown, run={})
