"""Names, roles and nationalities: 100-111, 700-711, 800-811. Present, blank, missing, odd."""

import pytest
from marc_records import converted, issues_of, lines_of, record, rules, show

from migration.marc.conversion.bodies import is_jurisdiction, units
from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict

NAMES = ("100", "110", "111", "700", "710", "711", "740", "800", "810", "811")


def names_of(*lines: str) -> list[str]:
    return lines_of(converted("245 10 $aSult", *lines), *NAMES)


def fates_of(line: str) -> list[tuple[str, str, str]]:
    """Code, fate and rule of each subfield of a field."""
    trace = Trace()
    convert(record(line), rules(), Verdict("normarc", ()), trace=trace)
    return [(step.code, step.claim.fate, step.claim.rule) for step in trace.steps]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("100 00 $aSnorre", "100 0# $aSnorre"),
        ("100 10 $aHamsun, Knut", "100 1# $aHamsun, Knut"),
        ("100 2# $aGarcía Lorca, Federico", "100 1# $aGarcía Lorca, Federico"),
        ("100 3# $aOlav", "100 1# $aOlav"),
        ("100 3# $aBull$cslekt", "100 3# $aBull$cslekt"),
        ("100 3# $aFamilien Hansen", "100 3# $aFamilien Hansen"),
        ("100 ## $aHamsun, Knut", "100 1# $aHamsun, Knut"),
        ("100 ## $aHomer", "100 0# $aHomer"),
        ("100 x# $aHomer", "100 0# $aHomer"),
        ("100 17 $aHamsun, Knut", "100 1# $aHamsun, Knut"),
        ("700 ## $aHansen, Per$d", "700 1# $aHansen, Per"),
    ],
)
def test_indicators_of_a_person(normarc: str, marc21: str) -> None:
    assert names_of(normarc) == [marc21]


def test_dates_fuller_forms_and_authority_numbers_stay() -> None:
    line = "100 1# $aEliot, T.S.$q(Thomas Stearns)$d1888-1965$0(NO-TrBIB)90132168"
    assert names_of(line) == [line]


@pytest.mark.parametrize("code", ["3", "_"])
def test_the_systems_own_authority_number_is_kept_aside(code: str) -> None:
    result = converted(f"700 1# $aHansen, Per${code}2051623900")
    assert lines_of(result, "700") == ["700 1# $aHansen, Per"]
    assert [(kept.code, kept.value) for kept in result.kept] == [(code, "2051623900")]


def test_a_part_of_the_material_is_marc_21s_subfield_3() -> None:
    assert names_of("700 1# $3Bind 2$aHansen, Per") == ["700 1# $3Bind 2$aHansen, Per"]
    assert names_of("700 1# $aHansen, Per$7s. 3-9") == ["700 1# $aHansen, Per$3s. 3-9"]


def test_the_class_number_of_a_person_is_083() -> None:
    result = converted("100 1# $aHamsun, Knut$1839.82")
    assert lines_of(result, "100") == ["100 1# $aHamsun, Knut"]
    assert [line[7:] for line in lines_of(result, "083")] == ["$a839.82"]


def test_commas_that_led_on_to_a_role_go() -> None:
    assert names_of("100 1# $aSitkin, Alan,$d1950-,$eforf.") == ["100 1# $aSitkin, Alan$d1950-$4aut"]


@pytest.mark.parametrize(
    ("role", "delivered"),
    [
        ("overs.", "$4trl"),
        ("Overs", "$4trl"),
        ("[overs.]", "$4trl"),
        ("oversatt av", "$4trl"),
        ("omsetjar", "$4trl"),
        ("overs. og ill.", "$4trl$4ill"),
        ("forf., red.", "$4aut$4edt"),
        ("komp./arr.", "$4cmp$4arr"),
        ("overs.; overs.", "$4trl"),
        ("elgitar", "$eelgitar"),
        ("utøver, elgitar", "$eutøver, elgitar$4prf"),
        ("sønn av forfatteren", "$esønn av forfatteren"),
        (",", ""),
    ],
)
def test_roles(role: str, delivered: str) -> None:
    assert names_of(f"700 1# $aHansen, Per$e{role}") == [f"700 1# $aHansen, Per{delivered}"]


def test_several_roles_and_instruments_in_subfields_of_their_own() -> None:
    assert names_of("700 1# $aMoe, Åse$eutøver$esang$eelgitar") == ["700 1# $aMoe, Åse$eelgitar$4prf$4sng"]


def test_a_role_says_by_which_row_it_was_coded() -> None:
    assert fates_of("700 1# $aHansen, Per$eoverset og ill.") == [
        ("a", SubfieldFate.MOVED, "fields/700"),
        ("e", SubfieldFate.MOVED, "relators/overset"),
    ]
    assert rules().notes["relators/overs."].note_nb == "Oversetter"


