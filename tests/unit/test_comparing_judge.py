"""The decision table: vetoes first, then the first row that holds; the same answer both ways, with what failed."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from migration.features import BibFeatures, Identifier
from migration.match.comparing.grades import FEATURES, GRADES
from migration.match.comparing.judge import Judge, judge
from migration.match.comparing.judgement import Decision
from migration.match.comparing.sentences import sentence
from migration.match.comparing.table import DecisionTable
from migration.match.rulefile import RuleFileError
from migration.match.rules import load_match_rules

SHIPPED = Path(__file__).parents[2] / "mappings" / "match.yaml"
RULES = load_match_rules(SHIPPED)
ISBN = Identifier("isbn", "9788202000011")
SULT = BibFeatures(
    format_class="book", title="sult", subtitle="roman", title_key="sult roman", author="hamsun k",
    names=("hamsun knut",),
    year="1999", pages=212, language="nob", publishers=("gyldendal",), places=("oslo",), identifiers=(ISBN,),
)  # fmt: skip


def decided(a: BibFeatures, b: BibFeatures) -> str:
    found = judge(a, b, RULES)
    assert judge(b, a, RULES).decision is found.decision
    return found.decision.value


def test_a_record_is_itself() -> None:
    assert decided(SULT, SULT) == "auto"


def test_without_numbers_title_author_year_pages_and_publisher_suffice() -> None:
    bare = replace(SULT, identifiers=())
    assert decided(bare, bare) == decided(bare, SULT) == "auto"


@pytest.mark.parametrize(
    ("changed", "veto"),
    [
        ({"format_class": "ebook"}, "format"),
        ({"language": "nno"}, "language"),
        ({"edition": "2", "year": "2004"}, "year"),
        ({"title": "pan"}, "title"),
        ({"title": "sult 2"}, "title"),
        ({"author": "hamsun m", "names": ("hamsun marie",)}, "author"),
        ({"pages": 412}, "extent"),
        ({"version": ("easy_read",)}, "version"),
        ({"identifiers": (Identifier("isbn", "9788202000028"),)}, "identifier"),
        ({"host": "samtiden 3 1999"}, "host"),
    ],
)
def test_a_contradiction_is_never_merged_and_is_named(changed: dict[str, object], veto: str) -> None:
    found = judge(SULT, replace(SULT, **changed), RULES)  # type: ignore[arg-type]
    assert found.decision is not Decision.AUTO
    assert veto in found.vetoes


def test_two_volumes_are_two_titles_whatever_they_share() -> None:
    one, two = replace(SULT, part_number="1"), replace(SULT, part_number="2")
    found = judge(one, two, RULES)
    assert (found.decision, found.vetoes) == (Decision.APART, ("part",))


def test_a_volume_number_that_one_lacks_is_for_people() -> None:
    assert decided(SULT, replace(SULT, part_number="1")) == "review"


def test_a_generic_title_needs_more_than_its_words() -> None:
    report = BibFeatures(
        format_class="book", title="årsmelding", title_key="arsmelding", year="1999", pages=40, publishers=("x",)
    )
    assert decided(report, report) != "auto"


def test_a_bad_isbn_proves_nothing() -> None:
    little = BibFeatures(
        format_class="book", title="sult", author="hamsun k", names=("hamsun knut",), identifiers=(ISBN,)
    )
    said = replace(little, year="1999")
    assert judge(little, said, RULES, {ISBN}).decision is not Decision.AUTO


grades = st.tuples(*(st.sampled_from(GRADES[name]) for name in FEATURES))


@given(grades)
def test_no_veto_is_ever_merged(found: tuple[str, ...]) -> None:
    answer = DecisionTable(RULES).ask(found)
    vetoed = tuple(name for name, grade in zip(FEATURES, found, strict=True) if grade in RULES.vetoes.get(name, ()))
    assert answer.vetoes == vetoed
    assert not (vetoed and answer.decision is Decision.AUTO)


@given(grades)
def test_what_is_not_merged_has_a_reason(found: tuple[str, ...]) -> None:
    answer = DecisionTable(RULES).ask(found)
    assert bool(answer.failed) is (answer.decision is not Decision.AUTO)


def test_the_sentence_says_what_a_librarian_asks_first() -> None:
    other = replace(SULT, pages=214, subtitle="")
    nb, en = sentence(SULT, other, judge(SULT, other, RULES))
    assert nb.startswith("Slått sammen: samme ISBN 9788202000011, tittel 0,")
    assert "212 mot 214 sider" in nb
    assert en.startswith("Merged: same ISBN 9788202000011, title 0.")
    assert "212 against 214 pages" in en


def test_the_sentence_of_two_volumes_begins_with_the_volumes() -> None:
    one, two = replace(SULT, part_number="1"), replace(SULT, part_number="2")
    assert sentence(one, two, judge(one, two, RULES)).nb.startswith(
        "Holdt fra hverandre: ulike bind eller deler (1 mot 2)"
    )


def test_a_table_with_a_mistyped_grade_is_refused_with_line_and_choices(tmp_path: Path) -> None:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    data["decisions"][0]["when"]["title"] = ["eqal"]
    path = tmp_path / "match.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(RuleFileError, match=r"match\.yaml:\d+.*title is never eqal \(but equal, alike"):
        load_match_rules(path)


ALIKE = st.builds(
    replace,
    st.just(SULT),
    title=st.sampled_from(["sult", "sult 2", "pan"]),
    author=st.sampled_from(["", "hamsun k", "hamsun m"]),
    year=st.sampled_from(["", "1999", "2000", "2004"]),
    pages=st.sampled_from([None, 212, 218, 400]),
    edition=st.sampled_from(["", "2", "revidert"]),
    publishers=st.sampled_from([(), ("gyldendal",), ("aschehoug",)]),
    part_number=st.sampled_from(["", "1"]),
    identifiers=st.sampled_from([(), (ISBN,), (Identifier("isbn", "9788202000028"),)]),
)


@given(ALIKE, ALIKE)
def test_what_is_weighed_soon_is_what_all_grades_say(a: BibFeatures, b: BibFeatures) -> None:
    all_grades = Judge(RULES).grade(a, b)
    apart = all_grades.answer.decision is Decision.APART
    assert Judge(RULES).weigh(a, b) == (None if apart else all_grades)
