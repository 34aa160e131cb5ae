"""Where records begin and end: no defect of one record may cost another."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_bytes import book

from migration.marc.reading import frames, isoframing, lineframing, xmlframing
from migration.marc.reading.framing import Frame, frame, sniff, xml_charset

ONE, TWO, THREE = book(b"1", b"En"), book(b"2", b"To"), book(b"3", b"Tre")
LINE_ONE = b"*000     nam\r\n*0011\r\n*24510$aEn\r\n^\r\n"
LINE_TWO = b"*000     nam\r\n*0012\r\n*24510$aTo\r\n^\r\n"
XML_ONE = b'<record><controlfield tag="001">1</controlfield></record>'
XML_TWO = b'<record><controlfield tag="001">2</controlfield></record>'


def read(data: bytes, form: str) -> list[Frame]:
    return list(frame(io.BytesIO(data), form))


def payloads(data: bytes, form: str) -> list[bytes]:
    return [f.payload for f in read(data, form)]


class TestSniff:
    @pytest.mark.parametrize(
        ("head", "form"),
        [
            (ONE, "iso2709"),
            (b"\xef\xbb\xbf" + ONE, "iso2709"),
            (b"\r\n\x00  " + ONE, "iso2709"),
            (b"99999" + ONE[5:], "iso2709"),
            (b"     " + ONE[5:], "iso2709"),
            (LINE_ONE, "line"),
            (LINE_ONE.replace(b"\r\n", b"\n"), "line"),
            (b"** Mikromarc **\r\n" + LINE_ONE, "line"),
            (b"\xef\xbb\xbf\r\n" + LINE_ONE, "line"),
            (b"^\r\n" + LINE_ONE, "line"),
            (b"<collection>" + XML_ONE, "xml"),
            (b'<?xml version="1.0"?>\n<marc:collection xmlns:marc="http://www.loc.gov/MARC21/slim">', "xml"),
            (b'<zs:searchRetrieveResponse xmlns:zs="http://www.loc.gov/zing/srw/">', "xml"),
            (b'\xef\xbb\xbf<?xml version="1.0"?><OAI-PMH xmlns="x">', "xml"),
            (b"<records><r><l>x</l><c001>1</c001></r></records>", "xml"),
            (b"", ""),
            (b"Id;Name\r\n1;Kari\r\n", ""),
            (b"* punkt\n* annet punkt\n", ""),
            (b"*245 er et felt\nsom vi skriver om i denne teksten\nmed flere\nlinjer\n", ""),
            (b"<html><body>record</body></html>", ""),
            (b'<?xml version="1.0"?><borrowers><borrower r="1"/></borrowers>', ""),
            ("<collection><record>".encode("utf-16"), "xml"),
            ("\r\n<?xml version='1.0'?><r xmlns='http://www.indexdata.com/turbomarc'>".encode("utf-16-be"), "xml"),
            ("<html><body>".encode("utf-16"), ""),
            ("Id;Name\r\n1;Kari\r\n".encode("utf-16"), ""),
            ("<collection><record>".encode("utf-32"), ""),
            (b"<string>&lt;?xml version='1.0'?&gt;&lt;record&gt;", "xml"),
            (b'<r xmlns="http://www.indexdata.com/turbomarc"><l>', "xml"),
            (b'<?xml version="1.0"?>\n<record format="NORMARC" type="Bibliographic">', "xml"),
            (LINE_ONE.replace(b"\r\n", b"\r"), "line"),
            (b"\x0c" + LINE_ONE.replace(b"*0", b"\x0c*0"), "line"),
            (b"*0011\r\n^\r\n", "line"),
            (b"*0011\r\n", ""),
            (b"PK\x03\x04" + bytes(range(256)) * 4, ""),
            (b"%PDF-1.7 tekst", ""),
        ],
    )
    def test_by_content(self, head: bytes, form: str) -> None:
        assert sniff(head) == form

    @given(st.binary(max_size=300))
    def test_any_bytes_have_an_answer(self, head: bytes) -> None:
        assert sniff(head) in {"iso2709", "line", "xml", ""}


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>', "iso-8859-1"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8' standalone='yes'?>", "utf-8"),
        (b'<?xml version="1.0"?><a encoding="x">', ""),
        (b"<collection>", ""),
        ("<?xml version='1.0' encoding='ISO-8859-1'?>".encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + "<collection>".encode("utf-16-be"), "utf-16-be"),
        ("\n<collection>".encode("utf-16-be"), "utf-16-be"),
        (b"", ""),
    ],
)
def test_xml_charset(head: bytes, charset: str) -> None:
    assert xml_charset(head) == charset


class TestIso2709:
    def test_records_end_at_their_terminators(self) -> None:
        assert read(ONE + TWO, "iso2709") == [Frame(0, ONE), Frame(len(ONE), TWO)]

    @pytest.mark.parametrize("length", [b"99999", b"00010", b"     ", b"0005X"])
    def test_a_wrong_record_length_costs_nothing(self, length: bytes) -> None:
        wrong = length + TWO[5:]
        assert payloads(ONE + wrong + THREE, "iso2709") == [ONE, wrong, THREE]

    @pytest.mark.parametrize("between", [b"\r\n", b"\n", b"\x00\x00", b" ", b"\x1a", b"\xef\xbb\xbf", b"\r\n \t\r\n"])
    def test_what_stands_between_records_is_no_record(self, between: bytes) -> None:
        got = read(between + ONE + between + TWO + between, "iso2709")
        assert got == [Frame(len(between), ONE), Frame(2 * len(between) + len(ONE), TWO)]

    def test_two_terminators_in_a_row_are_one(self) -> None:
        assert payloads(ONE + b"\x1d" + TWO, "iso2709") == [ONE, TWO]

    def test_a_blank_leader_is_not_taken_for_blanks_between_records(self) -> None:
        blank = b"     nam         1      " + TWO[24:]
        assert payloads(ONE + blank, "iso2709") == [ONE, blank]

    def test_a_truncated_last_record(self) -> None:
        assert read(ONE + TWO[:-9], "iso2709") == [Frame(0, ONE), Frame(len(ONE), TWO[:-9], "record_truncated")]

    def test_a_lost_terminator_costs_nothing(self) -> None:
        assert read(ONE[:-1] + TWO, "iso2709") == [Frame(0, ONE[:-1]), Frame(len(ONE) - 1, TWO)]

    def test_an_empty_file_has_no_records(self) -> None:
        assert read(b"", "iso2709") == []


class TestLineFormat:
    def test_records_end_at_a_line_with_a_caret(self) -> None:
        assert read(LINE_ONE + LINE_TWO, "line") == [Frame(0, LINE_ONE), Frame(len(LINE_ONE), LINE_TWO)]

    def test_blank_lines_and_a_byte_order_mark_are_no_records(self) -> None:
        assert payloads(b"\xef\xbb\xbf\r\n" + LINE_ONE + b"\r\n^\r\n" + LINE_TWO + b"\x1a", "line") == [
            LINE_ONE,
            LINE_TWO,
        ]

    @pytest.mark.parametrize("end", [b"^", b"^  \r\n", b"^\n"])
    def test_the_caret_may_be_followed_by_blanks(self, end: bytes) -> None:
        assert payloads(LINE_ONE[:-3] + end, "line") == [LINE_ONE[:-3] + end]

    def test_a_line_that_goes_on_after_its_caret_ends_nothing(self) -> None:
        wrapped = b"*0011\n*24510$aEn\n^ikke slutt\n^\n"
        assert payloads(wrapped, "line") == [wrapped]

    def test_a_missing_caret_between_two_records(self) -> None:
        assert read(LINE_ONE[:-3] + LINE_TWO, "line") == [
            Frame(0, LINE_ONE[:-3]),
            Frame(len(LINE_ONE) - 3, LINE_TWO),
        ]

    def test_a_missing_caret_where_records_begin_with_001(self) -> None:
        assert payloads(b"*0011\n*24510$aEn\n*0012\n*24510$aTo\n^\n", "line") == [
            b"*0011\n*24510$aEn\n",
            b"*0012\n*24510$aTo\n^\n",
        ]

    def test_000_may_stand_after_001(self) -> None:
        one = b"*0011\n*000     nam\n*24510$aEn\n^\n"
        assert payloads(one + one, "line") == [one, one]

    def test_a_missing_caret_at_the_end_of_the_file_is_forgiven(self) -> None:
        assert read(LINE_ONE[:-3], "line") == [Frame(0, LINE_ONE[:-3])]

    def test_a_last_record_that_breaks_off_before_its_number(self) -> None:
        assert read(LINE_ONE + b"*000     na", "line")[1] == Frame(len(LINE_ONE), b"*000     na", "record_truncated")


class TestXml:
    def test_the_records_of_a_collection(self) -> None:
        head = b"<collection>\n"
        got = read(head + XML_ONE + b"\n" + XML_TWO + b"</collection>", "xml")
        assert got == [Frame(len(head), XML_ONE), Frame(len(head) + len(XML_ONE) + 1, XML_TWO)]

    def test_prefixes(self) -> None:
        one = b'<marc:record type="x"><marc:leader>x</marc:leader></marc:record >'
        assert payloads(b"<marc:collection>" + one + b"</marc:collection>", "xml") == [one]

    def test_turbomarc(self) -> None:
        one = b'<r xmlns="http://www.indexdata.com/turbomarc"><l>x</l><c001>1</c001></r>'
        assert payloads(b"<collection>" + one + one + b"</collection>", "xml") == [one, one]

    def test_the_envelopes_of_sru_and_oai_are_no_records(self) -> None:
        sru = b"<records><record><recordSchema>x</recordSchema><recordData>%s</recordData></record></records>"
        oai = b"<record><header><identifier>1</identifier></header><metadata>%s</metadata></record>"
        deleted = b'<record><header status="deleted"/></record>'
        data = sru % XML_ONE + oai % XML_TWO + deleted + b"<record/>"
        assert [(f.payload, f.problem) for f in read(data, "xml")] == [(XML_ONE, ""), (XML_TWO, "")]

    def test_a_record_without_its_end_tag_costs_only_itself(self) -> None:
        open_one = XML_ONE.removesuffix(b"</record>")
        assert [(f.payload, f.problem) for f in read(b"<collection>" + open_one + XML_TWO, "xml")] == [
            (open_one, "record_truncated"),
            (XML_TWO, ""),
        ]

    def test_a_file_that_breaks_off(self) -> None:
        assert [(f.payload, f.problem) for f in read(XML_ONE + XML_TWO[:-12], "xml")] == [
            (XML_ONE, ""),
            (XML_TWO[:-12], "record_truncated"),
        ]

    def test_comments_and_cdata_are_not_read_for_tags(self) -> None:
        one = b"<record><leader><!-- </record> --></leader><controlfield><![CDATA[</record>]]></controlfield></record>"
        assert payloads(b"<!-- <record><leader/> -->" + one, "xml") == [one]


SOUND = {"iso2709": [ONE, TWO, THREE], "line": [LINE_ONE, LINE_TWO], "xml": [XML_ONE, XML_TWO]}


@pytest.mark.parametrize("form", SOUND)
@given(data=st.data(), block=st.integers(1, 40))
def test_frames_of_a_concatenation_are_the_records(form: str, data: st.DataObject, block: int) -> None:
    """Whatever the size of the blocks that the file is read in."""
    records = data.draw(st.lists(st.sampled_from(SOUND[form]), max_size=6))
    with pytest.MonkeyPatch.context() as patch:
        for module in (isoframing, lineframing, xmlframing):
            patch.setattr(module, "BLOCK", block)
        patch.setattr(xmlframing, "HEAD", block)
        got = read(b"".join(records), form)
    assert [f.payload for f in got] == records
    assert [f.offset for f in got] == [len(b"".join(records[:n])) for n in range(len(records))]


@pytest.mark.parametrize("form", SOUND)
@given(junk=st.binary(max_size=200))
def test_any_bytes_can_be_framed_and_the_payloads_are_the_files_own(form: str, junk: bytes) -> None:
    for found in read(junk, form):
        assert found.payload
        assert junk[found.offset : found.offset + len(found.payload)] == found.payload


@pytest.mark.parametrize("form", SOUND)
def test_a_record_that_never_ends_is_given_up_and_the_next_is_read(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (isoframing, lineframing, xmlframing):
        monkeypatch.setattr(module, "CAP", 1000)
        monkeypatch.setattr(module, "BLOCK", 100)
    monkeypatch.setattr(xmlframing, "HEAD", 100)
    first, second = SOUND[form][:2]
    endless = {
        "iso2709": first[:-1] + b"x" * 5000 + b"\x1d",
        "line": first[:-3] + b"tekst\n" * 900 + b"^\n",
        "xml": first.removesuffix(b"</record>") + b"<datafield/>" * 500 + b"</record>",
    }[form]
    found = read(endless + second, form)
    assert [f.problem for f in found] == ["record_too_long", ""]
    assert found[1] == Frame(len(endless), second)
    assert len(found[0].payload) < 1200


def test_the_cap_is_32_mib() -> None:
    assert frames.CAP == 33_554_432


def test_a_large_file_is_not_held_in_memory(tmp_path: Path) -> None:
    """Frames come while the file is being read, not after."""
    path = tmp_path / "stor.mrc"
    path.write_bytes(ONE * 200_000)
    with path.open("rb") as file:
        next(frame(file, "iso2709"))
        assert file.tell() <= 2 * frames.BLOCK


@pytest.mark.parametrize("between", [b"", b"\r\n", b"\n"])
@pytest.mark.parametrize("lost", [2, 20, 70, 150])
def test_a_record_that_is_cut_short_costs_itself_only(between: bytes, lost: int) -> None:
    records = [book(b"%d" % n, b"En lang tittel som fyller godt opp, nummer %d, " % n * 4) for n in range(1, 5)]
    data = between.join([records[0], records[1][:-lost], records[2], records[3]])
    found = read(data, "iso2709")
    assert [f.problem for f in found] == ["", "record_truncated", "", ""]
    assert [f.payload for f in found if not f.problem] == [records[0], records[2], records[3]]
    assert found[1].payload.rstrip() == records[1][:-lost].rstrip()
