"""What becomes of answers that were handed in, beside those that stand. Nothing is overruled in silence."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from migration.quality.samples.answer import Answer, Answers
from migration.quality.samples.reading import ReadRow

SourceKey = tuple[str, str, str]
"""(source, entity, legacy id)"""


@dataclass(slots=True)
class SampleReport:
    """``new`` and ``changed`` are taken (``changed`` replace an answer that stood); ``known`` stood already.

    ``overtaken``: dated before the answer that stands. ``problems``: rows that were not taken, each with its place.
    ``paths``: the files that were, or would be, written.
    """

    new: list[Answer] = field(default_factory=list)
    changed: list[Answer] = field(default_factory=list)
    known: int = 0
    overtaken: int = 0
    unanswered: int = 0
    problems: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def taken(self) -> list[Answer]:
        return [*self.new, *self.changed]


def weigh(rows: Iterable[ReadRow], standing: Mapping[str, Answers], known: Collection[SourceKey]) -> SampleReport:
    """Sort the rows of all files. ``standing``: answers by source; ``known``: the rows that the sources have."""
    report = SampleReport()
    by_key: dict[SourceKey, list[tuple[str, Answer]]] = defaultdict(list)
    for row in rows:
        report.problems += [f"{row.where}: {problem}" for problem in row.problems]
        report.unanswered += not row.problems and row.answer is None
        if row.answer:
            by_key[row.answer.source, *row.answer.key].append((row.where, row.answer))
    for key, answers in by_key.items():
        _weigh(key, answers, standing, known, report)
    return report


def _weigh(
    key: SourceKey,
    answers: list[tuple[str, Answer]],
    standing: Mapping[str, Answers],
    known: Collection[SourceKey],
    report: SampleReport,
) -> None:
    where, answer = answers[-1]
    if key not in known:
        told = "is not in the staging database; it has left the source, or the workbook is of another project"
        report.problems.append(f"{where}: {' '.join(key)} {told}")
    elif len({a.verdict for _, a in answers}) > 1:
        said = "; ".join(f"{place} says {a.verdict} ({a.who})" for place, a in answers)
        report.problems.append(f"{' '.join(key)}: different answers, none is taken: {said}")
    else:
        report.known += len(answers) - 1
        _place(answer, standing.get(answer.source, {}).get(answer.key), report)


def _place(answer: Answer, former: Answer | None, report: SampleReport) -> None:
    if former is None:
        report.new.append(answer)
    elif answer == former:
        report.known += 1
    elif answer.decided_on < former.decided_on:
        report.overtaken += 1
    else:
        report.changed.append(answer)
