"""What the project lead reads of the whole county: who is ready, who is not and why, what changed, what is open."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from itertools import groupby
from pathlib import Path

import pytest
from county_of_sixty import (
    BLOCKED,
    CODES,
    COUNT,
    SOURCES,
    TITLES,
    UNREAD,
    county_reasons,
    county_standings,
    fill_county,
)
from sqlalchemy import Connection, event
from staging_rows import good_source, put, row

from migration.quality.checks import CheckResult, replace_results
from migration.quality.county import County, county_lists, county_report, read_county
from migration.quality.county_changes import MEASURES
from migration.quality.county_issues import MOST_COLUMNS, issue_matrix
from migration.quality.county_readiness import Standing, by_kind, by_source, decisions
from migration.quality.pages import day, signed
from migration.quality.readiness import reason
from migration.staging.engine import open_staging

RUN = {"run_id": "r2", "run_type": "trial", "started_at": "2026-11-23", "tool_version": "0.1.0"}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Connection]:
    with open_staging(f"sqlite:///{tmp_path / 'staging.db'}").begin() as opened:
        yield opened


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with open_staging(f"sqlite:///{tmp_path_factory.mktemp('county') / 'staging.db'}").begin() as opened:
        fill_county(opened)
        yield opened


@pytest.fixture(scope="module")
def county(filled: Connection) -> County:
    return read_county(filled, county_standings(), county_reasons())


def standing(source: str, *passed: str) -> Standing:
    return Standing(source=source, title=source.title(), passed=dict.fromkeys(passed, "2026-11-22T14:00:00+01:00"))


def told(found: County, other: str = "en") -> str:
    """The page's words without those of the other language; each row of a table is a line."""
    body = county_report(found, RUN).split("<main")[1].split("<script")[0]
    own = re.sub(f'<span class="{other}" .*?</span>', "", body)
    lines = (unescape(re.sub(r"<[^>]+>", " ", line)) for line in re.split("</tr>|</p>", own))
    return "\n".join(" ".join(line.split()) for line in lines)


def test_who_is_ready_stands_first(county: County) -> None:
    assert "58 av 60 kilder er klare, så langt det kan ses før leveransen." in told(county)
    assert "58 of 60 sources are ready, as far as can be seen before the delivery." in told(county, other="nb")


def test_a_reason_against_the_county_keeps_every_source_back() -> None:
    sources = [standing("nordvik"), standing("sorvik")]
    found = by_source(sources, [reason("*", "not_matched"), reason("nordvik", "sample_open", 3)])
    assert [one.is_ready for one in found] == [False, False]
    assert [r.code for r in found[0].reasons["info"]] == ["sample_open"]
    assert [one.is_ready for one in by_source(sources, [reason("nordvik", "not_landed")])] == [False, True]


def test_each_source_has_its_stages_with_dates_and_what_blocks_it(county: County) -> None:
    text = told(county)
    first = f"{TITLES[SOURCES[0]]} ✓ ja 22.11.2026 22.11.2026 22.11.2026 22.11.2026 01.11.2026"
    assert first + " 2 advarsler , 1 til opplysning" in text
    assert f"{TITLES[UNREAD]} ✗ nei nei nei nei nei nei Eksporten er ikke hentet inn." in text
    blocked = f"{TITLES[BLOCKED]} ✗ nei 22.11.2026 22.11.2026 22.11.2026 22.11.2026 nei Eksporten, eller"
    assert blocked in text


def test_a_stage_of_which_nobody_wrote_the_day_is_passed_all_the_same(empty: Connection) -> None:
    one = Standing(source="nordvik", title="Nordvik", passed={"land": ""})
    assert "Nordvik ✓ ja ja nei nei nei nei" in told(read_county(empty, [one]))


def test_a_source_without_rows_of_its_own_has_no_page_to_link_to(empty: Connection) -> None:
    html = county_report(read_county(empty, [standing("nordvik", "land", "standardize"), standing("sorvik")]), RUN)
    assert set(re.findall(r'href="(\w+)\.html"', html)) == {"nordvik"}


