"""XML with damage, in its spellings, envelopes and charsets: an error costs at most the record that it stands in."""

from xml.sax.saxutils import escape

import pytest
from damaged_records import GOOD, TITLES, between, codes, fields, frames, marcxml, read, recognised, refusal, titles
from hypothesis import given
from hypothesis import strategies as st

from migration.marc.reading import xmlframing
from migration.marc.reading.framing import Frame

FIRST, LAST = GOOD["xml"]
LEADER = "     nam         1      "


def record(*elements: str) -> str:
    return f'<record><leader>{LEADER}</leader><controlfield tag="001">5</controlfield>{"".join(elements)}</record>'


def titled(text: str) -> str:
    return record(f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{text}</subfield></datafield>')


SOUND = titled("Tittel")
READ = ["=001  5", "=245  10$aTittel"]


def alone(damaged: str) -> Frame:
    """The one frame that a damaged record makes between two good ones."""
    found = between("xml", damaged.encode())
    assert [f.payload for f in found] == [damaged.encode()]
    return found[0]


def collection(*records: bytes, head: str = "<collection>", tail: str = "</collection>") -> bytes:
    return head.encode() + b"\n".join(records) + tail.encode()


def test_a_sound_record() -> None:
    found = alone(SOUND)
    assert (found.problem, fields(found, "xml"), codes(found, "xml")) == ("", READ, [])


class TestMended:
    """An error that can be read in one way only is mended, and named."""

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("Smith & sønn", "Smith & sønn"),
            ("AT&T; R&D", "AT&T; R&D"),
            ("En&nbsp;to", "En\u00a0to"),
            ("Bl&aring;b&aelig;r &amp; &Oslash;l", "Blåbær & Øl"),
            ("En &hemmelig; ting", "En &hemmelig; ting"),
            ("5 < 6 <7", "5 < 6 <7"),
            ("<ukjent forlag>", "<ukjent forlag>"),
            ("<b>Uthevet", "<b>Uthevet"),
            ("a <3 b & c", "a <3 b & c"),
            ("<![CDATA[R&D]]> & mer", "R&D & mer"),
            ("<!-- & -->En & to", "En & to"),
            ("&#xD800;&#x110000;", "&#xD800;&#x110000;"),
        ],
    )
    def test_what_can_only_be_text_is_text(self, text: str, read: str) -> None:
        found = alone(titled(text))
        assert (found.problem, titles(found, "xml")) == ("", [read])
        assert "xml_mended" in codes(found, "xml")

    @pytest.mark.parametrize(
        "text", ["Tit\x01tel", "Tit\x1ftel", "Tit\x00tel", "Tit&#x1B;tel", "Tit&#0;tel", "Tit\ufffetel"]
    )
    def test_control_characters_are_removed(self, text: str) -> None:
        found = alone(titled(text))
        assert (titles(found, "xml"), codes(found, "xml")) == (["Tittel"], ["control_characters_removed"])

    def test_a_control_character_and_an_ampersand(self) -> None:
        found = alone(titled("R\x02&D"))
        assert titles(found, "xml") == ["R&D"]
        assert codes(found, "xml") == ["control_characters_removed", "xml_mended"]

    def test_in_turbomarc(self) -> None:
        found = alone('<r><l>00000nam</l><c001>5</c001><d245 i1="1" i2="0"><sa>Smith & <b>sønn</sa></d245></r>')
        assert titles(found, "xml") == ["Smith & <b>sønn"]


