"""Features of single records, and the identifiers that prove nothing, from the staging database."""

from collections.abc import Collection
from itertools import islice

from sqlalchemy import Connection, select, tuple_

from migration.features import BibFeatures, Identifier
from migration.staging.features import features_of
from migration.staging.schema import core_bib_features, matched_bad_identifier

_AT_ONCE = 500


def features_by_key(connection: Connection, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], BibFeatures]:
    """The features of the records with these (source, legacy_id); those that are not there are left out."""
    f = core_bib_features
    found: dict[tuple[str, str], BibFeatures] = {}
    rest = iter(sorted(keys))
    while some := list(islice(rest, _AT_ONCE)):
        query = select(f).where(tuple_(f.c.source, f.c.legacy_id).in_(some))
        for source, legacy_id, _version, *row in connection.execute(query):
            found[source, legacy_id] = features_of(row)
    return found


def bad_identifiers(connection: Connection) -> frozenset[Identifier]:
    """What the last matching found to prove nothing."""
    query = select(matched_bad_identifier.c.kind, matched_bad_identifier.c.value)
    return frozenset(Identifier(kind, value) for kind, value in connection.execute(query))