def test_the_same_reason_in_several_sources_is_told_once_with_what_helps() -> None:
    reasons = [
        reason("nordvik", "codes_unmapped", 2, ("branch 2 (9)", "branch 2 (9)")),
        reason("sorvik", "codes_unmapped", 5, ("fee_type 5 (5)", "fee_type 5 (5)")),
        reason("sorvik", "not_landed"),
    ]
    landed, codes = by_kind(reasons)
    assert (landed.code, landed.counts) == ("not_landed", {"sorvik": 1})
    assert codes.counts == {"sorvik": 5, "nordvik": 2}
    assert codes.text_nb == "Koder i bruk som ingen har sagt hva skal bli til."
    assert codes.advice_en.startswith("Decide on them")


def test_what_waits_for_a_person_is_counted_by_source(county: County) -> None:
    assert f"{TITLES[SOURCES[1]]} 101 40 0 1 dubletter.xlsx arbeidsbok.xlsx" in told(county)
    assert decisions([reason("nordvik", "not_landed")]) == {}
    pairs = 59 * 100 + sum(range(59))
    assert f"I alt {pairs:,} {29 * 40:,} 0 5".replace(",", " ") in told(county)


def test_what_has_changed_is_told_by_source_and_for_the_county(county: County) -> None:
    changes = {one.source: one for one in county.changes.sources}
    assert county.changes.former == "20261101-080000-trial"
    nothing = dict.fromkeys(MEASURES, 0)
    assert changes[SOURCES[9]].sums == nothing | {"issue": 1}
    assert changes[BLOCKED].sums == nothing | {"loaded": -2, "rejected": 2, "issue": 1, "check": 1}
    lines = {(line.kind, line.name): (line.before, line.now) for line in county.changes.lines}
    assert lines == {
        ("fate", "item loaded"): (590, 588), ("fate", "item rejected"): (0, 2), ("issue", CODES[0]): (0, 59),
        ("check", "matched_item.barcode_unique"): (0, 4), ("code", "branch"): (0, 5),
    }  # fmt: skip
    assert "Eksemplarer : lastet 590 588 −2" in told(county)
    assert "Items : loaded 590 588 −2" in told(county, other="nb")


def test_a_first_run_has_nothing_to_compare_with(empty: Connection) -> None:
    assert "Det er ingen tidligere kjøring å sammenligne med." in told(read_county(empty, []))


def test_the_matrix_counts_the_issues_of_each_source(filled: Connection, county: County) -> None:
    matrix = county.issues
    assert len(matrix.shown) == MOST_COLUMNS < len(matrix.kinds)
    for source, cells in matrix.rows.items():
        assert sum(cell.count for cell in cells[:-1]) == cells[-1].count == sum(
            by.get(source, 0) for by in matrix.counts.values()
        )  # fmt: skip
    severities = [kind.severity for kind in matrix.kinds]
    assert [name for name, _ in groupby(severities)] == ["error", "warning", "info"]


@pytest.mark.parametrize(("count", "shade"), [(1, 1), (2, 2), (19, 2), (20, 3), (99, 3), (100, 4), (399, 4), (400, 5)])
def test_a_cell_is_darker_the_more_of_the_rows_it_concerns(empty: Connection, count: int, shade: int) -> None:
    """Of 2,000 rows: from 0.1, 1, 5 and 20 issues per hundred."""
    put(empty, "issue", [row("issue", "nordvik", str(n)) for n in range(count)])
    cell = issue_matrix(empty, {"nordvik": 2000}).rows["nordvik"][0]
    assert (cell.count, cell.shade) == (count, shade)
    assert cell.percent == pytest.approx(count / 20)


def test_issues_of_the_county_itself_are_per_hundred_rows_of_all_sources(empty: Connection) -> None:
    good_source(empty, "nordvik", ["bib"], rows=50)
    put(empty, "issue", [row("issue", "*", "1")])
    found = read_county(empty, [standing("nordvik")])
    assert found.issues.rows["*"][-1].percent == 2.0
    assert "hele fylket 1 2,0 %" in told(found)
    header, _ = county_lists(found)["meldinger.csv"]
    assert header[5:] == ("*", "nordvik")


def test_issues_of_a_source_of_which_no_rows_are_known_are_shown_all_the_same(empty: Connection) -> None:
    put(empty, "issue", [row("issue", "nordvik", "1")])
    assert [cell.count for cell in issue_matrix(empty, {}).rows["nordvik"]] == [1, 0, 1]


