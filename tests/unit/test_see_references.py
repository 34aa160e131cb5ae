"""References in 900-950 of NORMARC: to a table of their own; MARC 21 has them in authority records."""

import pytest
from marc_records import MARC21_LEADER, converted, lines_of, record, rules

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.conversion.work import Reference
from migration.marc.formats import Verdict


@pytest.mark.parametrize(
    ("normarc", "reference"),
    [
        ("900 #0 $aGundersen, Anne B. Bull-$zBull-Gundersen, Anne B.$9nor",
         Reference("900", "see", "Gundersen, Anne B. Bull-", "Bull-Gundersen, Anne B.", "$9 nor")),
        ("900 #0 $aAsbjørnsen, Peter Christen$d1812-1885$jn.$tEn gammeldags juleaften$ugammeldags$zAsbjørnsen, P. Chr.",
         Reference("900", "see", "Asbjørnsen, Peter Christen, 1812-1885. En gammeldags juleaften",
                   "Asbjørnsen, P. Chr.", "$j n.")),
        ("900 #1 $aTwain, Mark$zClemens, Samuel$gforfatterens egentlige navn",
         Reference("900", "see_also", "Twain, Mark", "Clemens, Samuel", "forfatterens egentlige navn")),
        ("900 #2 $aDe$gNavn som begynner med De søkes under neste ledd",
         Reference("900", "explanatory", "De", "", "Navn som begynner med De søkes under neste ledd")),
        ("910 ## $aNRK$bDagsnytt$qOslo$zNorsk rikskringkasting",
         Reference("910", "see", "NRK Dagsnytt (Oslo)", "Norsk rikskringkasting", "")),
        ("911 #0 $aVinter-OL$cLillehammer$d1994$n17$zOlympiske leker",
         Reference("911", "see", "Vinter-OL, Lillehammer, 1994. 17", "Olympiske leker", "")),
        ("930 #0 $aBibelen$pNT$lNorsk$zDet nye testamente",
         Reference("930", "see", "Bibelen. NT. Norsk", "Det nye testamente", "")),
        ("940 #0 $aDagbok$wdagbok$zDagboka", Reference("940", "see", "Dagbok", "Dagboka", "")),
        ("950 #0 $aSild$0fisk$xFangst$zSildefiske",
         Reference("950", "see", "Sild (fisk) - Fangst", "Sildefiske", "")),
    ],
)  # fmt: skip
def test_reference(normarc: str, reference: Reference) -> None:
    result = converted("245 10 $aX", normarc)
    assert result.references == (reference,)
    assert lines_of(result, "900", "910", "911", "930", "940", "950") == []
    assert result.kept == ()


@pytest.mark.parametrize("line", ["900 ## $k0301$p2", "900 ## $a70vå", "940 #0 $zBare mål"])
def test_what_is_no_reference_is_kept_aside(line: str) -> None:
    result = converted(line)
    assert result.references == ()
    assert len(result.kept) == line.count("$")


def test_a_blank_reference_is_nothing() -> None:
    result = converted("900 #0 $a $z ")
    assert (result.references, result.kept) == ((), ())


def test_marc_21_keeps_its_local_fields() -> None:
    result = converted("900 #0 $aA$zB", leader=MARC21_LEADER, form="marc21")
    assert lines_of(result, "900") == ["900 #0 $aA$zB"]
    assert result.references == ()


def test_every_part_is_claimed_with_the_rule_of_its_row() -> None:
    trace = Trace()
    convert(record("900 #0 $aA$d1900-$jn.$tT$uT$wA$gg$9nor$zB"), rules(), Verdict("normarc", ()), trace=trace)
    fates = {step.code: (step.claim.fate, step.claim.target) for step in trace.steps}
    assert fates.pop("u") == fates.pop("w") == (SubfieldFate.DROPPED, "")
    assert set(fates.values()) == {(SubfieldFate.MOVED, "core_bib_reference")}
    assert all(rules().notes[step.claim.rule].note_nb for step in trace.steps)
