"""The features by which records are matched, worked out by hand."""

import pytest
from marc_records import MARC21_LEADER, normarc_008, record

from migration.features import BibFeatures
from migration.marc.features.carrier import FORMATS
from migration.marc.features.record import display_title, features
from migration.marc.folding import fold, roman


def _of(*lines: str, leader: str = MARC21_LEADER) -> BibFeatures:
    return features(record(*lines, leader=leader))


def _kind(code: str, level: str = "m") -> str:
    return f"00000n{code}{level} a2200000 c 4500"


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Blåbær på Røros", "blabaer pa roros"), ("Čáhci ŋ ŧ đ Đ", "cahci n t d d"), ("  A -- B ", "a b"),
     ("Братья", "братья"), ("Й", "й"), ("E\u0301tude", "etude"), ("ß", "ss"), ("", "")],
)  # fmt: skip
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "value"),
    [("I", 1), ("IV", 4), ("XIX", 19), ("XL", 40), ("L", None), ("", None), ("IIII", None), ("mix", None)],
)
def test_roman(text: str, value: int | None) -> None:
    assert roman(text) == value


@pytest.mark.parametrize(
    ("line", "title", "key"),
    [
        ("245 10 $aSult :$broman /$cKnut Hamsun", "Sult : roman", "sult roman"),
        ("245 13 $aEn julefortelling", "En julefortelling", "julefortelling"),
        ("245 12 $aL'amour", "L'amour", "amour"),
        ("245 19 $aSult", "Sult", "sult"),
        ("245 13 $aSommer", "Sommer", "sommer"),
        ("245 10 $a1984", "1984", "1984"),
        ("245 10 $aFjorden$n2", "Fjorden", "fjorden"),
        ("245 10 $cKnut Hamsun", "", ""),
    ],
)
def test_title(line: str, title: str, key: str) -> None:
    assert (display_title(record(line)), _of(line).title_key) == (title, key)


def test_a_long_title_is_cut_and_a_missing_one_is_empty() -> None:
    assert len(display_title(record("245 10 $a" + "x" * 300))) == 250
    assert display_title(record("100 1# $aHamsun, Knut")) == ""


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (("100 1# $aBull-Gundersen, Anne B.",), "bull gundersen a"),
        (("100 1# $aØverland, Ørjan,$d1935-",), "overland o"),
        (("100 0# $aHomer",), "homer"),
        (("110 2# $aNRK$bDagsnytt",), "nrk dagsnytt"),
        (("700 12 $aDickens, Charles$tA", "700 1# $aHansen, Per"), "hansen p"),
        (("700 12 $aDickens, Charles$tA",), "dickens c"),
        (("110 2# $aNRK", "100 1# $aHansen, Per"), "hansen p"),
        (("245 00 $aSult",), ""),
    ],
)
def test_author_key(lines: tuple[str, ...], key: str) -> None:
    assert _of(*lines).author == key


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("$aA$n2", "2"), ("$aA$nBind 2", "2"), ("$aA$nB. 02", "2"), ("$aA$nDel II", "2"), ("$aA$nIV", "4"),
        ("$aA$nAndre bok", "2"), ("$aA$n2. del", "2"), ("$aA$nOsa 3", "3"), ("$aA$nоссия", "оссия"),
        ("$aA$nТом 3", "3"), ("$aA$n1-2", "1 2"), ("$aA$nB 3 og 4", "3 4"), ("$aA$n1$pVinteren", "1"),
        ("$aA$pVinteren", ""), ("$aA$pBind 2", "2"), ("$aVerker, bind 3", "3"), ("$aA$b2. del", "2"),
        ("$aA$bbd. IV", "4"), ("$a1984", ""), ("$aTo liv", ""), ("$aDel 2", "2"), ("$aMidt i livet", ""),
        ("$aA$nSerie C", "serie c"), ("$aMárkan$boassi 2", "2"), ("$aKøbenhavn 1801", ""),
    ],
)  # fmt: skip
def test_volume_key(line: str, key: str) -> None:
    assert _of(f"245 10 {line}").part_number == key


def test_a_volume_in_the_title_leaves_the_title_key_so_that_it_meets_those_who_say_it_in_n() -> None:
    assert _of("245 10 $aVerker, bind 3").title_key == _of("245 10 $aVerker$n3").title_key == "verker"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2. utg.", "2"), ("[2. utg.]", "2"), ("2. rev. utg.", "2"), ("Annen utgave", "2"), ("2. utg., 4. oppl.", "2"),
        ("4. oppl.", ""), ("3. opplag", ""), ("2nd ed.", "2"), ("Third edition", "3"), ("4. painos", "4"),
        ("Toinen painos", "2"), ("2-е изд.", "2"), ("2. almmuhus", "2"), ("Nubbi prenttus", "2"), ("Rev. utg.", "rev"),
        ("Ny, revidert utgave", "ny rev"), ("Bokklubbutg.", ""), ("Utg. A", "a"), ("", ""),
    ],
)  # fmt: skip
def test_edition_key(text: str, key: str) -> None:
    assert _of(f"250 ## $a{text}").edition == key


