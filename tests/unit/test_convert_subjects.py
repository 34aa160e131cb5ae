"""Subjects, 600-658 and 69X: NORMARC's level is no thesaurus, and every subfield of a heading has its place."""

import pytest
from marc_records import converted, issues_of, lines_of, record, rules, show

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict

TEXT = "     nam         1      "
FILM = "     ngm         1      "


def subjects_of(*lines: str, leader: str = TEXT) -> list[str]:
    result = converted(*lines, leader=leader)
    return [show(f) for f in result.record.fields if f.tag in ("083", "257", "382") or f.tag[0] == "6"]


def kept_of(*lines: str) -> list[tuple[str, str]]:
    return [(f"{kept.tag}${kept.code}", kept.value) for kept in converted(*lines).kept]


@pytest.mark.parametrize("level", ["#", "0", "1", "2", "3", "9"])
def test_no_level_of_normarc_is_read_as_a_thesaurus(level: str) -> None:
    assert subjects_of(f"650 #{level} $aFiske") == ["650 #4 $aFiske"]
    assert subjects_of(f"650 #{level} $aFiske$2BS") == ["650 #7 $aFiske$2bibbi"]
    assert subjects_of(f"600 1{level} $aHamsun, Knut") == ["600 14 $aHamsun, Knut"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("BS", "bibbi"), ("bs", "bibbi"), ("BIBBI", "bibbi"), ("ntsf", "ntsf"), ("NTSF", "ntsf"), ("MESH", "mesh"),
     ("Samisk bibliografi", "samisk"), ("Humord", "humord"), ("Tek-ord", "tekord"), ("Lokale emneord", "local"),
     ("noubomn", "noubomn"), ("no-ubo-mr", "no-ubo-mr")],
)  # fmt: skip
def test_the_source_of_a_term_gets_its_code(name: str, code: str) -> None:
    assert subjects_of(f"650 #0 $aFiske$2{name}") == [f"650 #7 $aFiske$2{code}"]


def test_a_source_that_nobody_knows_is_kept_aside_and_told() -> None:
    result = converted("650 #0 $aFiske$2Onkel Pers liste")
    assert lines_of(result, "650") == ["650 #4 $aFiske"]
    assert ("marc_code_unknown", "650$2", "Onkel Pers liste") in issues_of(result)
    assert [(kept.code, kept.value) for kept in result.kept] == [("2", "Onkel Pers liste")]


def test_two_sources_are_two_headings_and_the_same_one_twice_is_one() -> None:
    assert subjects_of("650 #0 $aFiske$2BS$2humord") == ["650 #7 $aFiske$2bibbi", "650 #7 $aFiske$2humord"]
    assert subjects_of("650 #2 $aJul$xFortellinger$2BS$2BS$9nob") == ["650 #7 $aJul$xFortellinger$9nob$2bibbi"]
    assert subjects_of("650 #0 $aFiske$2 ") == ["650 #4 $aFiske"]


