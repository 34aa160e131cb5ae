"""Texts that an earlier system read in the wrong charset, beside what they were; and texts that only look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_bytes import data, record

from migration.issues import catalogue
from migration.marc.charset.cleaning import clean
from migration.marc.reading.decode import decode
from migration.marc.stored import to_stored

TITLES = (
    "Blåbær på Røros søndag",
    "Ødegård, Åse og Ærlig",
    "Čáppa muitalusat sámi mánáid birra",
    "Ođđa testamenta, maŋŋel ŧ",
    "Hämeenlinna, Äiti ja yö",
    "Guðrún Þórðardóttir",
    "Où êtes-vous, François?",
    "Größe und Übermaß",
    "¿Qué niño?",
    "boken – og «filmen»",
)
CAPITALS = tuple(title.upper().replace("SS", "ß") if "ß" in title else title.upper() for title in TITLES)
HOLES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


def as_windows(octets: bytes) -> str:
    """Windows-1252 as Windows reads it: its five holes are control characters."""
    return "".join(chr(b) if b in HOLES else bytes([b]).decode("cp1252") for b in octets)


def cleaned(title: str, *others: tuple[str, str]) -> tuple[str, list[str]]:
    """A title after cleaning, and the codes of its issues. ``others``: further fields as tag and text of $a."""
    fields = [("245", f"10\x1fa{title}"), *((tag, f"  \x1fa{text}") for tag, text in others)]
    mended, issues = clean(fields)
    return mended[0][1][4:], [issue.code for issue in issues]


@pytest.mark.parametrize("title", TITLES + CAPITALS)
@pytest.mark.parametrize("codec", ["windows", "latin-1", "mac_roman", "cp865", "cp850"])
def test_utf8_that_was_read_as_another_charset(title: str, codec: str) -> None:
    misread = as_windows(title.encode()) if codec == "windows" else title.encode().decode(codec)
    assert cleaned(misread) == (title, ["double_utf8_repaired"])


@pytest.mark.parametrize("title", ["Blåbær på Røros søndag", "Čáppa muitalusat", "Guðrún", "Ўзбек тили"])
def test_utf8_that_was_misread_twice(title: str) -> None:
    assert cleaned(as_windows(as_windows(title.encode()).encode())) == (title, ["double_utf8_repaired"])


@pytest.mark.parametrize(
    ("misread", "title"),
    [
        ("Bl©Æb©Œr p©Æ R©ıros", "Blåbær på Røros"),
        ("H©Þmeenlinna, tytt©œ", "Hämeenlinna, tyttö"),
        ("L'©♭t©♭", "L'été"),
        ("s©Łmi olmmo¿Ł", "sámi olmmoš"),
        ("Ruo¿ʹ¿ʹii", "Ruoŧŧii"),
        ("♯\u200d©Łppa", "čáppa"),
        ("S©ındag med ©Ægot", "Søndag med ågot"),
    ],
)
def test_utf8_that_was_read_as_marc8(misread: str, title: str) -> None:
    assert cleaned(misread) == (title, ["double_utf8_repaired"])


@pytest.mark.parametrize(
    ("misread", "title"),
    [
        ("R›ros", "Røros"),
        ("Bl†b‘r p† tr›ndersk", "Blåbær på trøndersk"),
        ("Bj\x9dRN og bl†tt", "Bj\x9dRN og blått"),
        ("b¿r", "bør"),
        ("Bl\x8cb¾r p\x8c R¿ros", "Blåbær på Røros"),
        ("BlŒb¾r pŒ R¿ros", "Blåbær på Røros"),
        ("Blêabµr pêa R²ros", "Blåbær på Røros"),
        ("låhkå ja b†htsuj", "låhkå ja båhtsuj"),
    ],
)
def test_another_charset_that_was_read_as_windows_1252(misread: str, title: str) -> None:
    mended, codes = cleaned(misread)
    assert mended == title
    assert "misread_charset_repaired" in codes


@pytest.mark.parametrize(
    "text",
    [
        "Foto: ©Øystein Dahl",
        "© Œuvres, 2001",
        "PÅ… «PÅ» og BLÅ”",
        "√2 ≈ 1,41; ƒ(x)",
        "¿Qué es esto?",
        "¡Hola!",
        "São, Âge, mãe, vêem",
        "Guðbjörg, það",
        "Rock‘n‘roll og O‘Brien",
        "Smith† og 5‰",
        "10 m² på 5 µm, x²y, CO²-utslipp, H²O",
        "3 ¼ og ¾ dl, 1½",
        "voilà, è vero, città, perché è così",
        "crème brûlée, théâtre, rêve",
        "Dvořák, Łódź, mówią, Kraków",
        "Iași, Ştefan, București",
        "Ёж и Мир",
        "Ängel, Åke, Öl, ÄÖÅ",
        "2×3÷4 ¶ § 5 · punkt",
    ],
)
def test_a_text_that_only_looks_misread(text: str) -> None:
    assert cleaned(text) == (text, [])


@pytest.mark.parametrize("letter", "čđŋšŧžČĐŊŦŽáÁæøåÆØÅäöéèàüñçðþ")
@pytest.mark.parametrize("word", ["{}akka ja girji", "ja {}uovga"])
def test_one_doubled_letter_at_a_words_beginning_is_enough(letter: str, word: str) -> None:
    text = word.format(letter)
    assert cleaned(as_windows(text.encode())) == (text, ["double_utf8_repaired"])


@pytest.mark.parametrize("letter", "čđŋšŧžáæøåäöé")
@pytest.mark.parametrize("word", ["bea{}", "bea{} ja", "mu{}a"])
def test_one_doubled_letter_within_or_after_others_is_enough(letter: str, word: str) -> None:
    text = word.format(letter)
    assert cleaned(as_windows(text.encode())) == (text, ["double_utf8_repaired"])


class TestDoubledCapitalS:
    """Š is C5 A0 in UTF-8: Å and a no-break space in Windows-1252, which Norwegian may have too."""

    def outcome(self, title: str, language: str) -> tuple[str, list[str]]:
        fields = [("008", "0" * 35 + language + "  "), ("245", f"10\x1fa{title}")]
        mended, issues = clean(fields)
        return mended[1][1][4:], [issue.code for issue in issues]

    def test_in_a_sami_record(self) -> None:
        assert self.outcome("Å\xa0iehttan", "sme") == ("Šiehttan", ["double_utf8_repaired"])

    @pytest.mark.parametrize(("title", "language"), [("Å\xa0leve", "nob"), ("Å\xa0", "sme"), ("Å\xa0 leve", "sme")])
    def test_elsewhere_it_stays(self, title: str, language: str) -> None:
        assert self.outcome(title, language) == (title, [])


@pytest.mark.parametrize("text", ["‚ie¿ain", "vuo˜˜oskuvla"])
def test_what_may_be_sami_is_no_misread_macroman(text: str) -> None:
    """0xBF is ø in MacRoman and ž in WinSami 2."""
    mended, codes = cleaned(text)
    assert "misread_charset_repaired" not in codes
    assert "ø" not in mended


def test_a_letter_whose_second_byte_was_lost_is_named() -> None:
    """Å is C3 85 in UTF-8, and MARC-8 has nothing for 85."""
    assert cleaned("H©\ufffd p©Æ") == ("H©\ufffd på", ["double_utf8_repaired", "characters_damaged"])


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("&#x014B;uohta", "ŋuohta"),
        ("&#x14b;uohta", "ŋuohta"),
        ("&#331;uohta", "ŋuohta"),
        ("&#331uohta", "ŋuohta"),
        ("bl&aring;b&aelig;r og &Oslash;l", "blåbær og Øl"),
        ("Smith &amp; s&oslash;nn", "Smith & sønn"),
        ("R&amp;amp;B", "R&B"),
        ("&quot;Hei&quot; &#38; &#39;hopp&apos;", "\"Hei\" & 'hopp'"),
        ("5 &lt; 6 &ndash; sant", "5 < 6 – sant"),
    ],
)
def test_characters_that_were_written_out(written: str, text: str) -> None:
    assert cleaned(written) == (text, ["character_reference_resolved"])


@pytest.mark.parametrize(
    "text",
    [
        "AT&T; R&B; C&A",
        "&oslash uten semikolon",
        "&nosuch;",
        "&#65; &#7; &#xD800; &#xFFFF; &#x110000;",
        "&#x014Buohta",
        "&#1234567",
        "nr &#160",
        "http://x.no/?a=1&copy=2",
    ],
)
def test_what_is_no_written_out_character_stays(text: str) -> None:
    assert cleaned(text) == (text, [])


class TestBibsysEscapes:
    """Names of BIBSYS records hold ``@`` and a letter: ``Stanis@law`` (LibrioTools, fix_at_chars.sh)."""

    def name(self, text: str, source: str = "BIBSYS") -> tuple[str, list[str]]:
        fields = [("015", f"  \x1fa123\x1fb{source}"), ("700", f"1 \x1fa{text}")]
        mended, issues = clean(fields)
        return mended[1][1][4:], [issue.code for issue in issues]

    @pytest.mark.parametrize(
        ("escaped", "name"),
        [("Stanis@law", "Stanisław"), ("M@uller, J@yrgen", "M@uller, Jürgen"), ("Pa@sler", "Paßler")],
    )
    def test_a_name_of_a_bibsys_record(self, escaped: str, name: str) -> None:
        assert self.name(escaped) == (name, ["bibsys_escape_resolved"])

    def test_an_escape_that_is_nothing_else_needs_no_other_evidence(self) -> None:
        assert self.name("J@ærvi", "BIBBI") == ("Järvi", ["bibsys_escape_resolved"])

    def test_other_records_and_other_fields_keep_their_signs(self) -> None:
        assert self.name("Stanis@law", "BIBBI") == ("Stanis@law", [])
        assert cleaned("post@lund.no", ("035", "(NO-TrBIB)1")) == ("post@lund.no", [])


PIECES = st.sampled_from(
    ["Ã¸", "Ã", "©Æ", "©", "√∏", "├©", "†", "b¿r", "R›ros", "êa", "²", "&amp;", "&#331", ";", "@l", "BIBSYS", "\xad"]
)
SAMI_PIECES = st.sampled_from(
    [
        "gieða",
        "Eaºgal",
        "„áppa",
        "¹",
        "Ç",
        "sámi",
        "girji",
        " ",
        "\x1fa",
        "Ä‘",
        "č",
        "Å¡",
        "c\u0326",
        "\x98",
        "\x9d",
        "m‡n‡",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, SAMI_PIECES, st.text(max_size=3)), max_size=20).map("".join)


@given(TEXTS, st.sampled_from(["sme", "nob", "   "]))
def test_a_cleaned_record_is_clean(text: str, language: str) -> None:
    """What is written out and read again is the same, and nothing is mended in it."""
    fields = [
        (b"001", b"1"),
        (b"008", b"0" * 35 + language.encode() + b"  "),
        (b"245", data(b"10", b"a" + text.encode(errors="ignore"))),
        (b"500", data(b"  ", b"aTittel")),
    ]
    got = decode(record(fields), "iso2709")
    assert {issue.code for issue in got.issues} <= set(catalogue())
    again = decode(got.record.as_marc(), "iso2709")
    assert to_stored(again.record)[30:] == to_stored(got.record)[30:]
    assert {issue.code for issue in again.issues} <= {"characters_damaged", "sami_encoding_suspected"}
