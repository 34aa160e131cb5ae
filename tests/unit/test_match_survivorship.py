"""What a merged record takes from others, field by field."""

import pytest
from merging_records import RELATORS, RULES, TITLE, member, merged, told

from migration.match.merging.survivorship import merge


def test_an_isbn_is_the_same_with_hyphens_and_with_ten_digits():
    base = [["020", "  ", "a", "9788205400009", "q", "ib."], TITLE]

    assert merged(base, [["020", "  ", "a", "978-82-05-40000-9"], ["020", "  ", "a", "82-05-40000-8"]]) == base
    assert merged(base, [["020", "  ", "a", "9788203000003"]]) == [base[0], ["020", "  ", "a", "9788203000003"], TITLE]


def test_a_cancelled_isbn_is_kept_unless_it_stands_there():
    base = [["020", "  ", "a", "9788205400009", "z", "8205400000"], TITLE]
    cancelled = ["020", "  ", "z", "9788203000003"]

    assert merged(base, [["020", "  ", "z", "8205400000"]], [cancelled]) == [base[0], cancelled, TITLE]


@pytest.mark.parametrize(
    "number",
    [
        ["015", "  ", "a", "0512345", "2", "nbf"],
        ["022", "  ", "a", "0332-5091"],
        ["024", "3 ", "a", "7038010064623"],
        ["028", "02", "a", "FXCD 123", "b", "Kirkelig kulturverksted"],
        ["035", "  ", "z", "(NO-OsBA)0123456"],
    ],
)
def test_every_number_of_the_others_is_kept_once(number):
    assert sorted(merged([TITLE], [number], [number])) == sorted([number, TITLE])


def test_a_field_without_what_tells_it_apart_is_left():
    assert merged([TITLE], [["020", "  ", "c", "kr 99"], ["856", "40", "z", "Omslag"]]) == [TITLE]


def test_every_source_record_stays_named():
    own = ["035", "  ", "a", "(NO-2549900)a.1"]
    others = [["035", "  ", "a", "(NO-2549901)a.1"]], [["035", "  ", "a", "(NO-2549902)a-1"], own]

    assert merged([own, TITLE], *others) == [own, others[0][0], others[1][0], TITLE]


@pytest.mark.parametrize(
    "tag", ["001", "005", "007", "008", "041", "130", "240", "245", "250", "254", "255", "256", "260", "264", "300",
            "310", "336", "337", "338", "362", "500", "533", "880"]
)  # fmt: skip
def test_what_describes_the_edition_is_never_taken(tag):
    other = [tag, "from the other"] if tag < "010" else [tag, "  ", "a", "from the other"]

    assert merged([TITLE], [other]) == [TITLE]


def test_subjects_and_genres_that_are_not_there_yet():
    base = [TITLE, ["650", " 7", "a", "Bønder", "2", "humord"]]
    other = [["650", " 4", "a", "BØNDER"], ["650", " 4", "a", "Nybyggere"], ["655", " 7", "a", "Bønder"]]

    assert merged(base, other) == [*base, other[1], other[2]]


def test_a_subject_once_in_each_vocabulary():
    base = [TITLE, ["650", " 7", "a", "Fiske", "2", "humord"]]
    bibbi, lcsh = ["650", " 7", "a", "Fiske", "0", "1", "2", "bibbi"], ["650", " 0", "a", "Fiske"]

    assert merged(base, [["650", " 7", "a", "Fiske.", "2", "humord"], bibbi, lcsh]) == [*base, bibbi, lcsh]


def test_a_subject_with_its_subdivisions_is_another():
    base = [TITLE, ["650", " 7", "a", "Fiske", "2", "humord"]]
    deeper = ["650", " 7", "a", "Fiske", "x", "Historie", "2", "humord"]

    assert merged(base, [deeper]) == [*base, deeper]


