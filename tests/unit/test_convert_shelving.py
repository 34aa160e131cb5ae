"""Holdings (850) and call numbers (090, 096) to 852 and 866."""

import pytest
from marc_records import converted, record, rules, show

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict


def holdings_of(*lines: str, isil: str = "NO-2030000") -> list[str]:
    result = convert(record(*lines), rules(), Verdict("normarc", ()), isil=isil)
    return [show(f) for f in result.record.fields if f.tag[0] == "8" or f.tag[:2] == "09"]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("850 ## $a2030001$bDet flerspråklige bibliotek$cm$f9$h0$x2017-09-19T10:02+0200",
         ["852 ## $aNO-2030001$bDet flerspråklige bibliotek$hm"]),
        ("850 ## $aNO-2030001", ["852 ## $aNO-2030001"]),
        ("850 ## $cV 839.82", ["852 ## $aNO-2030000$hV 839.82"]),
        ("850 ## $aHB$bBarn", ["852 ## $aNO-2030000$bHB$bBarn"]),
        ("850 ## $aHB$d1998$e2$zSlitt$oKastes etter 5 år",
         ["852 ## $31998$aNO-2030000$bHB$xAntall eksemplarer: 2$zKastes etter 5 år$zSlitt"]),
        ("850 ## $i1$k1995$l20$n2014", ["852 ## $aNO-2030000", "866 #0 $a1(1995)-20(2014)$xNO-2030000"]),
        ("850 ## $i1$j101$k1995$l20$m230$n2014",
         ["852 ## $aNO-2030000", "866 #0 $a1=101(1995)-20=230(2014)$xNO-2030000"]),
        ("850 ## $k1995$n2014", ["852 ## $aNO-2030000", "866 #0 $a1995-2014$xNO-2030000"]),
        ("850 ## $i1$k1995", ["852 ## $aNO-2030000", "866 #0 $a1(1995)-$xNO-2030000"]),
        ("850 ## $l20$n2014", ["852 ## $aNO-2030000", "866 #0 $a-20(2014)$xNO-2030000"]),
        ("850 ## $i3$k1995$l3$n1995", ["852 ## $aNO-2030000", "866 #0 $a3(1995)$xNO-2030000"]),
        ("850 ## $bFilial$i1$k1995$pmangler 3",
         ["852 ## $aNO-2030000$bFilial", "866 #0 $aFilial: 1(1995)-$xNO-2030000$zUfullstendig: mangler 3"]),
        ("850 ## $aHB$sr$cX", ["852 ## $aNO-2030000$bHB$hX"]),
        ("850 ## $aHB$sk$cX", []),
        ("850 ## $a $c ", []),
        ("090 ## $c839.82$dHAM", ["852 1# $aNO-2030000$h839.82$iHAM"]),
        ("090 ## $aMagasin$bq$cSAM$dVAL", ["852 8# $aNO-2030000$cMagasin$bq$hSAM$iVAL"]),
        ("090 ## $bq", ["852 ## $aNO-2030000$bq"]),
        ("096 ## $a839.82 Ham", ["852 1# $aNO-2030000$h839.82 Ham"]),
        ("090 ## $c ", []),
        ("099 ## $k0301$i1", []),
    ],
)  # fmt: skip
def test_holdings(normarc: str, marc21: list[str]) -> None:
    assert holdings_of(normarc) == marc21
    assert holdings_of(*marc21) == marc21


def test_without_a_library_code_the_local_one_stands_alone() -> None:
    assert holdings_of("850 ## $aHB$cX", isil="") == ["852 ## $aHB$hX"]
    assert holdings_of("850 ## $cX", isil="") == ["852 ## $hX"]
    assert holdings_of("090 ## $c839.82", isil="") == ["852 1# $h839.82"]


def test_each_statement_stands_behind_its_place() -> None:
    made = holdings_of("850 ## $bA$i1$k1990", "850 ## $bB$i5$k1994")
    assert [line[:3] for line in made] == ["852", "866", "852", "866"]


def test_a_subfield_that_is_not_holdings_is_kept_aside() -> None:
    assert [(k.code, k.value) for k in converted("850 ## $aHB$qodd", "090 ## $c8$zodd").kept] == [
        ("q", "odd"),
        ("z", "odd"),
    ]


def test_nothing_of_the_holdings_goes_without_a_rule() -> None:
    trace = Trace()
    lines = (
        "850 ## $aHB$bF$cX$d1998$e2$f9$h0$i1$j2$k1995$l3$m4$n2000$on$pp$sr$x2017$y2018$zn",
        "850 ## $aHB$sk",
        "090 ## $c8",
    )
    convert(record(*lines), rules(), Verdict("normarc", ()), isil="NO-2030000", trace=trace)
    for step in trace.steps:
        assert step.claim.fate is not SubfieldFate.UNKNOWN, step
        assert rules().notes[step.claim.rule].note_nb, step
