"""The conversion rules NORMARC -> MARC 21 as values: what ``mappings/marc/*.csv`` says, ready to look up.

A cataloguer edits the tables; code knows only how each kind of rule works. In every table ``#`` is a blank, ``=`` means
"as it is", ``*`` any other value, and ``X`` in a tag any digit (an exact tag comes before a pattern).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from migration.marc.conversion.borrower_names import GivenNames, expand
from migration.marc.schema import Schema, load_schema
from migration.marc.tables import COLUMNS, Row, RuleNote, RulesError, Tables
from migration.settings import SHIPPED

__all__ = ["RULE_FILES", "PrivateNote", "Rules", "RulesError", "load_rules", "shipped_rules"]

RULE_FILES: tuple[str, ...] = tuple(f"marc/{name}.csv" for name in COLUMNS)
"""Names under ``mappings/`` of all the tables, for ``mapping_version`` and the overlay of a project's own files."""

HANDLERS = (
    "plain", "drop", "cataloguing_source", "classification", "country_codes", "event_place", "issn", "other_number",
    "playing_time", "publisher_number", "separate", "years", "control_number", "corporate", "dewey", "extended_codes",
    "isbn", "language_codes", "national_number", "note", "person", "series", "series_statement", "subject",
    "subject_corporate", "subject_person", "subject_title", "genre", "occupation", "scoring", "link",
    "electronic_location", "holdings", "shelving", "reference", "title", "title_note", "uncontrolled_subject",
    "uniform_title", "uniform_title_entry", "parallel_title", "title_entry", "added_title", "series_entry",
    "moved_note", "numbering_note", "projected_date",
)  # fmt: skip
"""Kinds of field; ``plain`` is done by the tables alone."""
ACTIONS = ("rename", "drop", "report", "qualify", "group", "classify")
"""Subfields: give another code; leave out; leave out and say so; put in parentheses after $a (or, with another code as
target, in that); gather in 386; gather in 083."""
PRIVATE_ACTIONS = ("drop", "ask")
"""Notes that may name a borrower: leave out; deliver, and ask somebody to look at it."""
LOCAL_ACTIONS = ("keep", "drop", "items", "as")
"""Local fields: deliver as they are; leave out; used for the items; convert as if the field had another tag."""
MATERIALS = ("Mon", "Per", "Mus", "Fil", "Kar", "F/V")


_KEY = r"(?:008/\d\d|\d\d|form|655|521|040|347|753)="
_CODES = "".join(map(chr, range(33, 127)))
_LINKS = frozenset("68")
_INDICATORS = " 0123456789abcdefghijklmnopqrstuvwxyz"
_ALSO = re.compile(rf"({_KEY[:-1]})=(.+?)(?=\s{_KEY}|$)")


@dataclass(frozen=True, slots=True)
class SubfieldRule:
    """``action`` is one of ACTIONS; ``target`` is the new code of a rename; ``id`` as ``subfields/245$w``."""

    action: str
    target: str
    id: str


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What becomes of a tag. ``ind1``/``ind2``: old to new; None means as it is. ``keep``: the subfields that stay, but
    for the ``links`` ($6 and $8), which stay where they link fields.

    ``passes``: codes that the tables leave as they are, or None for a field that needs work whatever its codes.
    ``stays``: pairs of indicators that the row leaves as they are; None is all of them. ``once``: codes that MARC 21
    has once, where no handler sees to that.
    """

    id: str
    tag: str
    target_tag: str
    handler: str
    ind1: Mapping[str, str] | None
    ind2: Mapping[str, str] | None
    keep: frozenset[str]
    links: frozenset[str]
    subfields: Mapping[str, SubfieldRule]
    passes: frozenset[str] | None
    stays: frozenset[tuple[str, str]] | None
    once: frozenset[str]


@dataclass(frozen=True, slots=True)
class LocalRule:
    """A library's decision on a local field. ``action`` is one of LOCAL_ACTIONS; ``target``: the tag of an ``as``."""

    id: str
    action: str
    target: str


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A row of local_fields.csv or local_decisions.csv. ``for_source``, ``codes``: ``*`` is all; ``tag`` may hold X."""

    where: str
    for_source: str
    format: str
    tag: str
    codes: str
    rule: LocalRule


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
class GenreTerm:
    """A term of Norsk tesaurus for sjanger og form. ``rule``: the row's id."""

    rule: str
    label: str
    uri: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A beginning of a note. ``target``: tag or indicator; ``display``: text of $i; ``rule``: the row's id."""

    regex: re.Pattern[str]
    target: str
    display: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class LinkNote:
    """A beginning of a note that is something else: the rest goes to ``target`` $``code``. ``several``: one each."""

    regex: re.Pattern[str]
    target: str
    indicators: str
    code: str
    several: bool
    rule: str


