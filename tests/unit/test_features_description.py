"""Editions, years, extents, publishers, series, languages, hosts, as cataloguers write them."""

import pytest
from marc_records import MARC21_LEADER, normarc_008, record

from migration.features import BibFeatures
from migration.marc.features.record import features


def _of(*lines: str) -> BibFeatures:
    return features(record(*lines, leader=MARC21_LEADER))


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("2. utg.", "2"),
        ("2. utg., 3. oppl.", "2"),
        ("3. oppl. av 2. utg.", "2"),
        ("1. utg.", "1"),
        ("2. opplag", ""),
        ("Tredje opplag", ""),
        ("II utg.", "2"),
        ("2., reviderte og utvidede utgave", "2"),
        ("2d. ed.", "2"),
        ("2nd and rev. ed.", "2"),
        ("Second and revised edition", "2"),
        ("5th", "5"),
        ("Utgave 2", "2"),
        ("Изд. 2-е, испр.", "2"),
        ("Второе издание", "2"),
        ("2., uudistettu painos", "2"),
        ("Goalmmát almmuhus", "3"),
        ("3., überarb. Aufl.", "3"),
        ("2:a uppl.", "2"),
        ("Ny utg.", "ny"),
        ("Rev. og utv. utg.", "rev utv"),
        ("Bokmål[utg.]", ""),
        ("Nynorskutg.", ""),
        ("Lettlest utg.", ""),
        ("Norsk utg.", ""),
        ("8. trinn", ""),
        ("Jubileumsutg.", "jub"),
        ("Amerikansk utg.", "amerikansk"),
    ],
)
def test_editions_but_no_printings_and_no_versions(text: str, edition: str) -> None:
    assert _of(f"250 ## $a{text}").edition == edition


def test_of_several_statements_of_edition_the_number_counts() -> None:
    assert _of("250 ## $aRev. utg.", "250 ## $a4. utg.").edition == "4"


@pytest.mark.parametrize(
    ("coded", "lines", "year", "others"),
    [
        ("s2001    ", ("260 ## $c2001",), "2001", ()),
        ("s2003    ", ("260 ## $c2003, cop. 2001",), "2003", ("2001",)),
        ("s2001    ", ("264 #1 $c2003", "264 #4 $c©2001"), "2001", ("2003",)),
        ("r20051987", ("260 ## $c2005",), "2005", ("1987",)),
        ("t20031999", (), "2003", ("1999",)),
        ("m19901995", (), "1990", ()),
        ("         ", ("260 ## $c1993 [2. oppl. 1995]",), "1993", ("1995",)),
        ("         ", ("260 ## $ccop. 1995",), "1995", ()),
        ("         ", ("260 ## $c[1998?]",), "1998", ()),
        ("         ", ("260 ## $c2003", "250 ## $a2. oppl. 2005"), "2003", ("2005",)),
        ("         ", ("264 #3 $c2010", "264 #1 $c2008"), "2008", ("2010",)),
        ("s19uu    ", ("260 ## $c[19--]",), "", ()),
        ("s9999    ", (), "", ()),
    ],
)
def test_years(coded: str, lines: tuple[str, ...], year: str, others: tuple[str, ...]) -> None:
    found = _of("008 " + normarc_008(p6=coded), *lines)
    assert (found.year, found.other_years) == (year, others)


