"""expectations/row_counts.csv: how many rows are expected of each source, and how many of them may be rejected."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect
from staging_rows import put, row

from migration.quality.checks import CheckResult
from migration.quality.row_counts import check_row_counts
from migration.quality.row_limits import COLUMNS, load_row_counts
from migration.quality.suite_files import SuiteError
from migration.settings import SHIPPED
from migration.staging.engine import open_staging

WHO = "KN,2026-11-01,talt i Mikromarc"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_staging(f"sqlite:///{tmp_path / 'staging.db'}")


def limits_file(folder: Path, *rows: str) -> Path:
    path = folder / "row_counts.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows, ""]), encoding="utf-8")
    return path


def judged(engine: Engine, path: Path, sources: tuple[str, ...] = ("nordvik",)) -> dict[tuple[str, str], CheckResult]:
    with engine.connect() as connection:
        found = check_row_counts(connection, load_row_counts(path), sources)
    return {(r.source, r.check_name): r for r in found}


def came_in(engine: Engine, source: str, entity: str, rows: int, rejected: int = 0) -> None:
    with engine.begin() as connection:
        put(connection, "source_rows", [row("source_rows", source, "", entity=entity, rows=rows)])
        fates = ["rejected"] * rejected + ["loaded"] * (rows - rejected)
        put(connection, "ledger", (row("ledger", source, str(n), entity=entity, fate=f) for n, f in enumerate(fates)))


@pytest.mark.parametrize(
    ("rows", "success", "failing"), [(3, False, 1), (4, True, 0), (5, True, 0), (6, True, 0), (8, False, 2)]
)
def test_rows_are_held_against_the_sources_own_limits(
    engine: Engine, tmp_path: Path, rows: int, success: bool, failing: int
) -> None:
    came_in(engine, "nordvik", "bib", rows)
    result = judged(engine, limits_file(tmp_path, f"nordvik,bib,4,6,,{WHO}"))["nordvik", "rows_bib"]
    assert (result.success, result.failing, result.rows) == (success, failing, rows)
    assert (result.table_name, result.severity) == ("row_counts", "error")
    assert result.message_nb == f"Antall titler: {rows}; ventet 4–6."
    assert result.message_en == f"Number of bibs: {rows}; expected 4–6."


def test_a_source_without_limits_is_only_reported(engine: Engine, tmp_path: Path) -> None:
    came_in(engine, "sorvik", "bib", 12000)
    result = judged(engine, limits_file(tmp_path, f"nordvik,bib,4,6,,{WHO}"), ("sorvik",))["sorvik", "rows_bib"]
    assert (result.success, result.severity) == (True, "info")
    assert result.message_nb == "Antall titler: 12\u202f000; ingen grense er satt."


def test_the_limits_of_all_sources_hold_where_a_source_has_none_of_its_own(engine: Engine, tmp_path: Path) -> None:
    path = limits_file(tmp_path, f"*,bib,1,,10,{WHO}", f"nordvik,bib,20,,,{WHO}")
    came_in(engine, "nordvik", "bib", 10, rejected=2)
    found = judged(engine, path, ("nordvik", "sorvik"))
    assert (found["nordvik", "rows_bib"].success, found["nordvik", "rows_bib"].severity) == (False, "error")
    assert (found["sorvik", "rows_bib"].success, found["sorvik", "rows_bib"].severity) == (False, "warning")
    assert not found["nordvik", "rejected_bib"].success


@pytest.mark.parametrize(("rejected", "success"), [(0, True), (1, True), (2, False)])
def test_the_share_of_rejected_rows_is_each_sources_and_entitys_own(
    engine: Engine, tmp_path: Path, rejected: int, success: bool
) -> None:
    came_in(engine, "nordvik", "item", 40, rejected)
    came_in(engine, "nordvik", "loan", 1000)
    came_in(engine, "sorvik", "item", 1, 1)
    result = judged(engine, limits_file(tmp_path, f"*,item,,,2.5,{WHO}"))["nordvik", "rejected_item"]
    assert (result.success, result.failing) == (success, rejected)
    assert result.failing_keys == tuple(f"item {n}" for n in range(rejected))
    assert result.message_nb == "Høyst 2.5 % av alle eksemplarer er avvist."


def test_a_staging_table_can_be_counted(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        put(connection, "core_patron", [row("core_patron", "nordvik", n) for n in "12"])
    result = judged(engine, limits_file(tmp_path, f"nordvik,core_patron,3,,,{WHO}"))["nordvik", "rows_core_patron"]
    assert (result.success, result.failing, result.rows) == (False, 1, 2)
    assert result.message_nb == "Antall rader i core_patron: 2; ventet minst 3."


def test_the_shipped_limits_can_be_read(engine: Engine) -> None:
    path = SHIPPED / "expectations" / "row_counts.csv"
    limits = load_row_counts(path, (), inspect(engine))
    assert limits.of("any", "bib").at_least == 1
    assert all(limits.of("any", entity).rejected_at_most for entity in ("bib", "item", "patron", "loan", "fee"))


def test_all_faults_are_told_at_once_with_their_rows(engine: Engine, tmp_path: Path) -> None:
    path = limits_file(
        tmp_path,
        f"nordvik,bib,4,6,,{WHO}",
        f"nordvik,bib,5,6,,{WHO}",
        f"fjern,bib,4,,,{WHO}",
        f"nordvik,film,4,,,{WHO}",
        f"nordvik,item,6,4,,{WHO}",
        f"nordvik,item,many,,,{WHO}",
        f"nordvik,loan,,,101,{WHO}",
        f"nordvik,core_item,,,5,{WHO}",
        f"nordvik,fee,,,,{WHO}",
        "nordvik,patron,1,,,,1.11.2026,",
    )
    with pytest.raises(SuiteError) as caught:
        load_row_counts(path, ["nordvik"], inspect(engine))
    problems = [problem.removeprefix(f"{path}:") for problem in caught.value.problems]
    assert [problem.split(":")[0] for problem in problems] == [
        "3",
        "4",
        "5",
        "6",
        "7",
        "7",
        "8",
        "9",
        "10",
        "11",
        "11",
        "11",
    ]
    for words in ("stands twice", "not in sources.yaml", "'film'", "more than at_most", "whole number", "0 to 100",
                  "for bib, item", "no limit is given", "who is empty", "why is empty", "must be a date"):  # fmt: skip
        assert any(words in problem for problem in problems), words