@dataclass(frozen=True, slots=True)
class PrivateNote:
    """What tells a note about a borrower. ``words``: in small letters; such a note has one of them.

    ``is_certain``: such a note is left out; else it stays, and somebody is asked to look at it.
    """

    rule: str
    regex: re.Pattern[str]
    words: tuple[str, ...]
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """All tables; equal only to themselves, so that they can be part of a cache's key at no cost.

    ``fixed``: by position, then material, then code. ``fields_007``: by category, position, code.

    ``private_words``: one of which stands in every private note, in small letters; ``given_names``: to know one by.
    ``genre_terms``: by folded term.
    ``positions``: the parts of 008/18-34 that each material has. ``local``: decisions on local fields by (format, tag),
    then subfield code or ``*``; those of one source with ``for_source``. ``notes``: every row by its rule id.
    """

    fields: Mapping[str, FieldRule]
    local_rows: tuple[LocalRow, ...]
    local: Mapping[tuple[str, str], Mapping[str, LocalRule]]
    private_notes: tuple[PrivateNote, ...]
    private_words: tuple[str, ...]
    given_names: GivenNames
    notes: Mapping[str, RuleNote]
    fixed: Mapping[str, Mapping[str, Mapping[str, FixedCode]]]
    fields_007: Mapping[tuple[str, int], Mapping[str, FixedCode]]
    positions: Mapping[str, tuple["Position", ...]]
    document_types: Mapping[str, DocumentType]
    material_terms: Mapping[str, str]
    literary_forms: Mapping[str, FixedCode]
    audience: Mapping[str, FixedCode]
    audience_labels: Mapping[str, str]
    age_limits: Mapping[str, str]
    relators: Mapping[str, str]
    languages: Mapping[str, Language]
    countries: Mapping[str, str]
    places: Mapping[str, str]
    control_numbers: Mapping[str, tuple[str, str, str, str]]
    articles: Mapping[str, tuple[str, ...]]
    title_notes: Mapping[str, tuple[Pattern, ...]]
    note_prefixes: Mapping[str, tuple[Pattern, ...]]
    link_notes: Mapping[str, tuple[LinkNote, ...]]
    jurisdictions: frozenset[str]
    jurisdiction_endings: tuple[str, ...]
    jurisdiction_organs: tuple[str, ...]
    subject_sources: Mapping[str, str]
    genre_terms: Mapping[str, GenreTerm]
    electronic_links: tuple[Pattern, ...]
    dewey_editions: Mapping[tuple[str, str], tuple[str, str, str, str]]
    bindings: Mapping[str, str]
    marc21_languages: frozenset[str]
    marc21_countries: frozenset[str]
    marc21_subject_sources: frozenset[str]
    schema: Schema = field(compare=False)

    def for_source(self, source: str) -> "Rules":
        """The rules with the decisions that hold for one source; its own go before those of all (``*``)."""
        return replace(self, local=_local(self.local_rows, source))


