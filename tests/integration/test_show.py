"""``grenselos show`` and what it stands on: every subfield's fate in the database, and one record before and after."""

import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from identity_numbers import synthetic
from projects import SHARED, line_record, write, write_project
from rich.console import Console
from sqlalchemy import func, select, update

from migration import pipeline
from migration.ids import target_id
from migration.marc.conversion.sidebyside import HIDDEN
from migration.pipeline.examples import examples
from migration.quality.reports import record_page
from migration.quality.shown import Shown
from migration.quality.terminal import in_terminal
from migration.staging import schema
from migration.staging.engine import reading

NUMBER = synthetic(9, 84)
NOTES = (
    "*591  $aStår i kjelleren$bHylle 3",
    "*592  $aHylle 4",
    f"*500  $aGave fra {NUMBER}",
    "*599  $aLånt ut til Kari Nordmann, tlf 78000000",
    "*856  $uhttps://bruker:hemmelig@eksempel.no/bok",
)


def write_catalogue(directory: Path) -> Path:
    """dalen with a record full of local notes, a twin of it, one deleted, one without title and one that is no XML."""
    write_project(directory)
    folder = directory / "exports" / "dalen"
    deleted = line_record("4", "Slettet").replace("*000     nam", "*000     dam")
    write(
        folder / "katalog.txt",
        line_record("1", "Reinen og vidda", "*099  $bEx. 1$i1$k5001", isbn=SHARED)
        + line_record("2", "Noe helt tredje", *NOTES)
        + line_record("2", "Noe helt annet")
        + deleted
        + "*000     nam\r\n*001 5\r\n*300  $auten tittel\r\n^\r\n",
    )
    broken = '<record><controlfield tag="001">6</controlfield><datafield tag="245"><subfield code="a">Ødelagt</record>'
    write(folder / "mer.xml", f'<collection xmlns="http://www.loc.gov/MARC21/slim">{broken}</collection>')
    return directory


