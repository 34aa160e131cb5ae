"""What a merged record is made of."""

from copy import deepcopy
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.match.merging.survivorship import choose_base, load_survivorship_rules, merge, merge_told
from migration.match.rulefile import RuleFileError
from migration.settings import SHIPPED


class Member(NamedTuple):
    source: str
    legacy_id: str
    target_id: str
    quality: int


RULES = load_survivorship_rules(SHIPPED / "mappings" / "survivorship.yaml")
LEADER = "00000nam a2200000 c 4500"
TITLE = ["245", "10", "a", "Markens grøde"]


def merged(base: list[list[str]], *others: list[list[str]]) -> list[list[str]]:
    leader, fields = merge([LEADER, base], [["other", other] for other in others], RULES)
    assert leader == LEADER
    return fields


def test_the_best_record_is_the_base():
    good, better = Member("a", "1", "t1", 3), Member("b", "1", "t2", 7)

    assert choose_base([good, better]) is better
    assert choose_base([Member("b", "1", "t2", 3), good, Member("a", "2", "t3", 3)]) is good


def test_an_isbn_is_the_same_with_hyphens_and_with_ten_digits():
    base = [["020", "  ", "a", "9788205400009", "q", "ib."], TITLE]

    assert merged(base, [["020", "  ", "a", "978-82-05-40000-9"], ["020", "  ", "a", "82-05-40000-8"]]) == base
    assert merged(base, [["020", "  ", "a", "9788203000003"]]) == [base[0], ["020", "  ", "a", "9788203000003"], TITLE]


def test_a_field_without_what_tells_it_apart_is_left():
    assert merged([TITLE], [["020", "  ", "c", "kr 99"], ["856", "40", "z", "Omslag"]]) == [TITLE]


def test_every_source_record_stays_named():
    own = ["035", "  ", "a", "(NO-2549900)a.1"]
    others = [["035", "  ", "a", "(NO-2549901)a.1"]], [["035", "  ", "a", "(NO-2549902)a-1"], own]

    assert merged([own, TITLE], *others) == [own, others[0][0], others[1][0], TITLE]


@pytest.mark.parametrize("tag", ["001", "008", "041", "100", "240", "245", "250", "260", "264", "300", "500", "880"])
def test_what_describes_the_edition_is_never_taken(tag):
    other = [tag, "from the other"] if tag < "010" else [tag, "  ", "a", "from the other"]

    assert merged([TITLE], [other]) == [TITLE]


def test_subjects_and_genres_that_are_not_there_yet():
    base = [TITLE, ["650", " 7", "a", "Bønder", "2", "humord"]]
    other = [["650", " 4", "a", "BØNDER"], ["650", " 4", "a", "Nybyggere"], ["655", " 7", "a", "Bønder"]]

    assert merged(base, other) == [*base, other[1], other[2]]


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


def test_a_work_by_the_author_is_not_the_author():
    base = [["100", "1 ", "a", "Hamsun, Knut"], TITLE]
    work = ["700", "12", "a", "Hamsun, Knut", "t", "Pan"]

    assert merged(base, [work]) == [*base, work]


def test_links_to_fields_that_stay_behind_are_cut():
    other = [["700", "1 ", "6", "880-02", "a", "Толстой, Лев"], ["880", "1 ", "6", "700-02", "a", "Tolstoj"]]

    assert merged([TITLE], [*other]) == [TITLE, ["700", "1 ", "a", "Толстой, Лев"]]


def test_the_order_of_the_base_is_the_cataloguers():
    base = [TITLE, ["650", " 7", "a", "Hoved"], ["600", "14", "a", "Bi"], ["901", "  ", "a", "x"]]

    assert merged(base, [["610", "24", "a", "Ny"]]) == [*base[:3], ["610", "24", "a", "Ny"], base[3]]


fields = st.lists(
    st.tuples(
        st.sampled_from(["020", "035", "245", "490", "520", "650", "700", "830", "856"]),
        st.just("  "),
        st.sampled_from("abu"),
        st.text(alphabet="aØ1- ", max_size=4),
    ).map(list),
    max_size=6,
)


@given(fields, st.lists(fields, max_size=3))
def test_merging_keeps_the_base_and_merging_again_adds_nothing(base, others):
    records = [["other", other] for other in others]
    before = deepcopy((base, records))
    once = merge([LEADER, base], records, RULES)

    assert (base, records) == before
    assert merge(once, records, RULES) == once
    remaining = iter(once[1])
    assert all(field in remaining for field in base), "the base's fields are there, in their order"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rules:\n- {tags: ['020'], add: all}\n", ":2: rules.0.add"),
        ("rules:\n- {tags: ['500'], add: new}\n- {tags: ['245'], add: new}\n", ":3: rules.1.tags.0"),
        ("rules:\n- {tags: ['500'], add: new, colour: red}\n", ":2: rules.0.colour"),
        ("rules:\n- {tags: ['500'], add: new}\n- {tags: ['500'], add: if_none}\n", ":1: Value error, more than one"),
        ("rules: []\nrules: []\n", ":2: the key 'rules' stands twice"),
        ("rules: [\n", ":2: "),
        ("", ":1: rules: Field required"),
    ],
)
def test_a_mistake_in_the_rules_is_named_with_its_line(tmp_path, text, problem):
    path = tmp_path / "survivorship.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RuleFileError) as error:
        load_survivorship_rules(path)

    assert len(error.value.problems) == 1
    assert error.value.problems[0].startswith(f"{path}{problem}")


def test_all_mistakes_are_named_at_once(tmp_path):
    path = tmp_path / "survivorship.yaml"
    path.write_text("rules:\n- {tags: ['1'], add: new}\n- {tags: ['500'], add: old}\n", encoding="utf-8")

    with pytest.raises(RuleFileError) as error:
        load_survivorship_rules(path)

    assert len(error.value.problems) == 2


def test_rules_that_are_not_there(tmp_path):
    with pytest.raises(RuleFileError, match="cannot be read"):
        load_survivorship_rules(tmp_path / "none.yaml")


def test_every_field_that_is_not_the_base_s_says_where_it_is_from():
    base = [TITLE, ["650", " 7", "a", "Fiske", "2", "ntsf"]]
    one = [TITLE, ["020", "  ", "a", "9788203190919"], ["650", " 7", "a", "Fiske", "2", "ntsf"]]
    two = [TITLE, ["650", " 7", "a", "Nybrott", "2", "ntsf"], ["500", "  ", "a", "Stays where it is"]]

    found = merge_told([LEADER, base], [["x", one], ["x", two]], RULES)

    taken = [(t.tag, t.other, found.record[1][t.position]) for t in found.taken]
    assert taken == [("020", 0, one[1]), ("650", 1, two[1])]
    assert all("650" in t.rule for t in found.taken if t.tag == "650")


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    ["020", "  ", "a", "9788203190919"],
                    ["650", " 7", "a", "Fiske", "2", "ntsf"],
                    ["650", " 7", "a", "Fisk", "2", "ntsf"],
                    ["520", "  ", "a", "Om fiske"],
                    ["245", "10", "a", "Annen"],
                ]
            ),
            max_size=4,
        ),
        max_size=3,
    )
)
def test_what_is_taken_stands_in_the_record_that_it_is_said_to_be_from(others):
    found = merge_told([LEADER, [TITLE]], [["x", other] for other in others], RULES)
    assert [f for n, f in enumerate(found.record[1]) if n not in {t.position for t in found.taken}] == [TITLE]
    assert all(found.record[1][t.position] in others[t.other] for t in found.taken)
