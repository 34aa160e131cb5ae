"""Two descriptions that may be one book are compared, whatever one of them lacks."""

from feature_rows import book, isbn, meet

from migration.features import Identifier


def test_without_anything_in_common_nothing_is_compared():
    assert not meet(book("havets hemmelige liv"), book("fjellets lange natt", author="dahl o", year="1950", pages=90))


def test_a_shared_isbn_is_enough():
    other = book("det skjulte livet i dypet", author="", year="", pages=None, identifiers=isbn("9788202000011"))
    assert meet(book(identifiers=isbn("9788202000011"), author="berg k", pages=100), other)


def test_an_isbn_of_the_set_brings_nobody_together():
    a = book("vinteren", part_title="vinteren", author="", pages=1, identifiers=isbn("9788202000011", "set"))
    b = book("sommeren", part_title="sommeren", author="", pages=2, identifiers=isbn("9788202000011", "set"))
    assert not meet(a, b)


def test_other_numbers_are_keys_too():
    for kind, value in (("issn", "00290001"), ("ean", "7035538880001"), ("national", "(NO-OsNB)991"),
                        ("supplier", "(NO-OsBA)0123"), ("publisher_number", "ecm 1064")):  # fmt: skip
        number = (Identifier(kind, value),)
        assert meet(book("a", author="x", identifiers=number), book("b", author="y", identifiers=number))


def test_a_local_number_says_nothing_in_another_library():
    number = (Identifier("local", "17"),)
    assert not meet(book("aaa", author="x", pages=1, identifiers=number), book("bbb", author="y", identifiers=number))


def test_cyrillic_meets_either_transliteration():
    cyrillic = book("братья карамазовы", author="достоевский ф",
                    other_titles=("bratia karamazovy", "bratja karamazovy"))  # fmt: skip
    assert meet(cyrillic, book("bratja karamazovy", author="dostojevskij f", pages=214))
    assert meet(cyrillic, book("bratia karamazovy", author="dostoevskii f", pages=214))


def test_two_records_in_different_scripts_meet_by_a_form_that_they_share():
    a = book("братья", author="достоевский ф", other_titles=("bratia",), pages=1)
    b = book("bratja", author="dostojevskij f", other_titles=("bratia",), pages=2)
    assert meet(a, b)


def test_without_a_year():
    assert meet(book(year=""), book(year="1987", pages=219, author=""))


def test_without_an_author():
    assert meet(book(author=""), book(pages=219))


def test_without_author_and_year():
    assert meet(book(author="", year=""), book(pages=214))


def test_sami_letters_that_were_lost():
    """The title is folded for blocking: a ? where a letter was is a blank, and author, year and pages still meet."""
    whole = book("čáhci ja duoddarat", title_key="cahci ja duoddarat", author="gaup i", language="sme")
    lost = book("?áhci ja duoddarat", title_key="ahci ja duoddarat", author="gaup i", language="sme")
    plain = book("cahci ja duoddarat", author="", pages=None, language="sme")
    assert meet(whole, lost)
    assert meet(whole, plain)


def test_a_year_off_by_one():
    assert meet(book(year="2001", author=""), book(year="2002", author="", pages=213))


def test_three_years_apart_are_two_editions():
    assert not meet(book(year="2001"), book(year="2004"))


def test_a_copyright_year_brings_a_printing_to_its_edition():
    assert meet(book(year="2010", other_years=("2001",), author=""), book(year="2001", author="", pages=213))


def test_a_missing_subtitle():
    short = book("havet", title_key="havet", author="", pages=212)
    long = book("havet", subtitle="en biografi", title_key="havet en biografi", author="", pages=213)
    assert meet(short, long)


def test_an_author_with_another_title_by_year_and_pages():
    assert meet(book("eventyr fra havet"), book("havets eventyr"))


def test_a_part_of_a_host():
    a = book("reisen til nord", format_class="component", host="norsk natur 3", author="", year="", pages=None,
             identifiers=(Identifier("national", "(NO-OsNB)5"),))  # fmt: skip
    b = book("reisen til nord", format_class="component", host="norsk natur 3", author="", year="1999", pages=None,
             identifiers=(Identifier("national", "(NO-OsNB)5"),))  # fmt: skip
    assert meet(a, b)


def test_translations_of_one_work():
    a = book("krig og fred", author="tolstoj l", original_title="vojna i mir", pages=800, year="")
    b = book("fred og krig", author="tolstoj l", original_title="vojna i mir", pages=None, year="1970")
    assert meet(a, b)


def test_formats_volumes_and_languages_that_contradict_each_other():
    assert not meet(book(), book(format_class="audiobook_cd"))
    assert not meet(book(part_number="1"), book(part_number="2"))
    assert not meet(book(language="nob"), book(language="nno"))


def test_a_volume_without_its_number_and_a_general_language_contradict_nothing():
    assert meet(book(part_number="1"), book())
    assert meet(book(language="nor"), book(language="nno"))


def test_with_a_number_in_common_a_contradiction_is_for_the_judge_to_name():
    number = isbn("9788202000011")
    assert meet(book(language="nob", identifiers=number), book(language="nno", identifiers=number))
