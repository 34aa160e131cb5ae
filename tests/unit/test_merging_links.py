"""Links between records name the title that stands for the record meant."""

from hypothesis import given
from hypothesis import strategies as st

from migration.match.merging.links import Repointed, Titles, has_links, repoint, with_library

LEADER = "00000nam a2200000 c 4500"
OWN = "(NO-1)t9"


def linked(*values: str, tag: str = "773") -> list[list[str]]:
    return [["245", "10", "a", "Sult"], [tag, "0 ", "t", "Samtiden", *(part for v in values for part in ("w", v))]]


def repointed(fields: list[list[str]], known: dict[str, str], own: str = OWN) -> tuple[list[list[str]], Repointed]:
    """In a record of the source ``own``, NO-1; the county has the source ``far``, NO-2."""
    names = {("far" if number.startswith("far") else "own", number): title for number, title in known.items()}
    found = repoint([LEADER, fields], "own", Titles({"NO-1": "own", "NO-2": "far"}, names), own)
    return found.record[1], found


def test_a_number_of_the_source_bare_or_with_its_code() -> None:
    for value in ("123", "(NO-1)123", " (NO-1) 123 "):
        fields, found = repointed(linked(value), {"123": "(NO-2)t1"})
        assert fields[1] == ["773", "0 ", "t", "Samtiden", "w", "(NO-2)t1"]
        assert found.changed


def test_the_number_of_another_agency_stays() -> None:
    fields, found = repointed(linked("(NO-OsNB)123"), {"123": "(NO-2)t1"})
    assert (fields, found.changed, found.unresolved) == (linked("(NO-OsNB)123"), False, ())


def test_the_number_of_another_library_of_the_county_is_one_of_its_records() -> None:
    fields, found = repointed(linked("(NO-2)far7"), {"far7": "(NO-3)t1", "7": "(NO-1)t2"})
    assert (fields[1][4:], found.unresolved) == (["w", "(NO-3)t1"], ())


def test_a_bare_number_is_given_its_library() -> None:
    bare, agency = linked(" 7 ", "(NO-OsNB)8")[1], ["500", "  ", "w", "7"]
    assert with_library(bare, "NO-1") == linked("(NO-1)7", "(NO-OsNB)8")[1]
    assert with_library(agency, "NO-1") == agency


def test_a_field_that_only_named_the_title_itself_goes() -> None:
    fields, found = repointed([["773", "0 ", "w", "1"], ["780", "00", "w", "2"]], {"1": OWN, "2": "(NO-2)b"})
    assert (fields, found.gone) == ([["780", "00", "w", "(NO-2)b"]], (0,))


def test_a_link_to_nowhere_stays_and_is_told() -> None:
    fields, found = repointed(linked("404"), {})
    assert (fields, found.changed, found.unresolved) == (linked("404"), False, (("773", "404"),))


def test_a_link_to_the_title_itself_goes_and_is_told() -> None:
    fields, found = repointed(linked("123"), {"123": OWN})
    assert fields[1] == ["773", "0 ", "t", "Samtiden"]
    assert found.own == (("773", "123"),)


def test_several_links_and_every_linking_tag() -> None:
    for tag in ("760", "773", "780", "785", "787", "830"):
        fields, _ = repointed(linked("1", "2", tag=tag), {"1": "(NO-2)a", "2": "(NO-2)b"})
        assert fields[1][4:] == ["w", "(NO-2)a", "w", "(NO-2)b"]


def test_other_tags_are_let_alone() -> None:
    assert not has_links(linked("1", tag="500"))
    assert repointed(linked("1", tag="500"), {"1": "(NO-2)a"})[0] == linked("1", tag="500")


texts = st.text("(NO-1)23 ", max_size=8)


@given(st.lists(texts, max_size=4), st.dictionaries(st.sampled_from(["1", "2", "23", "3"]), st.just("(NO-3)x")))
def test_repointing_again_changes_nothing(values: list[str], known: dict[str, str]) -> None:
    once, _ = repointed(linked(*values), known)
    assert repointed(once, known)[0] == once
