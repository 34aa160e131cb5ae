"""Records for match-eval: every format, packed or not, with features by 001."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from marc_records import MARC21_LEADER, record, rules
from pymarc import MARCWriter, Record, XMLWriter

from migration.pipeline.labelled_records import RecordsError, labelled_records


def _book(number: str = "b1") -> Record:
    lines = (f"001 {number}", "100 1# $aHamsun, Knut", "245 10 $aSult /$cKnut Hamsun", "300 ## $a173 sider")
    return record(*lines, leader=MARC21_LEADER)


def _json(one: Record) -> bytes:
    return json.dumps(one.as_dict(), ensure_ascii=False).encode() + b"\n"


def _iso(one: Record) -> bytes:
    file = io.BytesIO()
    MARCWriter(file).write(one)
    return file.getvalue()


def _xml(one: Record) -> bytes:
    file = io.BytesIO()
    writer = XMLWriter(file)
    writer.write(one)
    writer.close(close_fh=False)
    return file.getvalue()


LINES = b"*000     nam         1      \n*001b1\n*1001 $aHamsun, Knut\n*24510$aSult$cKnut Hamsun\n*300  $a173 s.\n^\n"


@pytest.mark.parametrize("form", [_json, _iso, _xml, lambda _: LINES])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_every_format(tmp_path: Path, form: Callable[[Record], bytes], pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "records"
    path.write_bytes(pack(form(_book())))
    (found,) = labelled_records([path], rules()).items()
    assert (found[0], found[1].title_key, found[1].pages) == ("b1", "sult", 173)


def test_the_same_record_twice_is_one_and_another_with_its_id_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(_json(_book()) * 2)
    assert list(labelled_records([path], rules())) == ["b1"]
    other = record("001 b1", "245 10 $aPan", leader=MARC21_LEADER)
    path.write_bytes(_json(_book()) + _json(other))
    with pytest.raises(RecordsError) as error:
        labelled_records([path], rules())
    assert error.value.problems == [f"{path}: two different records have the id 'b1'; give each its own"]


def test_a_packed_file_that_is_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "records.gz"
    path.write_bytes(gzip.compress(_json(_book()))[:-12])
    with pytest.raises(OSError, match="is no whole gzip file"):
        labelled_records([path], rules())


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    broken, other = tmp_path / "broken.jsonl", tmp_path / "other.doc"
    broken.write_bytes(b'{"leader"\n{"no": "record"}\n' + _json(record("245 10 $aPan", leader=MARC21_LEADER)))
    other.write_bytes(b"no records at all")
    with pytest.raises(RecordsError) as error:
        labelled_records([broken, other], rules())
    assert error.value.problems == [
        f"{broken}:1: is no MARC-in-JSON (JSONDecodeError); one record a line",
        f"{broken}:2: is no MARC-in-JSON (KeyError); one record a line",
        f"{broken}: a record has no 001; pairs are named by it",
        f"{other}: is neither MARC-in-JSON, ISO 2709, MARCXML nor the NORMARC line format",
    ]