def test_a_mixed_record_keeps_a_thesaurus_that_only_marc_21_has() -> None:
    result = converted("650 #5 $aFishing", "650 #0 $aFiske", form="mixed")
    assert lines_of(result, "650") == ["650 #5 $aFishing", "650 #4 $aFiske"]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("650 #0 $aMerkur$0planet", ["650 #4 $aMerkur (planet)"]),
        ("650 #0 $aMerkur$0(planet)", ["650 #4 $aMerkur (planet)"]),
        ("650 #0 $aKriser$01905", ["650 #4 $aKriser (1905)"]),
        ("650 #0 $aFiske$0(NO-OsBA)1122", ["650 #4 $aFiske$0(NO-OsBA)1122"]),
        ("650 #0 $aFiske$0https://id.bs.no/bibbi/1122", ["650 #4 $aFiske$0https://id.bs.no/bibbi/1122"]),
        ("650 #0 $aFiske$090086277", ["650 #4 $aFiske$090086277"]),
        ("650 #2 $aFiske$41122$2BS", ["650 #7 $aFiske$0(NO-OsBA)1122$2bibbi"]),
        ("655 #2 $aKrim$41203108", ["655 #4 $aKrim$0(NO-OsBA)1203108"]),
        ("600 00 $aOdin$0gud", ["600 04 $aOdin$c(gud)"]),
        ("651 #0 $aLarvik$qVestfold$qNorge", ["651 #4 $aLarvik (Vestfold) (Norge)"]),
        ("651 #0 $aLarvik$zHelgeroa", ["651 #4 $aLarvik$zHelgeroa"]),
        ("650 #0 $aFiske$zNorge$xHistorie$y1800-tallet$vNovelle",
         ["650 #4 $aFiske$zNorge$xHistorie$y1800-tallet$vNovelle"]),
        ("650 #0 $aSlag$c1905-1907$dKarlstad", ["650 #4 $aSlag$d1905-1907$cKarlstad"]),
        ("650 #0 $aFiske$7S. 1-20", ["650 #4 $aFiske$3S. 1-20"]),
        ("650 #0 $aFiske$9nno", ["650 #4 $aFiske$9nno"]),
        ("650 #0 $aDen lille$wlille", ["650 #4 $aDen lille"]),
        ("650 #0 $a $x ", []),
        ("610 20 $aNRK$qOslo$bDagsnytt", ["610 24 $aNRK (Oslo)$bDagsnytt"]),
        ("611 20 $aOL$qvinter$d1994$cLillehammer", ["611 24 $aOL (vinter)$d1994$cLillehammer"]),
        ("630 #0 $aBibelen$bFra Gud til menneske$f1858$lNorsk$n1$pNT",
         ["630 04 $aBibelen$pFra Gud til menneske$f1858$lNorsk$n1$pNT"]),
        ("630 #0 $aSymfoni$iop. 5", ["630 04 $aSymfoni$nop. 5"]),
        ("640 ## $aDen gamle mannen$wgamle mannen$n2$pSlutten", ["630 44 $aDen gamle mannen$n2$pSlutten"]),
        ("648 #0 $a1800-tallet", ["648 #4 $a1800-tallet"]),
        ("652 ## $aSonate$9nob", ["655 #4 $aSonate$9nob"]),
        ("653 #0 $aFisk", ["653 ## $aFisk"]),
        ("653 1# $aFisk$aSjø$9nor", ["653 1# $aFisk$aSjø$9nor"]),
        ("653 ## $aFisk$xHistorie", ["653 ## $aFisk$aHistorie"]),
        ("653 ## $aMerkur$qplanet$qgud", ["653 ## $aMerkur (planet) (gud)"]),
        ("653 1# $aFisk$aSjø$2humord", ["650 17 $aFisk$2humord", "650 17 $aSjø$2humord"]),
        ("650 #0 $aFisk$aSjø$9nob", ["650 #4 $aFisk$9nob", "650 #4 $aSjø$9nob"]),
        ("650 #0 $aFisk$aSjø$xHistorie", ["650 #4 $aFisk ; Sjø$xHistorie"]),
        ("655 #0 $aKrim", ["655 #4 $aKrim"]),
        ("655 #7 $aKrim$2ntsf", ["655 #7 $aKrim$2ntsf"]),
        ("656 #0 $aLærer", ["650 #4 $aLærer"]),
        ("656 #0 $aLærer$2humord", ["656 #7 $aLærer$2humord"]),
        ("658 ## $afiolin (2)$aklaver$b03", ["382 0# $afiolin$n2$aklaver$s3"]),
        ("658 ## $aorkester$bca. 40", ["382 0# $aorkester$vca. 40"]),
        ("690 ## $aRussland", ["653 ## $aRussland"]),
        ("699 ## $aSnø$1551.5784$2BS", ["083 0# $a551.5784", "650 #7 $aSnø$2bibbi"]),
    ],
)  # fmt: skip
def test_subject(normarc: str, marc21: list[str]) -> None:
    assert subjects_of("245 10 $aX", normarc) == marc21
    assert kept_of("245 10 $aX", normarc) == []


