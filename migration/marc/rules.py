"""The conversion rules NORMARC -> MARC 21 as values: what ``mappings/marc/*.csv`` says, ready to look up.

A cataloguer edits the tables; code knows only how each kind of rule works. In every table ``#`` is a blank, ``=`` means
"as it is", ``*`` any other value, and ``X`` in a tag any digit (an exact tag comes before a pattern).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from migration.marc.tables import COLUMNS, Row, RulesError, Tables

__all__ = ["RULE_FILES", "Rules", "RulesError", "load_rules"]

RULE_FILES: tuple[str, ...] = tuple(f"marc/{name}.csv" for name in COLUMNS)
"""Names under ``mappings/`` of all the tables, for ``mapping_version`` and the overlay of a project's own files."""

HANDLERS = (
    "plain", "drop", "local", "control_number", "corporate", "dewey", "extended_codes", "isbn", "language_codes",
    "national_number", "note", "person", "series", "series_statement", "subject", "subject_corporate",
    "subject_person", "title", "title_note", "uncontrolled_subject", "uniform_title", "uniform_title_entry",
)  # fmt: skip
"""Kinds of field; ``plain`` is done by the tables alone."""
ACTIONS = ("rename", "drop", "report", "qualify", "group")
"""Subfields: give another code; leave out; leave out and say so; put in parentheses after $a; gather in 386."""
MATERIALS = ("Mon", "Per", "Mus", "Fil", "Kar", "F/V")


_KEY = r"(?:008/\d\d|\d\d|form|655|521)="
_ALSO = re.compile(rf"({_KEY[:-1]})=(.+?)(?=\s{_KEY}|$)")


@dataclass(frozen=True, slots=True)
class SubfieldRule:
    """``action`` is one of ACTIONS; ``target`` is the new code of a rename."""

    action: str
    target: str


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What becomes of a tag. ``ind1``/``ind2``: old to new; None means as it is. ``keep`` None: every subfield."""

    tag: str
    target_tag: str
    handler: str
    ind1: Mapping[str, str] | None
    ind2: Mapping[str, str] | None
    keep: frozenset[str] | None
    subfields: Mapping[str, SubfieldRule]


@dataclass(frozen=True, slots=True)
class FixedCode:
    """One code of a fixed position. ``also``: (key, value) as 008/23=d or 655=Lærebøker; ``audience``: TG ids."""

    target: str
    also: tuple[tuple[str, str], ...] = ()
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """008/``start``-``stop`` (Python slice) of one material, and its codes."""

    start: int
    stop: int
    codes: Mapping[str, FixedCode]


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A code of 019 $b. ``leader_06``: possible values, the first is the choice when the record has none of them."""

    leader_06: tuple[str, ...]
    leader_07: tuple[str, ...]
    field_007: str
    content: str
    media: str
    carrier: str
    also: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Language:
    """A language code that isn't MARC's. ``iso639_3``: the exact code where MARC only has the group."""

    target: str
    iso639_3: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A beginning of a note. ``target``: tag or indicator; ``display``: text of $i."""

    regex: re.Pattern[str]
    target: str
    display: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All tables. ``fixed``: by position, then material, then code. ``fields_007``: by category, position, code.

    ``positions``: the parts of 008/18-34 that each material has.
    """

    fields: Mapping[str, FieldRule]
    fixed: Mapping[str, Mapping[str, Mapping[str, FixedCode]]]
    fields_007: Mapping[tuple[str, int], Mapping[str, FixedCode]]
    positions: Mapping[str, tuple["Position", ...]]
    document_types: Mapping[str, DocumentType]
    material_terms: Mapping[str, str]
    literary_forms: Mapping[str, FixedCode]
    audience: Mapping[str, FixedCode]
    audience_labels: Mapping[str, str]
    relators: Mapping[str, str]
    languages: Mapping[str, Language]
    countries: Mapping[str, str]
    places: Mapping[str, str]
    control_numbers: Mapping[str, tuple[str, str, str]]
    articles: Mapping[str, tuple[str, ...]]
    title_notes: Mapping[str, tuple[Pattern, ...]]
    note_prefixes: Mapping[str, tuple[Pattern, ...]]
    subject_sources: Mapping[str, str]
    dewey_editions: Mapping[tuple[str, str], tuple[str, str, str]]
    bindings: Mapping[str, str]
    marc21_languages: frozenset[str]
    marc21_countries: frozenset[str]
    marc21_subject_sources: frozenset[str]