def load_rules(path_of: Callable[[str], Path]) -> Rules:
    """The rules from the files that ``path_of("marc/<table>.csv")`` names. Raises RulesError with every problem."""
    tables = Tables(path_of)
    jurisdictions = tables.pairs("jurisdictions", "name", "kind", fold=True)
    audience = {row["code"]: row for row in tables.rows("audience")}
    fixed = _fixed(tables)
    schema = load_schema(tables)
    fields = _fields(tables, schema)
    local_rows = tuple(_local_rows(tables, fields, schema))
    given_names = GivenNames.of((row["name"], row["kind"]) for row in tables.rows("given_names"))
    private_notes = tuple(_private_notes(tables, given_names))
    rules = Rules(
        fields=fields,
        local_rows=local_rows,
        local=_local(local_rows, "*"),
        private_notes=private_notes,
        private_words=_shortest(word for note in private_notes for word in note.words),
        given_names=given_names,
        notes=tables.notes,
        fixed=fixed,
        positions={material: _positions(fixed, material) for material in MATERIALS},
        fields_007=_fields_007(tables),
        document_types={row["code"]: _document_type(row) for row in tables.rows("document_types")},
        material_terms=tables.pairs("material_terms", "term", "document_type", fold=True),
        literary_forms={r["code"]: FixedCode(r.text("form"), also(r["also"])) for r in tables.rows("literary_forms")},
        audience={c: FixedCode(row["audience_008"], (), row["target_id"]) for c, row in audience.items()},
        age_limits=tables.pairs("age_limits", "age", "audience_008"),
        audience_labels={row["target_id"]: row["label_nb"] for row in audience.values()},
        relators=tables.pairs("relators", "term", "relator", fold=True),
        languages={row["legacy"]: Language(row["target"], row["iso639_3"]) for row in tables.rows("languages")},
        countries=tables.pairs("countries", "iso", "marc"),
        places=tables.pairs("places", "place", "country", fold=True),
        control_numbers={
            row["legacy_source"].casefold(): (row["target_tag"], row["prefix"], row["target_source"], row.id)
            for row in tables.rows("control_numbers")
        },
        articles=_articles(tables),
        title_notes=_patterns(tables, "title_notes", "target"),
        note_prefixes=_patterns(tables, "note_prefixes", "ind1"),
        link_notes=_link_notes(tables),
        jurisdictions=frozenset(name for name, kind in jurisdictions.items() if kind == "name"),
        jurisdiction_endings=tuple(name for name, kind in jurisdictions.items() if kind == "ending"),
        jurisdiction_organs=tuple(name for name, kind in jurisdictions.items() if kind == "organ"),
        subject_sources=tables.pairs("subject_sources", "legacy", "target", fold=True),
        genre_terms={
            row["term"].casefold(): GenreTerm(row.id, row["label_nb"], row["uri"]) for row in tables.rows("genre_terms")
        },
        electronic_links=_patterns(tables, "electronic_links", "ind2").get("", ()),
        dewey_editions={
            (row.text("ind1"), row.text("edition").strip()): (
                row["target_tag"],
                row.text("target_ind1"),
                row["target_edition"],
                row.id,
            )
            for row in tables.rows("dewey_editions")
        },
        bindings=tables.pairs("bindings", "legacy", "target", fold=True),
        marc21_languages=frozenset(row["code"] for row in tables.rows("marc21_languages")),
        marc21_countries=frozenset(row["code"] for row in tables.rows("marc21_countries")),
        marc21_subject_sources=frozenset(row["code"] for row in tables.rows("marc21_subject_sources")),
        schema=schema,
    )
    problems = [*tables.problems, *_dangling(rules), *_lacking(rules)]
    if problems:
        raise RulesError(problems)
    return rules


@cache
def shipped_rules() -> Rules:
    """The rules of the shipped tables alone, for what is asked outside a project."""
    return load_rules(lambda name: SHIPPED / "mappings" / name)


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


def _fields(tables: Tables, schema: Schema) -> dict[str, FieldRule]:
    subfields = _subfields(tables)
    once = {tag: definition.once for tag, definition in schema.fields.items()}
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
            rule = _field_rule(tables, row, tag, subfields.get(tag, {}), once)
            (general if "X" in row["tag"] else exact)[tag] = rule
    return {**general, **exact}


