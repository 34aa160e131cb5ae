"""Links, 760-787 and 856: the same tags in both formats, other subfields."""

import pytest
from marc_records import converted, issues_of, record, rules, show

from migration.marc.conversion.convert import convert
from migration.marc.formats import Format, Verdict


def links_of(*lines: str, isil: str = "NO-2030000", form: Format = "normarc") -> list[str]:
    result = convert(record(*lines), rules(), Verdict(form, ()), isil=isil)
    return [show(f) for f in result.record.fields if f.tag[0] in "78"]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("773 ## $tSamtiden$w12345", "773 0# $tSamtiden$w(NO-2030000)12345"),
        ("773 1# $tSamtiden$w 12345 ", "773 1# $tSamtiden$w(NO-2030000)12345"),
        ("773 0# $tSamtiden$w(NO-TrBIB)12", "773 0# $tSamtiden$w(NO-TrBIB)12"),
        ("773 0# $tSamtiden$w1$w2", "773 0# $tSamtiden$w(NO-2030000)1$w(NO-2030000)2"),
        ("773 0# $tSamtiden$i2005", "773 0# $tSamtiden$g2005"),
        ("773 0# $tSamtiden$gÅrg. 3(2005), s. 4-9$i2005", "773 0# $tSamtiden$gÅrg. 3(2005), s. 4-9"),
        ("773 0# $tSamtiden$i2005-2006", "773 0# $tSamtiden$g2005-2006"),
        ("773 0# $iUtdrag av:$tSamtiden", "773 0# $iUtdrag av:$tSamtiden"),
        ("773 0# $tSamtiden$71", "773 0# $tSamtiden"),
        ("773 0# $tSamtiden$7nnas", "773 0# $tSamtiden$7nnas"),
        ("773 02 $tSamtiden", "773 0# $tSamtiden"),
        ("776 08 $iTrykt utgave:$tSult", "776 08 $iTrykt utgave:$tSult"),
        ("772 00 $tBoka", "772 00 $tBoka"),
        ("765 ## $tHunger$eeng$fgb", "765 0# $tHunger$nSpråk: eng$nLand: gb"),
        ("775 ## $tHunger$esve$fgb", "775 0# $tHunger$eswe$fxxk"),
        ("775 ## $tHunger$eeng", "775 0# $tHunger$eeng"),
        ("760 ## $tSerien$kRekka$z82-02-00000-0", "760 0# $tSerien$nRekka$o82-02-00000-0"),
        ("780 ## $tNext", "780 00 $tNext"),
        ("780 02 $tNext$x1234-5678", "780 02 $tNext$x1234-5678"),
        ("785 #2 $tPrevious", "785 02 $tPrevious"),
        ("785 08 $tPrevious", "785 08 $tPrevious"),
        ("780 08 $tNext", "780 00 $tNext"),
    ],
)  # fmt: skip
def test_link(normarc: str, marc21: str) -> None:
    assert links_of(normarc) == [marc21]
    assert links_of(marc21) == [marc21]


def test_without_a_library_code_a_number_stays_and_an_empty_link_goes() -> None:
    assert links_of("773 0# $tSamtiden$w12", isil="") == ["773 0# $tSamtiden$w12"]
    assert links_of("773 0# $t $w ") == []
    assert links_of("773 0# $72") == []


def test_a_kind_of_heading_that_is_no_code_is_kept_aside() -> None:
    result = converted("773 0# $tSamtiden$7Person")
    assert [(kept.code, kept.value) for kept in result.kept] == [("7", "Person")]


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("856 ## $uhttps://nb.no/1", "856 4# $uhttps://nb.no/1"),
        ("856 ## $uftp://nb.no/1", "856 1# $uftp://nb.no/1"),
        ("856 ## $umailto:post@nb.no", "856 0# $umailto:post@nb.no"),
        ("856 ## $uwww.nb.no", "856 4# $uwww.nb.no"),
        ("856 ## $afil.nb.no$b193.0.0.1$zTekst", "856 ## $afil.nb.no$a193.0.0.1$zTekst"),
        ("856 4# $uhttps://a.no/1.jpg", "856 42 $uhttps://a.no/1.jpg"),
        ("856 40 $uhttps://a.no/1$3Omslagsbilde", "856 42 $uhttps://a.no/1$3Omslagsbilde"),
        ("856 41 $uhttps://a.no/1$3Omslagsbilde", "856 42 $uhttps://a.no/1$3Omslagsbilde"),
        ("856 41 $uhttps://a.no/omslag.jpg", "856 42 $uhttps://a.no/omslag.jpg"),
        ("856 41 $uhttps://a.no/bok.epub", "856 41 $uhttps://a.no/bok.epub"),
        ("856 4# $uhttps://a.no/1$zLes utdrag", "856 42 $uhttps://a.no/1$zLes utdrag"),
        ("856 4# $uhttps://websok.mikromarc.no/Mikromarc3/x?id=1", "856 42 $uhttps://websok.mikromarc.no/Mikromarc3/x?id=1"),
        ("856 40 $uhttps://urn.nb.no/URN:NBN:no-nb_1$3Fulltekst", "856 40 $uhttps://urn.nb.no/URN:NBN:no-nb_1$3Fulltekst"),
        ("856 7# $uhttps://a.no/discovery$2http", "856 7# $uhttps://a.no/discovery$2http"),
    ],
)  # fmt: skip
def test_electronic_location(normarc: str, marc21: str) -> None:
    assert links_of(normarc) == [marc21]
    assert links_of(marc21) == [marc21]


def test_password_and_login_of_856_are_never_delivered() -> None:
    result = converted("856 4# $uhttps://a.no$khemmelig$lbruker1")
    assert links_of("856 4# $uhttps://a.no$khemmelig$lbruker1") == ["856 4# $uhttps://a.no"]
    assert "hemmelig" not in str(result)
    assert {("credentials_removed", "856$k", ""), ("credentials_removed", "856$l", "")} <= set(issues_of(result))
    assert links_of("856 ## $khemmelig") == []


def test_old_settings_of_a_terminal_are_kept_aside() -> None:
    assert [kept.code for kept in converted("856 2# $anb.no$tvt100$r8N1").kept] == ["t", "r"]
