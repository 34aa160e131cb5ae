"""Titles cut into title, rest, part and parallel titles, in the languages that our libraries hold."""

import pytest
from marc_records import MARC21_LEADER, normarc_008, record

from migration.features import BibFeatures
from migration.marc.features.forms import comparison_form
from migration.marc.features.record import features


def _of(*lines: str, language: str = "nob", year: str = "1995") -> BibFeatures:
    return features(record("008 " + normarc_008(p7=year, p35=language), *lines, leader=MARC21_LEADER))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Čáhci: ráhkis!", "čáhci ráhkis"),
        ("A\u030ase", "åse"),
        ("C++ og C#", "cplusplus og csharp"),
        ("2 + 2", "2 2"),
        ("G?ranas", "granas"),
        ("Hva skjer?", "hva skjer"),
        ("?", "?"),
        ("t\ufe20s\ufe21ar\u02b9", "tsar"),
        ("\u02beKwanim, \u02bcs", "kwanim s"),
        ("", ""),
    ],
)
def test_comparison_form(text: str, form: str) -> None:
    assert comparison_form(text) == form


@pytest.mark.parametrize(
    ("field", "title", "subtitle"),
    [
        ("$aSult :$broman /$cKnut Hamsun", "sult", "roman"),
        ("$aSult : roman", "sult", "roman"),
        ("$aSult :$broman :$bførste versjon", "sult", "roman første versjon"),
        ("$aSult [lydopptak] :$broman", "sult", "roman"),
        ("$aSult [elektronisk ressurs]", "sult", ""),
        ("$aSult [etterlatte skrifter]", "sult etterlatte skrifter", ""),
        ("$aČáhci$bmuitalusat", "čáhci", "muitalusat"),
        ("$cKnut Hamsun", "", ""),
    ],
)
def test_title_and_rest(field: str, title: str, subtitle: str) -> None:
    found = _of(f"245 10 {field}")
    assert (found.title, found.subtitle) == (title, subtitle)


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("nob", "En julefortelling", "julefortelling"),
        ("nno", "Eit liv", "liv"),
        ("nor", "Det store spelet", "store spelet"),
        ("swe", "Ett liv", "liv"),
        ("dan", "Den lange rejse", "lange rejse"),
        ("eng", "The whale", "whale"),
        ("eng", "An end", "end"),
        ("ger", "Das Boot", "boot"),
        ("fre", "L'amour", "amour"),
        ("fre", "La mer", "mer"),
        ("nob", "The Beatles", "the beatles"),
        ("eng", "Den of thieves", "den of thieves"),
        ("fin", "Se on siinä", "se on siinä"),
        ("nob", "Den", "den"),
        ("", "Den siste viking", "siste viking"),
        ("", "De usynlige", "de usynlige"),
        ("sme", "En dan", "en dan"),
    ],
)
def test_leading_articles_go_only_where_the_language_has_them(language: str, text: str, title: str) -> None:
    assert _of(f"245 10 $a{text}", language=language).title == title


def test_the_indicator_for_the_article_goes_before_the_language_unless_it_cuts_a_word() -> None:
    assert _of("245 14 $aDen siste viking", language="eng").title == "siste viking"
    assert _of("245 13 $aSommer").title == "sommer"


