"""What holds for whatever records are merged."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st
from merging_records import LEADER, RELATORS, RULES

from migration.match.merging.rules import NEVER
from migration.match.merging.survivorship import Member, merge

CONTROL = st.tuples(st.sampled_from(["005", "008"]), st.text("0123", min_size=14, max_size=14)).map(list)
TAGS = ["015", "020", "035", "041", "082", "100", "245", "264", "300", "490", "500", "520", "599", "650", "653", "655",
        "700", "710", "773", "830", "852", "856", "901"]  # fmt: skip
PAIRS = st.tuples(st.sampled_from("abtuwxz24e5"), st.text("aØ1 -", max_size=3))
DATA = st.builds(
    lambda tag, indicators, pairs: [tag, indicators, *(part for pair in pairs for part in pair)],
    st.sampled_from(TAGS),
    st.sampled_from(["  ", " 0", " 7", "1 "]),
    st.lists(PAIRS, min_size=1, max_size=3),
)
"""Fields that have no link."""


def in_two_scripts(names):
    """Fields of 700 and their 880, numbered from 1."""
    latin = [["700", "1 ", "6", f"880-{n:02}", "a", name] for n, name in enumerate(names, 1)]
    return [*latin, *(["880", "1 ", "6", f"700-{n:02}/(N", "a", f"{name}я"] for n, name in enumerate(names, 1))]


FIELDS = st.builds(
    lambda control, data, names: [*control, *data, *in_two_scripts(names)],
    st.lists(CONTROL, max_size=2),
    st.lists(DATA, max_size=8),
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True),
)
LEADERS = st.sampled_from([LEADER, LEADER[:17] + "8" + LEADER[18:], LEADER[:17] + "7" + LEADER[18:]])
MEMBERS = st.lists(st.tuples(LEADERS, FIELDS), min_size=2, max_size=4).map(
    lambda records: [Member(str(n), "1", f"NO-{n}", [*record]) for n, record in enumerate(records)]
)


def merged(members):
    return merge(members, RULES, RELATORS)


def plain(field, library):
    """A field without what taking it changes: links, the code of its library in $5 and before a number of $w."""
    pairs = zip(field[2::2], field[3::2], strict=False)
    kept = [(c, v.removeprefix(f"({library})").strip() if c == "w" else v) for c, v in pairs if c not in "56"]
    return [*field[:2], *kept]


@given(MEMBERS, st.randoms())
def test_the_order_of_the_records_does_not_matter(members, random):
    shuffled = random.sample(members, len(members))

    assert merged(shuffled) == merged(members)


@given(MEMBERS)
def test_nothing_given_is_changed(members):
    before = deepcopy(members)
    merged(members)

    assert members == before


@given(MEMBERS)
def test_merging_again_adds_nothing(members):
    once = merged(members)
    again = merge([once.base._replace(record=once.record), *once.others], RULES, RELATORS)

    assert (again.base.source, again.record, again.taken) == (once.base.source, once.record, ())


@given(MEMBERS)
def test_the_base_is_there_whole_and_in_its_order(members):
    found = merged(members)
    leader, fields = found.record
    taken = {t.position for t in found.taken}

    assert leader == found.base.record[0]
    own = [field for n, field in enumerate(fields) if n not in taken]
    for field, made in zip(found.base.record[1], own, strict=True):
        assert made in (field, [*field, "5", found.base.library])


@given(MEMBERS)
def test_what_describes_the_edition_is_the_bases_alone(members):
    found = merged(members)

    assert not [t for t in found.taken if t.tag < "010" or t.tag.startswith("1") or t.tag in NEVER - {"880"}]


@given(MEMBERS)
def test_every_taken_field_stands_in_the_record_that_it_is_said_to_be_from(members):
    found = merged(members)
    for taken in found.taken:
        other = found.others[taken.other]
        assert plain(found.record[1][taken.position], other.library) in [
            plain(entered(field), other.library) for field in other.record[1]
        ]


def entered(field):
    """A main entry as an added one."""
    return [f"7{field[0][1:]}", *field[1:]] if field[0] in ("100", "110", "111") else field


@given(MEMBERS)
def test_links_between_scripts_are_whole_and_stand_once(members):
    links = [(f[0], f[3]) for f in merged(members).record[1] if "6" in f[2::2]]
    there = sorted(f"{tag}-{link[4:6]}" for tag, link in links if tag != "880")

    assert there == sorted(link[:6] for tag, link in links if tag == "880")
    assert len({link[4:6] for tag, link in links if tag != "880"}) == len(there)


def numbers(record, tag):
    return {v.strip() for f in record[1] if f[0] == tag for c, v in zip(f[2::2], f[3::2], strict=False) if c in "az"}


@given(MEMBERS)
def test_no_number_no_local_field_and_no_address_is_lost(members):
    found = merged(members)
    for member in members:
        assert numbers(member.record, "035") <= numbers(found.record, "035") | {""}
        for field in member.record[1]:
            if field[0] in ("599", "901"):
                owned = field if "5" in field[2::2] else [*field, "5", member.library]
                assert [part.strip() for part in owned[2:]] in [
                    [part.strip() for part in f[2:]] for f in found.record[1] if f[0] == field[0]
                ] or not any(part.strip() for part in owned[2:])
