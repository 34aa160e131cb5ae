"""Titles: 130, 240, 245, 246, 730, 740; titles in two scripts. Present, blank, missing, odd."""

import pytest
from marc_records import converted, issues_of, lines_of, normarc_008, record, rules
from pymarc import Record

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict
from migration.marc.validation import validate

NOB = "008 " + normarc_008(p35="nob")


def lines(*sources: str, tags: tuple[str, ...] = ("130", "240", "245", "246", "730", "740", "500")) -> list[str]:
    return lines_of(converted(NOB, *sources), *tags)


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("245 10 $aSult$broman$cKnut Hamsun", "245 10 $aSult$broman$cKnut Hamsun"),
        ("245 10 $aSult :$broman /$cKnut Hamsun", "245 10 $aSult$broman$cKnut Hamsun"),
        ("245 10 $aVinterlys$aSommerlys$cA.B.", "245 10 $aVinterlys ; Sommerlys$cA.B."),
        ("245 10 $aVinterlys ;$aSommerlys", "245 10 $aVinterlys ; Sommerlys"),
        ("245 10 $aVåren ;$bHøsten", "245 10 $aVåren ; Høsten"),
        ("245 10 $aVåren ; Høsten", "245 10 $aVåren ; Høsten"),
        ("245 10 $aVåren ;", "245 10 $aVåren"),
        ("245 10 $aVinterlys$aSommerlys$bdikt$bsanger", "245 10 $aVinterlys ; Sommerlys$bdikt : sanger"),
        ("245 10 $aVinterlys$bdikt$aSommerlys$bsanger", "245 10 $aVinterlys$bdikt ; Sommerlys : sanger"),
        ("245 10 $aSult =$bHunger", "245 10 $aSult$b= Hunger"),
        ("245 10 $aSult$cX$cY", "245 10 $aSult$cX ; Y"),
        ("245 10 $aA$cX$aB$cY", "245 10 $aA$cX. B / Y"),
        ("245 10 $aTromsø$nBind 3$pRegister : steder", "245 10 $aTromsø$nBind 3$pRegister : steder"),
        ("245 10 $aTromsø$nBind 1$pA$nBind 2$pB", "245 10 $aTromsø$nBind 1$pA$nBind 2$pB"),
        ("245 10 $aSult$b $c", "245 10 $aSult"),
    ],
)  # fmt: skip
def test_title_statement(normarc: str, marc21: str) -> None:
    assert lines(normarc, tags=("245",)) == [marc21]


def test_a_title_without_text_is_not_delivered_but_its_material_is() -> None:
    assert lines("245 10 $a $hflanellograf") == ["500 ## $aMaterialbetegnelse: flanellograf"]


def test_material_designation_stands_before_the_title() -> None:
    result = converted("245 00 $h[video]$aÉn film")
    assert lines_of(result, "245") == ["245 00 $aÉn film"]
    assert str(result.record.leader)[6] == "g"


@pytest.mark.parametrize("form", ["videokassett", "[Video] :", "VIDEO"])
def test_a_used_material_designation_has_a_fate(form: str) -> None:
    trace = Trace()
    convert(record(f"245 10 $aFilm$h{form}"), rules(), Verdict("normarc", ()), trace=trace)
    assert trace.steps[1].claim.fate is SubfieldFate.MOVED
    assert trace.steps[1].claim.rule.startswith("material_terms/video")