class TestRefused:
    """What could be read in several ways is refused, and the others are kept."""

    @pytest.mark.parametrize(
        "damaged",
        [
            SOUND.replace("</subfield>", ""),
            SOUND.replace("</datafield>", ""),
            SOUND.replace('<subfield code="a">', '<subfield code="a>'),
            SOUND.replace("</leader>", "</leder>"),
            SOUND.replace("<record>", "<record a=1>"),
            '<!DOCTYPE x [<!ENTITY e "y">]>' + titled("&e;").replace("<record>", "<record><!DOCTYPE a>"),
        ],
    )
    def test_an_unclosed_element(self, damaged: str) -> None:
        found = between("xml", damaged.encode())
        assert [refusal(f, "xml") for f in found] == ["xml_invalid"]

    @pytest.mark.parametrize("end", ["", "</recor>", "</record", "</ record>"])
    def test_a_record_without_its_end_tag(self, end: str) -> None:
        damaged = SOUND.removesuffix("</record>") + end
        found = between("xml", damaged.encode())
        assert [(f.payload, f.problem) for f in found] == [(damaged.encode(), "record_truncated")]

    @pytest.mark.parametrize("start", ["", "<recrd>", "< record>", "<>"])
    def test_a_record_without_its_start_tag(self, start: str) -> None:
        damaged = SOUND.removeprefix("<record>")
        found = between("xml", (start + damaged).encode())
        assert [(f.payload, f.problem) for f in found] == [(damaged.encode(), "record_truncated")]

    def test_a_start_tag_that_is_not_closed(self) -> None:
        damaged = SOUND.replace("<record>", '<record type="Bibliographic" ')
        assert [(f.payload, refusal(f, "xml")) for f in between("xml", damaged.encode())] == [
            (damaged.encode(), "xml_invalid")
        ]

    def test_fields_after_an_end_tag_too_early_are_not_forgotten(self) -> None:
        early = SOUND.replace("<datafield", "</record><datafield")
        found = between("xml", early.encode())
        assert [f.problem for f in found] == ["", "record_truncated"]
        assert b"".join(f.payload for f in found) == early.encode()

    @pytest.mark.parametrize("opening", ["<!-- uten slutt", "<![CDATA[ uten slutt"])
    def test_a_comment_or_cdata_that_never_ends(self, opening: str) -> None:
        found = between("xml", SOUND.replace("Tittel", opening).encode())
        assert [f.problem for f in found] == [""]
        assert refusal(found[0], "xml") in ("", "xml_invalid")

    def test_a_comment_that_never_ends_before_one_that_does(self) -> None:
        endless = SOUND.replace("Tittel", "<!-- uten slutt").encode()
        found = frames(FIRST + endless + LAST + b"<!-- slutt -->" + FIRST, "xml")
        assert [f.payload for f in found] == [FIRST, endless, LAST, FIRST]

    def test_a_file_that_breaks_off_in_a_tag(self) -> None:
        found = frames(b"<collection>" + FIRST + LAST[:40], "xml")
        assert [(f.payload, f.problem) for f in found] == [(FIRST, ""), (LAST[:40], "record_truncated")]


class TestShapes:
    """The spellings of one record, alone in a file and among others."""

    MARCXCHANGE = (
        '<record format="NORMARC" type="Bibliographic" xmlns="info:lc/xmlns/marcxchange-v1">'
        + SOUND.removeprefix("<record>")
    )
    TURBOMARC = (
        f'<r xmlns="http://www.indexdata.com/turbomarc"><l>{LEADER}</l><c001>5</c001>'
        '<d245 i1="1" i2="0"><sa>Tittel</sa></d245></r>'
    )
    PREFIXED = SOUND.replace("<", "<marc:").replace("<marc:/", "</marc:")
    QUOTES = SOUND.replace('"', "'").replace("><", ">\r\n  <")
    SPACED = SOUND.replace("<record>", "<record\n  >").replace('tag="245" ', "tag = '245'\t").replace("</r", "</r")

    @pytest.mark.parametrize("shape", [MARCXCHANGE, TURBOMARC, PREFIXED, QUOTES, SPACED])
    def test_among_others(self, shape: str) -> None:
        found = alone(shape)
        assert (fields(found, "xml"), codes(found, "xml")) == (READ, [])
        assert str(read(found, "xml").record.leader) == LEADER

    @pytest.mark.parametrize("prolog", ["", '<?xml version="1.0" encoding="UTF-8"?>\n', "\ufeff<!-- eksport -->"])
    @pytest.mark.parametrize("shape", [SOUND, MARCXCHANGE, TURBOMARC])
    def test_alone_in_a_file(self, shape: str, prolog: str) -> None:
        file = (prolog + shape).encode()
        assert recognised(file)[0] == "xml"
        assert [(f.problem, fields(f, "xml")) for f in frames(file, "xml")] == [("", READ)]

    def test_a_namespace_of_the_collection(self) -> None:
        head = '<marc:collection xmlns:marc="http://www.loc.gov/MARC21/slim">'
        file = collection(self.PREFIXED.encode(), head=head, tail="</marc:collection>")
        assert [fields(f, "xml") for f in frames(file, "xml")] == [READ]

    def test_no_leader(self) -> None:
        found = alone(SOUND.replace(f"<leader>{LEADER}</leader>", ""))
        assert (fields(found, "xml"), str(read(found, "xml").record.leader)) == (READ, " " * 24)

    @pytest.mark.parametrize("attributes", ["", ' ind1="" ind2=""', ' ind1=" "'])
    def test_no_indicators(self, attributes: str) -> None:
        found = alone(SOUND.replace(' ind1="1" ind2="0"', attributes))
        assert (fields(found, "xml")[1], codes(found, "xml")) == (r"=245  \\$aTittel", [])

    def test_a_subfield_without_a_code(self) -> None:
        found = alone(SOUND.replace("</datafield>", "<subfield>mer</subfield></datafield>"))
        assert (titles(found, "xml"), codes(found, "xml")) == (["Tittel mer"], ["subfield_code_invalid"])

    def test_a_field_without_a_tag_is_named(self) -> None:
        found = alone(SOUND.replace("</record>", '<datafield><subfield code="a">x</subfield></datafield></record>'))
        assert (fields(found, "xml"), codes(found, "xml")) == (READ, ["field_invalid"])

    def test_an_empty_subfield_element(self) -> None:
        assert fields(alone(SOUND.replace("</datafield>", '<subfield code="b"/></datafield>')), "xml") == READ