@pytest.mark.parametrize(
    ("field", "number", "part_title"),
    [
        ("$aRingenes herre$nBind 2$pTo tårn", "2", "to tårn"),
        ("$aRingenes herre, bind 2", "2", ""),
        ("$aRingenes herre :$bbind 2 : To tårn", "2", "to tårn"),
        ("$aRingenes herre. Bind II : To tårn", "2", "to tårn"),
        ("$aRingenes herre (bind 2)", "2", ""),
        ("$aRingenes herre$p2, To tårn", "2", "to tårn"),
        ("$aRingenes herre$pBind 2 : To tårn", "2", "to tårn"),
        ("$aRingenes herre. 2", "2", ""),
        ("$aRingenes herre.$nBook two", "2", ""),
        ("$aRingenes herre, book two", "2", ""),
        ("$aRingenes herre$bannen del", "2", ""),
        ("$aRingenes herre$b2. oassi", "2", ""),
        ("$aRingenes herre$bnubbi oassi", "2", ""),
        ("$aRingenes herre$btoinen osa", "2", ""),
        ("$aRingenes herre$bzweiter Teil", "2", ""),
        ("$aRingenes herre. Том 2", "2", ""),
        ("$aRingenes herre. Книга вторая", "2", ""),
        ("$aRingenes herre$pTo tårn", "", "to tårn"),
        ("$aRingenes herre", "", ""),
    ],
)
def test_a_volume_is_the_same_wherever_it_is_said(field: str, number: str, part_title: str) -> None:
    found = _of(f"245 10 {field}")
    assert (found.title, found.part_number, found.part_title) == ("ringenes herre", number, part_title)


@pytest.mark.parametrize(
    "text",
    [
        "1984",
        "Henrik IV",
        "To liv",
        "Fjorden 2",
        "Del av meg",
        "Bok 1 om Ole",
        "Min første bok",
        "Norsk 8A",
        "Vitamin B. C. og D.",
        "År 800 e. Kr.",
        "Brev, datert 3. des. 1",
        "Agent 007",
    ],
)
def test_numbers_that_belong_to_the_title_stay_in_it(text: str) -> None:
    found = _of(f"245 10 $a{text}")
    assert (found.title, found.part_number) == (comparison_form(text), "")


@pytest.mark.parametrize(
    ("designation", "number"),
    [
        ("2", "2"),
        ("Bd. 02", "2"),
        ("Bind II", "2"),
        ("Annen del", "2"),
        ("Bok to", "2"),
        ("2. hefte", "2"),
        ("2nd part", "2"),
        ("Del 1, bind 2", "1 2"),
        ("Bind 1 av 3", "1"),
        ("1-2", "1 2"),
        ("Del A", "a"),
        ("2A", "2a"),
        ("II a", "2 a"),
        ("Bd. 2 b", "2 b"),
        ("2P-Y", "2p y"),
        ("2 i serien", "2"),
        ("2 A", "2 a"),
        ("Serie C", "serie c"),
        ("2019", "2019"),
        ("2019/20", "2019 2020"),
        ("2019/2020", "2019 2020"),
        ("2019-2020", "2019 2020"),
        ("Mars 2019", "mars 2019"),
        ("March 2019", "mars 2019"),
        ("1. kvartal", "1 kvartal"),
        ("Høsten 2019", "høst 2019"),
        ("Vuosttaš oassi", "1"),
        ("Golbma", "3"),
        ("Goalmmát girji", "3"),
        ("Gåalmede gærja", "3"),
        ("Ensimmäinen osa", "1"),
        ("Viiđes osa", "5"),
        ("Tredje delen", "3"),
        ("Dritter Band", "3"),
        ("Часть 3", "3"),
        ("Третья книга", "3"),
        ("Т. 3", "3"),
        ("Четвёртый том", "4"),
        ("Erstes Buch", "1"),
    ],
)
def test_numbers_of_volumes_as_they_are_written(designation: str, number: str) -> None:
    assert _of(f"245 10 $aA$n{designation}").part_number == number