def _tags(pattern: str) -> list[str]:
    """``99X`` to 990, 991 … 999."""
    if "X" not in pattern:
        return [pattern]
    return [tag for digit in "0123456789" for tag in _tags(pattern.replace("X", digit, 1))]


def _field_rule(
    tables: Tables,
    row: Row,
    tag: str,
    subfields: Mapping[str, SubfieldRule],
    once: Mapping[str, frozenset[str]],
) -> FieldRule:
    ind1, ind2 = _indicator(tables, row, "ind1"), _indicator(tables, row, "ind2")
    keep = frozenset(_CODES if row["keep"] == "*" else row["keep"])
    as_it_is = row["handler"] == "plain" and row["target_tag"] == tag
    return FieldRule(
        id=row.id,
        tag=tag,
        target_tag=row["target_tag"],
        handler=row["handler"],
        ind1=ind1,
        ind2=ind2,
        keep=keep - _LINKS,
        links=keep & _LINKS,
        subfields=subfields,
        passes=keep - _LINKS - set(subfields) if as_it_is else None,
        stays=None if ind1 is None and ind2 is None else frozenset(_staying(ind1, ind2)),
        once=once.get(row["target_tag"], frozenset()) if row["handler"] == "plain" else frozenset(),
    )


def _staying(ind1: Mapping[str, str] | None, ind2: Mapping[str, str] | None) -> Iterator[tuple[str, str]]:
    """The pairs of indicators that their rules don't change."""
    first, second = (
        [char for char in _INDICATORS if not rule or (rule.get(char) or rule.get("*") or "=") in (char, "=")]
        for rule in (ind1, ind2)
    )
    yield from ((one, other) for one in first for other in second)


def _local_rows(tables: Tables, fields: Mapping[str, FieldRule], schema: Schema) -> Iterator[LocalRow]:
    """What is done with local fields: the shipped rows for all, and the libraries' own decisions, which are signed."""
    found = [(row, "*") for row in tables.rows("local_fields")]
    found += [(row, row["for_source"]) for row in tables.rows("local_decisions")]
    seen: set[str] = set()
    for row, for_source in found:
        problems = list(_local_problems(row, for_source, fields, schema))
        problems += ["this has been decided in a row above"] if row.id in seen else []
        seen.add(row.id)
        for problem in problems:
            tables.refuse(row, problem)
        if not problems:
            rule = LocalRule(row.id, row["action"], row["target"])
            yield LocalRow(row.where, for_source, row["format"], row["tag"], row["codes"], rule)


def _local_problems(row: Row, for_source: str, fields: Mapping[str, FieldRule], schema: Schema) -> Iterator[str]:
    tag, action, target = row["tag"], row["action"], row["target"]
    if not re.fullmatch(r"[0-9X]{3}", tag) or not _may_be_decided_on(tag):
        yield f"tag {tag!r} is no local field: those are X9X and 9XX, where X stands for any digit (490 is none)"
    if row["format"] not in ("normarc", "marc21", "*"):
        yield f"format {row['format']!r} must be normarc, marc21 or *"
    if not re.fullmatch(r"\*|[0-9a-z]+", row["codes"]) or not for_source:
        yield f"codes {row['codes']!r} must be * or the codes one after the other, as abx; for_source must be given"
    if action not in LOCAL_ACTIONS:
        yield f"action {action!r} must be one of {', '.join(LOCAL_ACTIONS)}"
    elif action == "as" and not _is_target(target, fields, schema):
        yield f"target {target!r} must be the tag of a field that may stand several times in MARC 21, as 500 or 653"
    elif action != "as" and target:
        yield f"target {target!r} is only for the action as"
    elif action == "items" and tag != "099":
        yield "only 099 is used for the items"


