"""What a source's other records say of its charset, and what it decides; which charsets are told apart, by language."""

import pickle
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_bytes import book, data, record
from pymarc.marc8_mapping import CODESETS

from migration.marc.charset.evidence import CharsetEvidence, observe
from migration.marc.reading.decode import decode

LEADER = b"00000nam  2200000   4500"
CODECS = {"windows-1252": "cp1252", "cp865": "cp865", "cp850": "cp850", "mac-roman": "mac_roman"}
ANSEL = {chr(code): bytes([byte]) for byte, (code, _) in CODESETS[0x45].items()}
TITLES = {
    "nob": (
        "Markens grøde|Ærlig talt|Å leve på øya|Snømannen|Over høye fjell|Småbarn på tur|Rødt, hvitt og blått|Fjøla"
        "|Barnas store sangbok på ære|Mordet i skjærgården|Håndbok i båtførerprøven|Kråka og reven|Løvåsen, Sigmund"
        "|Bjørnson, Bjørnstjerne|Året rundt|Gjøkeredet|Østlandet|Ås|Bø|Drømmen om Narvik|Sjøfart gjennom hundre år"
    ),
    "nno": "Gåva|Ho som vart att på øya|Bøndene på Møre|Kjærleik i fjøra|Lær deg nynorsk|Vårnatt|Såret|Ein båt i sjøen",
    "swe": "Pippi Långstrump|Bröderna Lejonhjärta|Män som hatar kvinnor|Gösta Berlings saga|Änglar|Öar i hav|På spåret",
    "fin": "Seitsemän veljestä|Hämeenlinna|Päivä järvellä|Äidin tyttö|Kesäkirja|Öljyä ja vettä|Käärme ruohikossa",
    "fkv": "Kväänin kieli|Elämän jatko|Hyvvää päivää|Meän kieli|Lätti",
    "sma": "Åarjelsaemien gïele|Vaajesh jïh soptsesh|Båatsoe|Mov gåetie|Bïenje",
    "smj": "Mánáj girjje|Sáme åhpadus|Gånågis|Giesse Ájluovtan|Båhko ja bágo",
    "ger": "Für Elise|Der Räuber Hotzenplotz|Mädchen in Uniform|Größe und Maß|Wörterbuch|Märchen und Gedichte",
    "fre": "École d'été|Les misérables|Françoise et le garçon|Théâtre complet|Le père Goriot",
}
SINGLE_BYTE = [(language, codec) for language in TITLES for codec in CODECS]


def marc8(text: str) -> bytes:
    """Text in ANSEL, accents before their letters. Raises KeyError for what it lacks."""
    parts = []
    for char in text:
        letter, *accents = char if char in ANSEL else normalize("NFD", char)
        parts += [*(ANSEL[accent] for accent in accents), ANSEL.get(letter) or letter.encode("ascii")]
    return b"".join(parts)


def title(payload: bytes, charset: str = "auto", evidence: CharsetEvidence | None = None) -> str:
    return str(decode(payload, "iso2709", charset, evidence=evidence or CharsetEvidence()).record["245"]["a"])


class TestVotes:
    def test_of_single_votes_and_of_counts(self) -> None:
        single = CharsetEvidence.of(["cp865", "", "windows-1252", "cp865"])
        assert single.votes == (("cp865", 2), ("windows-1252", 1))
        assert single == CharsetEvidence.of({"windows-1252": 1, "cp865": 2, "": 7})
        assert single.charsets == ("cp865", "windows-1252")

    def test_no_votes(self) -> None:
        assert CharsetEvidence.of([]) == CharsetEvidence()
        assert CharsetEvidence().charsets == ()

    def test_equal_votes_stand_in_one_order(self) -> None:
        assert CharsetEvidence.of(["b", "a"]) == CharsetEvidence.of(["a", "b"])

    def test_it_can_be_stored_and_sent(self) -> None:
        evidence = CharsetEvidence.of(["cp865", "marc-8", "cp865"])
        assert evidence.to_json() == '{"cp865": 2, "marc-8": 1}'
        assert CharsetEvidence.from_json(evidence.to_json()) == evidence
        assert pickle.loads(pickle.dumps(evidence)) == evidence

    @pytest.mark.parametrize("text", ["", "[]", '{"cp865": "x"}', "no"])
    def test_what_is_no_stored_evidence(self, text: str) -> None:
        with pytest.raises(ValueError, match=r".+"):
            CharsetEvidence.from_json(text)