class TestEnvelopes:
    def test_sru(self) -> None:
        sru = (
            '<zs:searchRetrieveResponse xmlns:zs="http://www.loc.gov/zing/srw/"><zs:records>'
            "<zs:record><zs:recordSchema>marcxchange</zs:recordSchema><zs:recordData>{}</zs:recordData></zs:record>"
            "<zs:record><zs:recordData>{}</zs:recordData></zs:record></zs:records></zs:searchRetrieveResponse>"
        ).format(SOUND, titled("To"))
        assert recognised(sru.encode())[0] == "xml"
        found = frames(sru.encode(), "xml")
        assert [(f.problem, titles(f, "xml")) for f in found] == [("", ["Tittel"]), ("", ["To"])]

    def test_oai_with_a_deleted_record(self) -> None:
        oai = (
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
            "<record><header><identifier>1</identifier></header><metadata>{}</metadata></record>"
            '<record><header status="deleted"><identifier>2</identifier></header></record>'
            "<record><header/><metadata>{}</metadata></record></ListRecords></OAI-PMH>"
        ).format(SOUND, titled("To"))
        assert recognised(oai.encode())[0] == "xml"
        assert [titles(f, "xml") for f in frames(oai.encode(), "xml")] == [["Tittel"], ["To"]]

    @pytest.mark.parametrize("block", [10, 64, 1000, 2**20])
    @pytest.mark.parametrize(
        "shape", [titled("Smith &amp; sønn"), TestShapes.TURBOMARC.replace("Tittel", "Smith &amp; sønn")]
    )
    def test_records_that_are_text_in_sru(self, shape: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(xmlframing, "BLOCK", block)
        sru = "<records>" + "".join(
            f"<record><recordPacking>string</recordPacking><recordData>\n{text}</recordData></record>"
            for text in (escape(shape), escape('<?xml version="1.0"?>' + shape, {'"': "&quot;"}))
        )
        found = frames(f"{sru}</records>".encode(), "xml")
        assert [(f.problem, titles(f, "xml")) for f in found] == [("", ["Smith & sønn"])] * 2
        assert found[0].payload == escape(shape).encode()

    def test_a_collection_that_is_text_in_an_element(self) -> None:
        inner = escape(collection(FIRST, SOUND.encode(), LAST).decode())
        file = f'<?xml version="1.0"?><string xmlns="http://tempuri.org/">{inner}</string>'.encode()
        assert recognised(file)[0] == "xml"
        assert [titles(f, "xml")[0] for f in frames(file, "xml")] == [TITLES[0], "Tittel", TITLES[1]]

    def test_a_text_record_that_breaks_off_costs_only_itself(self) -> None:
        texts = [escape(SOUND), escape(SOUND)[:200], escape(titled("To"))]
        sru = "".join(f"<record><recordData>{text}</recordData></record>" for text in texts)
        assert [f.problem for f in frames(sru.encode(), "xml")] == ["", "record_truncated", ""]

    def test_a_title_that_speaks_of_records(self) -> None:
        found = alone(titled("&lt;record&gt;&lt;leader&gt; i MARCXML"))
        assert titles(found, "xml") == ["<record><leader> i MARCXML"]

    def test_records_packed_as_cdata(self) -> None:
        sru = "".join(f"<record><recordData><![CDATA[{text}]]></recordData></record>" for text in (SOUND, titled("To")))
        assert [(f.problem, titles(f, "xml")) for f in frames(sru.encode(), "xml")] == [("", ["Tittel"]), ("", ["To"])]

    @pytest.mark.parametrize(
        "comment",
        ["<!-- <record> -->", "<!-- </record> -->", f"<!-- {SOUND} -->", "<!-- a -- <record> b -->", "<!---->"],
    )
    def test_comments_are_not_read_for_records(self, comment: str) -> None:
        found = between("xml", (comment + SOUND.replace("Tittel", f"Tit{comment}tel") + comment).encode())
        assert [(f.problem, titles(f, "xml")) for f in found] == [("", ["Tittel"])]

    def test_cdata_in_a_title(self) -> None:
        assert titles(alone(titled("<![CDATA[R&D </record> <b>]]>")), "xml") == ["R&D </record> <b>"]


class TestCharsets:
    TITLE = "Čáppa sánit 𝄞 中 på Ål"

    @pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "bom utf-16-be"])
    @pytest.mark.parametrize("block", [3, 64, 2**20])
    def test_utf16(self, codec: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """A payload is the file's own bytes: two for each code unit, without the byte order mark."""
        monkeypatch.setattr(xmlframing, "BLOCK", block)
        plain = codec.removeprefix("bom ")
        text = '<?xml version="1.0" encoding="UTF-16"?>\n<collection>%s<x>ļ㰼</x>\n%s</collection>'
        file = (text % (SOUND, titled(self.TITLE))).encode(plain)
        file = b"\xfe\xff" + file if plain != codec else file
        form, declared = recognised(file)
        assert (form, declared) == ("xml", "utf-16-be" if "be" in codec else "utf-16-le")
        found = frames(file, "xml")
        assert [f.problem for f in found] == ["", ""]
        assert found[1].payload == titled(self.TITLE).encode(declared)
        assert [titles(f, "xml", declared) for f in found] == [["Tittel"], [self.TITLE]]

    def test_utf16_with_an_error_in_the_middle(self) -> None:
        records = [SOUND, SOUND.removesuffix("</record>"), titled("Smith & sønn"), titled(self.TITLE)]
        found = frames("".join(records).encode("utf-16"), "xml")
        assert [f.problem for f in found] == ["", "record_truncated", "", ""]
        assert [titles(found[n], "xml") for n in (0, 2, 3)] == [["Tittel"], ["Smith & sønn"], [self.TITLE]]

    def test_utf16_that_breaks_off_inside_a_letter(self) -> None:
        file = (SOUND + SOUND).encode("utf-16-le")[:-41]
        found = frames(file, "xml")
        assert [f.problem for f in found] == ["", "record_truncated"]
        assert titles(found[0], "xml") == ["Tittel"]

    @pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "cp865", "utf-8"])
    def test_a_declared_charset(self, charset: str) -> None:
        text = f'<?xml version="1.0" encoding="{charset}"?><collection>{titled("Blåbær på Røros")}</collection>'
        file = text.encode(charset)
        assert recognised(file) == ("xml", charset)
        (found,) = frames(file, "xml")
        assert titles(found, "xml", charset) == ["Blåbær på Røros"]

    def test_a_file_that_calls_itself_utf16_and_is_not(self) -> None:
        file = f'<?xml version="1.0" encoding="UTF-16"?><collection>{titled("Čáppa")}</collection>'.encode()
        (found,) = frames(file, "xml")
        assert titles(found, "xml", recognised(file)[1]) == ["Čáppa"]


PIECES = st.sampled_from(
    [
        "<record>",
        "</record>",
        "<record",
        "<r>",
        "</r",
        "<leader>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&lt;",
        "&lt;record&gt;",
        "&",
        "<",
        ">",
        '"',
        "x",
        "</datafield>",
        "<subfield code='a'>",
        "&nbsp;",
        "\x01",
        "<?xml ?>",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_text_between_two_records_costs_neither(junk: str) -> None:
    """Unless it opens and closes a comment or CDATA around one of them."""
    text = junk.replace("-->", "").replace("]]>", "")
    found = frames(b"<collection>" + FIRST + text.encode() + LAST + b"</collection>", "xml")
    assert Frame(12, FIRST) in found
    assert any(f.payload.endswith(LAST) for f in found)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_title_is_read_or_refused(text: str) -> None:
    found = frames(b"<collection>" + marcxml("5", text) + b"</collection>", "xml")
    assert all(refusal(f, "xml") in ("", "xml_invalid", "record_unreadable") for f in found)
