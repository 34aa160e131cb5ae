"""Matching in a project: only what changed is decided again, ids lead on, links follow, every merge is explained."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import SHARED, SOURCES, isbn13, line_record, write, write_project
from sqlalchemy import Table, select
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.export.verify import verify
from migration.match.rules import load_match_rules
from migration.settings import SHIPPED
from migration.staging.schema import (
    issue,
    matched_bib,
    matched_bib_member,
    matched_block,
    matched_field,
    matched_pair,
    matched_redirect,
    matched_review,
    matched_verdict,
)

OTHER = isbn13("978820200002")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[pipeline.Project]:
    directory = write_project(tmp_path / "project")
    with pipeline.open_project(directory, None) as opened:
        yield opened


def rows(project: pipeline.Project, table: Table) -> set[tuple[object, ...]]:
    with project.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(select(table))}


def exported(project: pipeline.Project, source: str, *records: str) -> None:
    write(project.settings.project / "exports" / source / "katalog.txt", "".join(records))


def processed(project: pipeline.Project, *sources: str) -> None:
    for source in sources:
        pipeline.land(project, source)
        pipeline.standardize(project, source)
        pipeline.check_source(project, source)


def matched(project: pipeline.Project, *sources: str) -> pipeline.StageReport:
    processed(project, *sources)
    return pipeline.match(project)


def title_of(project: pipeline.Project, source: str, legacy_id: str) -> str:
    m = matched_bib_member.c
    with project.engine.connect() as connection:
        query = select(m.bib_id).where(m.source == source, m.legacy_id == legacy_id)
        return str(connection.execute(query).scalar_one())


DECIDED = (matched_pair, matched_block, matched_bib_member, matched_bib, matched_review, matched_field)


def test_after_a_change_the_result_is_that_of_a_full_run(project: pipeline.Project, tmp_path: Path) -> None:
    matched(project, "bakken", "dalen")
    exported(
        project, "dalen",
        line_record("1", "Reinen og vidda i Finnmark", isbn=OTHER), line_record("2", "En annen bok"),
        line_record("5", "Reinen og vidda", isbn=SHARED),
    )  # fmt: skip
    matched(project, "dalen")
    incremental = [rows(project, table) for table in DECIDED]
    with project.engine.begin() as connection:
        connection.execute(matched_block.delete())
    pipeline.match(project)
    assert [rows(project, table) for table in DECIDED] == incremental
    assert title_of(project, "bakken", "2") == title_of(project, "dalen", "2")


def test_what_did_not_change_is_not_decided_again(project: pipeline.Project) -> None:
    matched(project, "bakken", "dalen")
    with project.engine.begin() as connection:
        connection.execute(matched_pair.update().values(rule="number"))
    pipeline.match(project)
    assert {row[3] for row in rows(project, matched_pair)} == {"number"}


def test_a_changed_table_decides_everything_again(project: pipeline.Project) -> None:
    matched(project, "bakken", "dalen")
    before = rows(project, matched_pair)
    text = (SHIPPED / "mappings" / "match.yaml").read_text(encoding="utf-8")
    own = write(
        project.settings.project / "mappings" / "match.yaml", text.replace("rule: number_and_all", "rule: all_equal")
    )
    assert "all_equal" in {row.rule for row in load_match_rules(own).decisions}
    with pipeline.open_project(project.settings.project, None) as again:
        pipeline.match(again)
        assert {row[3] for row in before} == {"number_and_all"}
        assert {row[3] for row in rows(again, matched_pair)} == {"all_equal"}


@pytest.mark.suites
def test_a_record_that_is_left_alone_under_the_id_of_its_title_is_still_described(project: pipeline.Project) -> None:
    m = matched_bib_member.c
    query = select(m.bib_id, m.decided_by, m.description).where(m.source == "bakken", m.legacy_id == "1")
    matched(project, "bakken", "dalen")
    with project.engine.connect() as connection:
        title, rule, description = connection.execute(query).one()
    exported(project, "dalen", line_record("1", "Noe helt annet"))
    matched(project, "dalen")
    with project.engine.connect() as connection:
        assert tuple(connection.execute(query).one()) == (title, "founder", description)
    assert (rule, len(description)) == ("number_and_all", 16)


@pytest.mark.suites
def test_a_title_that_goes_into_another_leaves_a_redirect(project: pipeline.Project) -> None:
    exported(
        project,
        "bakken",
        line_record("1", "Reinen og vidda", isbn=SHARED),
        line_record("2", "Reinen og lyset", isbn=OTHER),
    )
    exported(
        project,
        "dalen",
        line_record("1", "Reinen og vidda", isbn=SHARED),
        line_record("2", "Reinen og lyset", isbn=OTHER),
    )
    matched(project, "bakken", "dalen")
    first, other = title_of(project, "bakken", "1"), title_of(project, "dalen", "2")
    folder = project.settings.project / "mappings" / "verdicts"
    write(folder / "2026.csv", "verdict,source,legacy_id,other_source,other_legacy_id,who,decided_on,why\n"
          "must,bakken,1,bakken,2,ab,2026-11-22,\nmust,dalen,1,dalen,2,ab,2026-11-22,\n")  # fmt: skip
    with pipeline.open_project(project.settings.project, None) as again:
        pipeline.match(again)
        survivor = title_of(again, "bakken", "1")
        assert title_of(again, "dalen", "2") == survivor
        (lost,) = {first, other} - {survivor}
        assert [row[:3] for row in rows(again, matched_redirect)] == [(lost, survivor, "joined")]
        pipeline.check_all(again)
        delivery = pipeline.deliver(again, "trial").path
        assert delivery is not None
        assert verify(delivery).problems == ()
        with (delivery / "bibs_redirects.csv").open(encoding="utf-8", newline="") as file:
            assert {row["old_bib_id"] for row in csv.DictReader(file)} == {
                str(r[0]) for r in rows(again, matched_redirect)
            }


def gone(delivery: Path) -> list[tuple[str, str]]:
    assert verify(delivery).problems == ()
    with (delivery / "bibs_gone.csv").open(encoding="utf-8", newline="") as file:
        return [(row["bib_id"], row["source"]) for row in csv.DictReader(file)]


def delivered_anew(project: pipeline.Project) -> Path:
    matched(project, "bakken", "dalen")
    pipeline.check_all(project)
    path = pipeline.deliver(project, "trial").path
    assert path is not None
    return path


def test_a_title_of_which_no_record_is_left_is_told_until_it_is_there_again(project: pipeline.Project) -> None:
    alone, shared = line_record("2", "Reinen og lyset", isbn=OTHER), line_record("1", "Reinen og vidda", isbn=SHARED)
    other = line_record("3", "Noe annet")
    exported(project, "bakken", other, alone, shared)
    exported(project, "dalen", other, shared)
    with pipeline.open_project(project.settings.project, None) as first:
        assert gone(delivered_anew(first)) == []
        titles = {number: title_of(first, "bakken", number) for number in "12"}
    exported(project, "bakken", other)
    with pipeline.open_project(project.settings.project, None) as second:
        delivered = delivered_anew(second)  # of "1" dalen still has a record
        assert gone(delivered) == [(titles["2"], "bakken")]
    exported(project, "dalen", other)
    with pipeline.open_project(project.settings.project, None) as third:
        assert {bib_id for bib_id, _ in gone(delivered_anew(third))} >= {titles["2"]}
        assert len(gone(delivered_anew(third))) == 2
    exported(project, "bakken", other, alone)
    with pipeline.open_project(project.settings.project, None) as fourth:
        assert len(gone(delivered_anew(fourth))) == 1
        assert title_of(fourth, "bakken", "2") == titles["2"]


def test_a_verdict_on_a_record_of_a_source_that_was_excluded_is_kept(project: pipeline.Project) -> None:
    folder = project.settings.project / "mappings"
    write(folder / "verdicts" / "2026.csv", "verdict,source,legacy_id,other_source,other_legacy_id,who,decided_on,why\n"
          "must,bakken,2,dalen,2,ab,2026-11-22,\n")  # fmt: skip
    with pipeline.open_project(project.settings.project, None) as both:
        matched(both, "bakken", "dalen")
        assert title_of(both, "bakken", "2") == title_of(both, "dalen", "2")
    excluded = SOURCES.replace("  dalen:\n", "  dalen:\n    status: excluded\n")
    write(folder / "sources.yaml", excluded)
    with pipeline.open_project(project.settings.project, None) as one:
        pipeline.match(one)
        assert {row[:2] for row in rows(one, matched_bib_member)} == {("bakken", "1"), ("bakken", "2")}
        assert [row[-1] for row in rows(one, matched_verdict)] == ["unknown_record"]


def test_links_name_the_title_that_stands_for_the_record(project: pipeline.Project) -> None:
    article = line_record("9", "En artikkel om rein", "*773  $aHætta$tReinen og vidda$w1")
    exported(project, "dalen", line_record("1", "Reinen og vidda", isbn=SHARED), article,
             line_record("10", "En artikkel om ingenting", "*773  $tBorte$w404"))  # fmt: skip
    matched(project, "bakken", "dalen")
    with project.engine.connect() as connection:
        b, m = matched_bib.c, matched_bib_member.c
        query = (
            select(b.marc).join(matched_bib_member, m.bib_id == b.bib_id).where(m.source == "dalen", m.legacy_id == "9")
        )
        marc = str(connection.execute(query).scalar_one())
        told = connection.execute(select(issue.c.legacy_id).where(issue.c.code == "link_to_nowhere")).scalars().all()
    assert f"){title_of(project, 'bakken', '1')}" in marc
    assert told == ["10"]


def merged_record(project: pipeline.Project, source: str, legacy_id: str) -> list[list[str]]:
    with project.engine.connect() as connection:
        query = select(matched_bib.c.marc).where(matched_bib.c.bib_id == title_of(project, source, legacy_id))
        fields: list[list[str]] = json.loads(connection.execute(query).scalar_one())[1]
    return fields


def origins(project: pipeline.Project) -> dict[int, tuple[object, ...]]:
    return {int(str(row[1])): row[2:5] for row in rows(project, matched_field)}


def test_the_origins_of_fields_hold_when_a_link_goes(project: pipeline.Project) -> None:
    exported(project, "bakken", line_record("1", "Reinen og vidda", "*650  $aRein", "*780 0$w1", isbn=SHARED))
    exported(project, "dalen", line_record("1", "Reinen og vidda", "*830  $aVidda", isbn=SHARED))
    matched(project, "bakken", "dalen")
    found = merged_record(project, "bakken", "1")
    assert "780" not in [field[0] for field in found]
    place = next(n for n, field in enumerate(found) if field[0] == "830")
    assert origins(project) == {-1: ("LDR", "bakken", "1"), place: ("830", "dalen", "1")}


def test_a_link_that_was_taken_names_a_record_of_the_library_that_it_is_from(project: pipeline.Project) -> None:
    exported(project, "bakken", line_record("1", "Reinen og vidda", "*650  $aRein", isbn=SHARED),
             line_record("2", "Noe annet"))  # fmt: skip
    exported(project, "dalen", line_record("1", "Reinen og vidda", "*785 0$tOttar$w2", isbn=SHARED),
             line_record("2", "Ottar", isbn=OTHER))  # fmt: skip
    matched(project, "bakken", "dalen")
    later = next(field for field in merged_record(project, "bakken", "1") if field[0] == "785")
    assert later[later.index("w") + 1] == f"(NO-2549902){title_of(project, 'dalen', '2')}"


def test_what_the_national_bibliography_has_numbered_is_the_base(project: pipeline.Project) -> None:
    exported(project, "bakken", line_record("1", "Reinen og vidda", "*650  $aRein", isbn=SHARED))
    exported(project, "dalen", line_record("1", "Reinen og vidda", "*015  $a0512345$bNBF", isbn=SHARED))
    matched(project, "bakken", "dalen")
    assert origins(project)[-1] == ("LDR", "dalen", "1")
    assert title_of(project, "bakken", "1") == title_of(project, "dalen", "1")


def test_why_two_records_are_one_title(project: pipeline.Project) -> None:
    matched(project, "bakken", "dalen")
    found = pipeline.explain(project, "bakken:1", "dalen:1")
    assert (found.judgement.rule, found.is_one_title) == ("number_and_all", True)
    assert found.sentence.nb.startswith(f"Slått sammen: samme ISBN {SHARED}, samme tittel")
    apart = pipeline.explain(project, "bakken:1", "dalen:2")
    assert (apart.is_one_title, apart.judgement.vetoes) == (False, ("title",))


def test_why_two_records_that_are_alike_are_not_one_title(project: pipeline.Project) -> None:
    exported(project, "dalen", line_record("1", "Noe annet"), line_record("2", "En annen bok"),
             line_record("3", "En annen bok"))  # fmt: skip
    matched(project, "bakken", "dalen")
    found = pipeline.explain(project, "bakken:2", "dalen:2")
    assert (found.judgement.decision, found.is_one_title) == ("auto", False)
    assert found.sentence.nb.startswith("Like nok til å slås sammen: samme tittel")
    assert found.kept_apart_by == ("same_source_ambiguous",)
    told = CliRunner().invoke(app, ["--project", str(project.settings.project), "explain", "bakken:2", "dalen:2"])
    assert "De er to titler\nTitlene ble ikke slått sammen: et bibliotek har to poster" in told.output


def test_what_a_verdict_made_one_title_is_not_said_to_be_kept_apart(project: pipeline.Project) -> None:
    folder = project.settings.project / "mappings" / "verdicts"
    write(folder / "2026.csv", "verdict,source,legacy_id,other_source,other_legacy_id,who,decided_on,why\n"
          "must,bakken,2,dalen,1,ab,2026-11-22,\n")  # fmt: skip
    with pipeline.open_project(project.settings.project, None) as again:
        matched(again, "bakken", "dalen")
        found = pipeline.explain(again, "bakken:2", "dalen:1")
    assert (found.judgement.decision, found.is_one_title, found.kept_apart_by) == ("apart", True, ())
    assert found.sentence.nb.startswith("For seg selv ikke like nok: ")


def test_an_id_that_names_several_records_is_refused_with_choices(project: pipeline.Project) -> None:
    matched(project, "bakken", "dalen")
    with pytest.raises(pipeline.ConfigurationError, match="bakken:1, dalen:1"):
        pipeline.explain(project, "1", "dalen:2")
    with pytest.raises(pipeline.ConfigurationError, match="no loaded record 'bakken:404'"):
        pipeline.explain(project, "bakken:404", "dalen:2")