@pytest.mark.parametrize(
    ("text", "pages", "front", "volumes"),
    [
        ("312 s.", 312, None, None),
        ("xii, 240 s.", 240, 12, None),
        ("XII, 240, [16] s.", 240, 12, None),
        ("312 [8] s.", 312, None, None),
        ("312s.", 312, None, None),
        ("xii,312s", 312, 12, None),
        ("312. [8] s.", 312, None, None),
        ("pp. 280.", 280, None, None),
        ("1,042 p.", 1042, None, None),
        ("vi p., 1 l., 352 p.", 352, 6, None),
        ("3 b. i 1 bd.", None, None, 3),
        ("5 pts. in 1 v.", None, None, 5),
        ("[28] s.", 28, None, None),
        ("1 b. (upag.)", None, None, 1),
        ("1 bind (311 s.)", 311, None, 1),
        ("2 b. (311, 299 s.)", None, None, 2),
        ("3 v.", None, None, 3),
        ("S. 12-30", None, None, None),
        ("s. [12]-30", None, None, None),
        ("p. [5]-284", 284, None, None),
        ("1 p. l., [5]-284 p.", 284, None, None),
        ("284 [i.e. 248] s.", 248, None, None),
        ("318, [2] с.", 318, None, None),
        ("120 sivua", 120, None, None),
        ("88 siidosa", 88, None, None),
        ("24 leaves", 24, None, None),
        ("2 том", None, None, 2),
        ("8 CD-er", None, None, 8),
        ("1 DVD-video", None, None, 1),
        ("1 spill", None, None, 1),
        ("100 s., 8 plansjer", 100, None, None),
        ("12 kort i eske", None, None, 12),
        ("", None, None, None),
    ],
)
def test_pages_and_physical_units(text: str, pages: int | None, front: int | None, volumes: int | None) -> None:
    found = _of(f"300 ## $a{text}")
    assert (found.pages, found.front_pages, found.volumes) == (pages, front, volumes)


def test_pages_that_go_on_in_the_next_subfield() -> None:
    assert _of("300 ## $axx p., 1 l., $b359 p.").pages == 359


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        (("300 ## $a1 DVD (86 min)",), 86),
        (("300 ## $a1 DVD (ca. 45 min.)",), 45),
        (("300 ## $a8 CD (9 t 20 min)",), 560),
        (("300 ## $a2 CD-er (1 t., 32 min.)",), 92),
        (("300 ## $a1 lydfil (2 timer)",), 120),
        (("300 ## $a1 CD (01:32:30)",), 93),
        (("300 ## $a1 CD", "306 ## $a013215"), 92),
        (("300 ## $a1 CD", "306 ## $a000330$a000330"), 7),
        (("300 ## $a1 CD (12 t.)",), 720),
        (("300 ## $a1 CD",), None),
        (("306 ## $aen time",), None),
    ],
)
def test_minutes(lines: tuple[str, ...], minutes: int | None) -> None:
    assert _of(*lines).minutes == minutes


@pytest.mark.parametrize(
    ("text", "height"),
    [
        ("22 cm", 22),
        ("21 x 30 cm", 21),
        ("23.5 cm", 24),
        ("23,5 cm", 24),
        ("23 1/2cm", 24),
        ("215 mm", 22),
        ("20-23 cm", 20),
        ("22 см", 22),
        ("in 8vo", None),
        ("", None),
    ],
)
def test_heights_are_rounded_up_as_cataloguers_do(text: str, height: int | None) -> None:
    assert _of(f"300 ## $a312 s.$c{text}").height == height


