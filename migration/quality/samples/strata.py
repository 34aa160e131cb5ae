"""The strata of the sample: into which one each record, item and loan falls, as SQL over the staging tables.

A row is in the first stratum whose condition it meets, so that the strata are disjoint and their sizes add up. The
narrow and risky ones come first; what is left is *plain*.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, case, column, func, literal, or_, select, table

from migration.model import Entity

MERGED = "merged:"
"""Begins the stratum of the records that a rule joined with others; the rule's name follows."""
SAMI = ("sme", "smj", "sma", "smn", "sms", "smi")
KVEN = ("fkv", "fiu", "fin")
"""Kven has no code of its own in MARC: it stands as Finno-Ugrian or Finnish."""
CYRILLIC = ("rus", "ukr", "bel", "bul", "srp", "mac", "chu")
REPAIRED = (
    "double_utf8_repaired", "misread_charset_repaired", "sami_encoding_repaired", "sami_encoding_suspected",
    "cedilla_repaired", "c1_characters_repaired", "bibsys_escape_resolved", "letter_lost", "characters_damaged",
    "charset_mixed", "text_garbled", "directory_repaired", "record_truncated", "xml_mended",
)  # fmt: skip
"""Issues of records whose letters were mended, guessed or lost."""
RARE = 10
"""A rule of the conversion that has moved at most so many subfields of a source is rare: nobody has seen it much."""
ENTITIES = (Entity.BIB, Entity.ITEM, Entity.LOAN)


def _table(name: str, *columns: str) -> Any:
    return table(name, *(column(c) for c in ("source", "legacy_id", *columns)))


_BIB = _table("core_bib", "target_id", "language", "marc_format")
_FEATURES = _table("core_bib_features", "part_number", "volumes", "identifiers")
_MEMBER = _table("matched_bib_member", "bib_id", "decided_by")
_MERGED = table("matched_bib", column("bib_id"), column("cluster_size"))
_REVIEW = _table("matched_review", "other_source", "other_legacy_id")
_CONVERSION = table("core_conversion", *(column(c) for c in ("source", "rule", "uses", "example")))
_ISSUE = _table("issue", "entity", "code", "severity")
_ITEM = _table("core_item", "target_id", "branch", "location", "item_type")
_BARCODE = table("matched_item", column("item_id"), column("barcode_rule"))
_CODE = table("core_code", *(column(c) for c in ("source", "code_list", "target_code", "status")))
_LOAN = _table("core_loan", "target_id", "item_id", "is_ill", "is_electronic", "is_textbook", "status")

Condition = ColumnElement[bool]
Drawn = tuple[str, str, str]
"""Legacy id, target id, stratum."""


def strata_of(connection: Connection, source: str, entity: Entity) -> Iterator[Drawn]:
    """Every row of an entity that is loaded, with its stratum. In no particular order."""
    query = _QUERIES[entity](source).execution_options(yield_per=10_000)
    yield from map(tuple, connection.execute(query))


def _bibs(source: str) -> Select[Any]:
    b, f, m = _BIB.c, _FEATURES.c, _MEMBER.c
    tables = (
        _BIB.outerjoin(_FEATURES, _same(_FEATURES, _BIB))
        .outerjoin(_MEMBER, _same(_MEMBER, _BIB))
        .outerjoin(_MERGED, _MERGED.c.bib_id == m.bib_id)
    )
    stratum = case(
        (b.legacy_id.in_(_with_issue(source, Entity.BIB, REPAIRED)), "repaired"),
        (and_(b.marc_format != "marc21", b.legacy_id.in_(_by_rare_rules(source))), "rare_rule"),
        (b.language.in_(SAMI), "sami"),
        (b.language.in_(KVEN), "kven"),
        (b.language.in_(CYRILLIC), "cyrillic"),
        (or_(b.legacy_id.in_(_asked(source)), b.legacy_id.in_(_asked_of_other(source))), "review"),
        (or_(f.part_number != "", f.volumes > 1), "volumes"),
        (_MERGED.c.cluster_size > 1, literal(MERGED, String).concat(m.decided_by)),
        (~func.coalesce(f.identifiers, "").contains('"isbn"'), "no_isbn"),
        else_="plain",
    )
    return select(b.legacy_id, b.target_id, stratum).select_from(tables).where(b.source == source)


def _items(source: str) -> Select[Any]:
    i = _ITEM.c
    stratum = case(
        (func.coalesce(_BARCODE.c.barcode_rule, "") != "", "barcode"),
        (or_(i.legacy_id.in_(_with_issue(source, Entity.ITEM, ("code_unknown",))), *_unmapped(source)), "unmapped"),
        (i.legacy_id.in_(_troubled(source, Entity.ITEM)), "warned"),
        else_="plain",
    )
    tables = _ITEM.outerjoin(_BARCODE, _BARCODE.c.item_id == i.target_id)
    return select(i.legacy_id, i.target_id, stratum).select_from(tables).where(i.source == source)


def _loans(source: str) -> Select[Any]:
    loan = _LOAN.c
    stratum = case(
        (loan.legacy_id.in_(_troubled(source, Entity.LOAN)), "warned"),
        (loan.status == "lost_on_loan", "lost"),
        (or_(loan.is_ill.is_(True), loan.is_electronic.is_(True)), "ill"),
        (loan.is_textbook.is_(True), "textbook"),
        else_="plain",
    )
    return select(loan.legacy_id, loan.target_id, stratum).where(loan.source == source)


_QUERIES: Mapping[Entity, Any] = {Entity.BIB: _bibs, Entity.ITEM: _items, Entity.LOAN: _loans}


def _same(one: Any, other: Any) -> Condition:
    return and_(one.c.source == other.c.source, one.c.legacy_id == other.c.legacy_id)


def _with_issue(source: str, entity: Entity, codes: tuple[str, ...]) -> Select[Any]:
    i = _ISSUE.c
    return select(i.legacy_id).where(i.source == source, i.entity == entity.value, i.code.in_(codes))


def _troubled(source: str, entity: Entity) -> Select[Any]:
    i = _ISSUE.c
    return select(i.legacy_id).where(i.source == source, i.entity == entity.value, i.severity.in_(("error", "warning")))


def _by_rare_rules(source: str) -> Select[Any]:
    """The first record of each rare rule: the only one of which the staging database knows that the rule held."""
    c = _CONVERSION.c
    rules = select(func.min(c.example)).where(c.source == source, c.rule != "").group_by(c.rule)
    return rules.having(func.sum(c.uses) <= RARE)


def _asked(source: str) -> Select[Any]:
    return select(_REVIEW.c.legacy_id).where(_REVIEW.c.source == source)


def _asked_of_other(source: str) -> Select[Any]:
    return select(_REVIEW.c.other_legacy_id).where(_REVIEW.c.other_source == source)


def _unmapped(source: str) -> Iterator[Condition]:
    """The item has a name that goes through as it is, since nobody has decided on its code."""
    for code_list in ("branch", "location", "item_type"):
        c = _CODE.c
        names = select(c.target_code).where(
            c.source == source, c.code_list == code_list, c.status == "unmapped", c.target_code != ""
        )
        yield _ITEM.c[code_list].in_(names)
