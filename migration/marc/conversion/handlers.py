"""The kinds of fields that need code of their own: what a row of fields.csv names as its ``handler``, and the code.

``plain`` and ``drop`` need none. ``rules.HANDLERS`` has the names, to check the tables by (a test holds both together).
"""

from collections.abc import Callable, Mapping

from pymarc import Field

from migration.marc.conversion import (
    books,
    classification,
    coded,
    extended,
    languages,
    links,
    names,
    notes,
    numbers,
    see_references,
    series,
    shelving,
    subjects,
    title_notes,
    titles,
    uniform,
)
from migration.marc.conversion.work import Work

Handler = Callable[[Field, Field, Work], list[Field]]
"""Takes the field as the tables reshaped it, the source's field, and the work; gives the fields of MARC 21."""

REMEMBERED: Mapping[str, Handler] = {
    "classification": classification.classification,
    "country_codes": coded.country_codes,
    "dewey": classification.dewey,
    "language_codes": languages.language_codes,
    "subject": subjects.subject,
    "genre": subjects.genre,
    "occupation": subjects.occupation,
    "scoring": subjects.scoring,
    "holdings": shelving.holdings,
}
"""Handlers that look at nothing but their field and the record's type (``memory.context``), of fields that recur: to
remember one costs more than to convert it twice."""

HANDLERS: Mapping[str, Handler] = {
    **REMEMBERED,
    "cataloguing_source": coded.cataloguing_source,
    "control_number": numbers.control_number,
    "corporate": names.corporate,
    "event_place": coded.event_place,
    "extended_codes": extended.extended_codes,
    "isbn": books.isbn,
    "issn": numbers.issn_field,
    "national_number": numbers.national_number,
    "other_number": numbers.other_number,
    "playing_time": coded.playing_time,
    "publisher_number": numbers.publisher_number,
    "separate": numbers.separate,
    "years": coded.years,
    "moved_note": notes.moved_note,
    "note": notes.note,
    "numbering_note": notes.numbering_note,
    "parallel_title": titles.parallel_title,
    "person": names.person,
    "projected_date": notes.projected_date,
    "series": series.series,
    "series_entry": uniform.series_entry,
    "series_statement": series.series_statement,
    "subject_corporate": subjects.subject_corporate,
    "subject_person": subjects.subject_person,
    "subject_title": subjects.subject_title,
    "link": links.link,
    "electronic_location": links.electronic_location,
    "shelving": shelving.shelving,
    "reference": see_references.reference,
    "title": titles.title,
    "title_entry": uniform.title_entry,
    "added_title": uniform.added_title,
    "title_note": title_notes.title_note,
    "uncontrolled_subject": subjects.uncontrolled_subject,
    "uniform_title": uniform.uniform_title,
    "uniform_title_entry": uniform.uniform_title_entry,
}
"""All of them."""