def test_free_keywords_are_left_where_each_is_there_already():
    base = [TITLE, ["650", " 7", "a", "Fiske", "2", "humord"], ["653", "  ", "a", "Båter"]]
    more = ["653", "  ", "a", "fiske", "a", "Hval"]

    assert merged(base, [["653", "  ", "a", "FISKE", "a", "båter"]]) == base
    assert merged(base, [more]) == [*base, more]


def test_classification_by_edition_and_number():
    base = [["082", "04", "a", "839.82", "2", "5/nor"], TITLE]
    newer = ["082", "04", "a", "839.82", "2", "23/nor"]
    same = [["082", "04", "a", "839/.82", "2", "5/nor"], ["082", "  ", "a", "839.82"]]

    assert merged(base, [*same, newer]) == [base[0], newer, TITLE]


def test_notes_only_where_the_base_has_none():
    own, theirs, third = (["520", "  ", "a", text] for text in ("Vårt", "Deres", "Tredje"))

    assert merged([TITLE, own], [theirs]) == [TITLE, own]
    assert merged([TITLE], [["500", "  ", "a", "x"]], [theirs], [third]) == [TITLE, theirs]


def test_series_come_from_one_record_and_only_where_there_is_none():
    series, traced = ["490", "1 ", "a", "Lanterne"], ["830", " 0", "a", "Lanterne"]

    assert merged([TITLE], [series, traced], [["490", "0 ", "a", "Annen"]]) == [TITLE, series, traced]
    assert merged([TITLE, traced], [series]) == [TITLE, traced]


def test_names_that_are_neither_author_nor_added_entry():
    base = [["100", "1 ", "a", "Hamsun, Knut", "d", "1859-1952"], TITLE]
    translator = ["700", "1 ", "a", "Egge, Peter", "4", "trl"]

    assert merged(base, [["700", "1 ", "a", "Hamsun, Knut,"], translator], [translator]) == [*base, translator]


def test_the_main_entry_of_another_is_an_added_entry_unless_the_name_is_there():
    base = [TITLE, ["700", "1 ", "a", "Hamsun, Knut", "4", "aut"]]
    author, other = ["100", "1 ", "a", "Hamsun, Knut"], ["110", "2 ", "a", "Sametinget", "4", "aut"]

    assert merged(base, [author], [other]) == [*base, ["710", *other[1:]]]


def test_no_role_is_lost():
    base = [["100", "1 ", "a", "Egner, Thorbjørn"], TITLE]
    author, singer = (["700", "1 ", "a", "Egner, Thorbjørn", "4", role] for role in ("aut", "sng"))

    assert merged(base, [author, singer]) == [*base, singer]


def test_a_role_in_words_is_the_same_as_its_code():
    base = [TITLE, ["700", "1 ", "a", "Egge, Peter", "4", "http://id.loc.gov/vocabulary/relators/trl"]]
    illustrator = ["700", "1 ", "a", "Egge, Peter", "e", "illustratør."]

    assert merged(base, [["700", "1 ", "a", "Egge, Peter", "e", "Oversetter."], illustrator]) == [*base, illustrator]


def test_a_work_by_the_author_is_not_the_author():
    base = [["100", "1 ", "a", "Hamsun, Knut"], TITLE]
    work = ["700", "12", "a", "Hamsun, Knut", "t", "Pan"]

    assert merged(base, [work]) == [*base, work]


def test_a_title_variant_that_is_the_title_says_nothing_new():
    assert merged([TITLE], [["246", "3 ", "a", "Markens grøde /"]]) == [TITLE]


def test_local_fields_are_kept_with_the_code_of_their_library():
    base = [TITLE, ["599", "  ", "a", "Gave"]]
    other = [["599", "  ", "a", "Gave"], ["901", "  ", "a", "x", "5", "NO-9"]]

    assert merged(base, other) == [
        TITLE, ["599", "  ", "a", "Gave", "5", "NO-0"], ["599", "  ", "a", "Gave", "5", "NO-1"], other[1],
    ]  # fmt: skip


