"""Privacy rules per library: a librarian's table, checked row by row; and the shipped one holds."""

from pathlib import Path

import pytest
from projects import write

from migration.privacy_rules import (
    RULES,
    HistoryRule,
    NotesRule,
    ParkedRule,
    Policy,
    PrivacyRules,
    PrivacyRulesError,
    load_privacy_rules,
)
from migration.settings import SHIPPED

HEADER = "library,rule,value,note,decided_by,decided_on\n"
EVERYBODY = (
    "*,inactive_years,5,,rådet,2026-05-01\n*,guardian_until_age,15,,rådet,\n*,notes,withhold,,rådet,\n"
    "*,history,consent,,rådet,\n*,parked_groups,as_others,,rådet,\n"
)
WORDS = "language,word,match,note,decided_by\nnb,allergi,part,,x\n"
LIBRARIES = {"fjordkysten", "NO-2549800", "NO-2549700"}


def load(tmp_path: Path, rows: str, words: str = WORDS) -> PrivacyRules:
    return load_privacy_rules(
        write(tmp_path / "privacy.csv", HEADER + rows), write(tmp_path / "health_words.csv", words), LIBRARIES
    )


def problems(tmp_path: Path, rows: str, words: str = WORDS) -> list[str]:
    with pytest.raises(PrivacyRulesError) as error:
        load(tmp_path, rows, words)
    return error.value.problems


def test_the_shipped_rules() -> None:
    mappings = SHIPPED / "mappings"
    rules = load_privacy_rules(mappings / "privacy.csv", mappings / "health_words.csv", set())
    assert rules.policy("any", "") == Policy(
        inactive_years=5,
        guardian_until_age=15,
        notes=NotesRule.WITHHOLD,
        history=HistoryRule.CONSENT,
        parked=ParkedRule.AS_OTHERS,
    )


def test_the_library_s_own_row_comes_before_its_source_s_and_that_before_everybody_s(tmp_path: Path) -> None:
    rows = "fjordkysten,inactive_years,3,,x,\nNO-2549800,inactive_years,7,,x,\n"
    rules = load(tmp_path, EVERYBODY + rows)
    asked = [("fjordkysten", "NO-2549800"), ("fjordkysten", "NO-2549700"), ("fjordkysten", ""), ("nordvik", "NO-1")]
    assert [rules.policy(*who).inactive_years for who in asked] == [7, 3, 3, 5]


@pytest.mark.parametrize("value", ["0", "never"])
def test_retention_without_limit(tmp_path: Path, value: str) -> None:
    rules = load(tmp_path, EVERYBODY.replace("years,5", f"years,{value}"))
    assert rules.policy("fjordkysten", "").inactive_years is None


def test_guardians_that_always_stay(tmp_path: Path) -> None:
    rules = load(tmp_path, EVERYBODY.replace("age,15", "age,always"))
    assert rules.policy("fjordkysten", "").guardian_until_age is None


def test_who_decided_and_when_is_kept(tmp_path: Path) -> None:
    decision = load(tmp_path, EVERYBODY).decision("inactive_years", "fjordkysten", "")
    assert (decision.decided_by, decision.decided_on) == ("rådet", "2026-05-01")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("oslo,notes,keep,,x,", "library 'oslo'"),
        ("*,note,keep,,x,", "rule 'note' is none of inactive_years"),
        ("fjordkysten,inactive_years,five,,x,", "a whole number or never"),
        ("fjordkysten,inactive_years,-1,,x,", "a whole number or never"),
        ("fjordkysten,guardian_until_age,0,,x,", "a whole number or always"),
        ("fjordkysten,notes,drop,,x,", "one of withhold, mask, keep"),
        ("fjordkysten,history,all,,x,", "one of consent, never"),
        ("fjordkysten,parked_groups,later,,x,", "one of as_others, at_once"),
        ("fjordkysten,notes,keep,,,", "decided_by is empty"),
        ("fjordkysten,notes,keep,,x,1.5.26", "decided_on must be a date"),
        ("*,notes,keep,,x,", "stands twice"),
        ("*,notes,keep", "6 cells"),
    ],
)
def test_a_faulty_row_is_told_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    (found,) = problems(tmp_path, EVERYBODY + row + "\n")
    assert found.startswith(f"{tmp_path}/privacy.csv:7:")
    assert problem in found


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_needs_a_row_for_everybody(tmp_path: Path, rule: str) -> None:
    rest = "".join(line for line in EVERYBODY.splitlines(keepends=True) if f",{rule}," not in line)
    (found,) = problems(tmp_path, rest)
    assert found.endswith(f"{rule} has no row for *")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("sv,sjuk,word,,x", "language 'sv'"),
        ("nb,sjuk,ends,,x", "match 'ends'"),
        ("nb,syk,start,,x", "too short"),
        ("nb,,word,,x", "word is empty"),
        ("nn,Allergi,word,,x", "stands twice"),
        ("nb,syk", "5 cells"),
    ],
)
def test_a_faulty_word_is_told_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    (found,) = problems(tmp_path, EVERYBODY, f"{WORDS}{row}\n")
    assert found.startswith(f"{tmp_path}/health_words.csv:3:")
    assert problem in found


def test_the_problems_of_both_files_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, EVERYBODY + "oslo,notes,drop,,,\n", WORDS + "sv,,ends,,x\n")
    assert len(found) == 5


@pytest.mark.parametrize("name", ["privacy.csv", "health_words.csv"])
def test_a_wrong_header_and_a_wrong_charset(tmp_path: Path, name: str) -> None:
    load(tmp_path, EVERYBODY)
    write(tmp_path / name, "a;b\n")
    with pytest.raises(PrivacyRulesError, match="columns must be"):
        load_privacy_rules(tmp_path / "privacy.csv", tmp_path / "health_words.csv", LIBRARIES)
    write(tmp_path / name, "note\nrådet\n", encoding="latin-1")
    with pytest.raises(PrivacyRulesError, match="is not UTF-8"):
        load_privacy_rules(tmp_path / "privacy.csv", tmp_path / "health_words.csv", LIBRARIES)
