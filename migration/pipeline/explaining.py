"""Explain: why two records are one title, or are not: what was compared, which rule held, and what joins them now."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, select, tuple_

from migration.features import BibFeatures, Identifier
from migration.match.comparing.judge import judge
from migration.match.comparing.judgement import Decision, Judgement
from migration.match.comparing.sentences import Sentence, sentence
from migration.pipeline.opinions import REFUSED
from migration.pipeline.project import ConfigurationError, OrderError, Project
from migration.pipeline.stage import COUNTY, passed
from migration.staging.engine import reading
from migration.staging.features import features_of
from migration.staging.schema import (
    core_bib,
    core_bib_features,
    matched_bad_identifier,
    matched_bib_member,
    matched_change,
    matched_pair,
    matched_review,
    matched_verdict,
)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two records. ``bib_id``: the title it is in now; empty before matching.

    ``change``: how it came into it, if the last matching changed that: merge, split or moved; then ``former_bib_id`` is
    the title that it was in before.
    """

    source: str
    legacy_id: str
    title: str
    bib_id: str
    description: str
    change: str
    former_bib_id: str
    features: BibFeatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """``judgement``: of the two alone. ``kept_apart_by``: why their titles, which come into question for each other,
    were not joined: features, ``same_source``, ``same_source_ambiguous``. ``chain``: the records by which they are one
    title, from one to the other, with the sentence of each step; empty where they are not, or directly. ``verdicts``:
    what librarians said of the two."""

    one: Side
    other: Side
    judgement: Judgement
    sentence: Sentence
    is_one_title: bool
    kept_apart_by: tuple[str, ...]
    chain: tuple[tuple[Side, Side, Sentence], ...]
    verdicts: tuple[Mapping[str, str], ...]


def explain(project: Project, one: str, other: str) -> Explanation:
    """Two records by ``SOURCE:LEGACY_ID``, by target id, or by a legacy id that only one source has.

    Raises ConfigurationError for an id that names no record or several, OrderError before matching.
    """
    with reading(project.engine) as connection:
        if not passed(connection, COUNTY, "match"):
            raise OrderError("nothing has been matched; run grenselos match first")
        a, b = (side_of(connection, _key(connection, text)) for text in (one, other))
        bad = bad_identifiers(connection)
        rules = project.mappings.match
        found = judge(a.features, b.features, rules, bad)
        is_one_title = bool(a.bib_id) and a.bib_id == b.bib_id
        return Explanation(
            one=a,
            other=b,
            judgement=found,
            sentence=_of_the_two(sentence(a.features, b.features, found), found.decision, is_one_title),
            is_one_title=is_one_title,
            kept_apart_by=() if is_one_title else _refused(connection, a, b),
            chain=tuple(
                (x, y, sentence(x.features, y.features, judge(x.features, y.features, rules, bad)))
                for x, y in _chain(connection, a, b)
            ),
            verdicts=tuple(_verdicts(connection, (a.source, a.legacy_id), (b.source, b.legacy_id))),
        )


_HEADS = {
    Decision.AUTO: ("Like nok til å slås sammen", "Alike enough to be merged"),
    Decision.REVIEW: ("For seg selv ikke sikkert det samme", "By themselves not surely the same"),
    Decision.APART: ("For seg selv ikke like nok", "By themselves not alike enough"),
}


def _of_the_two(said: Sentence, decision: Decision, is_one_title: bool) -> Sentence:
    """The sentence of two records which something else than they themselves made one title, or kept two."""
    if (decision is Decision.AUTO) == is_one_title:
        return said
    return Sentence(*(f"{head}: {text.partition(': ')[2]}" for head, text in zip(_HEADS[decision], said, strict=True)))


def _refused(connection: Connection, one: Side, other: Side) -> tuple[str, ...]:
    """Why the union of their titles was refused; empty where nobody tried."""
    far = matched_bib_member.alias()
    r, m, n = matched_review.c, matched_bib_member.c, far.c
    titles = tuple_(m.bib_id, n.bib_id)
    query = (
        select(r.failed)
        .join(matched_bib_member, (m.source == r.source) & (m.legacy_id == r.legacy_id))
        .join(far, (n.source == r.other_source) & (n.legacy_id == r.other_legacy_id))
        .where(r.rule == REFUSED, titles.in_([(one.bib_id, other.bib_id), (other.bib_id, one.bib_id)]))
    )
    return tuple((connection.execute(query.order_by(r.failed)).scalars().first() or "").split())


