"""What becomes of answers that were handed in, beside the verdicts that stand already.

Nothing is overruled in silence. Two different answers on one pair are a conflict: neither is taken. An answer that
denies a verdict that stands is taken from the same person only, unless ``replace`` says that it may.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from migration.match.verdicts.answers import Understood
from migration.match.verdicts.standing import Conflict, conflicts, standing
from migration.match.verdicts.verdict import Answer, Verdict


@dataclass(slots=True)
class ImportReport:
    """``new`` and ``changed`` are taken (``changed`` turn a verdict around); ``known`` say what stands already.

    ``overtaken``: dated before the verdict that stands; ``unanswered``, ``unsure``: rows without an answer, and those
    that say *vet ikke*. ``problems``: rows that are not taken, each with its place; ``contradictions``: what the taken
    verdicts and those that stood say against each other.
    """

    new: list[Verdict] = field(default_factory=list)
    changed: list[Verdict] = field(default_factory=list)
    known: int = 0
    overtaken: int = 0
    unanswered: int = 0
    unsure: int = 0
    problems: list[str] = field(default_factory=list)
    contradictions: list[Conflict] = field(default_factory=list)
    path: str = ""

    @property
    def taken(self) -> list[Verdict]:
        return [*self.new, *self.changed]


def weigh(rows: Iterable[Understood], verdicts: Sequence[Verdict], *, replace: bool = False) -> ImportReport:
    """Sort the rows of all files. ``verdicts``: all that the project has, in their order."""
    report = ImportReport()
    now = {v.pair: v for v in standing(verdicts)}
    for answers in _by_pair(rows, report):
        verdict = _agreed(answers, report)
        if verdict:
            _place(verdict, answers[-1], now.get(verdict.pair), report, replace=replace)
    report.contradictions = _added_conflicts(verdicts, report.taken)
    return report


def _by_pair(rows: Iterable[Understood], report: ImportReport) -> list[list[Understood]]:
    """The rows with a verdict, those on one pair together; the others are counted or told."""
    found: dict[tuple[str, str], list[Understood]] = defaultdict(list)
    for row in rows:
        if row.verdict:
            found[row.verdict.pair].append(row)
        elif row.problem:
            report.problems.append(f"{row.row.where}: {row.problem}")
        else:
            report.unsure += row.unsure
            report.unanswered += not row.unsure
    return list(found.values())


def _agreed(answers: Sequence[Understood], report: ImportReport) -> Verdict | None:
    """The verdict of rows on one pair; None where they differ, which is told."""
    verdicts = [row.verdict for row in answers if row.verdict]
    if len({v.answer for v in verdicts}) > 1:
        said = "; ".join(f"{row.row.where} says {_word(v)} ({v.who})" for row, v in zip(answers, verdicts, strict=True))
        report.problems.append(
            f"{verdicts[0].one} and {verdicts[0].other}: two different answers, none is taken: {said}"
        )
        return None
    report.known += len(verdicts) - 1
    return verdicts[0]


def _word(verdict: Verdict) -> str:
    return "one title" if verdict.answer is Answer.MUST else "two titles"


def _place(verdict: Verdict, row: Understood, former: Verdict | None, report: ImportReport, *, replace: bool) -> None:
    if former is None:
        report.new.append(verdict)
    elif former.answer is verdict.answer:
        report.known += 1
    elif verdict.decided_on < former.decided_on:
        report.overtaken += 1
    elif replace or verdict.who.casefold() == former.who.casefold():
        report.changed.append(verdict)
    else:
        report.problems.append(
            f"{row.row.where}: says {_word(verdict)} ({verdict.who}), but {former.where} says {_word(former)} "
            f"({former.who}); agree on one, and import it with --replace"
        )


def _added_conflicts(verdicts: Sequence[Verdict], taken: Sequence[Verdict]) -> list[Conflict]:
    """Contradictions that were not there before."""
    if not taken:
        return []
    before = {_key(conflict) for conflict in conflicts(verdicts)}
    return [conflict for conflict in conflicts([*verdicts, *taken]) if _key(conflict) not in before]


def _key(conflict: Conflict) -> tuple[tuple[str, str], ...]:
    return (conflict.cannot.pair, *(must.pair for must in conflict.chain))
