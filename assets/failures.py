"""Why something was stopped, in words for whoever reads the UI: Bokmål first, English below; no markup."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import dagster as dg

from assets.evaluations import told_result
from assets.reasons import told_reasons
from migration import pipeline

BLOCKED_NB = "Leveransen er stoppet: en kontroll som må gå bra, har feilet. Ingenting er sendt ut."
BLOCKED_EN = "The delivery is stopped: a check that must pass has failed. Nothing has left the house."
REFUSED_NB = (
    "Overgangen er stoppet: den er ikke lik den siste leveransen, og ingen har sagt hvorfor. Ingenting er sendt "
    "ut. Kjør en prøve (jobben trial), og se hva som er ulikt med grenselos diff previous last. Rett årsaken, "
    "eller skriv i mappings/expected_differences.csv hvorfor det er riktig. Start så på nytt."
)
REFUSED_EN = (
    "The cutover is refused: it differs from the last delivery in what nobody expects. Nothing has left the house. "
    "Make a trial, look at the differences, mend the cause or write why they are right, and start again."
)
AGAINST = "Også dette står i veien for overgangen · This, too, stands against the cutover:"
UNUSABLE_NB = "Kjøringen er stoppet: oppsettet eller en eksport kan ikke brukes. Rett dette, og start på nytt:"
UNUSABLE_EN = "The run is stopped: the configuration or an export cannot be used. Mend this, and start again."
NONE_READY = (
    "Ingen kilde i sources.yaml har status ready. Skriv hvilke kilder som skal kjøres. No source is ready: "
    "name the sources to run."
)
ORDER_NB = "Et tidligere steg må kjøres først."
ORDER_EN = "An earlier stage must be run first."

SAID = 10
"""Failed checks that are told of in full."""

_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_SIGN = re.compile(r"\\([\\*_\[\]<>`|])|[*`]")

Addresses = dict[tuple[str, str], str]


def stopped(project: pipeline.Project, error: pipeline.GateError) -> dg.Failure:
    """The failure that Dagster shows where a stage refused to go on. Starting again by itself would help nobody."""
    if isinstance(error, pipeline.OrderError):
        return _failure(ORDER_NB, ORDER_EN, str(error))
    return blocked(project, str(error))


def blocked(
    project: pipeline.Project, reason: str, page: str = "", reasons: Sequence[pipeline.Reason] = ()
) -> dg.Failure:
    """Why the delivery was kept back: every blocking check that failed, with examples, advice and list.

    ``reason``: what the gate says; ``page``: the address of the run's report, where it has one; ``reasons``: against
    the cutover, if it is one. Where every check has passed, the gate has compared a cutover with the last delivery.
    """
    standing = pipeline.failed_checks(project)
    failed = [result for result in standing if result.severity == "blocking"]
    against = [unmarked(told) for told in told_reasons(_others(reasons, failed))]
    parts = [*_told(project, failed, standing), *([AGAINST, *against] if against else []), reason]
    headings = (BLOCKED_NB, BLOCKED_EN) if failed else (REFUSED_NB, REFUSED_EN)
    return _failure(*headings, *parts, page=page)


def _told(
    project: pipeline.Project, failed: Sequence[pipeline.CheckResult], standing: Sequence[pipeline.CheckResult]
) -> list[str]:
    concerned = {(result.source, result.table_name) for result in failed}
    addresses = list_addresses(project, [r for r in standing if (r.source, r.table_name) in concerned])
    told = [unmarked(told_result(result, addresses)) for result in failed[:SAID]]
    more = len(failed) - len(told)
    return [*told, *([f"… og {more} til. … and {more} more."] if more else [])]


def _others(reasons: Sequence[pipeline.Reason], failed: Sequence[pipeline.CheckResult]) -> list[pipeline.Reason]:
    """What blocks besides the checks that are told of already."""
    told = {(result.source, f"{result.table_name}.{result.check_name}") for result in failed}
    return [r for r in reasons if r.severity == "blocking" and (r.source, r.code) not in told]


def list_addresses(project: pipeline.Project, results: Sequence[pipeline.CheckResult]) -> Addresses:
    """Write the lists of all failing rows, and tell where a browser finds them."""
    lists = pipeline.write_check_lists(project, results)
    return {key: project.settings.report_address(path) for key, path in lists.items()}


def unknown_sources(project: pipeline.Project, names: Sequence[str]) -> list[str]:
    """A line per name that no run can be started for, with what was perhaps meant; without names, if none is ready."""
    if not names and not any(source.status == "ready" for source in project.sources.values()):
        return [NONE_READY]
    problems = []
    for name in names:
        try:
            pipeline.ready_sources(project, [name])
        except pipeline.ConfigurationError:
            problems.append(_excluded(name) if name in project.sources else _unknown(name, project.sources))
    return problems


def _excluded(name: str) -> str:
    return (
        f"Kilden «{name}» er satt til excluded i sources.yaml. Sett status til ready eller pilot hvis den skal "
        f"være med. The source is excluded."
    )


def _unknown(name: str, sources: Mapping[str, pipeline.Source]) -> str:
    close = get_close_matches(name.casefold(), _names(sources), n=1)
    meant = f" Mente du «{_names(sources)[close[0]]}»?" if close else ""
    known = ", ".join(sources)
    return f"Kilden «{name}» finnes ikke i sources.yaml.{meant} Der står: {known}. There is no such source."


def _names(sources: Mapping[str, pipeline.Source]) -> dict[str, str]:
    """The key of a source by all the names that it answers to."""
    names = {lib.name.casefold(): key for key, source in sources.items() for lib in source.libraries}
    return names | {source.title.casefold(): key for key, source in sources.items()} | {key: key for key in sources}


def unusable(problems: Sequence[str]) -> dg.Failure:
    """A run that could not begin, with every reason at once."""
    return _failure(UNUSABLE_NB, UNUSABLE_EN, *_listed(problems))


def _listed(problems: Sequence[str]) -> list[str]:
    return ["\n".join(f"- {problem}" for problem in problems)]


def _failure(nb: str, en: str, *parts: str, page: str = "") -> dg.Failure:
    metadata = {"report": dg.MetadataValue.url(page)} if page else {}
    return dg.Failure("\n\n".join((nb, *parts, en)), metadata=metadata, allow_retries=False)


def unmarked(text: str) -> str:
    """Markdown as plain text: the UI shows the text of a failure as it is."""
    return _SIGN.sub(r"\1", _LINK.sub(r"\1: \2", text))
