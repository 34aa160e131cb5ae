"""Marks that make another text or use of a work, and kinds of carriers that need telling apart."""

import pytest
from marc_records import normarc_008, record

from migration.features import BibFeatures
from migration.marc.features.record import features


def _of(*lines: str, kind: str = "a") -> BibFeatures:
    return features(record(*lines, leader=f"00000n{kind}m a2200000 c 4500"))


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("250 ## $aForkortet utg.", ("abridged",)),
        ("250 ## $aUforkortet utg.", ("unabridged",)),
        ("250 ## $aLettlest utg.", ("easy_read",)),
        ("245 10 $aSult :$blettlest", ("easy_read",)),
        ("500 ## $aLettlest utgave ved K. Vik", ("easy_read",)),
        ("655 #7 $aLettlest", ()),
        ("500 ## $aPasser for dem som vil ha lettlest", ()),
        ("250 ## $aFaksimileutg.", ("facsimile",)),
        ("250 ## $aSkoleutg.", ("school",)),
        ("500 ## $aFaksimileutg. av: Christiania : Cappelen, 1831", ("facsimile",)),
        ("250 ## $aBokklubbutg.", ("book_club",)),
        ("260 ## $aOslo$bDen norske bokklubben", ("book_club",)),
        ("264 #1 $aOslo$bBokklubben Nye bøker", ("book_club",)),
        ("250 ## $aKommentert utg.", ("annotated",)),
        ("250 ## $aTospråklig utg.", ("bilingual",)),
        ("245 10 $aA :$blærerveiledning", ("teachers_guide",)),
        ("245 10 $aA :$blærerens bok", ("teachers_guide",)),
        ("245 10 $aA :$bteacher's book", ("teachers_guide",)),
        ("245 10 $aA$nArbeidsbok", ("workbook",)),
        ("245 10 $aA :$boppgavesamling", ("problems",)),
        ("245 10 $aA : workbook", ("workbook",)),
        ("245 10 $aA :$bbargogirji", ("workbook",)),
        ("245 10 $aA$nFasit", ("answer_key",)),
        ("245 10 $aA$nKopioriginaler", ("copy_masters",)),
        ("245 10 $aA$nGrunnbok", ("basic_book",)),
        ("245 10 $aA$pElevbok", ()),
        ("245 10 $aA :$btextbook", ()),
        ("245 10 $aTests, a history", ()),
        ("250 ## $a8. trinn", ("grade-8",)),
        ("245 10 $aA 8.-10. trinn", ("grade-8-10",)),
        ("245 10 $aA :$bVg1 helsefag", ("grade-vg1",)),
        ("250 ## $aGrade 8", ("grade-8",)),
        ("250 ## $a2. utg.", ()),
    ],
)
def test_versions(line: str, version: tuple[str, ...]) -> None:
    assert _of(line).version == version


@pytest.mark.parametrize(
    "field", ["$aTall og tanke 8$nElevbok", "$aTall og tanke 8 : elevbok", "$aTall og tanke 8$pElevbok"]
)
def test_the_pupils_book_is_the_same_wherever_it_is_said(field: str) -> None:
    found, plain = _of(f"245 10 {field}"), _of("245 10 $aTall og tanke 8")
    assert (found.title, found.subtitle, found.part_number, found.part_title) == ("tall og tanke 8", "", "", "")
    assert found.version == plain.version


@pytest.mark.parametrize(
    ("coded", "lines", "language", "version"),
    [
        ("nor", ("250 ## $aBokmål[utg.]",), "nob", ()),
        ("nor", ("250 ## $aNynorskutg.",), "nno", ()),
        ("nob", ("250 ## $aBokmålsutg.",), "nob", ()),
        ("nob", ("250 ## $aNynorsk utg.",), "nob", ("nno",)),
        ("nor", ("245 10 $aMatematikk :$bnynorsk",), "nno", ()),
        ("nor", ("250 ## $aBokmål og nynorsk",), "nor", ()),
        ("nob", ("245 10 $aNynorsk for alle",), "nob", ()),
    ],
)
def test_a_target_form_says_the_language(
    coded: str, lines: tuple[str, ...], language: str, version: tuple[str, ...]
) -> None:
    found = _of("008 " + normarc_008(p35=coded), *lines)
    assert (found.language, found.version) == (language, version)


@pytest.mark.parametrize(
    ("lines", "version"),
    [
        (("538 ## $aPlayStation 4",), ("ps4",)),
        (("300 ## $a1 Blu-ray (PS4)",), ("ps4",)),
        (("753 ## $aPlayStation",), ("ps1",)),
        (("538 ## $aXbox One",), ("xbox_one",)),
        (("538 ## $aXbox 360",), ("xbox_360",)),
        (("538 ## $aNintendo Wii U",), ("wii_u",)),
        (("538 ## $aNintendo Wii",), ("wii",)),
        (("538 ## $aNintendo Switch",), ("switch",)),
        (("538 ## $aWindows 10",), ("pc",)),
        ((), ()),
    ],
)
def test_a_game_for_another_system_is_another_game(lines: tuple[str, ...], version: tuple[str, ...]) -> None:
    assert _of("008 " + normarc_008(p26="g"), *lines, kind="m").version == version


@pytest.mark.parametrize(
    ("lines", "version"),
    [
        (("255 ## $aMålestokk 1:50 000",), ("scale-50000",)),
        (("034 1# $aa$b250000", "255 ## $a1:50 000"), ("scale-250000",)),
        (("490 0# $aNorge 1:50 000",), ("scale-50000",)),
        (("255 ## $aMålestokk varierer",), ()),
        ((), ()),
    ],
)
def test_a_map_in_another_scale_is_another_map(lines: tuple[str, ...], version: tuple[str, ...]) -> None:
    assert _of(*lines, kind="e").version == version


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("a", ("300 ## $a[16] s. : ill. (pappbok)",), "board_book"),
        ("a", ("250 ## $aBoard book ed.",), "board_book"),
        ("a", ("020 ## $a9788281692695$qkart.",), "book"),
        ("a", ("250 ## $aStorskrift[utg.]",), "largeprint"),
        ("a", ("250 ## $aLarge print ed.",), "largeprint"),
        ("i", ("300 ## $a1 CD (DAISY)",), "daisy"),
        ("i", ("347 ## $bDAISY",), "daisy"),
        ("i", ("347 ## $bMP3",), "audiobook_mp3"),
        ("g", ("300 ## $a1 Blu-ray (4K Ultra HD)",), "bluray_4k"),
        ("g", ("250 ## $aUHD",), "bluray_4k"),
        ("c", ("300 ## $a4 stemmer",), "score_parts"),
        ("c", ("300 ## $a1 partitur + 4 stemmer",), "score"),
        ("r", ("300 ## $a1 kortspill",), "board_game"),
    ],
)
def test_carriers(kind: str, lines: tuple[str, ...], expected: str) -> None:
    assert _of(*lines, kind=kind).format_class == expected