@pytest.fixture
def project(tmp_path: Path, staging: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[pipeline.Project]:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    with pipeline.open_project(write_catalogue(tmp_path / "project"), staging) as opened:
        for key in pipeline.ready_sources(opened, []):
            pipeline.land(opened, key)
            pipeline.standardize(opened, key)
        yield opened


def printed(shown: Shown, lang: str = "nb") -> str:
    text = StringIO()
    Console(width=180, file=text).print(in_terminal(shown, lang))
    return text.getvalue()


def units(shown: Shown, tag: str) -> list[tuple[str, str, str]]:
    assert shown.record is not None
    return [(u.code, u.value, u.fate) for one in shown.record.lines if one.tag == tag for u in one.units]


def made(shown: Shown, tag: str) -> list[str]:
    assert shown.record is not None
    fields = [m for one in shown.record.lines for m in one.made] + [d.made for d in shown.record.derived]
    return ["".join(f"${c}{v}" if c else v for c, v in m.subfields) for m in fields if m.tag == tag]


def test_every_unit_of_the_converted_records_is_in_the_sums(project: pipeline.Project) -> None:
    c = schema.core_conversion.c
    with reading(project.engine) as connection:
        sums = dict(connection.execute(select(c.source, func.sum(c.uses)).group_by(c.source)).all())
        rows = schema.source_rows.c
        counted = dict(connection.execute(select(rows.source, rows.rows).where(rows.entity == "subfield")).all())
        unknown = connection.scalar(select(func.sum(c.uses)).where(c.source == "dalen", c.fate == "unknown"))
        kept = connection.scalar(
            select(func.count()).select_from(schema.core_bib_unknown).where(schema.core_bib_unknown.c.source == "dalen")
        )
    assert {source: int(count) for source, count in sums.items()} == counted
    assert int(unknown or 0) == kept
    checks = [check for check in pipeline.check_blocking(project) if check.check_name == "conversion"]
    assert [check.success for check in checks] == [True, True]


def test_unknown_subfields_are_kept_with_their_place_and_value(project: pipeline.Project) -> None:
    u = schema.core_bib_unknown.c
    query = select(u.legacy_id, u.n, u.tag, u.indicators, u.code, u.value).where(u.source == "dalen", u.tag >= "590")
    with reading(project.engine) as connection:
        assert [tuple(row) for row in connection.execute(query.order_by(u.n))] == [
            ("2", 0, "591", "  ", "a", "Står i kjelleren"),
            ("2", 1, "591", "  ", "b", "Hylle 3"),
            ("2", 2, "592", "  ", "a", "Hylle 4"),
        ]


def test_every_kind_of_fate_has_an_example_in_the_ledger(project: pipeline.Project) -> None:
    c, entries = schema.core_conversion.c, schema.ledger.c
    with reading(project.engine) as connection:
        ids = set(connection.execute(select(c.example).where(c.source == "dalen")).scalars())
        known = select(entries.legacy_id).where(entries.source == "dalen", entries.entity == "bib")
        assert ids <= set(connection.execute(known).scalars())
        wanted = select(c.example).where(c.source == "dalen", c.tag == "591", c.code == "b")
        assert connection.execute(wanted).scalar_one() == "2"


def test_the_verdict_is_stored_with_its_evidence(project: pipeline.Project) -> None:
    b = schema.core_bib.c
    with reading(project.engine) as connection:
        query = select(b.marc_format, b.format_evidence).where(b.source == "dalen", b.legacy_id == "1")
        form, evidence = connection.execute(query).one()
    assert form == "normarc"
    assert "020 $b" in evidence


def test_the_ledger_knows_the_raw_row(project: pipeline.Project) -> None:
    entries = schema.ledger.c
    query = select(entries.entity, entries.legacy_id, entries.ordinal).where(entries.source == "dalen")
    with reading(project.engine) as connection:
        found = {(entity, legacy_id): ordinal for entity, legacy_id, ordinal in connection.execute(query)}
    assert found["bib", "2"] == 2
    assert found["bib", "2#2"] == 3
    assert found["item", "1:5001"] is None
    assert found["bib", "6"] == 6


def test_a_record_by_its_legacy_id(project: pipeline.Project) -> None:
    shown = pipeline.show(project, "dalen", "2")
    assert (shown.fate, shown.reason, shown.title, shown.marc_format) == ("loaded", "", "Noe helt tredje", "normarc")
    assert shown.file == "katalog.txt"
    assert not shown.stale
    assert made(shown, "001") == [target_id("dalen", "bib", "2")]
    assert made(shown, "003") == ["NO-2549902"]
    assert made(shown, "035") == ["$a(NO-2549902)2"]
    assert units(shown, "591") == [("a", "Står i kjelleren", "unknown"), ("b", "Hylle 3", "unknown")]
    assert {issue.code for issue in shown.issues} >= {"field_not_converted"}
    assert all(issue.text for issue in shown.issues)


def test_a_record_by_its_target_id_and_by_the_id_of_the_title_that_it_is_part_of(project: pipeline.Project) -> None:
    own = target_id("dalen", "bib", "2")
    assert pipeline.show(project, "dalen", own).legacy_id == "2"
    assert pipeline.show(project, "dalen", own.upper()).legacy_id == "2"
    pipeline.match(project)
    merged = pipeline.show(project, "dalen", "1")
    assert merged.fate == "merged"
    assert pipeline.show(project, "dalen", merged.target_id).legacy_id == "1"
    assert pipeline.show(project, "bakken", merged.target_id).legacy_id == "1"
    assert made(merged, "001") == [merged.target_id]


def test_a_merged_title_tells_which_library_each_field_is_from(project: pipeline.Project) -> None:
    folder = project.settings.project / "exports"
    for source, subject in (("bakken", "Reindrift"), ("dalen", "Vidda")):
        write(folder / source / "katalog.txt", line_record("1", "Reinen og vidda", f"*650  $a{subject}", isbn=SHARED))
        pipeline.land(project, source)
        pipeline.standardize(project, source)
    assert pipeline.show(project, "dalen", "1").part_of is None, "nothing is matched as it stands"
    pipeline.match(project)
    shown = pipeline.show(project, "dalen", "1")
    title = shown.part_of
    assert title is not None
    assert (title.base.library, title.base.legacy_id) == ("Bakken bibliotek", "1")
    assert [record.source for record in title.records] == ["bakken", "dalen"]
    subjects = {field.subfields[0]: field.origin.library for field in title.fields if field.tag == "650"}
    assert subjects == {("a", "Reindrift"): "Bakken bibliotek", ("a", "Vidda"): "Dalen bibliotek"}
    assert [field.tag for field in title.fields if field.added] == ["650"]
    page = record_page(shown)
    assert "Den felles posten" in page
    assert "<strong>Dalen bibliotek</strong>" in page
    assert "Levert som én post av flere" in printed(shown)
    assert "Delivered as one record of several" in printed(shown, "en")


@pytest.mark.parametrize(
    ("record_id", "fate", "reason"),
    [
        ("2#2", "rejected", "duplicate_id"),
        ("4", "excluded", "record_deleted"),
        ("5", "rejected", "title_missing"),
    ],
)
def test_a_record_that_is_not_loaded_is_shown_with_the_reason(
    project: pipeline.Project, record_id: str, fate: str, reason: str
) -> None:
    shown = pipeline.show(project, "dalen", record_id)
    assert (shown.fate, shown.reason) == (fate, reason)
    assert shown.reason_text
    assert shown.record is not None
    assert not made(shown, "035")


def test_of_a_record_that_cannot_be_read_the_text_is_shown(project: pipeline.Project) -> None:
    shown = pipeline.show(project, "dalen", "6")
    assert (shown.fate, shown.record) == ("rejected", None)
    assert "Ødelagt" in " ".join(shown.raw)
    assert "Ødelagt" in printed(shown)
    assert "Ødelagt" in record_page(shown)


def test_secrets_borrowers_and_identity_numbers_are_shown_nowhere(project: pipeline.Project) -> None:
    shown = pipeline.show(project, "dalen", "2")
    assert units(shown, "856") == [("u", HIDDEN, "dropped")]
    assert units(shown, "599") == [("a", HIDDEN, "dropped")]
    assert units(shown, "500") == [("a", "Gave fra ***********", "moved")]
    with reading(project.engine) as connection:
        told = [record_page(one) for one in examples(project, connection, "dalen")]
    for text in (printed(shown), printed(shown, "en"), record_page(shown), *told):
        assert not re.search(f"{NUMBER}|Nordmann|hemmelig", text)


def test_the_raw_text_of_an_unreadable_record_hides_them_too(project: pipeline.Project, tmp_path: Path) -> None:
    secrets = f"https://bruker:hemmelig@eksempel.no\nLånt ut til Kari Nordmann\n{NUMBER}"
    text = (tmp_path / "project" / "exports" / "dalen" / "mer.xml").read_text(encoding="utf-8")
    write(tmp_path / "project" / "exports" / "dalen" / "mer.xml", text.replace("Ødelagt", f"Ødelagt\n{secrets}\n"))
    pipeline.land(project, "dalen")
    pipeline.standardize(project, "dalen")
    shown = pipeline.show(project, "dalen", "6")
    assert [line for line in shown.raw if line in (HIDDEN, "***********")] == [HIDDEN, HIDDEN, "***********"]
    assert not re.search(f"{NUMBER}|Nordmann|hemmelig", " ".join(shown.raw))


def test_an_unknown_id_names_ids_near_it(project: pipeline.Project) -> None:
    with pytest.raises(pipeline.ConfigurationError) as caught:
        pipeline.show(project, "dalen", "3")
    assert re.findall(r"\d(?:#\d)?", str(caught.value).split("near it")[1]) == ["1", "2", "2#2", "4", "5", "6"]
    with pytest.raises(pipeline.ConfigurationError):
        pipeline.show(project, "nowhere", "1")


def test_what_has_not_been_standardized_is_not_shown(project: pipeline.Project) -> None:
    pipeline.land(project, "dalen")
    with pytest.raises(pipeline.OrderError):
        pipeline.show(project, "dalen", "2")
    pipeline.standardize(project, "dalen")
    with project.engine.begin() as connection:
        connection.execute(update(schema.ledger).values(ordinal=None))
    with pytest.raises(pipeline.OrderError):
        pipeline.show(project, "dalen", "2")


def test_a_record_made_by_other_rules_than_today_s_says_so(project: pipeline.Project) -> None:
    with project.engine.begin() as connection:
        connection.execute(update(schema.core_bib).values(marc='["", []]'))
    shown = pipeline.show(project, "dalen", "2")
    assert shown.stale
    assert "Tabellene er endret" in printed(shown)
    assert "Tabellene er endret" in record_page(shown)


def test_the_terminal_speaks_both_languages(project: pipeline.Project) -> None:
    nb, en = pipeline.show(project, "dalen", "2"), pipeline.show(project, "dalen", "2", "en")
    for word in ("I kilden", "ukjent", "som før", "lastet", "Ingen regel kjenner"):
        assert word in printed(nb)
    for word in ("In the source", "unknown", "as it was", "loaded", "No rule knows"):
        assert word in printed(en, "en")


def test_control_characters_and_markup_do_nothing_in_the_terminal(project: pipeline.Project, tmp_path: Path) -> None:
    catalogue = line_record("1", "[bold]Fet[/bold] \x9b31mRød")
    write(tmp_path / "project" / "exports" / "dalen" / "katalog.txt", catalogue)
    pipeline.land(project, "dalen")
    pipeline.standardize(project, "dalen")
    text = printed(pipeline.show(project, "dalen", "1"))
    assert "[bold]Fet[/bold]" in text
    assert "\x9b" not in text


def test_the_examples_show_every_rare_thing_and_are_the_same_every_time(project: pipeline.Project) -> None:
    with reading(project.engine) as connection:
        first = examples(project, connection, "dalen")
        assert first == examples(project, connection, "dalen")
    assert len(first) <= 12
    assert {shown.fate for shown in first} == {"loaded", "rejected", "excluded"}
    assert {issue.code for shown in first for issue in shown.issues} >= {
        "field_not_converted", "duplicate_id", "record_deleted", "title_missing",
    }  # fmt: skip


def test_the_report_has_the_unknown_the_sums_and_the_examples(project: pipeline.Project, tmp_path: Path) -> None:
    pipeline.check_all(project)
    result = pipeline.run(project, ["dalen"])
    assert result.report is not None
    page = (result.report.parent / "dalen.html").read_text(encoding="utf-8")
    for text in ("Ukjente felt", "Hva som ble av delfeltene", "Før og etter", "591 $a", "Står i kjelleren"):
        assert text in page
    assert "dalen,*,591,a,…" in page
    assert not re.search(f"{NUMBER}|Nordmann|hemmelig", page)
    assert page.count('<details class="record">') >= 4


def test_landing_counts_what_the_records_say_of_their_charset(project: pipeline.Project, tmp_path: Path) -> None:
    catalogue = line_record("1", "Blåbærtur på Østlandet") + line_record("2", "Bare ASCII")
    text = catalogue.replace("Hætta, Ánte", "Hansen, Ola").replace("Ánte Hætta", "Ola Hansen")
    write(tmp_path / "project" / "exports" / "dalen" / "katalog.txt", text, "windows-1252")
    pipeline.land(project, "dalen")
    files = schema.raw_file.c
    with reading(project.engine) as connection:
        query = select(files.name, files.charsets).where(files.source == "dalen")
        found = {name: json.loads(votes) for name, votes in connection.execute(query)}
    assert found == {"katalog.txt": {"windows-1252": 1}, "mer.xml": {}}


def test_the_page_of_a_record_is_in_both_languages(project: pipeline.Project) -> None:
    page = record_page(pipeline.show(project, "dalen", "1"))
    for nb, en in (
        ("En post før og etter", "A record before and after"),
        ("Hva som ble av posten", "What became of the record"),
        ("I kilden", "In the source"),
        ("dokumentert", "documented"),
        (
            "Postens nummer i kilden; 001 i leveransen er den nye id-en, det gamle nummeret står i 035",
            "The record&#39;s number in the source; 001 of the delivery is the new id, the old number is in 035",
        ),
    ):
        assert f'<span class="nb" lang="nb">{nb}</span><span class="en" lang="en">{en}</span>' in page