@pytest.mark.parametrize(
    ("given", "delivered", "kept"),
    [
        ("trl", "$4trl", []),
        ("TRL", "$4trl", []),
        ("forfatter", "$4aut", []),
        ("http://id.loc.gov/vocabulary/relators/trl", "$4http://id.loc.gov/vocabulary/relators/trl", []),
        ("hovedperson", "$ehovedperson", []),
        ("12345", "", ["12345"]),
    ],
)
def test_codes_that_were_there_already(given: str, delivered: str, kept: list[str]) -> None:
    result = converted(f"700 1# $aHansen, Per$4{given}")
    assert lines_of(result, "700") == [f"700 1# $aHansen, Per{delivered}"]
    assert [k.value for k in result.kept] == kept


@pytest.mark.parametrize(
    ("nationality", "groups"),
    [
        ("n.-sam.", ["n.-sam."]),
        ("n., sv.", ["n.", "sv."]),
        ("n.$jfi.", ["n.", "fi."]),
        (" ", []),
        ("am./eng.", ["am.", "eng."]),
    ],
)
def test_nationalities(nationality: str, groups: list[str]) -> None:
    result = converted(f"800 1# $aHamsun, Knut$j{nationality}$tVerker$v3")
    assert lines_of(result, "800") == ["800 1# $aHamsun, Knut$tVerker$v3"]
    assert lines_of(result, "386") == [f"386 ## $a{g}$mNasjonalitet/regional gruppe$2bs-nasj" for g in groups]


def test_characteristics_of_a_person_are_386_once_each() -> None:
    result = converted("100 1# $aHagen, Inger$8kvinne", "700 1# $aLie, Åse$8kvinne$81\\p")
    assert lines_of(result, "386") == ["386 ## $akvinne"]
    assert lines_of(result, "700") == ["700 1# $aLie, Åse$81\\p"]


def test_several_names_in_one_field_are_a_field_each() -> None:
    assert names_of("100 1# $aHagen, Inger$d1950-$aLie, Åse$eill.") == [
        "100 1# $aHagen, Inger$d1950-",
        "700 1# $aLie, Åse$4ill",
    ]


def test_a_field_without_a_name_is_kept_aside_and_its_title_is_740() -> None:
    result = converted("100 ## $eill.$d1950-", "700 #2 $tVårnatta$eforf.")
    assert lines_of(result, *NAMES) == ["740 02 $aVårnatta"]
    assert [(k.tag, k.code) for k in result.kept] == [("100", "e"), ("100", "d"), ("700", "e")]
    assert lines_of(converted("100 ## $a $eill.", "245 #0 $aSult"), "245") == ["245 00 $aSult"]


def test_a_second_main_entry_is_an_added_entry_and_told() -> None:
    result = converted("100 1# $aHagen, Inger", "110 ## $aNorge$bStortinget", "100 1# $aLie, Åse")
    assert lines_of(result, *NAMES) == ["100 1# $aHagen, Inger", "710 1# $aNorge$bStortinget", "700 1# $aLie, Åse"]
    assert ("main_entry_moved", "110", "710") in issues_of(result)


def test_equal_contributors_are_one() -> None:
    lines = ["700 1# $aLie, Åse$eill.", "700 10 $aLie, Åse,$eillustratør", "700 1# $aLie, Åse$eovers."]
    assert names_of("100 1# $aLie, Åse$eforf.", *lines) == [
        "100 1# $aLie, Åse$4aut",
        "700 1# $aLie, Åse$4ill",
        "700 1# $aLie, Åse$4trl",
    ]
    assert names_of("100 1# $aLie, Åse", "700 1# $aLie, Åse") == ["100 1# $aLie, Åse"]
    assert len(names_of("700 12 $aLie, Åse$tA", "700 12 $aLie, Åse$tB")) == 2


