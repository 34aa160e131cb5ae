"""Persons: which patrons of several libraries are certainly one, and which may be."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from migration.issues import Issue
from migration.match.persons.certain import Person, ambiguous_numbers, persons, registered_twice
from migration.match.persons.likely import likely_persons
from migration.model import Entity
from migration.pipeline.sink import Sink
from migration.staging.read import cursor
from migration.staging.schema import core_patron, issue, matched_likely_person, matched_patron


def write_persons(sink: Sink, sources: Sequence[str]) -> int:
    """Who is certainly one person, and who may be; patrons that are no persons stand alone.

    Returns how many groups were too large to look for likely persons in.
    """
    people: list[Person] = []
    for is_person, person in _people(sink.connection, sources):
        if is_person:
            people.append(person)
        else:
            sink.add(matched_patron, (person.patron_id, person.patron_id))
    person_of = dict(persons(people))
    for found in person_of.items():
        sink.add(matched_patron, found)
    likely = likely_persons(people, person_of)
    for one, other, rule in likely.pairs:
        for a, b in ((one, other), (other, one)):
            sink.add(matched_likely_person, (a.patron_id, b.patron_id, a.source, b.source, rule))
    _add_person_issues(sink, people, person_of)
    return likely.unlisted


def _people(connection: Connection, sources: Sequence[str]) -> Iterator[tuple[bool, Person]]:
    """Every patron, and whether it can be recognised as a person at all."""
    p = core_patron.c
    query = (
        select(
            p.kind, p.target_id, p.legacy_id, p.source, p.library, p.national_id_ref, p.national_card_number,
            p.birth_date, p.surname, p.given_name, p.email, p.phone, p.mobile, p.address_protected,
        )
        .where(p.source.in_(sources))
        .order_by(p.target_id)
    )  # fmt: skip
    doubtful = _doubtful(connection)
    for row in cursor(connection, query):
        yield (
            row.kind == "person",
            Person(
                patron_id=row.target_id,
                legacy_id=row.legacy_id,
                source=row.source,
                library=row.library,
                national_id_ref=row.national_id_ref,
                national_card_number=row.national_card_number,
                birth_date=row.birth_date,
                surname=row.surname,
                given_name=row.given_name,
                email=row.email,
                phones=(row.phone, row.mobile),
                is_protected=bool(row.address_protected),
                number_is_doubtful=(row.source, row.legacy_id) in doubtful,
            ),
        )


def _doubtful(connection: Connection) -> set[tuple[str, str]]:
    """Patrons whose identity number names another birth date than they have."""
    query = select(issue.c.source, issue.c.legacy_id).where(issue.c.code == "birth_date_contradicted")
    return {(source, legacy_id) for source, legacy_id in connection.execute(query)}


def _add_person_issues(sink: Sink, people: Sequence[Person], person_of: Mapping[str, str]) -> None:
    for patron, kind in ambiguous_numbers(people):
        sink.add_issues(Entity.PATRON, patron.legacy_id, [Issue("person_number_shared", kind)], patron.source)
    for patron, others in registered_twice(people, person_of):
        names = ", ".join(sorted(other.legacy_id for other in others))
        problem = Issue("patron_registered_twice", "Id", names)
        sink.add_issues(Entity.PATRON, patron.legacy_id, [problem], patron.source)
