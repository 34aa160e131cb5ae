"""Merged records: what each cluster is delivered as, where its fields come from, and that it is as sound as others."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import orjson
from sqlalchemy import delete, select

from migration.issues import Issue, Severity, severity
from migration.marc.folding import fold
from migration.marc.rules import Rules
from migration.marc.stored import from_stored, parse_stored
from migration.marc.validation.record import validate
from migration.match.merging.fields import StoredRecord
from migration.match.merging.survivorship import Member, Merged, merge
from migration.model import Entity
from migration.pipeline.project import Mappings
from migration.pipeline.sink import Sink
from migration.staging.read import AnySelect, stream
from migration.staging.schema import core_bib, matched_bib, matched_bib_member, matched_field

Key = tuple[str, str]

LEADER = -1
"""The place of the leader in ``matched_field``: it is the base's, and so are the fields that have no row."""


def write_merged(sink: Sink, firsts: Mapping[str, Key], mappings: Mappings) -> dict[str, Key]:
    """The merged record of each cluster, and where its fields come from. Returns the bases.

    ``firsts``: the loaded record of each cluster, whose id it bears; its base where nobody's is.
    """
    sink.flush()
    sink.connection.execute(delete(matched_field))
    relators = {fold(term): code for term, code in mappings.rules.relators.items()}
    bases: dict[str, Key] = {}
    for bib_id, members in _clusters(sink, mappings):
        found = _sound(sink, merge(members, mappings.survivorship, relators), mappings.rules)
        base = bases[bib_id] = found.base.source, found.base.legacy_id
        marc = orjson.dumps(found.record).decode()
        sink.add(matched_bib, (bib_id, *firsts.get(bib_id, base), len(members), marc))
        for row in _origins(found):
            sink.add(matched_field, (bib_id, *row))
    sink.flush()
    return bases


def _clusters(sink: Sink, mappings: Mappings) -> Iterator[tuple[str, list[Member]]]:
    for bib_id, rows in groupby(stream(sink.connection, _cluster_query(), _CLUSTER_KEY), key=lambda row: row[0]):
        yield (
            bib_id,
            [Member(s, i, mappings.sources[s].isil, parse_stored(marc)) for _, s, i, marc in rows],
        )


_CLUSTER_KEY = (matched_bib_member.c.bib_id, matched_bib_member.c.source, matched_bib_member.c.legacy_id)


def _cluster_query() -> AnySelect:
    b, m, t = core_bib.c, matched_bib_member.c, matched_bib.c
    standing = select(t.bib_id).where(t.bib_id == m.bib_id).exists()
    return (
        select(*_CLUSTER_KEY, b.marc)
        .join_from(matched_bib_member, core_bib, (b.source == m.source) & (b.legacy_id == m.legacy_id))
        .where(m.decided_by != "", ~standing)
    )


def _origins(found: Merged) -> Iterator[tuple[int, str, str, str, str]]:
    """Rows of ``matched_field``: place, tag, source, legacy id, rule."""
    yield LEADER, "LDR", found.base.source, found.base.legacy_id, "base"
    for taken in found.taken:
        other = found.others[taken.other]
        yield taken.position, taken.tag, other.source, other.legacy_id, taken.rule


def _sound(sink: Sink, found: Merged, rules: Rules) -> Merged:
    """What was merged; the base alone where others would bring it errors."""
    new = _new_errors(found, rules)
    if not new:
        return found
    base = found.base
    sink.add_issues(Entity.BIB, base.legacy_id, [Issue("merged_record_unsound", " ".join(new))], base.source)
    return Merged(base, found.others, base.record, ())


_HARMLESS = frozenset({"035", "852", "856", "866"})
"""Numbers, shelf marks and addresses, which stand beside each other in any record."""


def _new_errors(found: Merged, rules: Rules) -> Sequence[str]:
    """Codes of errors that the merged record has and its base has not."""
    if all(taken.tag in _HARMLESS for taken in found.taken):
        return ()
    errors = _errors(found.record, rules)
    return sorted({issue.code for issue in errors - _errors(found.base.record, rules)}) if errors else ()


def _errors(record: StoredRecord, rules: Rules) -> set[Issue]:
    found = validate(from_stored(orjson.dumps(record).decode()), rules)
    return {issue for issue in found if severity(issue.code) is Severity.ERROR}
