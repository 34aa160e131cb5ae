"""The CSV tables of ``mappings/marc/``: read, checked, every problem gathered with its file and row."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from migration.marc.rule_notes import in_english
from migration.settings import SHIPPED

STATUSES = ("evidence", "inference", "confirmed")
COLUMNS: dict[str, tuple[str, ...]] = {
    "local_fields": ("format", "tag", "codes", "action", "target", "note_nb"),
    "local_decisions": (
        "for_source", "format", "tag", "codes", "action", "target", "decided_by", "decided_on", "note_nb",
    ),
    "private_notes": ("name", "words", "pattern", "action", "note_nb"),
    "given_names": ("name", "kind"),
    "fields": ("tag", "target_tag", "handler", "ind1", "ind2", "keep", "note_nb"),
    "subfields": ("tag", "code", "action", "target", "note_nb"),
    "fixed_codes": ("position", "material", "codes", "target", "also", "audience", "note_nb"),
    "field_007": ("category", "position", "codes", "target", "also", "note_nb"),
    "document_types": (
        "code", "label_nb", "leader_06", "leader_07", "field_007", "content", "media", "carrier", "also",
    ),
    "material_terms": ("term", "document_type"),
    "literary_forms": ("code", "label_nb", "form", "also"),
    "age_limits": ("age", "audience_008", "note_nb"),
    "audience": ("code", "target_id", "label_nb", "audience_008"),
    "relators": ("term", "relator", "note_nb"),
    "languages": ("legacy", "target", "iso639_3", "note_nb"),
    "countries": ("iso", "marc"),
    "places": ("place", "country"),
    "control_numbers": ("legacy_source", "target_tag", "prefix", "target_source", "note_nb"),
    "articles": ("language", "article"),
    "title_notes": ("tag", "pattern", "target", "display", "note_nb"),
    "note_prefixes": ("tag", "pattern", "ind1", "note_nb"),
    "link_notes": ("tag", "pattern", "target_tag", "indicators", "code", "several", "note_nb"),
    "jurisdictions": ("name", "kind"),
    "subject_sources": ("legacy", "target", "note_nb"),
    "genre_terms": ("term", "label_nb", "uri"),
    "electronic_links": ("name", "pattern", "ind2", "note_nb"),
    "dewey_editions": ("ind1", "edition", "target_tag", "target_ind1", "target_edition"),
    "bindings": ("legacy", "target"),
    "marc21_languages": ("code", "label"),
    "marc21_countries": ("code", "label"),
    "marc21_subject_sources": ("code",),
    "marc21_fields": ("tag", "label", "repeatable", "ind1", "ind2", "once", "repeated", "obsolete"),
    "marc21_fixed": ("field", "material", "position", "label", "width", "codes", "obsolete", "pattern"),
    "marc21_relators": ("code", "label"),
    "marc21_genre_sources": ("code", "label"),
    "marc21_obsolete_codes": ("list", "code"),
    "local_vocabularies": ("code", "label_nb", "kind"),
}  # fmt: skip
"""Columns of each table; after them every table but the signed ones has ``source`` (of the rule) and ``status``."""

SIGNED = frozenset(("local_decisions",))
"""Tables whose rows say who decided, and when: that is their source, and they are confirmed."""

KEYS: dict[str, str] = {
    "local_fields": "{format}:{tag}${codes}",
    "local_decisions": "{for_source}:{format}:{tag}${codes}",
    "private_notes": "{name}",
    "subfields": "{tag}${code}",
    "fixed_codes": "{position}:{material}:{codes}",
    "field_007": "{category}:{position}:{codes}",
    "title_notes": "{tag}:{pattern}",
    "note_prefixes": "{tag}:{pattern}",
    "link_notes": "{tag}:{pattern}",
    "articles": "{language}:{article}",
    "dewey_editions": "{ind1}:{edition}",
    "marc21_fixed": "{field}:{material}:{position}",
    "marc21_obsolete_codes": "{list}:{code}",
}
"""How a row is named where its first column alone does not tell it from the others."""


@dataclass(frozen=True, slots=True)
class RuleNote:
    """A row of a table, for people: what it says, where it comes from and how sure it is (STATUSES).

    ``note_en``: empty where the row says it in Bokmål only.
    """

    note_nb: str
    source: str
    status: str
    note_en: str = ""


class RulesError(Exception):
    """The conversion tables cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; ``where`` is file and line, ``id`` its name as a rule: ``subfields/245$w``."""

    id: str
    where: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def text(self, column: str) -> str:
        """A cell in which ``#`` stands for a blank."""
        return self.cells[column].replace("#", " ")


