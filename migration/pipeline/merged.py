"""Merged records: what each cluster is delivered as, where its fields come from, and that it is as sound as others."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import orjson
from sqlalchemy import delete, select

from migration.issues import Issue, Severity, severity
from migration.marc.rules import Rules
from migration.marc.stored import from_stored, parse_stored
from migration.marc.validation.record import validate
from migration.match.merging.survivorship import Merged, merge_told
from migration.model import Entity
from migration.pipeline.project import Mappings
from migration.pipeline.sink import Sink
from migration.staging.read import AnySelect, stream
from migration.staging.schema import core_bib, matched_bib, matched_bib_member, matched_field

Key = tuple[str, str]


class Head(NamedTuple):
    """``first``: the loaded record, which gives the cluster its id; ``base``: whose content it builds on."""

    first: Key
    base: Key


def write_merged(sink: Sink, heads: Mapping[str, Head], mappings: Mappings) -> None:
    """The merged record of each cluster, from its base and the others in order, and where its fields come from."""
    sink.flush()
    sink.connection.execute(delete(matched_field))
    for bib_id, rows in groupby(stream(sink.connection, _cluster_query(), _CLUSTER_KEY), key=lambda row: row[0]):
        records = {(row.source, row.legacy_id): row.marc for row in rows}
        head = heads[bib_id]
        base = records.pop(head.base)
        others = list(records)
        found = merge_told(parse_stored(base), [parse_stored(records[key]) for key in others], mappings.survivorship)
        marc = orjson.dumps(found.record).decode()
        if new := _new_errors(marc, base, found, mappings.rules):
            sink.add_issues(Entity.BIB, head.base[1], [Issue("merged_record_unsound", " ".join(new))], head.base[0])
            marc, found = base, Merged(parse_stored(base), ())
        sink.add(matched_bib, (bib_id, *head.first, len(records) + 1, marc))
        for taken in found.taken:
            sink.add(matched_field, (bib_id, taken.position, taken.tag, *others[taken.other], taken.rule))
    sink.flush()


_CLUSTER_KEY = (matched_bib_member.c.bib_id, matched_bib_member.c.source, matched_bib_member.c.legacy_id)


def _cluster_query() -> AnySelect:
    b, m, t = core_bib.c, matched_bib_member.c, matched_bib.c
    standing = select(t.bib_id).where(t.bib_id == m.bib_id).exists()
    return (
        select(*_CLUSTER_KEY, b.marc)
        .join_from(matched_bib_member, core_bib, (b.source == m.source) & (b.legacy_id == m.legacy_id))
        .where(m.decided_by != "", ~standing)
    )


_HARMLESS = frozenset({"035", "852", "856", "866"})
"""Numbers, shelf marks and addresses, which stand beside each other in any record."""


def _new_errors(marc: str, base: str, found: Merged, rules: Rules) -> Sequence[str]:
    """Errors that the merged record has and its base has not: then the base alone is delivered."""
    if all(taken.tag in _HARMLESS for taken in found.taken):
        return ()
    errors = _errors(marc, rules)
    return sorted(errors - _errors(base, rules)) if errors else ()


def _errors(marc: str, rules: Rules) -> set[str]:
    issues = validate(from_stored(marc), rules)
    return {issue.code for issue in issues if severity(issue.code) is Severity.ERROR}
