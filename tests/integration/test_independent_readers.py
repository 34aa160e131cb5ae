"""Readers that share no code with us read what we write: yaz-marcdump, and Perl's MARC::Batch with MARC::Lint.

They read every golden record's outcome and the whole delivery of the sample project.
"""

import csv
import re
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from golden_records import inputs, prepared
from marc_records import MARC21_LEADER, record, rules
from pymarc import Record, parse_xml_to_array

from migration.marc.stored import from_stored, parse_stored, to_stored
from migration.marc.validation import validate
from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL, iso2709, marcxml

LEADER = "00000nam a2200000   4500"
Stored = list[Any]
RECORDS: list[Stored] = [
    [LEADER, [["001", "1"], ["245", "10", "a", "Čáppa ŋuohta :", "b", "blåbær på Røros"], ["650", " 7", "a", "Bær"]]],
    [LEADER, [["001", "2"], ["245", "10", "a", "Война & мир <1>"], ["520", "  ", "a", "ø" * 4_000]]],
]

LINT_GAPS = {
    r"245: Must end with \.": "A full stop at the end is an American rule",
    r"245: MARC21 allows \? or !": "The same",
    r"245: Subfield _[bcnp] (?:must|should) be preceded by": "ISBD marks between subfields: leader/18 c says omitted",
    r"245: Subfield _c initials should not have a space": "An American rule for typing initials",
    r"6\d\d: Subfield _9 is not allowed": "Norwegian practice: the language of the term, nob or nno",
    r"(?:130|24[05]|[678]30): First word, .*, does not appear to be an article": "Of Norwegian articles it has only en",
    r"(?:130|24[05]|[678]30): First word, .*, may be an article": "It does not look at the language of the record",
}
"""What MARC::Lint says of records that are right, as regular expressions, each with the reason why it is no error."""

FAULTS = [
    ["020 ## $a9788205244441"],
    ["041 ## $anorx"],
    ["043 ## $ae-no"],
    ["100 14 $aHansen, Kari"],
    ["100 1# $aHansen, Kari", "110 2# $aTromsø museum"],
    ["130 ## $aSalmebok"],
    ["246 14 $q1"],
    ["250 ## $a2. utg.$a3. utg."],
    ["260 ## $aOslo$r2000"],
    ["490 5# $aSerie"],
    ["650 #9 $aSamer"],
    ["740 ## $aDel"],
    ["773 ## $tVaranger årbok$!s. 1"],
]
"""Fields of records with one fault each."""


@dataclass
class Read:
    """What Perl made of a file: titles and warnings by the record's place."""

    titles: dict[int, str] = field(default_factory=dict)
    lint: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    batch: list[str] = field(default_factory=list)


def read_by_perl(path: Path) -> Read:
    script = Path(__file__).with_name("marc_lint.pl")
    done = subprocess.run(["perl", str(script), str(path)], capture_output=True, check=True)
    assert done.stderr == b""
    read = Read()
    for line in done.stdout.decode().splitlines():
        kind, place, text = line.split("\t", 2)
        if kind == "record":
            read.titles[int(place)] = text
        elif kind == "lint":
            read.lint[int(place)].append(text)
        else:
            read.batch.append(line)
    return read


