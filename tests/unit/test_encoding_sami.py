"""Old Sami charsets: bytes in them, text of them that was read as Windows-1252, and what must not be taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_bytes import data, record

from migration.charsets import decode_as
from migration.marc.charset import samiwords
from migration.marc.charset.cleaning import clean
from migration.marc.charset.evidence import CharsetEvidence
from migration.marc.reading.decode import Decoded, decode

LEADER = b"00000nam  2200000   4500"
WINSAM = str.maketrans("ščđžŋŧŠČĐŽŊŦ", "óçðþñýÓÇÐÞÑÝ")
CHARSETS = ("winsami2", "iso-ir-197", "iso-ir-209", "iso-8859-4", "iso-8859-10", "winsam", "mac-sami")
NORTH = (
    "Čáppa muitalusat ja máidnasat",
    "Ođđa testamenta",
    "Beaivváš mánát : girji",
    "Guovža ja rieban",
    "Maŋŋel beaivvi",
    "Eaŋgalasgiella oahpaheddjiide",
    "Olmmošvuoigatvuođat",
    "Diktačoakkáldat nuoraide",
    "Sámedikki ráđđehus",
    "Giđđa lea boahtán",
)
LULE = ("Jiegŋa ja muohta", "Maŋŋela gå biejvve")
OTHERS = {
    "isl": (
        "Guðrún frá Lundi",
        "Það var einu sinni",
        "Maðr ok kona, þáttr",
        "Þjóðsögur og ævintýri",
        "Davíð",
        "Garðar",
    ),
    "fao": ("Heðin Brú", "Fróðskaparfelag", "Maðurin í fjørðinum", "Feðgar á ferð"),
    "fre": ("François", "Leçon", "È vero, caffè", "Le père Goriot"),
    "spa": ("¿Qué es la vida?", "¡Hola!", "mañana", "1ª edición", "Nº 1", "N° 1", "1º tomo", "Año¼"),
    "nob": ("10 ¼ tomme", "½ liter ¾ dl", "12 £ og 5 ¤", "3¢", "Se note¹", "m² og m³", "20 °C", "5 µm", "§ 5 ±2"),
    "ger": ("„Kinder“ und ‚Leute‘", "Straße", "©Aschehoug", "®Lego", "¬not"),
}


def encoded(text: str, charset: str) -> bytes:
    """Text in one of the charsets. Raises KeyError for what it lacks."""
    if charset == "winsam":
        return text.translate(WINSAM).encode("cp1252")
    codes = {decode_as(bytes([code]), charset): code for code in reversed(range(256))}
    return bytes(codes[char] for char in text)


def book(title: bytes, language: str = "   ", note: bytes = b"", leader: bytes = LEADER) -> bytes:
    fields = [(b"001", b"1"), (b"008", b"0" * 35 + language.encode() + b"  "), (b"245", data(b"10", b"a" + title))]
    return record([*fields, (b"500", data(b"  ", b"a" + note))], leader)


def title_of(got: Decoded) -> str:
    return str(got.record["245"]["a"])


def mended(title: str, language: str = "   ", *others: tuple[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """A title after cleaning, and the issues as code and value."""
    fields = [("008", "0" * 35 + language + "  "), ("245", f"10\x1fa{title}"), *others]
    cleaned, issues = clean(fields)
    return cleaned[1][1][4:], [(issue.code, issue.value) for issue in issues]


def misread(text: str, charset: str, taken_for: str = "windows-1252") -> str:
    return decode_as(encoded(text, charset), taken_for)


class TestBytes:
    @pytest.mark.parametrize("title", NORTH)
    @pytest.mark.parametrize("charset", CHARSETS)
    def test_a_record_that_says_it_is_sami(self, title: str, charset: str) -> None:
        got = decode(book(encoded(title, charset), "sme"), "iso2709")
        assert (title_of(got), got.issues) == (title, ())

    @pytest.mark.parametrize("title", LULE)
    @pytest.mark.parametrize("charset", CHARSETS)
    def test_lule_sami(self, title: str, charset: str) -> None:
        assert title_of(decode(book(encoded(title, charset), "smj"), "iso2709")) == title

    @pytest.mark.parametrize("charset", CHARSETS)
    def test_titles_in_capitals(self, charset: str) -> None:
        title = "ČÁPPA MUITALUSAT : OĐĐA GIRJI, MAŊŊEL, RUOŠŠA, GUOVŽA"
        assert title_of(decode(book(encoded(title, charset), "sme"), "iso2709")) == title

    @pytest.mark.parametrize("charset", ["winsami2", "iso-ir-197", "iso-8859-4", "iso-8859-10"])
    def test_known_words_are_evidence_enough(self, charset: str) -> None:
        title = "Čáppa muitalusat ja ođđa oahppogirji"
        assert title_of(decode(book(encoded(title, charset)), "iso2709")) == title

    def test_the_charset_is_named(self) -> None:
        title = "Guovža, beaivváš ja ođđa čáhci maŋŋel"
        got = [decode(book(encoded(title, charset), "sme"), "iso2709").charset for charset in CHARSETS]
        same = "iso-ir-197"  # the same letters of Sami as in ISO-IR-209
        assert got == ["winsami2", same, same, "iso-8859-4", "iso-8859-10", "winsam", "mac-sami"]

    def test_a_norwegian_note_in_a_sami_record(self) -> None:
        got = decode(
            book(encoded("Čáppa ođđa girji", "iso-8859-4"), "sme", "Født på Røros".encode("cp1252")), "iso2709"
        )
        assert (title_of(got), got.record["500"]["a"]) == ("Čáppa ođđa girji", "Født på Røros")

    def test_an_icelandic_note_in_a_sami_record(self) -> None:
        """ð is đ in ISO 8859-4: the title's words are Sami, the note's can't be."""
        note = "Guðrún Helgadóttir þýddi".encode("cp1252")
        got = decode(book(encoded("Čáppa ođđa girji", "iso-8859-4"), "sme", note), "iso2709")
        assert (title_of(got), got.record["500"]["a"]) == ("Čáppa ođđa girji", "Guðrún Helgadóttir þýddi")

    @pytest.mark.parametrize(("language", "titles"), OTHERS.items())
    def test_other_languages_in_windows_1252(self, language: str, titles: tuple[str, ...]) -> None:
        for title in titles:
            assert title_of(decode(book(title.encode("cp1252"), language), "iso2709", "windows-1252")) == title

    def test_a_finnish_record_in_cp865(self) -> None:
        got = decode(book("Päivä järvellä, Hämeenlinna".encode("cp865"), "sme"), "iso2709")
        assert title_of(got) == "Päivä järvellä, Hämeenlinna"

    def test_line_format(self) -> None:
        text = (
            b"*000     nam\n*001  1\n*008"
            + b"0" * 35
            + b"sme  \n*24510$a"
            + encoded("Ođđa čáhci", "winsami2")
            + b"\n^\n"
        )
        assert title_of(decode(text, "line")) == "Ođđa čáhci"

    def test_xml(self) -> None:
        text = '<record><leader>x</leader><datafield tag="041"><subfield code="a">sme</subfield></datafield>'
        title = encoded("Ođđa čáhci maŋŋel", "winsami2")
        payload = (
            text.encode() + b'<datafield tag="245"><subfield code="a">' + title + b"</subfield></datafield></record>"
        )
        assert title_of(decode(payload, "xml")) == "Ođđa čáhci maŋŋel"


