"""sample_data/ is what its generator writes, invented throughout, and tells one fate for each planted row."""

import csv
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pymarc import MARCReader, parse_xml_to_array
from stdnum import isbn

from migration.issues import Fate
from migration.model import Entity
from migration.privacy import find_identity_numbers
from migration.settings import SHIPPED
from migration.sources import load_sources

SAMPLES = SHIPPED / "sample_data"
ISO_LIMIT, FIELD_LIMIT = 99_999, 9_999


def table(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exported() -> list[Path]:
    return sorted(p for p in (SAMPLES / "exports").rglob("*") if p.is_file())


def generate(script: str, *arguments: str) -> None:
    subprocess.run([sys.executable, str(SHIPPED / "benchmarks" / script), *arguments], check=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    generate("make_samples.py", str(tmp_path))
    made = contents(tmp_path)
    assert made.keys() >= {"README.md", "expected.csv", "expected_groups.csv", "expected_rows.csv"}
    assert {p.relative_to(SAMPLES).as_posix() for p in exported()} == {n for n in made if n.startswith("exports/")}
    assert [name for name, data in made.items() if (SAMPLES / name).read_bytes() != data] == []


def test_the_four_sources_share_unit_6471_but_no_isil() -> None:
    sources = load_sources(SAMPLES / "mappings" / "sources.yaml")
    isils = [library.isil for source in sources.values() for library in source.libraries]
    assert len(sources) == 4
    assert all(source.library_of_unit(6471) for source in sources.values())
    assert len(set(isils)) == len(isils) == 6


def test_every_planted_row_has_one_fate() -> None:
    rows = table("expected.csv")
    keys = Counter((r["source"], r["entity"], r["legacy_id"]) for r in rows)
    assert [key for key, n in keys.items() if n > 1] == []
    assert {r["fate"] for r in rows} <= set(Fate)
    assert {r["entity"] for r in rows} == set(Entity)
    assert all(r["why"] for r in rows)


def test_a_record_is_expected_in_one_group_only() -> None:
    members = Counter((r["entity"], r["source"], r["legacy_id"]) for r in table("expected_groups.csv"))
    assert [key for key, n in members.items() if n > 1] == []


def test_a_group_never_has_two_records_of_one_source() -> None:
    members = Counter((r["entity"], r["group"], r["source"]) for r in table("expected_groups.csv"))
    assert [key for key, n in members.items() if n > 1] == []


def test_the_readme_names_every_planted_row() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for row in table("expected.csv"):
        assert f"| `{row['source']}` | {row['entity']} | `{row['legacy_id']}` | {row['fate']} |" in readme


def test_identity_numbers_are_all_of_the_synthetic_series() -> None:
    found = []
    for path in exported():
        text = path.read_bytes().decode("latin-1")
        found += [re.sub(r"\D", "", text[start:end]) for start, end in find_identity_numbers(text)]
    assert len(found) >= 5, "planted in a note, in LocalKey, as a marked card and as an unmarked one"
    assert [n for n in found if not 81 <= int(n[2:4]) <= 92] == []


def test_mail_and_telephones_reach_nobody() -> None:
    for path in exported():
        text = path.read_bytes().decode("latin-1")
        assert {m.lower() for m in re.findall(r"@([\w.]+)", text)} <= {"example.no"}, path
        assert re.findall(r"\+47[\d ]{8,}", text) == [], path


def test_isbns_have_good_check_digits_but_for_the_one_planted() -> None:
    text = "".join(p.read_bytes().decode("latin-1") for p in exported())
    numbers = set(re.findall(r"(?<!\d)978[\d-]{10,14}(?!\d)", text))
    assert len(numbers) > 100
    assert {n for n in numbers if not isbn.is_valid(n)} == {"9788299970009"}


def test_the_great_work_does_not_fit_iso_2709_for_its_length_alone() -> None:
    records = parse_xml_to_array(str(SAMPLES / "exports/storvarre/katalog.xml"))
    great = next(r for r in records if r["001"].data == "1901")
    sizes = [len(f.as_marc("utf-8")) for f in great.fields]
    assert sum(sizes) > ISO_LIMIT
    assert max(sizes) < FIELD_LIMIT


def test_sami_letters_stand_in_utf_8_and_are_lost_in_windows_1252() -> None:
    assert "Čáhcegátti" in (SAMPLES / "exports/storvarre/katalog.xml").read_text(encoding="utf-8")
    assert "$aGiehta?állosat ja o??a áigi" in (SAMPLES / "exports/nordvik/nordvik.261101").read_text(
        encoding="windows-1252"
    )


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    generate("county.py", str(folder), "--bibs", "1001", "--sources", "6")
    return folder


def test_the_county_has_exactly_the_records_that_were_asked_for(county: Path) -> None:
    ends = {".mrc": b"\x1d", ".xml": b"</record>", ".261101": b"^\r\n"}
    catalogues = list(county.glob("exports/*/katalog.*"))
    assert len(catalogues) == 6
    assert sum(p.read_bytes().count(ends[p.suffix]) for p in catalogues) == 1001


def test_the_county_is_the_same_every_time(county: Path, tmp_path: Path) -> None:
    generate("county.py", str(tmp_path), "--bibs", "1001", "--sources", "6")
    assert contents(tmp_path) == contents(county)


def test_forty_per_cent_of_the_county_s_titles_are_held_by_several_sources(county: Path) -> None:
    isbns: list[str] = []
    for path in county.glob("exports/*/katalog.*"):
        isbns += set(re.findall(r"(?<!\d)97882\d{8}(?!\d)", path.read_bytes().decode("latin-1")))
    held = Counter(isbns)
    shared = sum(n for n in held.values() if n > 1)
    assert len(isbns) == 1001
    assert 0.35 < shared / 1001 < 0.45


def test_pymarc_reads_the_county_s_iso_2709(county: Path) -> None:
    with (county / "exports/kommune-003/katalog.mrc").open("rb") as file:
        records = list(MARCReader(file))
    assert len(records) == 167
    assert all(record and record.title for record in records)