class TestObserve:
    @pytest.mark.parametrize(
        ("text", "codec", "vote"),
        [
            ("Tittel", "ascii", ""),
            ("Blåbær på Røros", "utf-8", ""),
            ("Blåbær på Røros", "cp1252", "windows-1252"),
            ("Blåbær på Røros", "cp865", "cp865"),
            ("Blåbær på Røros", "mac_roman", "mac-roman"),
        ],
    )
    @pytest.mark.parametrize("form", ["iso2709", "line", "xml"])
    def test_a_vote(self, text: str, codec: str, vote: str, form: str) -> None:
        octets = text.encode(codec)
        payload = {
            "iso2709": book(b"1", octets, LEADER),
            "line": b"*24510$a" + octets,
            "xml": b"<s>" + octets + b"</s>",
        }
        assert observe(payload[form], form) == vote

    def test_marc8(self) -> None:
        assert observe(book(b"1", marc8("Blåbær på Røros"), LEADER), "iso2709") == "marc-8"
        assert observe(book(b"1", b"\x1b(NmIR\x1b(B", LEADER), "iso2709") == "marc-8"

    def test_one_odd_letter_is_no_vote(self) -> None:
        assert observe(book(b"1", b"Andr\x82n", LEADER), "iso2709") == ""

    @pytest.mark.parametrize("letter", [bytes([byte]) for byte in range(0x80, 0x100)])
    @pytest.mark.parametrize("form", ["line", "xml"])
    def test_a_lone_letter_is_no_vote_whichever_it_is(self, letter: bytes, form: str) -> None:
        payload = {"line": b"*24500$a" + letter, "xml": b"<s>" + letter + b"</s>"}
        assert observe(payload[form], form) == ""

    def test_charsets_that_give_the_same_text_are_one(self) -> None:
        """0xB5 is no letter in CP865 and Á in CP850: there the two differ, elsewhere in these texts they don't."""
        assert observe(b"*24500$aB\x86tbygging i Vester\x86len f\x9br", "line") == "cp865"
        assert observe("*24500$aSÁPMI, mánát på øya".encode("cp850"), "line") == "cp850"

    def test_an_old_sami_charset(self) -> None:
        title = (
            "Čáppa ođđa girji maŋŋel".replace("Č", "\x82").replace("đ", "\x98").replace("ŋ", "\xb9").encode("latin-1")
        )
        fields = [(b"001", b"1"), (b"008", b"0" * 35 + b"sme  "), (b"245", data(b"10", b"a" + title))]
        assert observe(record(fields, LEADER), "iso2709") == "winsami2"

    @given(st.binary(), st.sampled_from(["iso2709", "line", "xml"]))
    def test_any_bytes_have_a_vote_or_none(self, payload: bytes, form: str) -> None:
        assert isinstance(observe(payload, form), str)


