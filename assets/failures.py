"""Why something was stopped, in words for whoever reads the UI: Bokmål first, English below."""

from collections.abc import Sequence
from difflib import get_close_matches

import dagster as dg

from assets.evaluations import told_result
from migration import pipeline

BLOCKED_NB = "**Leveransen er stoppet: en kontroll som må gå bra, har feilet.** Ingenting er sendt ut."
BLOCKED_EN = "*The delivery is stopped: a check that must pass has failed. Nothing has left the house.*"
UNUSABLE_NB = "**Kjøringen er stoppet: oppsettet eller en eksport kan ikke brukes.** Rett dette, og start på nytt:"
UNUSABLE_EN = "*The run is stopped: the configuration or an export cannot be used. Mend this, and start again.*"
ORDER_NB = "**Et tidligere steg må kjøres først.**"
ORDER_EN = "*An earlier stage must be run first.*"

SAID = 10
"""Failed checks that are told of in full."""

Addresses = dict[tuple[str, str], str]


def stopped(project: pipeline.Project, error: pipeline.GateError) -> dg.Failure:
    """The failure that Dagster shows where a stage refused to go on. Starting again by itself would help nobody."""
    if isinstance(error, pipeline.OrderError):
        return _failure(ORDER_NB, ORDER_EN, str(error))
    return blocked(project, str(error))


def blocked(project: pipeline.Project, reason: str, page: str = "") -> dg.Failure:
    """Why the delivery was kept back: every blocking check that failed, with examples, advice and list.

    ``reason``: what the gate says; ``page``: the address of the run's report, where it has one.
    """
    standing = pipeline.failed_checks(project)
    failed = [result for result in standing if result.severity == "blocking"]
    concerned = {(result.source, result.table_name) for result in failed}
    addresses = list_addresses(project, [r for r in standing if (r.source, r.table_name) in concerned])
    told = [told_result(result, addresses) for result in failed[:SAID]]
    more = len(failed) - len(told)
    rest = [f"… og {more} til. *… and {more} more.*"] if more else []
    return _failure(BLOCKED_NB, BLOCKED_EN, *told, *rest, f"`{reason}`", page=page)


def list_addresses(project: pipeline.Project, results: Sequence[pipeline.CheckResult]) -> Addresses:
    """Write the lists of all failing rows, and tell where a browser finds them."""
    lists = pipeline.write_check_lists(project, results)
    return {key: project.settings.report_address(path) for key, path in lists.items()}


def unknown_sources(project: pipeline.Project, names: Sequence[str]) -> list[str]:
    """A line per name that no run can be started for, with what was perhaps meant."""
    problems = []
    for name in names:
        try:
            pipeline.ready_sources(project, [name])
        except pipeline.ConfigurationError:
            problems.append(_excluded(name) if name in project.sources else _unknown(name, list(project.sources)))
    return problems


def _excluded(name: str) -> str:
    return (
        f"Kilden «{name}» er satt til *excluded* i `sources.yaml`. Sett status til *ready* eller *pilot* hvis den skal "
        f"være med. *The source is excluded.*"
    )


def _unknown(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name.casefold(), known, n=1)
    meant = f" Mente du «{close[0]}»?" if close else ""
    names = ", ".join(known)
    return f"Kilden «{name}» finnes ikke i `sources.yaml`.{meant} Der står: {names}. *There is no such source.*"


def unusable(problems: Sequence[str]) -> dg.Failure:
    """A run that could not begin, with every reason at once."""
    return _failure(UNUSABLE_NB, UNUSABLE_EN, *_listed(problems))


def _listed(problems: Sequence[str]) -> list[str]:
    return ["\n".join(f"* {problem}" for problem in problems)]


def _failure(nb: str, en: str, *parts: str, page: str = "") -> dg.Failure:
    metadata = {"report": dg.MetadataValue.url(page)} if page else {}
    return dg.Failure("\n\n".join((nb, *parts, en)), metadata=metadata, allow_retries=False)