@pytest.mark.parametrize(
    ("lines", "publishers"),
    [
        (("260 ## $bGyldendal norsk forlag",), ("gyldendal norsk",)),
        (("260 ## $bAschehoug$bOktober",), ("aschehoug", "oktober")),
        (("264 #1 $bDavvi Girji", "264 #2 $bBS"), ("davvi girji",)),
        (("260 ## $bFagbokforl.",), ("fagbok",)),
        (("260 ## $bFagbokforlaget",), ("fagbok",)),
        (("260 ## $bWSOY, cop.",), ("wsoy cop",)),
        (("260 ## $bKustannus Oy Pohjoinen",), ("pohjoinen",)),
        (("260 ## $bИздательство АСТ",), ("ast",)),
        (("260 ## $bB. M. Hansen & Co",), ("bm hansen",)),
        (("260 ## $b[s.n.]",), ()),
        (("260 ## $bForf.",), ()),
        (("260 ## $b[Eget forlag]",), ()),
        (("260 ## $bI kommisjon hos Aschehoug",), ()),
        (("260 ## $bForlaget",), ()),
        (("260 ## $bPress",), ("press",)),
    ],
)
def test_publishers(lines: tuple[str, ...], publishers: tuple[str, ...]) -> None:
    assert _of(*lines).publishers == publishers


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Oslo", ("oslo",)),
        ("[Oslo]", ("oslo",)),
        ("Lancaster, Pa.,", ("lancaster",)),
        ("Kárášjohka", ("karasjohka",)),
        ("Москва", ("moskva",)),
        ("[S.l.]", ()),
        ("[Utgivelsessted ikke identifisert]", ()),
        ("Oslo ; Bergen", ("oslo", "bergen")),
    ],
)
def test_places(text: str, places: tuple[str, ...]) -> None:
    assert _of(f"260 ## $a{text}").places == places


def test_the_country_is_coded() -> None:
    assert _of("008 " + normarc_008(p15="no ")).country == "no"
    assert [_of("008 " + normarc_008(p15=code)).country for code in ("   ", "|||", "xx ")] == ["", "", ""]


@pytest.mark.parametrize(
    ("lines", "series", "number"),
    [
        (("490 1# $aNatt & dag$v12", "830 #0 $aNatt & dag"), ("natt dag",), "12"),
        (("440 #0 $aKrimklubben ; nr. 4",), ("krimklubben",), "4"),
        (("490 0# $aKrimklubben$vbd. IV",), ("krimklubben",), "4"),
        ((), (), ""),
    ],
)
def test_series(lines: tuple[str, ...], series: tuple[str, ...], number: str) -> None:
    found = _of(*lines)
    assert (found.series, found.series_number) == (series, number)


@pytest.mark.parametrize(
    ("coded", "lines", "language", "told", "original"),
    [
        ("nob", (), "nob", (), ""),
        ("nob", ("041 1# $anob$heng",), "nob", ("nob",), "eng"),
        ("   ", ("041 0# $asme",), "sme", ("sme",), ""),
        ("mul", ("041 0# $anobeng",), "", ("nob", "eng"), ""),
        ("nob", ("041 0# $anob$asme",), "nob", ("nob", "sme"), ""),
        ("lap", (), "smi", (), ""),
        ("NOB", (), "nob", (), ""),
        ("und", ("041 0# $anb",), "", (), ""),
    ],
)
def test_languages(coded: str, lines: tuple[str, ...], language: str, told: tuple[str, ...], original: str) -> None:
    found = _of("008 " + normarc_008(p35=coded), *lines)
    assert (found.language, found.languages, found.original_language) == (language, told, original)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("500 ## $aOriginaltittel: The whale",), "the whale"),
        (("500 ## $aOriginalens tittel: The whale",), "the whale"),
        (("500 ## $aOrig. tittel: Преступление и наказание",), "prestuplenije i nakazanije"),
        (("765 0# $tThe whale", "500 ## $aOriginaltittel: Another"), "the whale"),
        (("041 1# $anob$heng", "240 10 $aThe whale"), "the whale"),
        (("240 10 $aThe whale$lNorsk",), "the whale"),
        (("240 10 $aDikt",), ""),
        (("500 ## $aMed register",), ""),
    ],
)
def test_what_a_translation_is_of(lines: tuple[str, ...], title: str) -> None:
    assert _of(*lines).original_title == title


def test_what_a_part_belongs_to() -> None:
    assert _of("773 0# $tVaranger årbok$w(X)1$gÅrg. 1989, s. 12-30").host == "varanger arbok arg 1989 s 12 30"
    assert _of("773 0# $w(X)1").host == "x 1"
    assert _of("773 0# $w1").host == "", "1 is another record in the next library"
    assert _of("245 00 $aA").host == ""