@pytest.mark.parametrize(
    ("language", "title", "ind2"),
    [
        ("nob", "En julefortelling", "3"),
        ("eng", "The book", "4"),
        ("fre", "L’amour", "2"),
        ("ita", "L'isola", "2"),
        ("spa", "El camino", "3"),
        ("ara", "al-Kitab", "3"),
        ("fin", "En tiedä", "0"),
        ("smj", "Den giella", "0"),
        ("sma", "De leah", "0"),
        ("nob", "Den", "0"),
        ("   ", "En bok", "0"),
    ],
)
def test_articles_of_the_language(language: str, title: str, ind2: str) -> None:
    result = converted("008 " + normarc_008(p35=language), f"245 1# $a{title}")
    assert lines_of(result, "245") == [f"245 1{ind2} $a{title}"]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("246 #0 $aThe book$wbook", ["246 31 $aThe book"]),
        ("246 ## $aHunger$ba novel", ["246 31 $aHunger$ba novel"]),
        ("246 ## $aHunger$cby K.H.", ["246 31 $aHunger", "500 ## $aParallell ansvarsangivelse: by K.H."]),
        ("246 1# $iOmslagstittel:$aSulten", ["246 1# $iOmslagstittel:$aSulten"]),
        ("246 ## $a ", []),
    ],
)
def test_parallel_titles_never_touch_245(normarc: str, marc21: list[str]) -> None:
    assert lines("245 10 $aSult", normarc) == ["245 10 $aSult", *marc21]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("130 #4 $aDen store boka", ["130 4# $aDen store boka"]),
        ("130 ## $aDen store boka$wstore boka", ["130 4# $aDen store boka"]),
        ("130 #0 $aBibelen$bGT$lNorsk$f1978", ["130 0# $aBibelen$pGT$lNorsk$f1978"]),
        ("130 #0 $aSonater$iop. 1$qBach", ["130 0# $aSonater (Bach)$nop. 1"]),
        ("240 10 $aThe hobbit", ["240 10 $aThe hobbit"]),
        ("240 1# $aThe hobbit$whobbit$lNorsk", ["240 14 $aThe hobbit$lNorsk"]),
        ("240 10 $aHunger =", ["240 10 $aHunger"]),
        ("240 10 $aHunger :$ba novel /", ["240 10 $aHunger", "246 1# $iOriginaltittel:$aHunger$ba novel"]),
        ("240 00 $aFaust$btragedie", ["240 10 $aFaust", "246 1# $iStandardtittel:$aFaust$btragedie"]),
        ("240 00 $a[Sonater$mfiolin$rc-moll]$iop. 45", ["240 10 $aSonater$mfiolin$nop. 45$rc-moll"]),
        ("240 10 $b ", []),
        ("730 0# $aBibelen$bGT", ["730 0# $aBibelen$pGT"]),
        ("730 ## $aDen store boka", ["730 4# $aDen store boka"]),
        ("730 03 $aBibelen$uBibelen", ["730 02 $aBibelen"]),
        ("740 4# $aDen stundesløse$wstundesløse", ["740 4# $aDen stundesløse"]),
        ("740 ## $aDen stundesløse$wstundesløse", ["740 4# $aDen stundesløse"]),
        ("740 02 $aErasmus Montanus", ["740 02 $aErasmus Montanus"]),
        ("740 0# $aJeppe$eOmslagstittel", ["246 1# $iOmslagstittel:$aJeppe"]),
        ("740 0# $aJeppe$n1$pBerget :", ["740 0# $aJeppe$n1$pBerget"]),
    ],
)
def test_uniform_and_added_titles(normarc: str, marc21: list[str]) -> None:
    assert lines(normarc) == marc21


def test_a_second_uniform_title_and_one_beside_130_are_added_entries() -> None:
    assert lines("240 10 $aA", "240 14 $aThe B") == ["240 10 $aA", "730 4# $aThe B"]
    assert lines("130 #0 $aA", "240 14 $aThe B") == ["130 0# $aA", "730 4# $aThe B"]


CYRILLIC = ("245 10 $aAzazel'$cBoris Akunin$9rus", "245 10 $aАзазель$cБорис Акунин$9rus")


def test_a_title_in_its_own_script_is_880_linked_both_ways() -> None:
    result = converted(*CYRILLIC)
    assert lines_of(result, "245", "880") == [
        "245 10 $6880-01$aAzazel'$cBoris Akunin",
        "880 10 $6245-01/(N$aАзазель$cБорис Акунин",
    ]
    assert not [i for i in validate(result.record, rules(), "normarc") if i.code.startswith("link_")]


