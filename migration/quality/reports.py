"""Reports for librarians, in Bokmål: a page per source and one for the county. A page is one file and fetches nothing.

They hold counts, codes, legacy ids and some of the catalogue's records, nothing about patrons, so that they can be sent
by mail.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy import Connection

from migration.marc.tables import RuleNote
from migration.quality import facts
from migration.quality.balance import BalanceRow, balance
from migration.quality.checks import COUNTY, SEVERITIES
from migration.quality.conversion import conversion, rule_groups
from migration.quality.corrections import correction_files
from migration.quality.debts import debts_in_words
from migration.quality.privacy import Privacy
from migration.quality.shown import Shown

TEMPLATES = Path(__file__).parent / "templates"
MOST_USEFUL = 10
ENTITIES = {
    "bib": "Titler",
    "item": "Eksemplarer",
    "patron": "Lånere",
    "loan": "Lån",
    "reservation": "Reservasjoner",
    "fee": "Gebyrer",
}
SEVERITY_NAMES = {"blocking": "Stopper leveransen", "error": "Feil", "warning": "Advarsel", "info": "Til opplysning"}
FATES = {"loaded": "lastet", "merged": "slått sammen med en annen post", "rejected": "avvist", "excluded": "utelatt"}
SUBFIELD_FATES = {"moved": "flyttet", "merged": "slått sammen", "dropped": "utelatt", "unknown": "ukjent"}
STATUSES = {"evidence": "dokumentert", "inference": "antatt", "confirmed": "bekreftet"}
RUN_TYPES = {"trial": "prøvekjøring", "delta": "tilleggskjøring", "cutover": "endelig kjøring"}
CODE_LISTS = {
    "branch": "avdeling",
    "location": "plassering",
    "item_type": "eksemplartype",
    "item_status": "eksemplarstatus",
    "use_restriction": "bruksbegrensning",
    "patron_category": "lånerkategori",
    "loan_status": "lånestatus",
    "reservation_state": "reservasjonsstatus",
    "fee_type": "gebyrtype",
    "fee_state": "gebyrstatus",
    "gender": "kjønn",
    "language": "språk",
}


def source_report(
    connection: Connection,
    source: str,
    title: str,
    run: Mapping[str, str],
    *,
    notes: Mapping[str, RuleNote] = MappingProxyType({}),
    examples: Sequence[Shown] = (),
    privacy: Privacy | None = None,
    pairs: int = 0,
) -> str:
    """HTML of one source's page. ``run``: run_id, run_type, started_at, tool_version; others are left out.

    ``notes``: the conversion's rules in words; ``examples``: records to show before and after; ``privacy``: what the
    library's privacy rules did; ``pairs``: how many possible duplicates wait for a decision in its workbook.
    """
    rows = balance(connection, [source])
    kinds = facts.issue_kinds(connection, source)
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
            mend=[kind for kind in kinds if kind.severity != "info"][:MOST_USEFUL],
            kinds=kinds,
            failed=facts.failed_checks(connection, [source]),
            checked=facts.checks_run(connection).get(source, 0),
            codes=facts.unmapped_codes(connection, source),
            formats=facts.formats(connection, source),
            charsets=facts.charsets(connection, source),
            languages=facts.languages(connection, source),
            conversion=conversion(connection, source, notes),
            examples=examples,
            privacy=privacy,
            pairs=pairs,
        )
    )


def record_page(shown: Shown) -> str:
    """HTML of one record before and after, in Bokmål."""
    return environment().get_template("show.html.j2").render(shown=shown, run={})


def county_report(connection: Connection, titles: Mapping[str, str], run: Mapping[str, str]) -> str:
    """HTML of the county's page, which links to ``<source>.html`` of each source. ``titles``: by source key."""
    rows = balance(connection)
    failed = facts.failed_checks(connection)
    sources = sorted({*titles, *(row.source for row in rows)})
    names = {source: facts.named(source, titles) for source in sources}
    return (
        environment()
        .get_template("county.html.j2")
        .render(
            run=run,
            sources=[_source_line(source, names[source], rows, failed) for source in sources],
            names=names,
            checked=facts.checks_run(connection),
            unmapped=facts.unmapped_by_source(connection),
            rows=_county_rows(rows),
            balances=all(row.balances for row in rows),
            matrix=facts.issue_matrix(connection),
            merging=facts.merging(connection),
            failed=[check for check in failed if check.source == COUNTY],
        )
    )


def _source_line(
    source: str, title: str, rows: Sequence[BalanceRow], failed: Sequence[facts.FailedCheck]
) -> dict[str, object]:
    own = [row for row in rows if row.source == source]
    severities = [check.severity for check in failed if check.source == source]
    return {
        "source": source,
        "title": title,
        "landed": bool(own),
        "balances": all(row.balances for row in own),
        "sum": _sum(source, "", own),
        "failed": {severity: severities.count(severity) for severity in SEVERITIES},
    }


def _county_rows(rows: Sequence[BalanceRow]) -> list[BalanceRow]:
    """The balance of the county, a row per entity."""
    return [_sum(COUNTY, entity, [row for row in rows if row.entity == entity]) for entity in ENTITIES]


def _sum(source: str, entity: str, rows: Iterable[BalanceRow]) -> BalanceRow:
    given = list(rows)
    return BalanceRow(
        source=source,
        entity=entity,
        source_rows=sum(row.source_rows for row in given),
        loaded=sum(row.loaded for row in given),
        merged=sum(row.merged for row in given),
        rejected=sum(row.rejected for row in given),
        excluded=sum(row.excluded for row in given),
    )


@cache
def environment() -> Environment:
    """The templates with their filters and words, for every page."""
    shared = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared.filters |= {"number": number, "percent": percent, "size": size, "named": facts.named, "amount": amount}
    shared.filters |= {"rule_groups": rule_groups, "decimal": decimal}
    shared.globals |= {
        "entities": ENTITIES,
        "severities": SEVERITY_NAMES,
        "run_types": RUN_TYPES,
        "code_lists": CODE_LISTS,
        "fates": FATES,
        "subfield_fates": SUBFIELD_FATES,
        "statuses": STATUSES,
        "marc_formats": facts.MARC_FORMATS,
        "t": both,
        "total": lambda rows: _sum("", "", rows),
    }
    return shared


def both(nb: str, en: str) -> str | Markup:
    """A text in both languages, of which the page's switch shows one; a text that is the same in both stands once."""
    if nb == en:
        return nb
    return Markup('<span class="nb" lang="nb">{}</span><span class="en" lang="en">{}</span>').format(nb, en)


def amount(value: Decimal) -> str:
    """A sum as Norwegians write it: ``1 234,50``."""
    whole, _, rest = f"{value:.2f}".partition(".")
    return f"{'-' * (value < 0)}{number(abs(int(whole)))},{rest}"


def number(value: int) -> str:
    """A whole number as Norwegians write it: ``1 234 567``, with spaces that do not break."""
    return f"{value:,}".replace(",", "\u00a0")


def percent(value: float) -> str:
    """A share with one decimal: ``12,5 %``."""
    return f"{value:.1f}\u00a0%".replace(".", ",")


def decimal(value: float) -> str:
    """A number with one decimal: ``1,4``."""
    return f"{value:.1f}".replace(".", ",")


def size(value: int) -> str:
    """Bytes, kB or MB: ``1,5 MB``."""
    if value < 1000:
        return f"{value}\u00a0byte"
    unit, scaled = ("kB", value / 1e3) if value < 1e6 else ("MB", value / 1e6)
    return f"{scaled:.1f}\u00a0{unit}".replace(".", ",")