class TestSourceOfAnOldCharset:
    """Initial letters and short words, which are unclear alone, in a source whose other records are in the charset."""

    @pytest.mark.parametrize(
        "title", ["Čuojan", "Bijjá Čearru", "Jođi lea buoret go oru", "Soađis", "Žakka ja čáhci", "Ŋálbmi"]
    )
    @pytest.mark.parametrize("charset", ["winsami2", "iso-ir-197", "iso-8859-4", "iso-8859-10", "mac-sami"])
    def test_of_a_record_coded_as_sami(self, title: str, charset: str) -> None:
        evidence = CharsetEvidence.of({"windows-1252": 140, charset: 60})
        got = decode(book(encoded(title, charset), "sme"), "iso2709", evidence=evidence)
        assert title_of(got) == title

    @pytest.mark.parametrize("title", ["Jođi lea buoret go oru", "Soađis", "Eŋgelasgiella", "Máŋga vuona"])
    def test_of_a_record_without_code(self, title: str) -> None:
        evidence = CharsetEvidence.of({"windows-1252": 140, "winsami2": 60})
        assert title_of(decode(book(encoded(title, "winsami2")), "iso2709", evidence=evidence)) == title

    @pytest.mark.parametrize(("language", "titles"), OTHERS.items())
    def test_other_languages_in_windows_1252_stay(self, language: str, titles: tuple[str, ...]) -> None:
        evidence = CharsetEvidence.of({"windows-1252": 140, "winsami2": 60})
        for title in titles:
            assert title_of(decode(book(title.encode("cp1252"), language), "iso2709", evidence=evidence)) == title

    @pytest.mark.parametrize("title", ["Žuŋŋá", "Ŋálbmi", "Šilja", "Čiske", "Báŋŋko", "Ráđđi"])
    @pytest.mark.parametrize("charset", ["winsami2", "iso-ir-197", "iso-ir-209", "iso-8859-4", "mac-sami"])
    @pytest.mark.parametrize("language", ["sme", "nob", "   "])
    def test_a_declaration_needs_no_other_evidence(self, title: str, charset: str, language: str) -> None:
        assert title_of(decode(book(encoded(title, charset), language), "iso2709", charset)) == title