def _key(connection: Connection, text: str) -> Key:
    c = core_bib.c
    source, _, legacy_id = text.partition(":")
    query = select(c.source, c.legacy_id).where(
        ((c.source == source) & (c.legacy_id == legacy_id)) | (c.target_id == text) | (c.legacy_id == text)
    )
    found = connection.execute(query.limit(9)).all()
    exact = [row for row in found if (row.source, row.legacy_id) == (source, legacy_id)] or found
    if len(exact) == 1:
        return exact[0].source, exact[0].legacy_id
    if not exact:
        raise ConfigurationError([f"no loaded record {text!r}: give SOURCE:ID, as nordvik:1234, or its target id"])
    several = ", ".join(f"{row.source}:{row.legacy_id}" for row in exact)
    raise ConfigurationError([f"{text!r} names several records: {several}; say which"])


def side_of(connection: Connection, key: Key) -> Side:
    f, b, m, c = core_bib_features, core_bib.c, matched_bib_member.c, matched_change.c
    query = (
        select(f, b.title, m.bib_id, m.description, c.kind, c.former_bib_id)
        .join_from(f, core_bib, (b.source == f.c.source) & (b.legacy_id == f.c.legacy_id))
        .outerjoin(matched_bib_member, (m.source == f.c.source) & (m.legacy_id == f.c.legacy_id))
        .outerjoin(matched_change, (c.source == f.c.source) & (c.legacy_id == f.c.legacy_id))
        .where(f.c.source == key[0], f.c.legacy_id == key[1])
    )
    source, legacy_id, _version, *row, title, bib_id, description, change, former = connection.execute(query).one()
    return Side(
        source=source,
        legacy_id=legacy_id,
        title=title,
        bib_id=bib_id or "",
        description=description or "",
        change=change or "",
        former_bib_id=former or "",
        features=features_of(row),
    )


def bad_identifiers(connection: Connection) -> frozenset[Identifier]:
    query = select(matched_bad_identifier.c.kind, matched_bad_identifier.c.value)
    return frozenset(Identifier(kind, value) for kind, value in connection.execute(query))


def _chain(connection: Connection, one: Side, other: Side) -> list[tuple[Side, Side]]:
    """The shortest way from one to the other by pairs that were merged, inside their title."""
    if not one.bib_id or one.bib_id != other.bib_id or one.description == other.description:
        return []
    m = matched_bib_member.c
    rows = connection.execute(select(m.source, m.legacy_id, m.description).where(m.bib_id == one.bib_id)).all()
    members = {row.description: (row.source, row.legacy_id) for row in rows}
    path = _path(_neighbours(connection, members), one.description, other.description)
    if len(path) <= 2:
        return []
    keys = [(one.source, one.legacy_id), *(members[d] for d in path[1:-1]), (other.source, other.legacy_id)]
    sides = [side_of(connection, key) for key in keys]
    return list(pairwise(sides))


def _neighbours(connection: Connection, members: Mapping[str, Key]) -> dict[str, list[str]]:
    p = matched_pair.c
    query = select(p.a, p.b).where(p.decision == "auto", p.a.in_(members), p.b.in_(members)).order_by(p.a, p.b)
    found: dict[str, list[str]] = {}
    for a, b in connection.execute(query):
        found.setdefault(a, []).append(b)
        found.setdefault(b, []).append(a)
    return found


def _path(neighbours: Mapping[str, Sequence[str]], start: str, end: str) -> list[str]:
    came: dict[str, str] = {start: ""}
    todo = deque([start])
    while todo and end not in came:
        here = todo.popleft()
        for there in neighbours.get(here, ()):
            if there not in came:
                came[there] = here
                todo.append(there)
    path, here = [], end if end in came else ""
    while here:
        path.append(here)
        here = came[here]
    return path[::-1]


def _verdicts(connection: Connection, one: Key, other: Key) -> list[Mapping[str, str]]:
    v = matched_verdict.c
    ends = tuple_(v.source, v.legacy_id, v.other_source, v.other_legacy_id)
    query = (
        select(v.verdict, v.who, v.decided_on, v.why, v.state)
        .where(ends.in_([(*one, *other), (*other, *one)]))
        .order_by(v.n)
    )
    return [dict(row._mapping) for row in connection.execute(query)]