def load_rules(path_of: Callable[[str], Path]) -> Rules:
    """The rules from the files that ``path_of("marc/<table>.csv")`` names. Raises RulesError with every problem."""
    tables = Tables(path_of)
    audience = {row["code"]: row for row in tables.rows("audience")}
    fixed = _fixed(tables)
    rules = Rules(
        fields=_fields(tables),
        fixed=fixed,
        positions={material: _positions(fixed, material) for material in MATERIALS},
        fields_007=_fields_007(tables),
        document_types={row["code"]: _document_type(row) for row in tables.rows("document_types")},
        material_terms=tables.pairs("material_terms", "term", "document_type", fold=True),
        literary_forms={r["code"]: FixedCode(r.text("form"), also(r["also"])) for r in tables.rows("literary_forms")},
        audience={c: FixedCode(row["audience_008"], (), row["target_id"]) for c, row in audience.items()},
        audience_labels={row["target_id"]: row["label_nb"] for row in audience.values()},
        relators=tables.pairs("relators", "term", "relator", fold=True),
        languages={row["legacy"]: Language(row["target"], row["iso639_3"]) for row in tables.rows("languages")},
        countries=tables.pairs("countries", "iso", "marc"),
        places=tables.pairs("places", "place", "country", fold=True),
        control_numbers={
            row["legacy_source"].casefold(): (row["target_tag"], row["prefix"], row["target_source"])
            for row in tables.rows("control_numbers")
        },
        articles=_articles(tables),
        title_notes=_patterns(tables, "title_notes", "target"),
        note_prefixes=_patterns(tables, "note_prefixes", "ind1"),
        subject_sources=tables.pairs("subject_sources", "legacy", "target", fold=True),
        dewey_editions={
            (row.text("ind1"), row.text("edition").strip()): (
                row["target_tag"],
                row.text("target_ind1"),
                row["target_edition"],
            )
            for row in tables.rows("dewey_editions")
        },
        bindings=tables.pairs("bindings", "legacy", "target", fold=True),
        marc21_languages=frozenset(row["code"] for row in tables.rows("marc21_languages")),
        marc21_countries=frozenset(row["code"] for row in tables.rows("marc21_countries")),
        marc21_subject_sources=frozenset(row["code"] for row in tables.rows("marc21_subject_sources")),
    )
    problems = [*tables.problems, *_dangling(rules), *_lacking(rules)]
    if problems:
        raise RulesError(problems)
    return rules


def also(text: str) -> tuple[tuple[str, str], ...]:
    """``008/23=d 655=Lærebøker`` to pairs; a value runs to the next key."""
    return tuple(_ALSO.findall(text))


def _dangling(rules: Rules) -> list[str]:
    """References from one table into another that lead nowhere."""
    terms = [
        f"material_terms.csv: {term!r} names the unknown document type {code!r}"
        for term, code in rules.material_terms.items()
        if code not in rules.document_types
    ]
    codes = [
        f"languages.csv: {legacy!r} becomes {language.target!r}, which is not in marc21_languages.csv"
        for legacy, language in rules.languages.items()
        if language.target not in rules.marc21_languages
    ]
    countries = [
        f"countries.csv or places.csv: {code!r} is not in marc21_countries.csv"
        for code in sorted({*rules.countries.values(), *rules.places.values()} - rules.marc21_countries)
    ]
    return terms + codes + countries


def _lacking(rules: Rules) -> list[str]:
    """Positions without which no leader or 008 can be made. Those of the leader must say what a blank means."""
    leader = [f"LDR/{p}" for p in ("05", "06", "07", "08", "17", "19")]
    blanks = [name for name in leader if " " not in rules.fixed.get(name, {}).get("all", {})]
    others = [name for name in ("008/06", "008/38", "008/39") if "all" not in rules.fixed.get(name, {})]
    return [f"fixed_codes.csv: {name} needs a row for # (blank), material all" for name in blanks] + [
        f"fixed_codes.csv: {name} needs rows for material all" for name in others
    ]


def _fields(tables: Tables) -> dict[str, FieldRule]:
    subfields = _subfields(tables)
    exact: dict[str, FieldRule] = {}
    general: dict[str, FieldRule] = {}
    for row in tables.rows("fields"):
        if row["handler"] not in HANDLERS:
            tables.refuse(row, f"handler {row['handler']!r} is unknown; it must be one of {', '.join(HANDLERS)}")
        if not re.fullmatch(r"[0-9X]{3}", row["tag"]):
            tables.refuse(row, f"tag {row['tag']!r} must be three digits (X stands for any)")
            continue
        if row["tag"] in exact:
            tables.refuse(row, f"tag {row['tag']} stands twice")
        for tag in _tags(row["tag"]):
            rule = _field_rule(tables, row, tag, subfields.get(tag, {}))
            (general if "X" in row["tag"] else exact)[tag] = rule
    return {**general, **exact}


def _tags(pattern: str) -> list[str]:
    """``99X`` to 990, 991 … 999."""
    if "X" not in pattern:
        return [pattern]
    return [tag for digit in "0123456789" for tag in _tags(pattern.replace("X", digit, 1))]