class TestDeciding:
    """0x82 is é in CP865 and ‚ in Windows-1252; 0x8E is Ä in CP865, Ž in Windows-1252, é in MacRoman."""

    @pytest.mark.parametrize(
        ("charset", "others", "expected"),
        [
            ("auto", [], "Židin kirja"),
            ("auto", ["cp865"], "Äidin kirja"),
            ("auto", ["windows-1252"] * 2 + ["cp865"], "Židin kirja"),
            ("cp865", ["windows-1252"], "Äidin kirja"),
            ("windows-1252", ["cp865"], "Židin kirja"),
        ],
    )
    def test_an_unclear_record_follows_the_declaration_and_then_the_others(
        self, charset: str, others: list[str], expected: str
    ) -> None:
        payload = book(b"1", b"\x8eidin kirja", LEADER)
        assert title(payload, charset, CharsetEvidence.of(others)) == expected

    @pytest.mark.parametrize("charset", ["auto", "windows-1252", "cp865", "mac-roman", "marc-8"])
    @pytest.mark.parametrize("codec", CODECS)
    def test_a_clear_record_goes_its_own_way(self, charset: str, codec: str) -> None:
        payload = book(b"1", "Blåbær på Røros søndag".encode(CODECS[codec]), LEADER)
        assert title(payload, charset, CharsetEvidence.of(["cp865"] * 99)) == "Blåbær på Røros søndag"

    def test_marc8_among_single_byte_records(self) -> None:
        payload = book(b"1", marc8("Blåbær på Røros søndag"), LEADER)
        assert title(payload, "windows-1252", CharsetEvidence.of(["windows-1252"] * 99)) == "Blåbær på Røros søndag"

    def test_marc8_although_the_leader_says_utf8(self) -> None:
        assert title(book(b"1", marc8("Blåbær på Røros søndag"))) == "Blåbær på Røros søndag"

    @pytest.mark.parametrize("charset", ["auto", "marc-8"])
    def test_xml_made_of_marc8(self, charset: str) -> None:
        field = (
            b'<r><datafield tag="245"><subfield code="a">'
            + marc8("Blåbær på Røros søndag")
            + b"</subfield></datafield></r>"
        )
        assert str(decode(field, "xml", charset).record["245"]["a"]) == "Blåbær på Røros søndag"

    def test_norwegian_records_of_a_source_in_macsami_are_read_as_macroman(self) -> None:
        payload = book(b"1", "Män, öl".encode("mac_roman"), LEADER)
        assert title(payload, "auto", CharsetEvidence.of(["mac-sami"])) == "Män, öl"

    def test_utf8_needs_no_evidence(self) -> None:
        assert title(book(b"1", "Äidin".encode(), LEADER), "cp865", CharsetEvidence.of(["cp865"])) == "Äidin"


class TestConfusion:
    """Each title as a record of its own: charset by charset, what is read with the source's other records at hand."""

    @pytest.mark.parametrize(("language", "charset"), SINGLE_BYTE)
    def test_single_byte_charsets(self, language: str, charset: str) -> None:
        evidence = CharsetEvidence.of([charset] * 9)
        wrong = []
        for text in TITLES[language].split("|"):
            octets = text.encode(CODECS[charset], "replace")
            if b"?" not in octets and title(book(b"1", octets, LEADER), "auto", evidence) != text:
                wrong.append(text)
        assert wrong == []

    @pytest.mark.parametrize("language", TITLES)
    def test_marc8(self, language: str) -> None:
        evidence = CharsetEvidence.of(["marc-8"] * 9)
        found = [title(book(b"1", marc8(text), LEADER), "auto", evidence) for text in TITLES[language].split("|")]
        assert found == TITLES[language].split("|")

    @pytest.mark.parametrize("language", ["nob", "nno"])
    @pytest.mark.parametrize("charset", CODECS)
    def test_norwegian_without_any_evidence(self, language: str, charset: str) -> None:
        titles = TITLES[language].split("|")
        assert [title(book(b"1", text.encode(CODECS[charset]), LEADER)) for text in titles] == titles

    def test_cyrillic_in_marc8(self) -> None:
        assert title(book(b"1", b"\x1b(NwOJNA I MIR\x1b(B : Leo Tolstoj", LEADER)) == "Война и мир : Leo Tolstoj"


WINDOWS = CharsetEvidence.of(["windows-1252"] * 9)