def test_a_record_that_stands_alone_is_as_it_was():
    alone = member("0", [TITLE, ["599", "  ", "a", "Gave"]])

    assert merge([alone], RULES, RELATORS).record is alone.record


def test_the_order_of_the_base_is_the_cataloguers():
    base = [TITLE, ["650", " 7", "a", "Hoved"], ["600", "14", "a", "Bi"], ["866", "  ", "a", "x"]]

    assert merged(base, [["610", "24", "a", "Ny"]]) == [*base[:3], ["610", "24", "a", "Ny"], base[3]]


def test_a_field_comes_with_its_880_under_a_number_of_its_own():
    base = [["245", "10", "6", "880-01", "a", "Vojna i mir"], ["880", "10", "6", "245-01/(N", "a", "Война и мир"]]
    other = [
        ["100", "1 ", "6", "880-01", "a", "Tolstoj, Lev"],
        ["700", "1 ", "6", "880-02", "a", "Egge, Petr"],
        ["880", "1 ", "6", "100-01/(N", "a", "Толстой, Лев"],
        ["880", "1 ", "6", "700-02/(N", "a", "Эгге, Пётр"],
    ]

    assert merged(base, other) == [
        base[0],
        ["700", "1 ", "6", "880-02", "a", "Tolstoj, Lev"],
        ["700", "1 ", "6", "880-03", "a", "Egge, Petr"],
        base[1],
        ["880", "1 ", "6", "700-02/(N", "a", "Толстой, Лев"],
        ["880", "1 ", "6", "700-03/(N", "a", "Эгге, Пётр"],
    ]


def test_links_to_fields_that_stay_behind_are_cut():
    other = [["700", "1 ", "6", "880-02", "8", "1\\c", "a", "Tolstoj, Lev"], ["880", "1 ", "6", "100-02", "a", "Лев"]]

    assert merged([TITLE], other) == [TITLE, ["700", "1 ", "a", "Tolstoj, Lev"]]


def test_numbers_of_links_end_at_99():
    base = [["245", "10", "6", "880-99", "a", "Mir"], ["880", "10", "6", "245-99", "a", "Мир"]]
    other = [["700", "1 ", "6", "880-01", "a", "Tolstoj"], ["880", "1 ", "6", "700-01", "a", "Толстой"]]

    assert merged(base, other) == [base[0], ["700", "1 ", "a", "Tolstoj"], base[1]]


def test_a_bare_number_of_another_record_says_whose_it_is():
    host = ["773", "0 ", "t", "Ottar", "w", "77", "w", "(NO-OsNB)8"]

    assert merged([TITLE], [host]) == [TITLE, ["773", "0 ", "t", "Ottar", "w", "(NO-1)77", "w", "(NO-OsNB)8"]]


def test_every_field_that_is_not_the_base_s_says_where_it_is_from():
    base = [TITLE, ["650", " 7", "a", "Fiske", "2", "ntsf"]]
    one = [TITLE, ["020", "  ", "a", "9788203190919"], ["650", " 7", "a", "Fiske", "2", "ntsf"]]
    two = [TITLE, ["650", " 7", "a", "Nybrott", "2", "ntsf"], ["500", "  ", "a", "Stays where it is"]]

    found = told(base, one, two)

    taken = [(t.tag, found.others[t.other].source, found.record[1][t.position], t.rule) for t in found.taken]
    assert taken[0] == ("020", "1", one[1], "020")
    assert taken[1][:3] == ("650", "2", two[1])
    assert "650" in taken[1][3]


def test_the_better_of_two_others_comes_first():
    poor, rich = [TITLE, ["520", "  ", "a", "A"]], [TITLE, ["300", "  ", "a", "1"], ["520", "  ", "a", "B"]]

    assert merged([TITLE], poor, rich) == [TITLE, rich[2]]