def test_the_order_of_the_two_titles_does_not_matter() -> None:
    assert lines_of(converted(*reversed(CYRILLIC)), "245", "880") == lines_of(converted(*CYRILLIC), "245", "880")


@pytest.mark.parametrize(
    ("title", "script"),
    [
        ("Азазель", "/(N"),
        ("Οδύσσεια", "/(S"),
        ("كتاب", "/(3/r"),
        ("ספר", "/(2/r"),
        ("源氏物語", "/$1"),
        ("かな", "/$1"),
        ("รามเกียรติ์", ""),
    ],
)
def test_script_codes(title: str, script: str) -> None:
    assert lines_of(converted("245 10 $aLatin", f"245 10 $a{title}"), "880") == [f"880 10 $6245-01{script}$a{title}"]


@pytest.mark.parametrize("title", ["Čáhci", "Ŋálá", "Ægir", "ʼUd", "Łódź", "№ 1"])
def test_latin_letters_with_marks_are_no_other_script(title: str) -> None:
    result = converted("245 10 $aSult", f"245 10 $a{title}")
    assert lines_of(result, "246") == [f"246 3# $a{title}"]
    assert ("second_title", "245", "") in issues_of(result)


def test_other_doubled_fields_are_paired_in_order() -> None:
    result = converted(
        *CYRILLIC,
        "100 1# $aAkunin, Boris$jr.", "100 1# $aАкунин, Борис$jr.",
        "260 ## $aMoskva$bZacharov$c1998", "260 ## $aМосква$bЗахаров$c1998",
        "700 1# $aA, B", "700 1# $aC, D", "700 1# $aЯ, Б",
    )  # fmt: skip
    assert {line.split("$")[1][1:4] for line in lines_of(result, "880")} == {"100", "245", "260"}
    assert lines_of(result, "100")[0].endswith("$aAkunin, Boris")
    assert lines_of(result, "700") == ["700 1# $aA, B", "700 1# $aC, D", "700 1# $aЯ, Б"]
    assert not [i for i in validate(result.record, rules(), "normarc") if i.code in ("link_broken", "field_repeated")]


def test_foreign_fields_without_a_doubled_title_stay() -> None:
    assert lines_of(converted("100 1# $aАкунин, Борис", "245 10 $aАзазель"), "100", "245", "880") == [
        "100 1# $aАкунин, Борис",
        "245 10 $aАзазель",
    ]


def test_numbers_go_on_after_those_of_880_fields_that_were_there() -> None:
    result = converted(*CYRILLIC, "250 ## $6880-04$a2. izd.", "880 ## $6250-04/(N$a2. изд.")
    assert lines_of(result, "245") == ["245 10 $6880-05$aAzazel'$cBoris Akunin"]


def test_a_third_title_in_another_script_has_no_partner() -> None:
    result = converted(*CYRILLIC, "245 10 $aکتاب")
    assert [line[7:20] for line in lines_of(result, "880")] == ["$6245-01/(N$a", "$6245-00/(3/r"]


def test_a_link_whose_other_side_fell_away_is_taken_back() -> None:
    """The two equal names are merged, so their second doubles have nothing to stand for."""
    names = ("700 1# $aA, B", "700 1# $aA, B", "700 1# $aЯ, Б", "700 1# $aЯ, Б")
    result = converted(*CYRILLIC, *names)
    assert not [i for i in validate(result.record, rules(), "normarc") if i.code.startswith("link_")]


def test_the_language_of_a_title_is_dropped_by_its_rule() -> None:
    trace = Trace()
    source: Record = record(*CYRILLIC)
    convert(source, rules(), Verdict("normarc", ()), trace=trace)
    assert {s.claim.rule for s in trace.steps if s.code == "9"} == {"subfields/245$9"}