def test_the_lists_have_all_kinds_all_reasons_and_all_changes(county: County) -> None:
    lists = {name: (header, list(rows)) for name, (header, rows) in county_lists(county).items()}
    header, rows = lists["meldinger.csv"]
    assert header == ("kode", "alvor", "melding", "message", "i_alt", "*", *SOURCES)
    assert len(rows) == len(CODES)
    assert all(int(line[4]) == sum(map(int, line[5:])) for line in rows)
    assert len(lists["klar.csv"][1]) == len(county.reasons)
    assert (SOURCES[9], "issue", CODES[0], "0", "1") in lists["endret.csv"][1]


def test_the_balance_has_a_row_per_source(empty: Connection) -> None:
    good_source(empty, "nordvik", ["bib", "item", "loan"])
    good_source(empty, "sor-vik", ["bib"], rows=2)
    put(empty, "source_rows", [row("source_rows", "sor-vik", "", entity="fee", rows=1)])
    put(empty, "core_code", [row("core_code", "sor-vik", "", code_list="branch", legacy_code="6", status="unmapped")])
    replace_results(empty, [_result("nordvik", success=True), _result("sor-vik", success=False)])
    text = told(read_county(empty, [standing("nordvik"), standing("oyvik"), standing("sor-vik")]))
    assert "Nordvik 3 3 0 0 0 ja alle 1 bestått 0" in text
    assert "Sor-Vik 3 2 0 0 0 nei Stopper leveransen 1 1" in text
    assert "Oyvik 0 0 0 0 0 ikke lest inn ikke kjørt 0" in text
    assert "I alt, 3 kilder 6 5 0 0 0" in text
    assert "Regnskapet går ikke opp." in text


def _result(source: str, *, success: bool) -> CheckResult:
    return CheckResult(
        source=source, table_name="core_bib", check_name="there", severity="blocking", success=success, failing=1,
        failing_keys=(), message_nb="Krav.", message_en="Demand.",
    )  # fmt: skip


def test_checks_of_the_county_and_merged_titles(county: County) -> None:
    text = told(county)
    assert (
        "18 poster er blitt 9 titler. 6 av titlene er slått sammen av flere poster; den største er laget av 3." in text
    )
    assert "En strekkode står på bare ett eksemplar. Rett strekkoden i Mikromarc." in text


def test_a_county_without_anything(empty: Connection) -> None:
    text = told(read_county(empty, []))
    for words in ("Ingenting er lest inn ennå.", "Titlene er ikke slått sammen ennå.", "Ingenting gjenstår.",
                  "Ingenting venter på svar.", "Ingenting er meldt.", "Ingen kilder er med ennå."):  # fmt: skip
        assert words in text


def test_every_word_is_in_english_too(county: County, empty: Connection) -> None:
    for found in (county, read_county(empty, [])):
        english = told(found, other="nb").replace("Oppdiktet og langt navn", "")
        own = set(re.findall(r"\w+", re.sub(r"\w+\.(csv|xlsx)", "", english)))
        assert own & {"ikke", "og", "som", "er", "av", "til", "med", "dere", "alle", "ingen", "kilder", "hva"} == set()
        assert {word for word in own if re.search("[æøåÆØÅ]", word)} <= {"Stikkprøve"}


def test_sixty_sources_take_no_more_queries_on_rows_than_one(tmp_path: Path) -> None:
    """The snapshots, which are small, are asked by source; the tables of rows are read once, whatever the number."""
    engine = open_staging(f"sqlite:///{tmp_path / 'staging.db'}")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(str(call[2])))
    with engine.begin() as opened:
        fill_county(opened)
        asked.clear()
        read_county(opened, county_standings())
    of_rows = [statement for statement in asked if "run_count" not in statement]
    assert len(of_rows) < COUNT / 2


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (1234, "+1\u00a0234"), (-12, "−12")])
def test_a_change_has_its_sign(value: int, text: str) -> None:
    assert signed(value) == text


def test_a_day_is_written_as_norwegians_do() -> None:
    assert day(datetime(2026, 1, 9, 23, 59).astimezone().isoformat()) == "09.01.2026"