def test_an_equal_contributor_is_merged_not_lost() -> None:
    trace = Trace()
    source = record("700 1# $aLie, Åse$jn.", "700 1# $aLie, Åse$jn.$wLie")
    convert(source, rules(), Verdict("normarc", ()), trace=trace)
    assert [(s.code, s.claim.fate, s.claim.target) for s in trace.steps if s.place == 1] == [
        ("a", SubfieldFate.MERGED, "X00"),
        ("j", SubfieldFate.MOVED, "386$a"),
        ("w", SubfieldFate.DROPPED, ""),
    ]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("110 ## $aNRK", "110 2# $aNRK"),
        ("110 2# $aNorge$bStortinget", "110 1# $aNorge$bStortinget"),
        ("110 ## $aTromsø kommune$bKultursjefen", "110 1# $aTromsø kommune$bKultursjefen"),
        ("710 #0 $aTroms fylkeskommune", "710 1# $aTroms fylkeskommune"),
        ("710 ## $aTromsø museum$qNorge", "710 2# $aTromsø museum (Norge)"),
        ("710 ## $aNRK$q(Oslo)", "710 2# $aNRK (Oslo)"),
        ("710 ## $aLarvik$qVestfold$qby", "710 2# $aLarvik (Vestfold) (by)"),
        ("110 ## $aNorge$bKulturdepartementet. Avd. for bibliotek. Seksjon B",
         "110 1# $aNorge$bKulturdepartementet$bAvd. for bibliotek$bSeksjon B"),
        ("110 ## $aNorge. Kulturdepartementet", "110 1# $aNorge$bKulturdepartementet"),
        ("110 ## $aSt. Olavs hospital", "110 2# $aSt. Olavs hospital"),
        ("110 ## $aNRK. Dagsnytt", "110 2# $aNRK. Dagsnytt"),
        ("810 #0 $aNorge$tLover$uLover$v3", "810 1# $aNorge$tLover$v3"),
        ("710 ## $aNRK$eprod.", "710 2# $aNRK$4pro"),
    ],
)  # fmt: skip
def test_bodies(normarc: str, marc21: str) -> None:
    assert names_of(normarc) == [marc21]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Norge", True),
        ("Norge (1814-1905)", True),
        ("Kautokeino kommune", True),
        ("Guovdageainnu suohkan", True),
        ("Nordland fylke", True),
        ("Kommune", False),
        ("Norges Røde Kors", False),
        ("Kommunenes sentralforbund", False),
        ("", False),
    ],
)
def test_jurisdictions(name: str, is_one: bool) -> None:
    assert is_jurisdiction(name, rules()) is is_one


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Avdeling A", ("Avdeling A",)),
        ("Avdeling for kart. Seksjon B.", ("Avdeling for kart", "Seksjon B.")),
        ("Avd. Nord", ("Avd. Nord",)),
        ("2. divisjon. Staben", ("2. divisjon", "Staben")),
        ("J. B. Hansens legat. Styret", ("J. B. Hansens legat", "Styret")),
        ("Komiteen. 3. samling", ("Komiteen", "3. samling")),
        ("", ("",)),
    ],
)
def test_units_of_a_body(text: str, parts: tuple[str, ...]) -> None:
    assert units(text) == parts


def test_meetings() -> None:
    assert names_of("111 #0 $aNordisk bibliotekmøte$n12$d1976$cOslo") == [
        "111 2# $aNordisk bibliotekmøte$n12$d1976$cOslo"
    ]
    assert names_of("711 ## $aOL$qLillehammer$d1994") == ["711 2# $aOL (Lillehammer)$d1994"]


def test_roles_of_a_meeting_are_coded_and_its_units_stay() -> None:
    assert names_of("711 ## $aOL$eutg.$eKomiteen$jred.") == ["711 2# $aOL$eKomiteen$4edt"]
    result = converted("711 ## $aOL$jn.")
    assert lines_of(result, "711") == ["711 2# $aOL"]
    assert [line[7:11] for line in lines_of(result, "386")] == ["$an."]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("700 12 $aMozart, W.A.$t[Sonater$mklaver$iK. 331$rA-dur]$pAlla turca",
         "700 12 $aMozart, W.A.$tSonater$mklaver$nK. 331$rA-dur$pAlla turca"),
        ("700 12 $aMozart, W.A.$tSonater$mklaver$rA-dur$iK. 331",
         "700 12 $aMozart, W.A.$tSonater$mklaver$nK. 331$rA-dur"),
        ("700 13 $aChopin, Frédéric$t[Etyder]", "700 12 $aChopin, Frédéric$tEtyder"),
        ("700 12 $aChopin, Frédéric$t[Etyder", "700 12 $aChopin, Frédéric$t[Etyder"),
        ("700 12 $aChopin, Frédéric$t[A] og [B]", "700 12 $aChopin, Frédéric$t[A] og [B]"),
        ("700 #2 $aDickens, Charles$tEn julefortelling$ujulefortelling",
         "700 12 $aDickens, Charles$tEn julefortelling"),
        ("700 11 $aDickens, Charles$tOliver", "700 1# $aDickens, Charles$tOliver"),
    ],
)  # fmt: skip
def test_titles_of_analytical_entries(normarc: str, marc21: str) -> None:
    assert names_of(normarc) == [marc21]


def test_brackets_that_are_taken_off_leave_no_text_unknown() -> None:
    assert [fate for _, fate, _ in fates_of("700 12 $aA, B$t[Sonater$mklaver$iK. 331$rA-dur]")] == ["moved"] * 5


def test_series_entries_keep_the_number_of_the_series_record_and_lose_the_sort_form() -> None:
    assert names_of("800 1# $aHamsun, Knut$wHamsun$tVerker$v3") == ["800 1# $aHamsun, Knut$tVerker$v3"]
    assert names_of("800 1# $aHamsun, Knut$tVerker$w(NO-TrBIB)99991425") == [
        "800 1# $aHamsun, Knut$tVerker$w(NO-TrBIB)99991425"
    ]


def test_what_came_out_is_not_changed_again() -> None:
    once = converted("100 2# $aGarcía Lorca, Federico$jsp.$eforf.", "710 ## $aNorge$bStortinget. Komiteen$eutg.").record
    again = convert(once, rules(), Verdict("normarc", ())).record
    assert [show(f) for f in again.fields if f.tag in NAMES] == [show(f) for f in once.fields if f.tag in NAMES]