def test_the_dewey_number_of_a_subject_is_an_additional_number_of_the_record() -> None:
    lines = ("082 31 $a639.2$25", "600 10 $aHamsun, Knut$1839.82", "650 #0 $aFiske$1639.2", "651 #0 $aRøst$1914.84")
    assert subjects_of(*lines)[:2] == ["083 0# $a839.82", "083 0# $a914.84"]
    assert subjects_of("650 #0 $aFiske$1639.2", "650 #0 $aFangst$1639.2")[:1] == ["083 0# $a639.2"]


def test_a_class_number_of_another_scheme_is_kept_aside_and_a_uri_stays() -> None:
    assert kept_of("650 #0 $aFiske$1Vd 32") == [("650$1", "Vd 32")]
    uri = "https://id.nb.no/1"
    assert subjects_of(f"650 #0 $aFiske$1{uri}") == [f"650 #4 $aFiske$1{uri}"]


def test_the_country_of_a_film_is_its_producer_and_of_a_book_a_place() -> None:
    film = subjects_of("655 #2 $aSpillefilm$zUSA", "655 #2 $aDrama$zUSA$zNorge", leader=FILM)
    assert film == ["257 ## $aUSA$aNorge", "655 #4 $aSpillefilm", "655 #4 $aDrama"]
    assert subjects_of("655 #0 $aEventyr$zRussland") == ["655 #4 $aEventyr$zRussland"]
    known = subjects_of("257 ## $aUSA", "655 #2 $aDrama$zUSA", leader=FILM)
    assert known == ["257 ## $aUSA", "655 #4 $aDrama"]


def test_a_genre_of_bibbi_becomes_the_term_of_ntsf_where_the_two_agree() -> None:
    villmark = "655 #7 $aVillmarksfortellinger$9nob$0https://id.nb.no/vocabulary/ntsf/326$2ntsf"
    assert subjects_of("655 #2 $aVillmark$2BS$9nob") == [villmark]
    assert subjects_of("655 #2 $aVillmark$9nob") == [villmark]
    assert subjects_of("655 #2 $aVillmark$xFortellinger$2BS") == ["655 #7 $aVillmark$xFortellinger$2bibbi"]
    assert subjects_of("655 #2 $aVillmark$2humord") == ["655 #7 $aVillmark$2humord"]
    assert subjects_of("655 #2 $aGrøsser$2BS", leader=FILM) == ["655 #7 $aGrøsser$2bibbi"]
    assert subjects_of("655 #2 $aDagbøker$2BS") == ["655 #7 $aDagbøker$2bibbi"]


def test_what_says_something_of_a_subject_person_is_dropped_by_rule_or_kept_aside() -> None:
    line = "600 10 $aHamsun, Knut$jn.$wHamsun Knut$8kvinne"
    assert subjects_of(line) == ["600 14 $aHamsun, Knut"]
    assert kept_of(line) == [("600$8", "kvinne")]
    assert kept_of("655 #0 $aKrim$4ill") == [("655$4", "ill")]


def test_every_claim_names_a_row_that_tells_why() -> None:
    trace = Trace()
    lines = (
        "600 10 $aOdin$0gud$jn.$wodin$1293.13", "650 #2 $aJul$2BS$41122$7S. 3$c1900$9nob", "653 ## $aFisk$2HUMORD",
        "655 #2 $aVillmark$2BS", "658 ## $afiolin (2)$b02", "699 ## $aSnø$1551.57$2BS",
    )  # fmt: skip
    convert(record(*lines), rules(), Verdict("normarc", ()), trace=trace)
    for step in trace.steps:
        assert step.claim.fate is not SubfieldFate.UNKNOWN, step
        assert rules().notes[step.claim.rule].note_nb, step