@pytest.mark.parametrize(
    ("field", "title", "number"),
    [
        ("$aÅrbok for Nord-Varanger 1994", "årbok for nord varanger", "1994"),
        ("$aÅrbok for Nord-Varanger$n1994", "årbok for nord varanger", "1994"),
        ("$aÅrsmelding for 1940", "årsmelding", "1940"),
        ("$aJahkedieđáhus 1994", "jahkedieđáhus", "1994"),
        ("$aLofoten rundt 1995", "lofoten rundt", "1995"),
        ("$aInntektene 1995", "inntektene", "1995"),
        ("$aValget 1994/95", "valget", "1994 1995"),
        ("$aHvem er hvem 1964", "hvem er hvem 1964", ""),
        ("$aKrigen i 1995", "krigen i 1995", ""),
        ("$aMøtet 6. og 7. mars 1995", "møtet 6 og 7 mars 1995", ""),
    ],
)
def test_an_annual_is_numbered_by_its_year(field: str, title: str, number: str) -> None:
    found = _of(f"245 10 {field}")
    assert (found.title, found.part_number) == (title, number)


def test_the_letters_that_a_volume_has_are_its_title() -> None:
    found = [_of(f"245 10 $aLeksikon{rest}") for rest in ("$nA-D", "$nBind 1$pA-D", "$nI-II")]
    assert [(one.part_number, one.part_title) for one in found] == [("", "a d"), ("1", "a d"), ("1 2", "")]


def test_volumes_one_to_three_of_three_are_the_whole_set() -> None:
    assert _of("245 10 $aA$nBind 1-3", "300 ## $a3 b.").part_number == ""
    assert _of("245 10 $aA$nBind 1-2", "300 ## $a3 b.").part_number == "1 2"


@pytest.mark.parametrize(
    "field", ["$aSult = Hunger :$broman", "$aSult =$bHunger : roman", "$aSult :$broman = Hunger : a novel"]
)
def test_a_parallel_title_is_another_title(field: str) -> None:
    found = _of(f"245 10 {field}")
    assert (found.title, found.subtitle, found.other_titles) == ("sult", "roman", ("hunger",))


def test_a_cyrillic_title_meets_each_way_of_writing_it_with_latin_letters() -> None:
    cyrillic = _of("245 10 $aСобачье сердце", language="rus")
    assert cyrillic.title == cyrillic.title_key == "собачье сердце"
    for romanized in ("Sobatsje serdtse", "Sobach'e serdtse", "Sobach\u02b9e serdt\ufe20s\ufe21e", "Sobačʹe serdce"):
        latin = _of(f"245 10 $a{romanized}", language="rus")
        assert {latin.title_key, *latin.other_titles} & set(cyrillic.other_titles), romanized


@pytest.mark.parametrize(
    ("cyrillic", "norwegian", "library_of_congress"),
    [
        ("Щедрин", "sjtsjedrin", "shchedrin"),
        ("Ельцин", "jeltsin", "eltsin"),
        ("Горбачёв", "gorbatsjov", "gorbachev"),
        ("Чехов", "tsjekhov", "chekhov"),
        ("Жуков", "zjukov", "zhukov"),
        ("Юлия", "julija", "iuliia"),
        ("Достоевский", "dostojevskij", "dostoevskii"),
        ("Ильич", "iljitsj", "ilich"),
        ("Эйзенштейн", "ejzensjtejn", "eizenshtein"),
        ("Рыбы", "ryby", "ryby"),
    ],
)
def test_the_two_romanizations(cyrillic: str, norwegian: str, library_of_congress: str) -> None:
    assert _of(f"245 10 $a{cyrillic}", language="").other_titles == tuple(
        dict.fromkeys((norwegian, library_of_congress))
    )


def test_the_original_script_of_880_is_another_title() -> None:
    found = _of("245 10 $6880-01$aBratia", "880 10 $6245-01/(N$aБратья", "880 1# $6100-02$aЧехов", language="rus")
    assert found.title == "bratia"
    assert {"братья", "bratja"} <= set(found.other_titles)
    assert not any("tsjekhov" in other or "чехов" in other for other in found.other_titles)


def test_the_statement_of_responsibility_keeps_its_words() -> None:
    assert _of("245 10 $aSult /$cKnut Hamsun ; tegnet av K. Vik").responsibility == "knut hamsun tegnet av k vik"