def marcdump(path: Path, *options: str) -> str:
    done = subprocess.run(["yaz-marcdump", *options, str(path)], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


def dumped(path: Path, form: str) -> list[list[str]]:
    """The lines of each record as yaz-marcdump shows them, without the leader, whose lengths differ."""
    return [lines.splitlines()[1:] for lines in marcdump(path, "-i", form, "-o", "line").split("\n\n")]


def write_iso2709(path: Path, records: Sequence[Stored]) -> Path:
    path.write_bytes(b"".join(map(iso2709, records)))
    return path


@pytest.fixture(scope="module")
def outcomes() -> list[str]:
    """The stored form of every golden record that is loaded."""
    return [done.bib.marc for path in inputs() for done in prepared(path) if done.bib]


@pytest.fixture(scope="module")
def golden(outcomes: list[str]) -> list[Stored]:
    return [parse_stored(marc) for marc in outcomes]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _beyond_gaps(warnings: list[str]) -> list[str]:
    return [warning for warning in warnings if not any(re.match(gap, warning) for gap in LINT_GAPS)]


def unexplained(read: Read, records: Sequence[Record]) -> list[str]:
    """MARC::Lint's warnings that no gap explains, and of whose field our own validation says nothing."""
    found = []
    for place, warnings in read.lint.items():
        ours = {issue.field[:3] for issue in validate(records[place], rules())}
        found += [f"{records[place].title}: {w}" for w in _beyond_gaps(warnings) if w[:3] not in ours]
    return found


def test_yaz_reads_iso2709(tmp_path: Path) -> None:
    lines = marcdump(write_iso2709(tmp_path / "bibs.mrc", RECORDS), "-i", "marc", "-o", "line").splitlines()
    assert "245 10 $a Čáppa ŋuohta : $b blåbær på Røros" in lines
    assert "650  7 $a Bær" in lines
    assert "001 2" in lines
    assert "245 10 $a Война & мир <1>" in lines
    assert f"520    $a {'ø' * 4_000}" in lines


def test_yaz_reads_the_same_records_in_marcxml_and_iso2709(tmp_path: Path, golden: list[Stored]) -> None:
    records = [*RECORDS, *golden]
    xml = tmp_path / "bibs.xml"
    xml.write_text(MARCXML_HEAD + "".join(map(marcxml, records)) + MARCXML_TAIL, encoding="utf-8")
    mrc = write_iso2709(tmp_path / "bibs.mrc", records)
    assert dumped(xml, "marcxml") == dumped(mrc, "marc")


def test_yaz_reads_the_delivery(sample_delivery: Path) -> None:
    oversize = {f"001 {row['target_id']}" for row in rows_of(sample_delivery / "oversize.csv")}
    in_xml = [lines for lines in dumped(sample_delivery / "bibs.xml", "marcxml") if oversize.isdisjoint(lines)]
    assert in_xml == dumped(sample_delivery / "bibs.mrc", "marc")


def test_perl_reads_every_golden_record(tmp_path: Path, outcomes: list[str]) -> None:
    read = read_by_perl(write_iso2709(tmp_path / "golden.mrc", [parse_stored(marc) for marc in outcomes]))
    records = [from_stored(marc) for marc in outcomes]
    assert read.batch == []
    assert list(read.titles.values()) == [one["245"].get("a", "") for one in records]
    assert unexplained(read, records) == []


def test_faults_that_marc_lint_finds_are_found_by_us(tmp_path: Path) -> None:
    faulty = [record("245 00 $aBok", *lines, leader=MARC21_LEADER) for lines in FAULTS]
    stored = [parse_stored(to_stored(one)) for one in faulty]
    read = read_by_perl(write_iso2709(tmp_path / "faulty.mrc", stored))
    assert [lines for place, lines in enumerate(FAULTS) if not _beyond_gaps(read.lint[place])] == []
    assert unexplained(read, faulty) == []


def test_perl_reads_the_delivery(sample_delivery: Path) -> None:
    read = read_by_perl(sample_delivery / "bibs.mrc")
    oversize = {row["target_id"] for row in rows_of(sample_delivery / "oversize.csv")}
    in_xml = [one for one in parse_xml_to_array(str(sample_delivery / "bibs.xml")) if one]
    records = [one for one in in_xml if one["001"].data not in oversize]
    assert read.batch == []
    assert list(read.titles.values()) == [one["245"].get("a", "") for one in records]
    assert unexplained(read, records) == []


def test_every_gap_of_marc_lint_is_met(tmp_path: Path, golden: list[Stored]) -> None:
    """A gap that no golden record shows is not known to be one."""
    read = read_by_perl(write_iso2709(tmp_path / "golden.mrc", golden))
    said = [warning for warnings in read.lint.values() for warning in warnings]
    assert [gap for gap in LINT_GAPS if not any(re.match(gap, warning) for warning in said)] == []
