"""Answers from workbooks: what a row means, and what becomes of it beside the verdicts that stand."""

from datetime import date

import pytest
from identity_numbers import synthetic

from migration.ids import target_id
from migration.match.verdicts.answers import Understood, understand
from migration.match.verdicts.importing import ImportReport, weigh
from migration.match.verdicts.layout import ANSWER, COMMENT, DECIDED_ON, INITIALS, KEYS
from migration.match.verdicts.tables import TableRow
from migration.match.verdicts.verdict import Answer, Verdict, named

TODAY = date(2026, 11, 22)
SOURCES = ("bakken", "dalen")


def row(answer: str, one: str = "1", other: str = "007", n: int = 2, **cells: str) -> TableRow:
    """A filled-in row on bakken's record ``one`` and dalen's ``other``; no target ids."""
    keys = dict(zip(KEYS, ("bakken", one, "", "dalen", other, ""), strict=True))
    names = {"who": INITIALS, "day": DECIDED_ON, "why": COMMENT}
    given = {names.get(name, name): value for name, value in cells.items()}
    return TableRow("a.xlsx", "Dubletter", n, {ANSWER: answer, INITIALS: "KN", **keys, **given})


def of(answered: TableRow) -> Understood:
    return understand(answered, SOURCES, TODAY)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("samme", Answer.MUST),
        ("SAMME", Answer.MUST),
        ("Ja!", Answer.MUST),
        ("must", Answer.MUST),
        ("ikke samme", Answer.CANNOT),
        ("Ikkje same.", Answer.CANNOT),
        ("nei", Answer.CANNOT),
    ],
)
def test_an_answer(text: str, answer: Answer) -> None:
    found = of(row(text, why="Samme bok"))
    assert found.verdict == Verdict(
        answer=answer,
        one=named("bakken", "1"),
        other=named("dalen", "007"),
        who="KN",
        decided_on="2026-11-22",
        why="Samme bok",
    )


@pytest.mark.parametrize(("text", "unsure"), [("", False), ("vet ikke", True), ("Veit ikkje", True), ("?", True)])
def test_no_answer(text: str, unsure: bool) -> None:
    assert of(row(text)) == Understood(row(text), unsure=unsure)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-20", "2026-11-20"), ("20.11.2026", "2026-11-20"), ("1/2/2026", "2026-02-01"), ("", "2026-11-22")],
)
def test_a_day(text: str, day: str) -> None:
    verdict = of(row("samme", day=text)).verdict
    assert verdict is not None
    assert verdict.decided_on == day


@pytest.mark.parametrize(
    ("answered", "word"),
    [
        (row("kanskje"), "'kanskje'"),
        (row("samme", who=""), "Initialer is empty"),
        (row("samme", day="i går"), "'i går' is no date"),
        (row("samme", day="31.02.2026"), "no date"),
        (row("samme", one=""), "id 1 is empty"),
        (row("samme", **{KEYS[0]: "nowhere"}), "'nowhere' is not in sources.yaml"),
        (row("samme", **{KEYS[3]: "bakken", KEYS[4]: "1"}), "the same one"),
        (row("samme", **{KEYS[2]: target_id("bakken", "bib", "2")}), "do not belong together"),
    ],
)
def test_a_row_that_cannot_be_taken(answered: TableRow, word: str) -> None:
    found = of(answered)
    assert found.verdict is None
    assert word in found.problem


def test_zeros_that_a_spreadsheet_took_are_put_back() -> None:
    found = of(row("samme", other="7", **{KEYS[5]: target_id("dalen", "bib", "007")}))
    assert found.verdict is not None
    assert found.verdict.other == named("dalen", "007")


def test_an_identity_number_in_a_comment_is_masked() -> None:
    number = synthetic(17, 85)
    found = of(row("samme", why=f"spurt {number}"))
    assert found.verdict is not None
    assert number not in found.verdict.why
    assert found.verdict.why.startswith("spurt ")


def stored(answer: Answer, who: str = "KN", day: str = "2026-11-01", one: str = "1", other: str = "007") -> Verdict:
    names = {"one": named("bakken", one), "other": named("dalen", other)}
    return Verdict(answer=answer, who=who, decided_on=day, file="old.csv", row=2, **names)


def weighed(*rows: TableRow, stands: list[Verdict] | None = None, replace: bool = False) -> ImportReport:
    return weigh(map(of, rows), stands or [], replace=replace)


def test_rows_are_counted_by_what_becomes_of_them() -> None:
    report = weighed(
        row("samme"),
        row("ikke samme", one="2", n=3),
        row("samme", one="3", n=4),
        row("", one="4", n=5),
        row("vet ikke", one="5", n=6),
        row("kanskje", one="6", n=7),
        stands=[stored(Answer.MUST, one="3")],
    )
    assert [v.one.legacy_id for v in report.new] == ["1", "2"]
    assert (report.known, report.unanswered, report.unsure, report.changed) == (1, 1, 1, [])
    (problem,) = report.problems
    assert problem.startswith("a.xlsx, Dubletter:7: the answer 'kanskje'")


def test_the_same_answer_twice_counts_once_whichever_record_comes_first() -> None:
    turned = {KEYS[0]: "dalen", KEYS[1]: "007", KEYS[3]: "bakken", KEYS[4]: "1"}
    report = weighed(row("samme"), row("samme", n=3, who="ÅB", **turned))
    assert (len(report.new), report.known, report.problems) == (1, 1, [])


def test_of_two_different_answers_none_is_taken() -> None:
    report = weighed(row("samme"), row("ikke samme", n=3, who="ÅB"))
    assert report.taken == []
    (problem,) = report.problems
    assert "a.xlsx, Dubletter:2 says one title (KN); a.xlsx, Dubletter:3 says two titles (ÅB)" in problem


def test_who_decided_may_change_her_mind() -> None:
    report = weighed(row("ikke samme", who="kn"), stands=[stored(Answer.MUST)])
    assert [v.answer for v in report.changed] == [Answer.CANNOT]


def test_another_persons_verdict_is_not_overruled_in_silence() -> None:
    stands = [stored(Answer.MUST, who="ÅB")]
    report = weighed(row("ikke samme"), stands=stands)
    assert report.taken == []
    assert "old.csv:2 says one title (ÅB)" in report.problems[0]
    assert len(weighed(row("ikke samme"), stands=stands, replace=True).changed) == 1


def test_an_older_answer_is_overtaken() -> None:
    report = weighed(row("ikke samme", day="2026-10-31"), stands=[stored(Answer.MUST)], replace=True)
    assert (report.taken, report.overtaken) == ([], 1)


def test_a_contradiction_through_others_is_told_once_it_is_new() -> None:
    stands = [stored(Answer.MUST), stored(Answer.MUST, one="2")]
    both_in_bakken = {KEYS[3]: "bakken", KEYS[4]: "2"}
    (conflict,) = weighed(row("ikke samme", **both_in_bakken), stands=stands).contradictions
    assert len(conflict.chain) == 2
    again = [*stands, *weighed(row("ikke samme", **both_in_bakken), stands=stands).taken]
    assert weighed(row("samme", one="9"), stands=again).contradictions == []