@pytest.mark.parametrize(
    ("leader", "lines", "expected"),
    [
        (_kind("a"), (), "book"),
        (_kind("a"), ("007 cr |||||||||||",), "ebook"),
        (_kind("a"), ("008 " + normarc_008(p23="o"),), "ebook"),
        (_kind("a"), ("019 ## $bla",), "ebook"),
        (_kind("a"), ("300 ## $a1 nettressurs",), "ebook"),
        (_kind("a"), ("008 " + normarc_008(p23="d"),), "largeprint"),
        (_kind("a"), ("008 " + normarc_008(p23="f"),), "braille"),
        (_kind("a"), ("007 hd ||||||||||",), "microform"),
        (_kind("t"), (), "manuscript"),
        (_kind("a", "s"), (), "serial"),
        (_kind("a", "a"), (), "component"),
        (_kind("a", "b"), (), "component"),
        (_kind("c"), (), "score"),
        (_kind("e"), (), "map"),
        (_kind("g"), ("007 vd |v||||",), "dvd"),
        (_kind("g"), ("007 vd |s||||",), "bluray"),
        (_kind("g"), ("007 vf |b||||",), "vhs"),
        (_kind("g"), ("300 ## $a1 DVD-video",), "dvd"),
        (_kind("g"), (), "video"),
        (_kind("i"), ("007 sd f||||||||||",), "audiobook_cd"),
        (_kind("i"), ("007 sd f||||||||||", "300 ## $a1 CD-ROM (MP3)"), "audiobook_mp3"),
        (_kind("i"), ("007 cr |||||||||||",), "audiobook_file"),
        (_kind("i"), ("300 ## $a10 lydkassetter",), "cassette"),
        (_kind("i"), (), "other"),
        (_kind("j"), ("007 sd f||||||||||",), "music_cd"),
        (_kind("j"), ("007 sd b||||||||||",), "lp"),
        (_kind("j"), ("300 ## $a1 LP",), "lp"),
        (_kind("j"), ("007 ss l||||||||||",), "cassette"),
        (_kind("k"), (), "picture"),
        (_kind("m"), ("008 " + normarc_008(p26="g"),), "game"),
        (_kind("m"), ("300 ## $a1 CD-ROM",), "electronic"),
        (_kind("o"), (), "kit"),
        (_kind("r"), (), "object"),
        (_kind("r"), ("300 ## $a1 brettspill",), "board_game"),
        (_kind("x"), (), "other"),
    ],
)
def test_format_class(leader: str, lines: tuple[str, ...], expected: str) -> None:
    found = _of(*lines, leader=leader).format_class
    assert found == expected
    assert found in FORMATS


@pytest.mark.parametrize(
    ("code", "language"), [("nob", "nob"), ("und", ""), ("zxx", ""), ("   ", ""), ("|||", ""), ("sme", "sme")]
)
def test_language(code: str, language: str) -> None:
    assert _of("008 " + normarc_008(p35=code)).language == language


@pytest.mark.parametrize(
    ("coded", "c260", "year"),
    [("2013", "2014", "2013"), ("uuuu", "cop. 2013", "2013"), ("    ", "[s.a.]", ""), ("198u", "", "")],
)
def test_year(coded: str, c260: str, year: str) -> None:
    assert _of("008 " + normarc_008(p7=coded), f"260 ## $c{c260}").year == year


@pytest.mark.parametrize(
    ("extent", "pages"),
    [("189 s.", 189), ("XII, 240 s.", 240), ("240, [16] s.", 240), ("[16] s.", 16), ("312 sider", 312),
     ("88 siiddu", 88),
     ("120 sivua", 120), ("352 p.", 352), ("32 bl.", 32), ("191 с.", 191), ("S. 23-45", None), ("2 CD-er", None),
     ("1 DVD (90 min)", None), ("", None)],
)  # fmt: skip
def test_pages(extent: str, pages: int | None) -> None:
    assert _of(f"300 ## $a{extent}").pages == pages


@pytest.mark.parametrize(
    ("lines", "isbns"),
    [
        (("020 ## $a978-82-8169-269-5",), ("9788281692695",)),
        (("020 ## $a8200424421",), ("9788200424420",)),
        (("020 ## $a8200424421", "020 ## $a9788200424420"), ("9788200424420",)),
        (("020 ## $a8200424425",), ()),
        (("020 ## $z8200424421",), ()),
        (("020 ## $a9788281692695$qkplt.",), ()),
        (("020 ## $a9788281692695$bkplt.",), ()),
        (("020 ## $a9788281692695 (kplt.)",), ()),
        (("020 ## $a9788281692695$qinnbundet",), ("9788281692695",)),
        (("020 ## $a9790260000438",), ()),
        (("020 ## $qib.",), ()),
    ],
)
def test_isbns(lines: tuple[str, ...], isbns: tuple[str, ...]) -> None:
    assert tuple(i.value for i in _of(*lines).identifiers if (i.kind, i.scope) == ("isbn", "own")) == isbns
