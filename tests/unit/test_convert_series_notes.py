"""Series 440 and 490, 830; notes 5XX; 263. Present, blank, missing, odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_records import converted, lines_of, normarc_008, record, rules, show

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict
from migration.marc.validation import validate

NOB = "008 " + normarc_008(p35="nob")
SERIES = ("490", "800", "810", "811", "830")
NOTES = (
    "246",
    "263",
    "500",
    "505",
    "508",
    "511",
    "515",
    "516",
    "520",
    "521",
    "530",
    "533",
    "541",
    "588",
    "770",
    "772",
    "780",
    "785",
)
SERIAL = "     nas         1      "


def series_of(*sources: str) -> list[str]:
    return lines_of(converted(NOB, *sources), *SERIES)


def notes_of(*sources: str, leader: str = "     nam         1      ") -> list[str]:
    return lines_of(converted(NOB, *sources, leader=leader), *NOTES)


def fates_of(line: str) -> list[tuple[str, str]]:
    trace = Trace()
    convert(record(line), rules(), Verdict("normarc", ()), trace=trace)
    return [(step.claim.fate, step.claim.rule) for step in trace.steps]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("440 #0 $aFakkelbøker$x0800-4447$v12",
         ["490 1# $aFakkelbøker$x0800-4447$v12", "830 #0 $aFakkelbøker$x0800-4447$v12"]),
        ("440 ## $aDen grønne serien$wgrønne serien", ["490 1# $aDen grønne serien", "830 #4 $aDen grønne serien"]),
        ("440 #0 $aRapport$cNRK$nA$pNord", ["490 1# $aRapport. A. Nord / NRK", "830 #0 $aRapport$nA$pNord"]),
        ("440 #0 $aSerien$pDel A$v3$y7$x1234-5679",
         ["490 1# $aSerien. Del A$v3$v7$x1234-5679", "830 #0 $aSerien$v3$x1234-5679", "830 #0 $aSerien$pDel A$v7"]),
        ("440 #0 $aSerien$pDel A$y7", ["490 1# $aSerien. Del A$v7", "830 #0 $aSerien$pDel A$v7"]),
        ("440 #0 $aA$v1$aB$v2", ["490 1# $aA$v1", "490 1# $aB$v2", "830 #0 $aA$v1", "830 #0 $aB$v2"]),
        ("440 #0 $v12", ["490 1# $v12"]),
        ("440 #0 $a ", []),
        ("490 ## $aBokklubben", ["490 0# $aBokklubben"]),
        ("490 ## $aBokklubben ; 12", ["490 0# $aBokklubben$v12"]),
        ("490 ## $aBokklubben;nr. 12", ["490 0# $aBokklubben$vnr. 12"]),
        ("490 ## $aBokklubben ; bd. II", ["490 0# $aBokklubben ; bd. II"]),
        ("490 ## $aBokklubben ; IV", ["490 0# $aBokklubben$vIV"]),
        ("490 ## $aEssentials of business ; economics", ["490 0# $aEssentials of business ; economics"]),
        ("490 ## $aHovedserie ; 3. Underserie ; 4", ["490 0# $aHovedserie ; 3. Underserie$v4"]),
        ("490 ## $aRapport, ISSN 1234-5679 ; 3/99", ["490 0# $aRapport$x1234-5679$v3/99"]),
        ("490 ## $aRapport ; 3/99. ISSN 1234-5679", ["490 0# $aRapport$x1234-5679$v3/99"]),
        ("490 ## $aRapport$x1234-5679", ["490 0# $aRapport$x1234-5679"]),
        ("490 ## $aISSN 1234-5679", ["490 0# $x1234-5679"]),
        ("830 #4 $aDen grønne serien$v3", ["830 #4 $aDen grønne serien$v3"]),
        ("830 ## $aDen grønne serien$wgrønne serien", ["830 #4 $aDen grønne serien"]),
        ("830 #0 $aSerien$bUnder$qNorge$v3$v4", ["830 #0 $aSerien (Norge)$pUnder$v3 ; 4"]),
        ("830 #0 $aSerien$w(NO-TrBIB)12345", ["830 #0 $aSerien$w(NO-TrBIB)12345"]),
    ],
)  # fmt: skip
def test_series(normarc: str, marc21: list[str]) -> None:
    assert series_of(normarc) == marc21


def test_a_volume_is_never_taken_from_a_neighbour() -> None:
    assert series_of("440 #0 $aA$v1", "440 #0 $aB", "490 ## $aC") == [
        "490 1# $aA$v1", "490 1# $aB", "490 0# $aC", "830 #0 $aA$v1", "830 #0 $aB"
    ]  # fmt: skip


def test_the_same_series_in_440_and_490_is_stated_once() -> None:
    assert series_of("440 #0 $aFakkelbøker$v12", "490 ## $aFakkelbøker ; 12") == [
        "490 1# $aFakkelbøker$v12",
        "830 #0 $aFakkelbøker$v12",
    ]
    assert len(series_of("440 #0 $aFakkelbøker$v12", "490 ## $aFakkelbøker ; 13")) == 3


def test_the_same_series_in_440_and_830_is_traced_once() -> None:
    assert series_of("440 #0 $aFakkelbøker$v12", "830 #0 $aFakkelbøker$v12") == [
        "490 1# $aFakkelbøker$v12",
        "830 #0 $aFakkelbøker$v12",
    ]


def test_a_statement_is_traced_when_there_is_a_series_entry() -> None:
    assert series_of("490 ## $aFakkelbøker ; 14", "830 #0 $aGyldendals fakkelbøker$v14") == [
        "490 1# $aFakkelbøker$v14",
        "830 #0 $aGyldendals fakkelbøker$v14",
    ]


def test_what_is_split_is_moved_not_unknown() -> None:
    assert fates_of("490 ## $aRapport ; 3. ISSN 1234-5679") == [("moved", "fields/490")]
    assert [fate for fate, _ in fates_of("440 #0 $aS$pD$v1$y2$cX$wS")] == ["moved"] * 4 + ["merged", "dropped"]


ORIGINAL = "246 1# $iOriginaltittel:$a"


@pytest.mark.parametrize(
    ("note", "titles"),
    [
        ("Originaltittel: Sult", [ORIGINAL + "Sult"]),
        ("Sult", [ORIGINAL + "Sult"]),
        ("Originaltittel : Sult.", [ORIGINAL + "Sult"]),
        ("ORIGINALTITTEL: Sult", [ORIGINAL + "Sult"]),
        ("Originaltittel Sult", [ORIGINAL + "Sult"]),
        ("Originaltittel - Sult", [ORIGINAL + "Sult"]),
        ("Orginaltittel: Sult", [ORIGINAL + "Sult"]),
        ("Orignaltittel: Sult", [ORIGINAL + "Sult"]),
        ("Origianltittel: Sult", [ORIGINAL + "Sult"]),
        ("Origintaltittel: Sult", [ORIGINAL + "Sult"]),
        ("Orriginaltittel: Sult", [ORIGINAL + "Sult"]),
        ("Originaltitel: Sult", [ORIGINAL + "Sult"]),
        ("Originaltiittel: Sult", [ORIGINAL + "Sult"]),
        ("Originalittel: Sult", [ORIGINAL + "Sult"]),
        ("Originaltttel: Sult", [ORIGINAL + "Sult"]),
        ("Originalens tittel: Sult", [ORIGINAL + "Sult"]),
        ("Originalens tittel på engelsk: Sult", [ORIGINAL + "Sult"]),
        ("Originaltittel (tysk): Sult", [ORIGINAL + "Sult"]),
        ("Orig.tit.: Sult", [ORIGINAL + "Sult"]),
        ("Orig. tittel: Sult", [ORIGINAL + "Sult"]),
        ("Orig.: Sult", [ORIGINAL + "Orig.: Sult"]),
        ("Original tittel: Sult", [ORIGINAL + "Sult"]),
        ("Engelsk originaltittel: Sult", [ORIGINAL + "Sult"]),
        ("Originalets titel: Sult", [ORIGINAL + "Sult"]),
        ("Orig:s titel: Sult", [ORIGINAL + "Sult"]),
        ("Original title: Sult", [ORIGINAL + "Sult"]),
        ("Alkuteos: Sult", [ORIGINAL + "Sult"]),
        ("Originaltitler: Sult ; Pan", [ORIGINAL + "Sult", ORIGINAL + "Pan"]),
        ("Originaltitlar: Sult ; Pan", [ORIGINAL + "Sult", ORIGINAL + "Pan"]),
        ("Originaltittel: The hobbit : or there and back again", [ORIGINAL + "The hobbit$bor there and back again"]),
        ("Originaltittel: «Sult»", [ORIGINAL + "Sult"]),
        ("Originaltittel: Mr.", [ORIGINAL + "Mr."]),
        ("Sult: en roman", [ORIGINAL + "Sult: en roman"]),
        ("Originaltittel mangler", ["500 ## $aOriginaltittel mangler"]),
        ("Orig.tit. ukjent", ["500 ## $aOrig.tit. ukjent"]),
        ("Originaltittel ikke oppgitt", ["500 ## $aOriginaltittel ikke oppgitt"]),
        ("Originalutg.: Oslo, 1890", ["500 ## $aOriginalutg.: Oslo, 1890"]),
        ("Oversatt fra engelsk", ["500 ## $aOversatt fra engelsk"]),
        ("Originaltittel:", []),
    ],
)
def test_original_titles(note: str, titles: list[str]) -> None:
    assert notes_of(f"574 ## $a{note}") == titles


@pytest.mark.parametrize(
    ("note", "delivered"),
    [
        ("Omslagstittel: Boka", "246 1# $iOmslagstittel:$aBoka"),
        ("Tittel på omslaget: Boka", "246 1# $iOmslagstittel:$aBoka"),
        ("Ryggtittel: Boka", "246 1# $iRyggtittel:$aBoka"),
        ("Originaltittel: Sult", ORIGINAL + "Sult"),
        ("Orriginaltittel: Sult", ORIGINAL + "Sult"),
        ("Tidligere utgitt med tittelen: Boka", "246 1# $iTidligere tittel:$aBoka"),
        ("Norsk tittel: Brødrene Karamasov", "246 1# $iNorsk tittel:$aBrødrene Karamasov"),
        ("Parallelltittel på engelsk: The book", "246 1# $iParallelltittel på engelsk:$aThe book"),
        ("Også kalt: Boka", "246 1# $iOgså kalt:$aBoka"),
        ("Cover title: The book", "246 1# $iCover title:$aThe book"),
        ("Tittel hentet fra nett", "500 ## $aTittel hentet fra nett"),
        ("Originaltittel mangler", "500 ## $aOriginaltittel mangler"),
    ],
)
def test_variant_titles(note: str, delivered: str) -> None:
    assert notes_of(f"572 ## $a{note}") == [delivered]


def test_title_notes_tell_their_row() -> None:
    assert fates_of("574 ## $aOrginaltittel: Sult")[0][0] is SubfieldFate.MOVED
    assert fates_of("574 ## $aOrginaltittel: Sult")[0][1].startswith("title_notes/574:")
    assert fates_of("574 ## $aOriginaltittel:")[0][0] is SubfieldFate.DROPPED


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("505 ## $aInnhold: A ; B", ["505 0# $aA ; B"]),
        ("505 ## $aInnhald: A", ["505 0# $aA"]),
        ("505 ## $aDelvis innhold: A", ["505 2# $aA"]),
        ("505 ## $aVår ; Sommer", ["505 0# $aVår ; Sommer"]),
        ("505 ## $aHar register", ["505 8# $aHar register"]),
        ("505 ## $aInnhold:", ["505 8# $aInnhold:"]),
        ("505 ## $aA ; B$aC ; D", ["505 0# $aA ; B", "505 0# $aC ; D"]),
        ("511 ## $aRolleliste: Liv Ullmann", ["511 1# $aLiv Ullmann"]),
        ("511 ## $aLest av: Nils Ole", ["511 0# $aLest av: Nils Ole"]),
        ("520 ## $aSammendrag: Om krigen", ["520 ## $aOm krigen"]),
        ("520 ## $aOm krigen", ["520 ## $aOm krigen"]),
        ("520 ## $aOmtale: God bok", ["520 1# $aGod bok"]),
        ("521 ## $aMålgruppe: Barn", ["521 ## $aBarn"]),
        ("503 ## $a1. utg. 1920", ["500 ## $a1. utg. 1920"]),
        ("503 ## $aFortsettelse av: Varangerboka", ["780 00 $tVarangerboka"]),
        ("503 ## $aForts. av: Varangerboka. ISSN 0800-1235", ["780 00 $tVarangerboka$x0800-1235"]),
        ("503 ## $aFramhald av: Varangerboka", ["780 00 $tVarangerboka"]),
        ("503 ## $aDelvis fortsettelse av: Nordnytt", ["780 01 $tNordnytt"]),
        ("503 ## $aFortsettes som: Varanger tidende", ["785 00 $tVaranger tidende"]),
        ("503 ## $aFortsettes av: Varanger tidende", ["785 00 $tVaranger tidende"]),
        ("503 ## $aSupplement til: Ottar", ["772 0# $tOttar"]),
        ("503 ## $aSammenslåing av: Fisk og Hav", ["780 04 $tFisk", "780 04 $tHav"]),
        ("503 ## $aSammenslåing av: Jord og skog ; Hav", ["780 04 $tJord og skog", "780 04 $tHav"]),
        ("503 ## $aGått inn i: Ottar", ["785 04 $tOttar"]),
        ("503 ## $aFortsettelse av:", ["500 ## $aFortsettelse av:"]),
        ("512 ## $aHørespill", ["500 ## $aHørespill"]),
        ("531 ## $aMålestokk varierer", ["500 ## $aMålestokk varierer"]),
        ("532 ## $aKulturfond", ["541 0# $cKulturfond"]),
        ("532 ## $aDistribuert av UiT", ["500 ## $aDistribuert av UiT"]),
        ("533 ## $aMed kart i lomme", ["500 ## $aMed kart i lomme"]),
        ("533 ## $aMikrofilm$bOslo$cNB$d1999", ["533 ## $aMikrofilm$bOslo$cNB$d1999"]),
        ("539 ## $aOpprinnelig i serie B", ["500 ## $aOpprinnelig i serie B"]),
        ("571 ## $aBestillingsnr.: SLI 1234", ["500 ## $aBestillingsnr.: SLI 1234"]),
        ("573 ## $aTittel fra etikett", ["588 ## $aTittel fra etikett"]),
        ("256 ## $aData (2 filer)", ["516 ## $aData (2 filer)"]),
        ("508 11 $aRegi: Liv Ullmann", ["508 ## $aRegi: Liv Ullmann"]),
        ("530 ## $aFinnes også som e-bok", ["530 ## $aFinnes også som e-bok"]),
        ("500 ## $a ", []),
        ("503 ## $a ", []),
        ("572 ## $a ", []),
    ],
)
def test_notes(normarc: str, marc21: list[str]) -> None:
    assert notes_of(normarc) == marc21


def test_numbering_of_a_serial_is_515() -> None:
    assert notes_of("571 ## $aNr. 3 ikke utgitt", leader=SERIAL) == ["515 ## $aNr. 3 ikke utgitt"]


def test_a_prefix_that_an_indicator_says_is_moved() -> None:
    fate, rule = fates_of("505 ## $aInnhold: A ; B")[0]
    assert fate is SubfieldFate.MOVED
    assert rules().notes[rule].note_nb == "Visningsteksten «Innhold» står i indikatoren"


def test_a_note_that_became_a_link_is_moved() -> None:
    fate, rule = fates_of("503 ## $aFortsettelse av: Varangerboka")[0]
    assert fate is SubfieldFate.MOVED
    assert rule.startswith("link_notes/503:")


def test_a_mixed_record_keeps_the_indicators_that_marc_21_has() -> None:
    result = converted("505 20 $tA$rB", "520 3# $aX", "246 14 $aOmslag", "245 10 $aSult", form="mixed")
    assert lines_of(result, "246", "505", "520") == ["246 14 $aOmslag", "505 20 $tA$rB", "520 3# $aX"]


@pytest.mark.parametrize(
    ("date", "leader", "delivered"),
    [
        ("9903", "     nam         5      ", ["263 ## $a199903"]),
        ("0511", "     nam         5      ", ["263 ## $a200511"]),
        ("200511", "     nam         5      ", ["263 ## $a200511"]),
        ("0599", "     nam         5      ", ["263 ## $a0599"]),
        ("0511", "     nam         1      ", []),
    ],
)
def test_projected_date(date: str, leader: str, delivered: list[str]) -> None:
    assert notes_of(f"263 ## $a{date}", leader=leader) == delivered


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("250 12 $a2. utg.", "250 ## $a2. utg."),
        ("254 ## $aPartitur", "254 ## $aPartitur"),
        ("255 ## $a1:50 000", "255 ## $a1:50 000"),
        ("260 ## $a[Oslo]$bFont$ccop. 2013", "260 ## $a[Oslo]$bFont$ccop. 2013"),
        ("270 17 $aStorgata 1$bTromsø", "270 17 $aStorgata 1$bTromsø"),
        ("752 ## $aNorge$bTroms$cTromsø$dSommarøy", "752 ## $aNorge$bTroms$cTromsø$dSommarøy"),
        ("753 ## $aPC$cWindows", "753 ## $aPC$cWindows"),
        ("222 ## $aOttar$b(Tromsø)", "222 #0 $aOttar$b(Tromsø)"),
    ],
)
def test_fields_that_stay(normarc: str, marc21: str) -> None:
    assert lines_of(converted(NOB, normarc), normarc[:3]) == [marc21]


MINE = (
    "100",
    "110",
    "111",
    "130",
    "240",
    "245",
    "246",
    "440",
    "490",
    "503",
    "505",
    "511",
    "571",
    "572",
    "574",
    "700",
    "711",
    "730",
    "740",
    "800",
    "830",
)


values = st.text("aB [];:.=,og1", min_size=1, max_size=9)
subfields = st.lists(st.tuples(st.sampled_from("abcdeijnpqtvwxy"), values), max_size=4)
indicators = st.text(" 0129", min_size=2, max_size=2)


@given(st.lists(st.tuples(st.sampled_from(MINE), indicators, subfields), max_size=6))
def test_converting_the_outcome_again_changes_nothing(fields: list[tuple[str, str, list[tuple[str, str]]]]) -> None:
    sources = (f"{tag} {ind} " + "".join(f"${code}{value}" for code, value in subs) for tag, ind, subs in fields)
    once = converted(NOB, *sources).record
    again = convert(once, rules(), Verdict("marc21", ())).record
    assert [show(f) for f in again.fields] == [show(f) for f in once.fields]


@pytest.mark.parametrize("tag", MINE)
@pytest.mark.parametrize("beginning", ["Orig", "A ;", "Innhold", "ISSN", "Fortsettelse av", "[", "overs.,"])
def test_endless_blanks_are_no_endless_work(tag: str, beginning: str) -> None:
    """Would take hours, were the time to rise with the square of the length."""
    result = converted(NOB, f"{tag} 10 $a{beginning}{' ' * 60_000}x$e{beginning}{' ' * 60_000}x$j{' ' * 9_000}x")
    assert "008" in {field.tag for field in result.record.fields}


FAULTS = ("field_undefined", "field_repeated", "indicator_invalid", "subfield_undefined", "subfield_repeated")


@given(st.lists(st.tuples(st.sampled_from(MINE), indicators, subfields), max_size=6))
def test_the_outcome_is_valid_by_the_schema(fields: list[tuple[str, str, list[tuple[str, str]]]]) -> None:
    sources = (f"{tag} {ind} " + "".join(f"${code}{value}" for code, value in subs) for tag, ind, subs in fields)
    made = converted(NOB, *sources).record
    assert [i for i in validate(made, rules(), "normarc") if i.code in FAULTS] == []