class TestSigns:
    """Signs of Windows-1252 at a word's edge are letters of MARC-8: ² is ø, ³ đ, º ð, ¥ Æ."""

    @pytest.mark.parametrize(
        "text",
        [
            "Se fotnote¹ og note² og note³",
            "20 m² og 5 m³",
            "£5 ¥300",
            "Copyright © ®",
            "40º nord",
            "3¾",
            "½ pris",
            "1ª edición",
            "¡Hola!",
            "Renée¹ Renée² Renée³ og andre²",
            "note² m² note² note²",
        ],
    )
    @pytest.mark.parametrize(("charset", "others"), [("windows-1252", CharsetEvidence()), ("auto", WINDOWS)])
    def test_of_a_single_byte_source(self, text: str, charset: str, others: CharsetEvidence) -> None:
        assert title(book(b"1", text.encode("cp1252"), LEADER), charset, others) == text

    @pytest.mark.parametrize("text", ["40º nord", "½ pris", "£5 ¥300", "note¹ og note³", "¡Hola!", "5 µm"])
    def test_without_any_evidence(self, text: str) -> None:
        assert title(book(b"1", text.encode("cp1252"), LEADER)) == text

    def test_letters_within_words_are_still_marc8(self) -> None:
        assert title(book(b"1", marc8("Blåbær på Røros, øl"), LEADER), "windows-1252", WINDOWS) == "Blåbær på Røros, øl"

    @pytest.mark.parametrize("text", ["Bø", "Østlandet", "Ærlig"])
    def test_norwegian_letters_at_an_edge_without_evidence(self, text: str) -> None:
        assert title(book(b"1", marc8(text), LEADER)) == text


class TestSpanishInMarc8:
    @pytest.mark.parametrize("text", ["El niño y la señora de España", "Mañana los niños de Logroño, año y otoño"])
    @pytest.mark.parametrize(
        ("charset", "others"), [("marc-8", CharsetEvidence()), ("auto", CharsetEvidence.of(["marc-8"] * 9))]
    )
    def test_of_a_marc8_source(self, text: str, charset: str, others: CharsetEvidence) -> None:
        assert title(book(b"1", marc8(text), LEADER), charset, others) == text

    @pytest.mark.parametrize("text", ["Märchen und Gedichte für Männer", "Päivä järvellä", "Le père Goriot à l'été"])
    def test_a_windows_record_among_them(self, text: str) -> None:
        assert title(book(b"1", text.encode("cp1252"), LEADER), "auto", CharsetEvidence.of(["marc-8"] * 9)) == text


class TestAccentsOfMarc8:
    """An accent stands before its letter: E4 6E is ñ, in Windows-1252 än; E3 69 is î, in Windows-1252 ãi."""

    @pytest.mark.parametrize(
        "text",
        [
            "Los años perdidos",
            "La niña",
            "El señor presidente",
            "¿Qué es la vida?",
            "¡Hola!",
            "Une île",
            "Leçons de français",
            "Être et avoir",
            "Déjà vu à la fête",
            "Áillohaš",
            "Davvisámegiella vuođđoskuvlii",
        ],
    )
    @pytest.mark.parametrize("charset", ["auto", "marc-8"])
    def test_without_other_records(self, text: str, charset: str) -> None:
        assert title(book(b"1", marc8(text), LEADER), charset) == text

    @pytest.mark.parametrize(
        "text",
        [
            "Männer und Mädchen",
            "lisäänäänestys",
            "tyttäriäni",
            "José Núñez",
            "João Guimarães: Sertão",
            "Mouton à l'été",
        ],
    )
    def test_letters_of_windows_1252_that_look_so(self, text: str) -> None:
        assert title(book(b"1", text.encode("cp1252"), LEADER)) == text

    def test_ligatures_of_romanized_russian(self) -> None:
        """EB and EC are the halves of a ligature, which no letter is composed with."""
        octets = b"Voina i mir / perevod s russkogo \xebi\xeca\xebi\xeca, Pari\xe9z"
        assert title(book(b"1", octets, LEADER), "marc-8").endswith("Pariž")