class TestUtf8ByChance:
    """áđđ in WinSami 2 is E1 98 98, in UTF-8 one Canadian syllable; áŋŋ is E1 B9 B9, an ṹ."""

    @pytest.mark.parametrize(("seen", "title"), [("R\u1618i", "Ráđđi"), ("Lṹá", "Láŋŋá"), ("Á\u1104i", "Á\u1104i")])
    def test_in_a_sami_record(self, seen: str, title: str) -> None:
        text, issues = mended(seen, "sme")
        assert text == title
        assert issues == ([("sami_encoding_repaired", f"{seen} → {title}")] if seen != title else [])

    @pytest.mark.parametrize("text", ["Q\u1618q", "Bṹko", "ṹ", "Ẻm", "中乹文", "ᘘ ᘘ"])
    def test_elsewhere_it_stays(self, text: str) -> None:
        assert mended(text, "nob")[0] == text

    def test_beside_fields_that_are_no_utf8(self) -> None:
        payload = book(encoded("Báŋŋko", "winsami2"), "smj", encoded("Maŋŋela gå biejvve, girjje", "winsami2"))
        got = decode(payload, "iso2709")
        assert (title_of(got), got.charset, got.issues) == ("Báŋŋko", "winsami2", ())


class TestWordsThatLookSami:
    """A word with a sign inside is evidence of its own where it is made of the pieces of Sami words."""

    @pytest.mark.parametrize("title", ["Davvisámegiella vuođđoskuvlii", "Vuođđogirji 1. luohkkái", "Guođoheaddji"])
    def test_without_any_code(self, title: str) -> None:
        assert title_of(decode(book(encoded(title, "winsami2")), "iso2709")) == title

    @pytest.mark.parametrize("word", ["vuođđoskuvlii", "guođoheaddji", "skábmačuovggas"])
    def test_sami_words(self, word: str) -> None:
        assert word not in samiwords.lexicon()
        assert samiwords.resemblance(word) >= 0.7

    @pytest.mark.parametrize("word", ["montađa", "seđor", "sjøfart", "þjóðsögur", "françois", "kærlighed"])
    def test_words_of_other_languages(self, word: str) -> None:
        assert samiwords.resemblance(word) < 0.7

    @pytest.mark.parametrize(
        "text",
        [
            "la monta¤a",
            "El se¤or de los a¤os",
            "ma³y ksi¹¿ka",
            "Wa³êsa",
            "rijeèi",
            "kuæa",
            "Trøysteboka",
            "pris³",
            "H²O",
        ],
    )
    @pytest.mark.parametrize("language", ["   ", "nob", "spa"])
    def test_texts_of_other_languages_with_signs_inside_words_are_not_made_sami(self, text: str, language: str) -> None:
        assert "sami_encoding_repaired" not in [code for code, _ in mended(text, language)[1]]

    def test_norwegian_coded_as_sami(self) -> None:
        """0xF8 is ø in Windows-1252, and ǯ in MacSami, which Skolt Sami alone has."""
        assert title_of(decode(book("Trøysteboka".encode("cp1252"), "sme"), "iso2709")) == "Trøysteboka"

    def test_macsami_has_its_vowels_elsewhere(self) -> None:
        """á is 0x87 in MacSami: where a word has 0xE1, it is no MacSami, and ¹¹ is ŋŋ, not đđ."""
        assert mended("¾u¹¹á", "sme")[0] == "Žuŋŋá"