def _is_target(tag: str, fields: Mapping[str, FieldRule], schema: Schema) -> bool:
    definition = schema.fields.get(tag)
    return tag >= "010" and tag in fields and definition is not None and definition.repeatable


def _may_be_decided_on(tag: str) -> bool:
    """Whether MARC leaves a tag (or a pattern with X) to local use: X9X but for 490, and 9XX."""
    return tag[0] == "9" or (tag[1] == "9" and tag != "490")


def _local(rows: Iterable[LocalRow], source: str) -> dict[tuple[str, str], dict[str, LocalRule]]:
    """By (format, tag) and code. The more particular row wins: its source, an exact tag, its format, its codes."""

    def particular(row: LocalRow) -> tuple[bool, bool, bool, bool]:
        return row.for_source != "*", "X" not in row.tag, row.format != "*", row.codes != "*"

    result: dict[tuple[str, str], dict[str, LocalRule]] = {}
    for row in sorted((row for row in rows if row.for_source in ("*", source)), key=particular):
        for form in ("normarc", "marc21") if row.format == "*" else (row.format,):
            for tag in _tags(row.tag):
                of_tag = {} if row.codes == "*" else result.get((form, tag), {})
                result[form, tag] = of_tag | dict.fromkeys([*row.codes], row.rule)
    return result


def _private_notes(tables: Tables, given: GivenNames) -> Iterator[PrivateNote]:
    for row in tables.rows("private_notes"):
        if row["action"] not in PRIVATE_ACTIONS:
            tables.refuse(row, f"action {row['action']!r} must be one of {', '.join(PRIVATE_ACTIONS)}")
        try:
            regex = re.compile(expand(row["pattern"], given), re.IGNORECASE)
        except re.error as error:
            tables.refuse(row, f"the pattern is not a regular expression ({error})")
            continue
        yield PrivateNote(row.id, regex, tuple(row["words"].lower().split("|")), row["action"] == "drop")


def _shortest(words: Iterable[str]) -> tuple[str, ...]:
    """The words but for those that have another as a part: a text that has one of these has that one."""
    found = tuple(dict.fromkeys(words))
    return tuple(word for word in found if not any(other in word for other in found if other != word))


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
        if not re.fullmatch(r"[0-9]{3}", row["tag"]) or len(row["code"]) != 1:
            tables.refuse(row, f"tag {row['tag']!r} must be three digits, and code {row['code']!r} one character, no $")
        of_tag = result.setdefault(row["tag"], {})
        if row["code"] in of_tag:
            tables.refuse(row, f"{row['tag']} ${row['code']} stands twice")
        of_tag[row["code"]] = SubfieldRule(row["action"], row["target"], row.id)
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
    """Patterns of notes per tag (or all under ``""``), in the file's order."""
    result: dict[str, tuple[Pattern, ...]] = {}
    for row in tables.rows(name):
        try:
            regex = re.compile(row["pattern"], re.IGNORECASE)
        except re.error as error:
            tables.refuse(row, f"the pattern is not a regular expression ({error})")
            continue
        display = row.cells.get("display", "")
        tag = row.cells.get("tag", "")
        result[tag] = (*result.get(tag, ()), Pattern(regex, row[target], display, row.id))
    return result


def _link_notes(tables: Tables) -> dict[str, tuple[LinkNote, ...]]:
    result: dict[str, tuple[LinkNote, ...]] = {}
    for row in tables.rows("link_notes"):
        tag, indicators = row["tag"], row.text("indicators")
        if len(indicators) != 2 or len(row["code"]) != 1:
            tables.refuse(row, "indicators must be two characters (# for a blank), code one")
            continue
        try:
            regex = re.compile(row["pattern"], re.IGNORECASE)
        except re.error as error:
            tables.refuse(row, f"the pattern is not a regular expression ({error})")
            continue
        rule = LinkNote(regex, row["target_tag"], indicators, row["code"], row["several"] == "ja", row.id)
        result[tag] = (*result.get(tag, ()), rule)
    return result
