"""What an asset check shows: what failed, how many, ten of them by key, what to do, and where the full list is."""

from collections.abc import Mapping, Sequence

import dagster as dg

from assets.metadata import Metadata
from migration.pipeline import COUNTY, CheckResult

Addresses = Mapping[tuple[str, str], str]
"""Where a browser finds the full list of what fails, by source and table."""

NOT_CHECKED = "Kontrollen ga ikke noe resultat.\n\n*The check gave no result.*"
PASSED = "I orden: {rules} regler, {rows} rader.\n\n*All well: {rules} rules, {rows} rows.*"

SHOWN = 10
"""Keys of one rule."""

TOLD = 20
"""Rules that are told of in full; the table has all."""

_SEVERE = ("blocking", "error")
_GRADES = {
    "blocking": ("Stopper leveransen", "Stops the delivery"),
    "error": ("Feil", "Error"),
    "warning": ("Advarsel", "Warning"),
    "info": ("Til opplysning", "For information"),
}


def check_evaluation(
    results: Sequence[CheckResult], addresses: Addresses | None = None
) -> tuple[bool, dg.AssetCheckSeverity, str, Metadata]:
    """Sum up the results behind one asset check: passed, severity, description, metadata.

    A failed ``info`` result does not fail the check: it is told below the others. No result at all does: what was not
    looked at has not passed.
    """
    if not results:
        return False, dg.AssetCheckSeverity.ERROR, NOT_CHECKED, {}
    failed = sorted((r for r in results if not r.success), key=_gravest_first)
    counted = [r for r in failed if r.severity != "info"]
    severe = any(r.severity in _SEVERE for r in counted)
    severity = dg.AssetCheckSeverity.ERROR if severe or not counted else dg.AssetCheckSeverity.WARN
    return (
        not counted,
        severity,
        _summary(results, failed, addresses or {}),
        _metadata(results, failed, addresses or {}),
    )


def _gravest_first(result: CheckResult) -> tuple[int, int, str, str, str]:
    grade = list(_GRADES).index(result.severity)
    return grade, -result.failing, result.source, result.table_name, result.check_name


def _summary(results: Sequence[CheckResult], failed: Sequence[CheckResult], addresses: Addresses) -> str:
    """The whole story in words: the UI shows it beside the check without a further click."""
    if not failed:
        return PASSED.format(rules=len(results), rows=max(r.rows for r in results))
    told = [told_result(r, addresses) for r in failed[:TOLD]]
    more = len(failed) - len(told)
    rest = [f"… og {more} til, i tabellen *results*. *… and {more} more, in the table.*"] if more else []
    return "\n\n".join([*told, *rest])


def told_result(result: CheckResult, addresses: Addresses) -> str:
    """One failed rule in Markdown: grade, rule, how many, examples, advice, link; Bokmål first, English below."""
    nb, en = _GRADES[result.severity]
    who = "" if result.source == COUNTY else f" · {result.source}"
    of_nb, of_en = (f" av {result.rows}", f" of {result.rows}") if result.rows else ("", "")
    parts = [
        f"**{nb}{who}: {plain(result.message_nb)}**",
        f"{result.failing}{of_nb} feiler{examples(result)}",
        *([f"**Råd:** {plain(result.advice_nb)}"] if result.advice_nb else []),
        f"*{en}: {plain(result.message_en)} {result.failing}{of_en} fail. {plain(result.advice_en)}*".replace(
            " *", "*"
        ),
    ]
    address = addresses.get((result.source, result.table_name))
    return "\n\n".join([*parts, *([f"[Hele listen · The full list]({address})"] if address else [])])


def examples(result: CheckResult) -> str:
    """Ten legacy ids, as code: nothing in them is markup."""
    shown = ", ".join(f"`{key.replace('`', chr(39))}`" for key in result.failing_keys[:SHOWN])
    return f": {shown}{' …' if len(result.failing_keys) > SHOWN else ''}" if shown else ""


def plain(text: str) -> str:
    """Text that is no markup: a rule may quote what stands in a file."""
    return text.translate({ord(sign): f"\\{sign}" for sign in "\\*_[]<>`|"}).replace("\n", " ")


def _metadata(results: Sequence[CheckResult], failed: Sequence[CheckResult], addresses: Addresses) -> Metadata:
    """Numbers to plot from run to run, the lists, and the table of all rules."""
    counted = [r for r in failed if r.severity != "info"]
    lists = {key: addresses[key] for key in dict.fromkeys((r.source, r.table_name) for r in failed) if key in addresses}
    only = len(lists) == 1
    return {
        "failing": sum(r.failing for r in counted),
        "rules_failed": len(counted),
        "rules": len(results),
        **{
            "full_list" if only else f"full_list_{source}": dg.MetadataValue.url(address)
            for (source, _), address in lists.items()
        },
        "results": _results_table(results),
    }


def _results_table(results: Sequence[CheckResult]) -> dg.TableMetadataValue:
    """Failed ones first; the first legacy ids only, the rest stand in the list."""
    ordered = sorted(results, key=lambda r: (r.success, *_gravest_first(r)))
    records = [
        dg.TableRecord(
            {
                "source": r.source,
                "table": r.table_name,
                "check": r.check_name,
                "severity": str(r.severity),
                "passed": r.success,
                "failing": r.failing,
                "rows": r.rows,
                "keys": ", ".join(r.failing_keys[:SHOWN]),
                "advice": "" if r.success else r.advice_nb,
            }
        )
        for r in ordered
    ]
    texts, numbers = ("source", "table", "check", "severity"), ("failing", "rows")
    columns = [dg.TableColumn(c) for c in texts]
    columns += [dg.TableColumn("passed", "bool"), *(dg.TableColumn(c, "int") for c in numbers)]
    columns += [dg.TableColumn("keys"), dg.TableColumn("advice")]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(columns=columns))