class TestMisreadText:
    """Valid UTF-8 whose letters were read as Windows-1252 before."""

    @pytest.mark.parametrize("title", NORTH)
    @pytest.mark.parametrize("charset", CHARSETS)
    def test_a_record_that_says_it_is_sami(self, title: str, charset: str) -> None:
        before = misread(title, charset)
        text, issues = mended(before, "sme")
        assert text == title
        assert [code for code, _ in issues] == ([] if before == title else ["sami_encoding_repaired"])

    @pytest.mark.parametrize("title", NORTH[1:])
    def test_macsami_read_as_macroman(self, title: str) -> None:
        assert mended(misread(title, "mac-sami", "mac-roman"), "sme")[0] == title

    def test_the_repair_is_shown(self) -> None:
        assert mended("Sámi „áppa o˜˜a girji", "sme")[1] == [("sami_encoding_repaired", "„áppa → čáppa")]

    @pytest.mark.parametrize("code", ["sme", "smj", "sma", "smi", "smn", "sms", "sam", "lap", "se "])
    def test_every_code_for_sami(self, code: str) -> None:
        assert mended("Gie¤at", code)[0] == "Gieđat"

    @pytest.mark.parametrize(
        "field",
        [("041", "1 \x1fasme"), ("041", "1 \x1fanobsme"), ("041", "1 \x1fanob\x1fhsmi"), ("090", "  \x1fbSAM 839.4")],
    )
    def test_other_places_that_say_so(self, field: tuple[str, str]) -> None:
        assert mended("Gie¤at", "   ", field)[0] == "Gieđat"

    def test_one_known_word_with_a_sign_inside_is_evidence(self) -> None:
        assert mended("Et ord: Ma¹¹el")[0] == "Et ord: Maŋŋel"

    def test_letters_of_other_languages_need_more(self) -> None:
        """ð alone may be Icelandic; with another Sami word beside it, it isn't."""
        assert mended("Oðða")[0] == "Oðða"
        assert mended("Oðða testamenta, muitalusat")[0] == "Ođđa testamenta, muitalusat"

    def test_a_likely_word_is_named_and_left(self) -> None:
        """ðð is no spelling of Icelandic, but one word isn't enough to mend it."""
        assert mended("Ráðði") == ("Ráðði", [("sami_encoding_suspected", "Ráðði → Ráđđi")])
        assert mended("ođđa ja oðða")[1] == [("sami_encoding_suspected", "oðða → ođđa")]

    @pytest.mark.parametrize("language", ["   ", "isl", "nob", "spa", "sme"])
    @pytest.mark.parametrize("text", [title for titles in OTHERS.values() for title in titles])
    def test_other_languages_stay_even_in_a_sami_record(self, text: str, language: str) -> None:
        assert mended(text, language) == (text, [])

    @pytest.mark.parametrize("language", ["   ", "sme"])
    @pytest.mark.parametrize(
        "text",
        [
            "Beaivváš mánát, ođđa čáhci, maŋŋel",
            "„Sámi girji“",
            "„oahppogirji“ ja „álbmot“",
            "sámegiella¹ ja dárogiella²",
            "Oslo : Davvi, 1999, © Davvi girji",
            "Pris: 12,50 £ / 3 ¼ $",
            "Áillohaš ¾",
            "a±b, x¹y",
        ],
    )
    def test_sound_sami_stays(self, text: str, language: str) -> None:
        assert mended(text, language) == (text, [])

    def test_a_record_that_mixes_sound_and_misread_words(self) -> None:
        assert mended("Ođđa girji, ma¹¹el", "sme")[0] == "Ođđa girji, maŋŋel"

    def test_names_of_persons_need_a_sign_inside(self) -> None:
        """A Sami record in ISO 8859-4 with an Icelandic contributor."""
        fields = [
            ("008", "0" * 35 + "sme  "),
            ("245", "10\x1faEa¿galasgiella"),
            ("700", "1 \x1faGarðar Hallur"),
        ]
        cleaned, _ = clean(fields)
        assert [text for _, text in cleaned[1:]] == ["10\x1faEaŋgalasgiella", "1 \x1faGarðar Hallur"]


class TestWords:
    def test_the_lexicon(self) -> None:
        words = samiwords.lexicon()
        assert {"girji", "sámi", "oahppogirji", "muitalusat", "ođđa", "julevsáme", "saemien", "anarâškielâ"} <= words
        assert all(word == word.lower() for word in words)

    @pytest.mark.parametrize(
        "word",
        sorted(word for word in samiwords.lexicon() if set("čđŋŧž") & set(word) and "ʹ" not in word and len(word) > 3),
    )
    def test_its_words_are_found_again_in_winsami2(self, word: str) -> None:
        assert samiwords.read_word(misread(word, "winsami2"), 0) == (word, samiwords.KNOWN)

    @pytest.mark.parametrize("word", ["¹", "12¹", "abc¹", "M¹r", "¼", "Nº", "x¹y", "¿Qué"])
    def test_what_is_no_word(self, word: str) -> None:
        assert all(samiwords.read_word(word, index)[1] <= 0 for index in range(len(samiwords.MISREADINGS)))


@given(st.text(alphabet="aáeiouðçñèþ¹º¼¿˜„¤±gjl SČč«“1", max_size=30), st.sampled_from(["sme", "nob"]))
def test_mending_once_is_enough(text: str, language: str) -> None:
    once = mended(text, language)[0]
    assert mended(once, language)[0] == once