def _field_rule(tables: Tables, row: Row, tag: str, subfields: Mapping[str, SubfieldRule]) -> FieldRule:
    return FieldRule(
        tag=tag,
        target_tag=row["target_tag"],
        handler=row["handler"],
        ind1=_indicator(tables, row, "ind1"),
        ind2=_indicator(tables, row, "ind2"),
        keep=None if row["keep"] == "*" else frozenset(row["keep"]),
        subfields=subfields,
    )


def _indicator(tables: Tables, row: Row, column: str) -> Mapping[str, str] | None:
    """``0:# 2:2 *:=`` to old and new values; ``=`` alone is None."""
    text = row[column]
    if text == "=":
        return None
    if not re.fullmatch(r"[0-9a-z#*]:[0-9a-z#=]( [0-9a-z#*]:[0-9a-z#=])*", text):
        tables.refuse(row, f"{column} {text!r} must be = or pairs such as 2:1 #:0 *:=")
        return None
    return {pair[0].replace("#", " "): pair[2].replace("#", " ") for pair in text.split(" ")}


def _subfields(tables: Tables) -> dict[str, dict[str, SubfieldRule]]:
    result: dict[str, dict[str, SubfieldRule]] = {}
    for row in tables.rows("subfields"):
        if row["action"] not in ACTIONS:
            tables.refuse(row, f"action {row['action']!r} is unknown; it must be one of {', '.join(ACTIONS)}")
        if row["action"] == "rename" and len(row["target"]) != 1:
            tables.refuse(row, "a rename needs one new subfield code as target")
        of_tag = result.setdefault(row["tag"], {})
        if row["code"] in of_tag:
            tables.refuse(row, f"{row['tag']} ${row['code']} stands twice")
        of_tag[row["code"]] = SubfieldRule(row["action"], row["target"])
    return result


def _fixed(tables: Tables) -> dict[str, dict[str, dict[str, FixedCode]]]:
    result: dict[str, dict[str, dict[str, FixedCode]]] = {}
    for row in tables.rows("fixed_codes"):
        if row["material"] not in ("all", *MATERIALS) or not re.fullmatch(r"(LDR|008)/\d\d(-\d\d)?", row["position"]):
            tables.refuse(row, f"unknown position or material {row['position']} {row['material']}")
        if len(row["target"]) != 1:
            tables.refuse(row, "target must be one character (# blank, = same)")
        of_material = result.setdefault(row["position"], {}).setdefault(row["material"], {})
        for code in row.text("codes"):
            if code in of_material:
                tables.refuse(row, f"{row['position']} {row['material']} code {code!r} stands twice")
            target = code if row["target"] == "=" else row.text("target")
            of_material[code] = FixedCode(target, also(row["also"]), row["audience"])
    return result


def _positions(fixed: Mapping[str, Mapping[str, Mapping[str, FixedCode]]], material: str) -> tuple[Position, ...]:
    found = []
    for name, materials in fixed.items():
        if name.startswith("008/") and 18 <= int(name[4:6]) <= 34 and material in materials:
            found.append(Position(int(name[4:6]), int(name[-2:]) + 1, materials[material]))
    return tuple(sorted(found, key=lambda position: position.start))


def _fields_007(tables: Tables) -> dict[tuple[str, int], dict[str, FixedCode]]:
    result: dict[tuple[str, int], dict[str, FixedCode]] = {}
    for row in tables.rows("field_007"):
        if not row["position"].isdigit():
            tables.refuse(row, f"position {row['position']!r} must be a number")
            continue
        of_position = result.setdefault((row["category"], int(row["position"])), {})
        for code in row.text("codes"):
            of_position[code] = FixedCode(code if row["target"] == "=" else row.text("target"), also(row["also"]))
    return result


def _document_type(row: Row) -> DocumentType:
    return DocumentType(
        leader_06=tuple(filter(None, row["leader_06"].split("|"))),
        leader_07=tuple(filter(None, row["leader_07"].split("|"))),
        field_007=row["field_007"],
        content=row["content"],
        media=row["media"],
        carrier=row["carrier"],
        also=also(row["also"]),
    )


def _articles(tables: Tables) -> dict[str, tuple[str, ...]]:
    result: dict[str, tuple[str, ...]] = {}
    for row in tables.rows("articles"):
        result[row["language"]] = (*result.get(row["language"], ()), row["article"])
    return result


def _patterns(tables: Tables, name: str, target: str) -> dict[str, tuple[Pattern, ...]]:
    """Beginnings of notes per tag, in the file's order."""
    result: dict[str, tuple[Pattern, ...]] = {}
    for row in tables.rows(name):
        try:
            regex = re.compile(row["pattern"], re.IGNORECASE)
        except re.error as error:
            tables.refuse(row, f"the pattern is not a regular expression ({error})")
            continue
        display = row.cells.get("display", "")
        result[row["tag"]] = (*result.get(row["tag"], ()), Pattern(regex, row[target], display))
    return result
