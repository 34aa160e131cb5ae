"""Of what a merged title is made: its records, and the record that each of its fields is from."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from migration.marc.stored import is_control, parse_stored
from migration.pipeline.merged import LEADER
from migration.pipeline.stage import COUNTY, passed
from migration.privacy import mask
from migration.quality.shown import Origin, TitleField, TitleShown
from migration.sources import Source
from migration.staging.schema import matched_bib, matched_bib_member, matched_field

_NUMBERS = ("001", "003")
"""Of a merged record these are its own, and are given when it is delivered."""


def title_of(connection: Connection, sources: Mapping[str, Source], source: str, legacy_id: str) -> TitleShown | None:
    """The title that a record is part of; None where it stands alone, or the matching isn't up to date."""
    t, m = matched_bib.c, matched_bib_member.c
    query = (
        select(t.bib_id, t.marc)
        .join(matched_bib_member, m.bib_id == t.bib_id)
        .where(m.source == source, m.legacy_id == legacy_id, t.cluster_size > 1)
    )
    row = connection.execute(query).first() if passed(connection, COUNTY, "match") else None
    if row is None or row.marc is None:
        return None
    origins = _origins(connection, sources, row.bib_id)
    members = select(m.source, m.legacy_id).where(m.bib_id == row.bib_id).order_by(m.source, m.legacy_id)
    records = tuple(_origin(sources, *member) for member in connection.execute(members))
    return TitleShown(row.bib_id, origins[LEADER], records, tuple(_fields(parse_stored(row.marc)[1], origins)))


def _origins(connection: Connection, sources: Mapping[str, Source], bib_id: str) -> dict[int, Origin]:
    f = matched_field.c
    rows = connection.execute(select(f.n, f.source, f.legacy_id).where(f.bib_id == bib_id))
    return {place: _origin(sources, source, legacy_id) for place, source, legacy_id in rows}


def _origin(sources: Mapping[str, Source], source: str, legacy_id: str) -> Origin:
    return Origin(source, sources[source].title if source in sources else source, legacy_id)


def _fields(fields: list[list[str]], origins: Mapping[int, Origin]) -> list[TitleField]:
    return [
        _field(field, origins.get(place, origins[LEADER]), place in origins)
        for place, field in enumerate(fields)
        if field[0] not in _NUMBERS
    ]


def _field(field: list[str], origin: Origin, added: bool) -> TitleField:
    if is_control(field[0]):
        return TitleField(field[0], "", (("", mask(field[1])),), origin, added)
    pairs = zip(field[2::2], field[3::2], strict=True)
    return TitleField(field[0], field[1], tuple((code, mask(value)) for code, value in pairs), origin, added)
