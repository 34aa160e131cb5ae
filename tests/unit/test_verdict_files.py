"""``mappings/verdicts/*.csv``: what a row means, the order of files, every problem at once; and what is appended."""

from pathlib import Path

import pytest
from projects import write

from migration.ids import target_id
from migration.match.verdicts.files import VerdictsError, append, load_verdicts
from migration.match.verdicts.verdict import Answer, Named, Verdict, named

HEADER = "verdict,source,legacy_id,other_source,other_legacy_id,who,decided_on,why\n"
ROW = "must,bakken,1,dalen,1,KN,2026-11-22,Samme bok\n"


def test_a_row_is_a_verdict(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", HEADER + ROW)
    assert load_verdicts(tmp_path) == (
        Verdict(
            answer=Answer.MUST,
            one=named("bakken", "1"),
            other=named("dalen", "1"),
            who="KN",
            decided_on="2026-11-22",
            why="Samme bok",
            file="a.csv",
            row=2,
        ),
    )


def test_records_may_be_named_by_their_target_ids(tmp_path: Path) -> None:
    one, other = target_id("bakken", "bib", "1"), target_id("dalen", "bib", "1")
    write(
        tmp_path / "a.csv",
        f"verdict,target_id,other_target_id,who,decided_on,why\ncannot,{one.upper()},{other},KN,2026-11-22,\n",
    )
    (verdict,) = load_verdicts(tmp_path)
    assert (verdict.one, verdict.other) == (Named(one), Named(other))
    assert verdict.pair == tuple(sorted((named("dalen", "1").target_id, named("bakken", "1").target_id)))


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "2026-11-22.csv"):
        write(tmp_path / name, HEADER + ROW + ROW)
    assert [v.where for v in load_verdicts(tmp_path)] == [
        "2026-11-22.csv:2", "2026-11-22.csv:3", "a.csv:2", "a.csv:3", "b.csv:2", "b.csv:3",
    ]  # fmt: skip


def test_no_directory_is_no_verdict(tmp_path: Path) -> None:
    assert load_verdicts(tmp_path / "verdicts") == ()


def test_what_editors_and_people_leave_there_is_no_problem(tmp_path: Path) -> None:
    for name in ("README.md", ".~lock.a.csv#", "~$a.xlsx"):
        write(tmp_path / name, "")
    assert load_verdicts(tmp_path) == ()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("same,bakken,1,dalen,1,KN,2026-11-22,", "verdict must be must (one title) or cannot (two titles), not 'same'"),
        ("must,,1,dalen,1,KN,2026-11-22,", "source is empty"),
        ("must,bakken,,dalen,1,KN,2026-11-22,", "legacy_id is empty"),
        ("must,bakken,1,dalen,,KN,2026-11-22,", "other_legacy_id is empty"),
        ("must,bakken,1,dalen,1,,2026-11-22,", "who is empty"),
        ("must,bakken,1,dalen,1,KN,22.11.2026,", "decided_on must be a date such as 2026-11-22, not '22.11.2026'"),
        ("must,bakken,1,dalen,1,KN,2026-02-30,", "decided_on must be a date such as 2026-11-22, not '2026-02-30'"),
        ("must,bakken,1,bakken,1,KN,2026-11-22,", "the two records are the same one"),
        ("must,bakken,1,dalen,1,KN,2026-11-22", "must have 8 cells"),
    ],
)
def test_a_row_that_cannot_be_meant(tmp_path: Path, row: str, problem: str) -> None:
    path = write(tmp_path / "a.csv", HEADER + row + "\n")
    with pytest.raises(VerdictsError) as caught:
        load_verdicts(tmp_path)
    assert caught.value.problems == [f"{path}:2: {problem}"]


def test_a_target_id_that_is_none(tmp_path: Path) -> None:
    row = f"must,17,{target_id('dalen', 'bib', '1')},KN,2026-11-22,\n"
    path = write(tmp_path / "a.csv", "verdict,target_id,other_target_id,who,decided_on,why\n" + row)
    with pytest.raises(VerdictsError) as caught:
        load_verdicts(tmp_path)
    assert caught.value.problems == [f"{path}:2: target_id '17' is no target id"]


def test_the_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "verdict;source;legacy_id\n")
    write(tmp_path / "b.csv", HEADER + "maybe,bakken,1,dalen,1,,2026-11-22,\n")
    write(tmp_path / "dubletter.xlsx", "")
    with pytest.raises(VerdictsError) as caught:
        load_verdicts(tmp_path)
    assert [p.split(": ")[0].rpartition("/")[2] for p in caught.value.problems] == [
        "dubletter.xlsx", "a.csv:1", "b.csv:2", "b.csv:2",
    ]  # fmt: skip


def test_appended_verdicts_come_back_as_they_were(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HEADER + ROW.rstrip("\n"))
    further = Verdict(
        answer=Answer.CANNOT,
        one=named("bakken", "2"),
        other=named("dalen", "00,2"),
        who="ÅB",
        decided_on="2026-11-23",
        why='Bind 1 og 2, "samlet"',
    )
    append(path, [further])
    append(tmp_path / "new" / "b.csv", [further])
    assert path.read_text(encoding="utf-8").startswith(HEADER + ROW)
    back = [*load_verdicts(tmp_path / "new"), load_verdicts_of(path)[-1]]
    assert [(v.answer, v.one, v.other, v.who, v.decided_on, v.why) for v in back] == [
        (further.answer, further.one, further.other, further.who, further.decided_on, further.why)
    ] * 2


def load_verdicts_of(path: Path) -> tuple[Verdict, ...]:
    folder = path.parent / "alone"
    write(folder / path.name, path.read_text(encoding="utf-8"))
    return load_verdicts(folder)


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.csv", HEADER + ROW)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    (verdict,) = load_verdicts(tmp_path)
    with pytest.raises(OSError, match="No space left"):
        append(path, [verdict])
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_text(encoding="utf-8") == HEADER + ROW
