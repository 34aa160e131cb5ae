"""What a matching changed: counted, listed, and told of each record that is in another title than before."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from projects import SHARED, isbn13, line_record, write, write_project
from rich.console import Console
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.quality.terminal import in_terminal

OTHER = isbn13("978820200002")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[pipeline.Project]:
    """Bakken and dalen, matched: record 1 of both is one title; bakken has 1 and 2, dalen 1 and 2."""
    with pipeline.open_project(write_project(tmp_path / "project"), None) as opened:
        matched(opened, "bakken", "dalen")
        yield opened


def exported(project: pipeline.Project, source: str, *records: str) -> None:
    write(project.settings.project / "exports" / source / "katalog.txt", "".join(records))


def matched(project: pipeline.Project, *sources: str) -> pipeline.StageReport:
    for source in sources:
        pipeline.land(project, source)
        pipeline.standardize(project, source)
        pipeline.check_source(project, source)
    return pipeline.match(project)


def counts(project: pipeline.Project) -> dict[str, int]:
    """Of records, without the zeros."""
    return {kind: count for kind, count in pipeline.title_changes(project).records.items() if count}


def test_in_the_first_matching_everything_is_new(project: pipeline.Project) -> None:
    found = pipeline.title_changes(project)
    assert found.is_first
    assert counts(project) == {"new": 4}
    assert not found.lines


def test_a_second_matching_of_the_same_keeps_all(project: pipeline.Project) -> None:
    pipeline.match(project)
    assert counts(project) == {"kept": 4}
    assert not pipeline.title_changes(project).is_first


def test_a_split_is_told(project: pipeline.Project) -> None:
    """Dalen's record 1 is another book now, its record 2 is gone and a third has come."""
    exported(
        project, "dalen",
        line_record("1", "Reinen og vidda i Finnmark", isbn=OTHER), line_record("3", "En helt ny bok"),
    )  # fmt: skip
    matched(project, "dalen")
    found = pipeline.title_changes(project)
    assert counts(project) == {"kept": 2, "split": 1, "new": 1, "gone": 1}
    assert dict(found.titles) == {"merge": 0, "split": 1, "moved": 0}
    (line,) = found.lines
    assert (line.kind, line.record.source, line.record.legacy_id) == ("split", "dalen", "1")
    assert line.record.title.startswith("Reinen og vidda i Finnmark")
    assert line.former_bib_id == pipeline.explain(project, "bakken:1", "bakken:2").one.bib_id != line.record.bib_id


def test_a_merge_is_told(project: pipeline.Project) -> None:
    """Dalen corrects its record 2: it is bakken's record 2."""
    exported(
        project, "dalen",
        line_record("1", "Reinen og vidda", isbn=SHARED), line_record("2", "En annen bok", isbn=OTHER),
    )  # fmt: skip
    bakken = (line_record("1", "Reinen og vidda", isbn=SHARED), line_record("2", "En annen bok", isbn=OTHER))
    exported(project, "bakken", *bakken)
    matched(project, "bakken", "dalen")
    assert counts(project) == {"kept": 3, "merge": 1}
    assert dict(pipeline.title_changes(project).titles) == {"merge": 1, "split": 0, "moved": 0}


def test_the_matching_s_own_report_has_the_counts(project: pipeline.Project) -> None:
    report = pipeline.match(project)
    assert report.detail["records since the last matching"] == {
        "kept": 4, "merge": 0, "split": 0, "moved": 0, "new": 0, "gone": 0,
    }  # fmt: skip


def split(project: pipeline.Project) -> None:
    exported(project, "dalen", line_record("1", "Reinen og vidda i Finnmark", isbn=OTHER), line_record("2", "Noe"))
    matched(project, "dalen")


def run(project: pipeline.Project, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["--project", str(project.settings.project), *arguments])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_the_command_prints_what_changed(project: pipeline.Project) -> None:
    assert "in the same title 4" in run(project, "match")


def test_explain_says_that_a_record_has_moved(project: pipeline.Project) -> None:
    split(project)
    one, other = (
        pipeline.explain(project, "bakken:1", "dalen:1").one,
        pipeline.explain(project, "dalen:1", "bakken:1").one,
    )
    assert (one.change, one.former_bib_id) == ("", "")
    assert (other.change, other.former_bib_id) == ("split", one.bib_id)
    said = run(project, "explain", "bakken:1", "dalen:1")
    assert f"dalen:1 gikk i siste sammenslåing fra tittel {one.bib_id} til {other.bib_id} (skilt ut)" in said
    said = run(project, "explain", "bakken:1", "dalen:1", "--lang", "en")
    assert f"the last matching took dalen:1 from title {one.bib_id} to {other.bib_id} (split off)" in said
    assert "bakken:1 from" not in said


def test_show_says_it_too(project: pipeline.Project) -> None:
    split(project)
    before = pipeline.explain(project, "bakken:1", "bakken:2").one.bib_id
    shown = pipeline.show(project, "dalen", "1")
    assert (shown.change, shown.former_bib_id) == ("split", before)
    console = Console(file=StringIO(), width=200)
    console.print(in_terminal(shown))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert f"{before} (skilt ut)" in text
    assert pipeline.show(project, "bakken", "1").change == ""
