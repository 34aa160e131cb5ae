"""An evaluation as tables for the terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from migration.match.evaluation.evaluate import ClusterScores, Evaluation
from migration.match.evaluation.scores import Scores, Share

_SHOWN = 20
"""Ids named; the JSON and the file of errors have all."""


def in_terminal(found: Evaluation) -> RenderableType:
    parts: list[RenderableType] = [_summary(found), _measures(found), _rules(found)]
    if any(count.case for count in found.cases):
        parts.append(_cases(found))
    return Group(*parts, *_clustered(found.clustered), *_remarks(found))


def _summary(found: Evaluation) -> str:
    decisions = ", ".join(f"{count} {decision}" for decision, count in found.decisions.items())
    return (
        f"{found.pairs} pairs of {found.records} records, {found.positives} of them one title; decided: {decisions}\n"
    )


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for n, column in enumerate(columns):
        table.add_column(column, justify="left" if n < 1 else "right", no_wrap=n < 1)
    return table


def _measures(found: Evaluation) -> Table:
    table = _table("Pairs", "", "share", "95 % interval", "pairs")
    _add_scores(table, "auto", found.auto)
    _add_share(table, "recall of auto and review", found.with_review)
    return table


def _add_scores(table: Table, name: str, found: Scores) -> None:
    _add_share(table, f"precision of {name}", found.precision)
    _add_share(table, f"recall of {name}", found.recall)
    table.add_row(f"F1 of {name}", _number(found.f1), "", "")


def _add_share(table: Table, name: str, found: Share) -> None:
    interval = "" if found.value is None else f"{_number(found.low)}–{_number(found.high)}"
    table.add_row(name, _number(found.value), interval, f"{found.hits} of {found.total}")


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}"


def _rules(found: Evaluation) -> Table:
    table = _table("\nRules", "rule", "decision", "one title", "two titles", "nobody knows")
    for c in found.rules:
        table.add_row(c.rule or "—", c.decision, str(c.one_title), str(c.two_titles), str(c.unlabelled))
    return table


def _cases(found: Evaluation) -> Table:
    columns = ("case", "pairs", "auto", "review", "false auto", "recall", "with review", "not as expected")
    table = _table("\nCases", *columns)
    for c in found.cases:
        counts = (c.pairs, c.auto, c.review, c.false_auto)
        shares = (_number(c.recall.value), _number(c.recall_with_review.value))
        table.add_row(c.case or "—", *map(str, counts), *shares, str(c.unexpected))
    return table


def _clustered(found: ClusterScores) -> Iterable[RenderableType]:
    table = _table(f"\nAfter clustering: {found.clusters} clusters", "", "share", "95 % interval", "pairs")
    _add_scores(table, "clusters", found.pairs)
    table.add_row("B-cubed precision", _number(found.b_cubed.precision), "", f"{found.b_cubed.records} records")
    table.add_row("B-cubed recall", _number(found.b_cubed.recall), "", f"{found.b_cubed.records} records")
    _add_share(table, "pairs that met in a block", found.blocking)
    yield table
    impure = _table(f"\nImpure clusters: {found.impure}", "told apart by", "pairs")
    for feature, count in found.impure_by.items():
        impure.add_row(feature, str(count))
    yield impure
    if found.lost:
        yield _named("Never met in a block, though they would be found", [f"{one} {two}" for one, two in found.lost])


def _remarks(found: Evaluation) -> Iterable[str]:
    if found.missing:
        yield _named("Ids without a record, whose pairs count for nothing", found.missing)
    if found.contradictions:
        pairs = [f"{one} {two}" for one, two in found.contradictions]
        yield _named("Labelled two titles, but one title by other labels", pairs)


def _named(what: str, ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return f"\n{what} ({len(ids)}): {', '.join(ids[:_SHOWN])}{more}"
