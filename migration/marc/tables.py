"""The CSV tables of ``mappings/marc/``: read, checked, every problem gathered with its file and row."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

STATUSES = ("evidence", "inference", "confirmed")
COLUMNS: dict[str, tuple[str, ...]] = {
    "local_fields": ("format", "tag", "codes", "action", "target", "note_nb"),
    "local_decisions": (
        "for_source", "format", "tag", "codes", "action", "target", "decided_by", "decided_on", "note_nb",
    ),
    "private_notes": ("name", "words", "pattern", "note_nb"),
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
"""Columns of each table; every table ends with ``source`` (of the rule) and ``status``."""

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
    """A row of a table, for people: what it says, where it comes from and how sure it is (STATUSES)."""

    note_nb: str
    source: str
    status: str


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
                return list(self._checked(path.name, csv.DictReader(file), (*COLUMNS[name], "source", "status")))
        except UnicodeDecodeError as error:
            self.problems.append(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8")
        except OSError as error:
            self.problems.append(f"{path}: cannot be read ({error.strerror})")
        return []

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
        if tuple(reader.fieldnames or ()) != columns:
            self.problems.append(f"{name}:1: the columns must be {', '.join(columns)}")
            return
        for raw in reader:
            where = f"{name}:{reader.line_num}"
            if None in raw or None in raw.values():
                self.problems.append(f"{where}: must have {len(columns)} cells")
                continue
            cells = {column: raw[column] for column in columns}
            table = name.removesuffix(".csv")
            row = Row(f"{table}/{KEYS.get(table, f'{{{columns[0]}}}').format(**cells)}", where, cells)
            note = cells.get("note_nb") or cells.get("label_nb", "")
            self.notes[row.id] = RuleNote(note, row["source"], row["status"])
            if row["status"] not in STATUSES:
                self.refuse(row, f"status must be one of {', '.join(STATUSES)}, not {row['status']!r}")
            if not row["source"].strip():
                self.refuse(row, "source must say where the rule comes from")
            yield row
