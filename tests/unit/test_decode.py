"""Ugly records, each named for its defect, beside what a cataloguer would read in them."""

import io
from contextlib import suppress
from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_bytes import LEADER, book, data, record

from migration.issues import Issue, catalogue
from migration.marc.reading.decode import Decoded, UnreadableRecordError, decode
from migration.marc.reading.framing import frame

UTF8_LEADER = b"00000nam a2200000   4500"
OLD_LEADER = b"00000nam  2200000   4500"
FORMATS = ("iso2709", "line", "xml")


def title(decoded: Decoded) -> str:
    return str(decoded.record["245"]["a"])


def codes(decoded: Decoded) -> list[str]:
    return [issue.code for issue in decoded.issues]


def fields(decoded: Decoded) -> list[str]:
    return [str(field) for field in decoded.record.fields]


def xml(*elements: str, leader: str = "     nam a22        4500") -> bytes:
    return f"<record><leader>{leader}</leader>{''.join(elements)}</record>".encode()


def xml_title(text: str) -> bytes:
    return xml(f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{text}</subfield></datafield>')


class TestIso2709:
    def test_a_sound_record(self) -> None:
        payload = record([(b"001", b"12"), (b"245", data(b"10", b"aTittel", b"bundertittel"))], UTF8_LEADER)
        got = decode(payload, "iso2709")
        assert fields(got) == ["=001  12", "=245  10$aTittel$bundertittel"]
        assert str(got.record.leader) == "00077nam a2200049   4500"
        assert (got.charset, got.issues) == ("utf-8", ())

    def test_unsorted_fields_stand_in_the_order_of_the_directory(self) -> None:
        """The directory names 245 before 001; the data has 001 first."""
        payload = LEADER + b"245000800002" + b"001000200000" + b"\x1e1\x1e10\x1faEn\x1e\x1d"
        got = decode(payload.replace(b"24500080", b"24500070"), "iso2709")
        assert fields(got) == ["=245  10$aEn", "=001  1"]
        assert got.issues == ()

    @pytest.mark.parametrize("base", [b"00048", b"00050", b"     ", b"abcde"])
    def test_a_wrong_base_address(self, base: bytes) -> None:
        sound = book()
        got = decode(sound[:12] + base + sound[17:], "iso2709")
        assert (title(got), got.issues) == ("Tittel", ())

    def test_recoded_to_utf8_without_a_new_directory(self) -> None:
        payload = book(b"1", "Blåbær på Røros".encode("latin-1")).decode("latin-1").encode()
        got = decode(payload, "iso2709")
        assert (title(got), codes(got)) == ("Blåbær på Røros", ["directory_repaired"])

    def test_lengths_that_were_cut_at_9999(self) -> None:
        payload = record(
            [(b"001", b"1"), (b"520", data(b"  ", b"a" + b"x" * 12_000)), (b"700", data(b"1 ", b"aHamsun"))]
        )
        wrong = payload.replace(b"52012005", b"5209999")
        assert b"5209999" in wrong
        got = decode(payload.replace(b"5201200500002", b"520999900002"), "iso2709")
        assert len(got.record["520"]["a"]) == 12_000
        assert got.record["700"]["a"] == "Hamsun"
        assert codes(got) == ["directory_repaired"]

    @pytest.mark.parametrize("leader", [LEADER[3:], b"  " + LEADER])
    def test_a_leader_that_is_too_short_or_too_long(self, leader: bytes) -> None:
        got = decode(leader + book()[24:], "iso2709")
        assert (title(got), codes(got)) == ("Tittel", ["directory_repaired"])
        assert str(got.record.leader)[5:8] == "nam"

    def test_a_stray_field_terminator_in_a_text_costs_neither_text_nor_neighbours(self) -> None:
        payload = record([(b"001", b"1"), (b"245", data(b"10", b"aEn\x1eto")), (b"700", data(b"1 ", b"aHamsun"))])
        got = decode(payload, "iso2709")
        assert fields(got) == ["=001  1", r"=245  10$aEnto", r"=700  1\$aHamsun"]
        assert codes(got) == ["directory_repaired", "control_characters_removed"]

    def test_an_entry_without_a_field_is_named(self) -> None:
        payload = record([(b"001", b"1"), (b"245", data(b"10", b"aEn")), (b"700", data(b"1 ", b"aHamsun"))])
        got = decode(payload.replace(b"1 \x1faHamsun\x1e", b""), "iso2709")
        assert [f.tag for f in got.record.fields] == ["001", "245"]
        assert Issue("field_invalid", value="700") in got.issues

    @pytest.mark.parametrize(
        ("head", "indicators"),
        [
            (b"10", "10"),
            (b"1", "1\\"),
            (b"", "\\\\"),
            (b"^^", "\\\\"),
            (b"#0", "\\0"),
            (b"\xff1", "\\1"),
            (b" 7", "\\7"),
        ],
    )
    def test_indicators_are_always_two(self, head: bytes, indicators: str) -> None:
        got = decode(record([(b"245", data(head, b"aEn"))]), "iso2709")
        assert fields(got) == [f"=245  {indicators}$aEn"]

    def test_a_tag_that_lost_its_zero(self) -> None:
        assert fields(decode(record([(b" 20", data(b"  ", b"a82"))]), "iso2709")) == [r"=020  \\$a82"]

    def test_empty_fields_and_subfields_are_left_out_without_a_word(self) -> None:
        payload = record(
            [
                (b"001", b""),
                (b"300", b"  "),
                (b"490", data(b"  ", b"a", b"v ")),
                (b"245", data(b"10", b"aEn", b"b", b"")),
            ]
        )
        got = decode(payload, "iso2709")
        assert (fields(got), got.issues) == (["=245  10$aEn"], ())

    def test_text_without_a_subfield_code(self) -> None:
        got = decode(record([(b"245", b"10Tittel")]), "iso2709")
        assert (fields(got), got.issues) == (["=245  10$aTittel"], (Issue("field_without_subfields", "245"),))

    def test_a_subfield_code_that_is_no_code(self) -> None:
        got = decode(record([(b"245", data(b"10", b"aEn", "éto".encode("latin-1")))]), "iso2709")
        assert fields(got) == ["=245  10$aEn to"]
        assert Issue("subfield_code_invalid", "245") in got.issues

    @pytest.mark.parametrize(("tag", "named"), [(b"24$", "24$"), (b"\xe65 ", "?5 "), (b"000", "000")])
    def test_an_invalid_tag_is_left_out_and_named(self, tag: bytes, named: str) -> None:
        got = decode(record([(b"001", b"1"), (tag, data(b"10", b"aEn"))]), "iso2709")
        assert fields(got) == ["=001  1"]
        assert got.issues == (Issue("field_invalid", value=named),)

    @pytest.mark.parametrize("payload", [b"", b"\x1d", LEADER, LEADER + b"\x1e\x1d", b"\x00" * 50, b"x" * 200])
    def test_nothing_to_be_had(self, payload: bytes) -> None:
        with pytest.raises(UnreadableRecordError) as caught:
            decode(payload, "iso2709")
        assert caught.value.code == "record_unreadable"


class TestCharset:
    @pytest.mark.parametrize("leader", [UTF8_LEADER, OLD_LEADER])
    def test_utf8_whatever_the_leader_says(self, leader: bytes) -> None:
        got = decode(book(b"1", "Blåbær, čáppa ŋuohta".encode(), leader), "iso2709", "windows-1252")
        assert (title(got), got.charset, got.issues) == ("Blåbær, čáppa ŋuohta", "utf-8", ())

    @pytest.mark.parametrize("leader", [UTF8_LEADER, OLD_LEADER])
    @pytest.mark.parametrize(
        ("charset", "codec"), [("windows-1252", "cp1252"), ("cp865", "cp865"), ("mac-roman", "mac_roman")]
    )
    def test_single_byte_charsets(self, leader: bytes, charset: str, codec: str) -> None:
        got = decode(book(b"1", "Blåbær på Røros søndag".encode(codec), leader), "iso2709")
        assert (title(got), got.charset, got.issues) == ("Blåbær på Røros søndag", charset, ())

    def test_the_code_of_a_subfield_is_no_part_of_its_word(self) -> None:
        got = decode(book(b"1", "Østlandet".encode("cp865"), OLD_LEADER), "iso2709")
        assert (title(got), got.charset) == ("Østlandet", "cp865")

    @pytest.mark.parametrize(
        ("marc8", "text"),
        [
            (b"Bl\xeaab\xb5r p\xeaa R\xb2ros", "Blåbær på Røros"),
            (b"De la solitude \xe1a la communaut\xe2e", "De la solitude à la communauté"),
            (b"H\xe8ameenlinna", "Hämeenlinna"),
            (b"\xe9C\xe2appa \xe9suoris \xb3uodji", "Čáppa šuoris đuodji"),
        ],
    )
    def test_marc8(self, marc8: bytes, text: str) -> None:
        got = decode(book(b"1", marc8, OLD_LEADER), "iso2709")
        assert (title(got), got.charset, got.issues) == (text, "marc-8", ())

    def test_marc8_escapes_to_cyrillic_in_pure_ascii(self) -> None:
        got = decode(book(b"1", b"\x1b(NmIR\x1b(B", OLD_LEADER), "iso2709")
        assert (title(got), got.charset) == ("Мир", "marc-8")

    def test_declared_marc8(self) -> None:
        got = decode(book(b"1", b"Caf\xe2e", OLD_LEADER), "iso2709", "marc-8")
        assert (title(got), got.charset) == ("Café", "marc-8")

    @pytest.mark.parametrize("text", ["Andrén, école", "10 m² på 5 µm", "São Paulo, García", "Noël på Île-de-France"])
    def test_windows_1252_is_not_taken_for_marc8(self, text: str) -> None:
        got = decode(book(b"1", text.encode("cp1252"), OLD_LEADER), "iso2709")
        assert (title(got), got.charset) == (text, "windows-1252")

    def test_the_sources_charset(self) -> None:
        got = decode(book(b"1", b"\x82\xe1ppa \xb9uohta", OLD_LEADER), "iso2709", "winsami2")
        assert (title(got), got.charset) == ("Čáppa ŋuohta", "winsami2")

    def test_a_record_that_mixes_charsets_is_read_field_by_field(self) -> None:
        payload = record([(b"245", data(b"10", "aBlåbær".encode())), (b"700", data(b"1 ", b"aBj\xf8rn"))], UTF8_LEADER)
        got = decode(payload, "iso2709")
        assert (title(got), got.record["700"]["a"]) == ("Blåbær", "Bjørn")
        assert got.issues == (Issue("charset_mixed", value="windows-1252"),)

    def test_a_broken_letter_in_utf8(self) -> None:
        got = decode(book(b"1", "Blåbær på R".encode() + b"\xc3ros", UTF8_LEADER), "iso2709")
        assert (title(got), got.charset) == ("Blåbær på R\ufffdros", "utf-8")
        assert got.issues == (Issue("characters_damaged", "245$a", "R\ufffdros"),)


class TestCleaning:
    """The rest is in test_encoding_*.py."""

    @pytest.mark.parametrize(
        ("text", "mended", "code", "change"),
        [
            ("SÃ¸ndag pÃ¥ RÃ¸ros", "Søndag på Røros", "double_utf8_repaired", "SÃ¸ndag → Søndag"),
            ("På SÃ¸r", "På Sør", "double_utf8_repaired", "SÃ¸r → Sør"),
            ("&#x014B;uohta", "ŋuohta", "character_reference_resolved", "&#x014B;uohta → ŋuohta"),
            ("det\x92s", "det’s", "c1_characters_repaired", "det<0092>s → det’s"),
            ("En\x00 \x0bto", "En to", "control_characters_removed", "En<0000> → En"),
            ("En\r\n  to", "En to", "control_characters_removed", "En<000D><000A> → En"),
            ("sam\xadtale", "samtale", "invisible_characters_removed", "sam<00AD>tale → samtale"),
            ("\ufeffTittel", "Tittel", "invisible_characters_removed", "<FEFF>Tittel → Tittel"),
            ("nå\u200b!", "nå!", "invisible_characters_removed", "nå<200B>! → nå!"),
            ("ka\u200cffe", "kaffe", "invisible_characters_removed", "ka<200C>ffe → kaffe"),
            ("En b\ufffdker", "En b\ufffdker", "characters_damaged", "b\ufffdker"),
            ("\x98Der\x9c Graf", "\x98Der\x9c Graf", "characters_damaged", "<0098>Der<009C>"),
        ],
    )
    def test_mended_and_named_with_the_first_word_before_and_after(
        self, text: str, mended: str, code: str, change: str
    ) -> None:
        got = decode(book(b"1", text.encode()), "iso2709")
        assert (title(got), got.issues) == (mended, (Issue(code, "245$a", change),))

    @pytest.mark.parametrize(
        "text",
        [
            "«BLÅ» og «É»",
            "På…",
            "PÅ\xa0NYTT",
            "Smith & sønn, AT&T; &#x1F; &#xD800; &#65;",
            "Iași, București",
            "Âne, são, mañana",
            "\u202bעברית\u202c",
            "می\u200cخواهم",
        ],
    )
    def test_what_only_looks_wrong_is_left_alone(self, text: str) -> None:
        got = decode(book(b"1", text.encode()), "iso2709")
        assert (title(got), got.issues) == (text, ())

    def test_a_comma_below_c_is_a_cedilla(self) -> None:
        got = decode(book(b"1", "Franc\u0326ois".encode()), "iso2709")
        assert title(got) == "François"
        assert got.issues == (Issue("cedilla_repaired", "245$a", "Franc\u0326ois → François"),)

    def test_s_and_t_with_a_comma_below_are_romanian(self) -> None:
        got = decode(book(b"1", "S\u0326tefan T\u0326epes\u0326".encode()), "iso2709")
        assert (title(got), got.issues) == ("Ștefan Țepeș", ())

    def test_decomposed_letters_are_composed(self) -> None:
        assert title(decode(book(b"1", "Ba\u030at".encode()), "iso2709")) == "Båt"

    def test_each_fault_is_named_once_a_subfield(self) -> None:
        payload = record(
            [(b"650", data(b" 7", "aSÃ¸r".encode())), (b"650", data(b" 7", "aNÃ¦r".encode(), "xpÃ¥".encode()))]
        )
        assert decode(payload, "iso2709").issues == (
            Issue("double_utf8_repaired", "650$a", "SÃ¸r → Sør"),
            Issue("double_utf8_repaired", "650$x", "pÃ¥ → på"),
        )

    def test_a_long_word_is_cut_in_the_issue(self) -> None:
        got = decode(book(b"1", ("Ã¸" * 100).encode()), "iso2709")
        assert title(got) == "ø" * 100
        assert len(got.issues[0].value) <= 60


class TestLineFormat:
    def test_a_sound_record(self) -> None:
        got = decode(b"*000     nam         1      \r\n*0011234\r\n*24510$aTittel$bmer\r\n^\r\n", "line")
        assert fields(got) == ["=001  1234", "=245  10$aTittel$bmer"]
        assert str(got.record.leader) == "     nam         1      "
        assert got.issues == ()

    @pytest.mark.parametrize(
        ("line", "field"),
        [
            ("*245^0$aTittel", "=245  \\0$aTittel"),
            ("*245$aTittel", "=245  \\\\$aTittel"),
            ("*2451$aTittel", "=245  1\\$aTittel"),
            ("*24510$aTittel$", "=245  10$aTittel$"),
            ("*24510$aUtgift: $ 5 og $X", "=245  10$aUtgift: $ 5 og $X"),
            ("*24510$aTo $100 bills", "=245  10$aTo $100 bills"),
            ("*020  $a82$cUS$12.50", "=020  \\\\$a82$cUS$12.50"),
            ("*020  $a82$c$12.50", "=020  \\\\$a82$c$12.50"),
            ("*0823 $a839.82 $223", "=082  3\\$a839.82 $223"),
            ("*099  $k0301$412$92019-01-05$71", "=099  \\\\$k0301$412$92019-01-05$71"),
            ("*650 7$aBær$9nob", "=650  \\7$aBær$9nob"),
            ("*24510$aLang\r\n tittel som\r\ner brutt", "=245  10$aLang tittel som er brutt"),
            ("*24510$aTittel\r\n** junk\r\n\r\n", "=245  10$aTittel"),
            ("*24510$aStjerne\r\n* og en til", "=245  10$aStjerne * og en til"),
            ("*300  \r\n*500  $a\r\n*24510$aTittel$b", "=245  10$aTittel"),
            ("*008^^^^^^s2001", "=008  \\\\\\\\\\\\s2001"),
            ("*001  $a12", "=001  12"),
        ],
    )
    def test_a_field(self, line: str, field: str) -> None:
        got = decode(f"{line}\r\n^\r\n".encode(), "line")
        assert (fields(got), got.issues) == ([field], ())

    @pytest.mark.parametrize(
        ("line", "leader"), [("*000", " " * 24), ("*000^^^^^cam", "     cam" + " " * 16), ("*000" + "x" * 30, "x" * 24)]
    )
    def test_the_leader_has_24_characters(self, line: str, leader: str) -> None:
        got = decode(f"{line}\n*24510$aEn\n^\n".encode(), "line")
        assert str(got.record.leader) == leader

    def test_a_line_without_a_valid_tag_is_named(self) -> None:
        got = decode(b"*24510$aEn\n*5$aTapt\n^\n", "line")
        assert fields(got) == ["=245  10$aEn"]
        assert [issue.code for issue in got.issues] == ["field_invalid"]

    def test_what_follows_the_end_is_not_read(self) -> None:
        assert fields(decode(b"*24510$aEn\n^\n*500  $aAnnet\n", "line")) == ["=245  10$aEn"]

    @pytest.mark.parametrize("payload", [b"", b"^\r\n", b"Eksport fra Mikromarc\r\n^\r\n", b"*000     nam\r\n^\r\n"])
    def test_nothing_to_be_had(self, payload: bytes) -> None:
        with pytest.raises(UnreadableRecordError) as caught:
            decode(payload, "line")
        assert caught.value.code == "record_unreadable"


class TestXml:
    def test_marcxchange_as_mikromarc_writes_it(self) -> None:
        payload = (
            '<record format="NORMARC" type="Bibliographic" xmlns="info:lc/xmlns/marcxchange-v1">'
            "<leader>     nam         1      </leader>"
            '<controlfield tag="001">517490</controlfield>'
            '<datafield tag="20" ind1=" " ind2=""><subfield code="a">82</subfield></datafield>'
            '<datafield tag="245" ind1="1" ind2="0">\n  <subfield code="a">Blåbær &amp; bjørk</subfield>\n</datafield>'
            "</record>"
        )
        got = decode(payload.encode(), "xml", "auto", "utf-8")
        assert fields(got) == ["=001  517490", "=020  \\\\$a82", "=245  10$aBlåbær & bjørk"]
        assert str(got.record.leader) == "     nam         1      "
        assert got.issues == ()

    def test_prefixes_that_are_declared_outside_the_record(self) -> None:
        payload = (
            '<marc:record xsi:type="x"><marc:controlfield tag="001">1</marc:controlfield><marc:datafield tag="245">'
            '<marc:subfield code="a">En</marc:subfield></marc:datafield></marc:record>'
        )
        assert fields(decode(payload.encode(), "xml")) == ["=001  1", r"=245  \\$aEn"]

    def test_turbomarc(self) -> None:
        payload = b'<r><l>00000nam</l><c001>1</c001><d245 i1="1" i2="0"><sa>En</sa><s code="-">to</s></d245></r>'
        got = decode(payload, "xml")
        assert fields(got) == ["=001  1", "=245  10$aEn$-to"]
        assert str(got.record.leader) == "00000nam" + " " * 16

    def test_a_text_broken_over_lines_is_one_line(self) -> None:
        assert title(decode(xml_title("\n   En lang\n   tittel\n"), "xml")) == "En lang tittel"

    def test_a_declared_charset(self) -> None:
        payload = xml_title("Blåbær").decode().encode("latin-1")
        got = decode(payload, "xml", "auto", "iso-8859-1")
        assert (title(got), got.charset) == ("Blåbær", "iso-8859-1")

    def test_utf8_although_another_charset_is_declared(self) -> None:
        got = decode(xml_title("Čáppa"), "xml", "auto", "iso-8859-1")
        assert (title(got), got.charset) == ("Čáppa", "utf-8")

    def test_characters_that_xml_forbids_are_removed(self) -> None:
        got = decode(xml_title("En\x1f to&#x1B;&#0;"), "xml")
        assert (title(got), codes(got)) == ("En to", ["control_characters_removed"])

    def test_a_subfield_without_a_code(self) -> None:
        payload = xml(
            '<datafield tag="245"><subfield code="a">En</subfield><subfield code="BIB">to</subfield></datafield>'
        )
        got = decode(payload, "xml")
        assert (title(got), got.issues) == ("En to", (Issue("subfield_code_invalid", "245"),))

    @pytest.mark.parametrize(
        "payload",
        [
            xml_title("<subfield>hemmelig"),
            xml_title("x")[:-12],
            xml_title("</datafield>"),
            b'<!DOCTYPE r [<!ENTITY e "x">]>' + xml_title("&e;"),
        ],
    )
    def test_invalid_xml(self, payload: bytes) -> None:
        with pytest.raises(UnreadableRecordError) as caught:
            decode(payload, "xml")
        assert caught.value.code == "xml_invalid"
        assert "hemmelig" not in str(caught.value)

    def test_a_record_without_fields(self) -> None:
        with pytest.raises(UnreadableRecordError) as caught:
            decode(b"<record><leader>x</leader></record>", "xml")
        assert caught.value.code == "record_unreadable"


LINE_PIECES = (b"*245", b"10$a", b"^\n", b"\n", b"*000", b"$a")
ISO_PIECES = (b"\x1d", b"\x1e", b"\x1f", b"\x1fa", b"\x1b(N", b"001", b"245000800002", LEADER)
XML_PIECES = (
    b"<record>",
    b"</record>",
    b'<datafield tag="245">',
    b'<subfield code="a">',
    b"</subfield>",
    b"</datafield>",
)
TEXT_PIECES = (
    "Ã¸".encode(),
    "å".encode(),
    b"\xe5",
    b"\xea",
    b"&#xD8;",
    b"&#x1f;",
    b"\x00",
    b"\xef\xbf\xbe",
    b"A\xcc\x83\xc2\xb8",
)
PIECES = st.sampled_from(LINE_PIECES + ISO_PIECES + XML_PIECES + TEXT_PIECES)


@pytest.mark.parametrize("form", FORMATS)
@given(payload=st.one_of(st.binary(), st.lists(st.one_of(PIECES, st.binary(max_size=4)), max_size=40).map(b"".join)))
def test_any_bytes_give_a_record_or_a_refusal(form: str, payload: bytes) -> None:
    for found in [payload, *(f.payload for f in frame(io.BytesIO(payload), form))]:
        with suppress(UnreadableRecordError):
            check_record(decode(found, form))


@given(
    st.lists(st.one_of(PIECES, st.binary(max_size=6))).map(b"".join),
    st.sampled_from(["auto", "marc-8", "cp865", "utf-8", "winsami2", "iso-8859-4", "no-such-charset"]),
)
def test_any_text_in_a_sound_record_comes_out_clean(text: bytes, charset: str) -> None:
    payload = record([(b"001", b"1"), (b"245", data(b"10", b"a" + text))], OLD_LEADER)
    check_record(decode(payload, "iso2709", charset))


def check_record(got: Decoded) -> None:
    """What every later stage may rely on."""
    assert len(str(got.record.leader)) == 24
    assert {issue.code for issue in got.issues} <= set(catalogue())
    for field in got.record.fields:
        values = [field.data or ""] if field.control_field else [s.value for s in field.subfields]
        assert values
        assert field.control_field or len("".join(field.indicators or "")) == 2
        for value in values:
            assert value.strip()
            assert is_normalized("NFC", value)
            assert not any(char < " " for char in value)
            value.encode()
