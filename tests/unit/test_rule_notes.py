"""Every note of the shipped conversion tables stands in English too."""

import csv
import re
from collections import Counter
from pathlib import Path

from migration.marc.rule_notes import in_english
from migration.settings import SHIPPED

TABLES = sorted((SHIPPED / "mappings" / "marc").glob("*.csv"))
CODES = re.compile(r"\$\w|\b\d{3}\b|\w+\.csv")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NOTES = {note for path in TABLES for row in rows(path) if (note := row.get("note_nb") or row.get("label_nb") or "")}
SOURCES = {row.get("source") or "" for path in TABLES for row in rows(path)}
ENGLISH = rows(SHIPPED / "migration" / "marc" / "rule_notes.csv")


BOKMAL = re.compile(r"(?i)\b(og|i|av|til|er|som|fra|uten|etter|norske?|poster|praksis|koder|aldri)\b|[æøå]")


def test_every_note_has_an_english_one_and_none_stands_for_a_note_that_is_gone() -> None:
    told = {row["nb"] for row in ENGLISH}
    assert told >= NOTES
    assert told - NOTES <= SOURCES


def test_a_source_that_is_named_in_bokmal_has_an_english_name() -> None:
    named = {source for source in SOURCES if BOKMAL.search(source)}
    assert [source for source in sorted(named) if not in_english(source)] == []


def test_every_note_says_something() -> None:
    assert all(row["en"].strip() for row in ENGLISH)


def test_no_note_stands_twice() -> None:
    assert [nb for nb, count in Counter(row["nb"] for row in ENGLISH).items() if count > 1] == []


def test_fields_subfields_and_files_are_the_same_in_both_languages() -> None:
    unlike = [row["nb"] for row in ENGLISH if Counter(CODES.findall(row["nb"])) != Counter(CODES.findall(row["en"]))]
    assert unlike == []


def test_a_note_of_a_library_s_own_has_no_english() -> None:
    assert in_english("Skal stå, sier Kari") == ""
    assert in_english("Sist endret") == "Last changed"