class TestDeclaration:
    """A declared charset holds where its reading has nothing odd, though another one may read a little better."""

    @pytest.mark.parametrize("charset", CODECS)
    @pytest.mark.parametrize(
        "text", ["Une île", "Être et avoir", "Österreich", "Zoë", "Äpfel", "André", "Señor", "Pär"]
    )
    def test_a_single_word(self, text: str, charset: str) -> None:
        octets = text.encode(CODECS[charset], "replace")
        expected = octets.decode(CODECS[charset])
        assert title(book(b"1", octets, LEADER), charset) == expected

    @pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252"])
    @pytest.mark.parametrize("text", ["20 m²", "note¹ og note²", "1º", "£5", "©2001", "3³"])
    def test_signs(self, text: str, charset: str) -> None:
        assert title(book(b"1", text.encode("cp1252"), LEADER), charset) == text

    @pytest.mark.parametrize("text", ["R\x9bros", "Bl\x86b\x91r"])
    def test_bytes_refute_it_plainly(self, text: str) -> None:
        expected = text.encode("latin-1").decode("cp865")
        assert title(book(b"1", text.encode("latin-1"), LEADER), "windows-1252") == expected

    def test_marc8_refutes_it_by_its_accents(self) -> None:
        text = "Gramática española y la canción mágica"
        assert title(book(b"1", marc8(text), LEADER), "windows-1252") == text

    def test_utf8_comes_before_it(self) -> None:
        assert title(book(b"1", "Été à Røros".encode(), LEADER), "cp865") == "Été à Røros"


class TestSuperscripts:
    @pytest.mark.parametrize(
        "text", ["20 m² hytte", "Se fotnote¹ og note²", "Hus på 120 m²", "10 km² og 3 m³", "£5 og £7"]
    )
    @pytest.mark.parametrize("codec", ["cp1252", "cp850"])
    def test_in_a_file_of_one_record(self, text: str, codec: str) -> None:
        assert title(book(b"1", text.encode(codec), LEADER)) == text


class TestCodePage850:
    """Norwegian is the same in both, so that a source of CP850 has votes for CP865."""

    @pytest.mark.parametrize(
        "text",
        [
            "São Paulo",
            "À la carte",
            "«Voilà»",
            "João Antônio não",
            "«Blåbær på Røros»",
            "Blåbær på Røros © 1999",
            "Á Ísland",
            "Kjøp × 4",
            "Øl § 5",
            "AVIÕES À VENDA",
            "Se fotnote¹ og note²",
            "Pris: £5 og ¥300",
            "5 m³ ved",
        ],
    )
    @pytest.mark.parametrize(("charset", "others"), [("auto", ["cp865"] * 9), ("cp865", [])])
    def test_of_a_source_that_seems_cp865(self, text: str, charset: str, others: list[str]) -> None:
        assert title(book(b"1", text.encode("cp850"), LEADER), charset, CharsetEvidence.of(others)) == text

    @pytest.mark.parametrize("text", ["√2 på øya", "x ≤ 3, y ≥ 4 på øya", "xⁿ + yⁿ, Øl", "Øl π"])
    def test_formulas_of_cp865_stay(self, text: str) -> None:
        payload = book(b"1", text.encode("cp865"), LEADER)
        assert title(payload, "auto", CharsetEvidence.of(["cp865"] * 9)) == text

    def test_a_sign_that_lacks_its_operand(self) -> None:
        """0xF3 is ≤ in CP865 and ¾ in CP850."""
        payload = book(b"1", b"3\xf3 tommer p\x86 R\x9bros", LEADER)
        assert title(payload, "auto", CharsetEvidence.of(["cp865"] * 9)) == "3¾ tommer på Røros"
        assert title(payload, "cp865") == "3≤ tommer på Røros"

    def test_one_vote_for_cp850_tells_what_the_others_meant(self) -> None:
        """Norwegian votes for CP865 in either."""
        evidence = CharsetEvidence.of({"windows-1252": 3, "cp865": 99, "cp850": 1})
        assert evidence.charsets == ("cp850", "cp865", "windows-1252")

    def test_it_votes_for_cp850(self) -> None:
        assert observe("*24500$aJoão på Røros i São Paulo".encode("cp850"), "line") == "cp850"

    @pytest.mark.parametrize("text", ["Mañana, ñandú", "Blåbær på Røros", "½ liter øl", "Øl α 5", "¿Qué?"])
    def test_cp865_stays(self, text: str) -> None:
        payload = book(b"1", text.encode("cp865"), LEADER)
        assert title(payload, "auto", CharsetEvidence.of(["cp865"] * 9)) == text
