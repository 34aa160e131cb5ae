"""What the librarians' expectations came to, as results of checks: one per row that is named in a file."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from migration.model import Entity
from migration.quality.checks import COUNTY, CheckResult, CheckSeverity
from migration.quality.golden.entries import RecordEntry
from migration.quality.golden.fact import Found, shown
from migration.quality.golden.files import SUFFIX, Expectation
from migration.quality.golden.judging import Difference, Neighbours, differences, key_of
from migration.quality.golden.lookup import find, known_records
from migration.quality.golden.values import YES

TABLE = "golden"
"""Under this name the results stand in ``check_result``."""

ROWS = {
    Entity.BIB: ("Post", "Record"),
    Entity.ITEM: ("Eksemplar", "Item"),
    Entity.PATRON: ("Låner", "Patron"),
    Entity.LOAN: ("Lån", "Loan"),
    Entity.RESERVATION: ("Reservasjon", "Reservation"),
    Entity.FEE: ("Gebyr", "Fee"),
}


ADVICE = (
    "Finn ut hva som er riktig. Er det forventningen som er feil, rett filen; ellers Mikromarc eller tabellene.",
    "Find out which is right. If the expectation is wrong, correct the file; otherwise Mikromarc or the tables.",
)


def golden_results(
    connection: Connection,
    golden: Mapping[str, Sequence[Expectation]],
    *,
    loaded: Collection[str],
    sources: Collection[str],
) -> list[CheckResult]:
    """A result per expectation of the loaded sources, and a failed one per file of a source that does not exist.

    ``golden``: expectations by source; ``sources``: the keys of ``sources.yaml``.
    """
    known = _known(connection, golden, loaded)
    neighbours = Neighbours(known, frozenset(loaded), frozenset(sources))
    results = [_nobodys(source) for source in golden if source not in sources]
    for source in loaded:
        expectations = golden.get(source, ())
        for one, found in zip(expectations, find(connection, source, expectations), strict=True):
            results.append(_result(one, found, differences(one.entry, found, source, neighbours)))
    return results


def _known(
    connection: Connection, golden: Mapping[str, Sequence[Expectation]], loaded: Collection[str]
) -> frozenset[tuple[str, str]]:
    """The records that expectations hold against each other and that a loaded source has."""
    named: dict[str, set[str]] = defaultdict(set)
    for source in loaded:
        for one in golden.get(source, ()):
            if isinstance(one.entry, RecordEntry):
                for text in (*(one.entry.together_with or ()), *(one.entry.apart_from or ())):
                    other, legacy_id = key_of(text, source)
                    named[other].add(legacy_id)
    return frozenset(
        (source, legacy_id)
        for source in loaded
        if source in named
        for legacy_id in known_records(connection, source, named[source])
    )


def _nobodys(source: str) -> CheckResult:
    file = f"{source}{SUFFIX}"
    return CheckResult(
        source=COUNTY,
        table_name=TABLE,
        check_name=file,
        severity="error",
        success=False,
        failing=1,
        failing_keys=(),
        message_nb=f"Forventningene i {file} er ikke prøvd: ingen kilde i sources.yaml heter {source}.",
        message_en=f"The expectations in {file} were not tried: no source of sources.yaml is called {source}.",
        advice_nb="Gi filen kildens nøkkel som navn, eller fjern den.",
        advice_en="Give the file the source's key as its name, or remove it.",
    )


def _result(one: Expectation, found: Found, unlike: Sequence[Difference]) -> CheckResult:
    entity = one.entry.entity
    row_nb, row_en = _row_names(one)
    nb, en = "; ".join(d.nb for d in unlike), "; ".join(d.en for d in unlike)
    why = f" ({shown(one.entry.why)})" if one.entry.why else ""
    return CheckResult(
        source=one.source,
        table_name=TABLE,
        check_name=_check_name(one),
        severity=_severity(one),
        success=not unlike,
        failing=1 if unlike else 0,
        failing_keys=(f"{entity.value} {found.legacy_id}",) if unlike and found.legacy_id else (),
        message_nb=f"{row_nb}{why}: {nb or 'som forventet'}. Forventet i {one.where}.",
        message_en=f"{row_en}{why}: {en or 'as expected'}. Expected in {one.where}.",
        rows=1,
        advice_nb=ADVICE[0],
        advice_en=ADVICE[1],
    )


def _severity(one: Expectation) -> CheckSeverity:
    return "blocking" if one.entry.blocking == YES else "error"


def _check_name(one: Expectation) -> str:
    """The same from run to run. A card stands nowhere in clear, so the line stands for it."""
    name, value = one.entry.named
    entity = one.entry.entity.value
    if name == "card":
        return f"{entity} line {one.line}"
    return f"{entity} barcode {value}" if name == "barcode" else f"{entity} {value}"


def _row_names(one: Expectation) -> tuple[str, str]:
    """What the row is called in Bokmål and in English."""
    name, value = one.entry.named
    nb, en = ROWS[one.entry.entity]
    if name == "card":
        told = shown(value, secret=True)
        return f"{nb} med kort {told}", f"{en} with card {told}"
    if name == "barcode":
        return f"{nb} med strekkode {value}", f"{en} with barcode {value}"
    return f"{nb} {value}", f"{en} {value}"