@dataclass(slots=True)
class Tables:
    """Reads the tables once each and gathers what is wrong with them."""

    path_of: Callable[[str], Path]
    problems: list[str] = field(default_factory=list)
    notes: dict[str, RuleNote] = field(default_factory=dict)

    def rows(self, name: str) -> list[Row]:
        """The rows of one table; a table that can't be read is a problem and has none."""
        path = self.path_of(f"marc/{name}.csv")
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(self._checked(path.name, _reader(file), (*COLUMNS[name], *_origin(name))))
        except UnicodeDecodeError as error:
            self.problems.append(f"{path}: is not UTF-8 (byte {error.start}); save it as CSV UTF-8")
            return []
        except OSError as error:
            self.problems.append(f"{path}: cannot be read ({error.strerror})")
            return []
        self._compare_with_shipped(name, path, len(rows))
        return rows

    def _compare_with_shipped(self, name: str, path: Path, count: int) -> None:
        """A project's table takes the place of the shipped one: a few rows alone would put all other rules out."""
        shipped = SHIPPED / "mappings" / "marc" / f"{name}.csv"
        if path == shipped or not shipped.exists():
            return
        with shipped.open(encoding="utf-8-sig", newline="") as file:
            wanted = sum(1 for _ in csv.reader(file)) - 1
        if count * 2 < wanted:
            self.problems.append(
                f"{path}: has {count} rows and the shipped table {wanted}, whose place it takes; copy the whole table, "
                "then change it"
            )

    def pairs(self, name: str, key: str, value: str, *, fold: bool = False) -> dict[str, str]:
        """A table as one-to-one look-up; a key that stands twice is a problem."""
        result: dict[str, str] = {}
        for row in self.rows(name):
            found = row[key].casefold() if fold else row[key]
            if found in result:
                self.refuse(row, f"{key} {row[key]!r} stands twice")
            result[found] = row[value]
        return result

    def refuse(self, row: Row, what: str) -> None:
        self.problems.append(f"{row.where}: {what}")

    def _checked(self, name: str, reader: "csv.DictReader[str]", columns: tuple[str, ...]) -> Iterator[Row]:
        found = tuple((name or "").strip() for name in reader.fieldnames or ())
        if found != columns:
            wrong = [f"without {column}" for column in columns if column not in found]
            wrong += [f"unknown: {column}" for column in found if column not in columns]
            about = f" ({'; '.join(wrong)})" if wrong else ""
            self.problems.append(f"{name}:1: the columns must be {', '.join(columns)}{about}")
            return
        table = name.removesuffix(".csv")
        for raw in reader:
            where = f"{name}:{reader.line_num}"
            values = [value for value in raw.values() if isinstance(value, str)]
            if None in raw or len(values) < len(columns):
                has = len(values) + len(raw.get(None, ()))
                self.problems.append(f"{where}: must have {len(columns)} cells and has {has}")
                continue
            if not any(value.strip() for value in values):
                continue
            cells = dict(zip(columns, values, strict=True))
            if table in SIGNED:
                cells = {column: value.strip() for column, value in cells.items()}
            row = Row(f"{table}/{KEYS.get(table, f'{{{columns[0]}}}').format(**cells)}", where, cells)
            self._note(table, row)
            yield row

    def _note(self, table: str, row: Row) -> None:
        """Keep what the row says for people, and refuse one that doesn't say where it comes from."""
        note = row.cells.get("note_nb") or row.cells.get("label_nb", "")
        if table in SIGNED:
            self.notes[row.id] = RuleNote(
                note, f"{row['decided_by']} {row['decided_on']}", "confirmed", in_english(note)
            )
            if not row["decided_by"] or not row["decided_on"]:
                self.refuse(row, "decided_by and decided_on must say who decided, and when")
            return
        self.notes[row.id] = RuleNote(note, row["source"], row["status"], in_english(note))
        if row["status"] not in STATUSES:
            self.refuse(row, f"status must be one of {', '.join(STATUSES)}, not {row['status']!r}")
        if not row["source"].strip():
            self.refuse(row, "source must say where the rule comes from")


def _reader(file: TextIO) -> "csv.DictReader[str]":
    """Cells between commas, or between semicolons, as a Norwegian spreadsheet writes them."""
    head = file.readline()
    file.seek(0)
    return csv.DictReader(file, delimiter=";" if head.count(";") > head.count(",") else ",")


def _origin(name: str) -> tuple[str, ...]:
    return () if name in SIGNED else ("source", "status")
