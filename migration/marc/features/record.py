"""The features of a MARC 21 record (``migration.features``): each concept by the module of its name."""

import re

from pymarc import Field, Record

from migration.features import BibFeatures
from migration.marc.features.carrier import format_class
from migration.marc.features.dates import years
from migration.marc.features.editions import edition
from migration.marc.features.extent import extent
from migration.marc.features.forms import comparison_form
from migration.marc.features.hosts import host, original_title
from migration.marc.features.identifiers import identifiers
from migration.marc.features.languages import languages
from migration.marc.features.names import author, birth_year, names
from migration.marc.features.other_titles import other_titles, title_key
from migration.marc.features.publishers import places, publishers
from migration.marc.features.series import series
from migration.marc.features.subfields import by_tag, data_of, own_values
from migration.marc.features.titles import titles
from migration.marc.features.versions import target_form, version

TITLE_LENGTH = 250
_RESIDUE = re.compile(r"[\s:;/=,]+$")
_NORWEGIAN = ("", "nor")

__all__ = ["by_tag", "display_title", "features"]


def features(record: Record) -> BibFeatures:
    """Features of a record in MARC 21. Pure; never raises on a record that pymarc can hold."""
    fields = by_tag(record)
    leader = str(record.leader).ljust(24)[:24]
    data = data_of(fields, "008").ljust(40)
    kind = format_class(leader, fields)
    year, other_years = years(data, fields)
    language, told, original_language = languages(data, fields)
    language, marks = _with_target_form(language, version(fields, kind), target_form(fields))
    field = next(iter(fields.get("245", ())), None)
    title = titles(field, language, year)
    size = extent(fields)
    part_number = "" if _is_whole_set(title.part_number, size.volumes) else title.part_number
    series_titles, series_number = series(fields)
    return BibFeatures(
        format_class=kind,
        title=title.title,
        subtitle=title.subtitle,
        part_number=part_number,
        part_title=title.part_title,
        title_key=title_key(title),
        other_titles=other_titles(title, fields, language, year),
        original_title=original_title(fields, original_language),
        responsibility=comparison_form(" ".join(own_values(field, "c"))) if field else "",
        author=author(fields),
        names=names(fields),
        birth_year=birth_year(fields),
        year=year,
        other_years=other_years,
        edition=edition(fields),
        version=marks,
        pages=size.pages,
        front_pages=size.front_pages,
        volumes=size.volumes,
        minutes=size.minutes,
        height=size.height,
        language=language,
        languages=told,
        original_language=original_language,
        publishers=publishers(fields),
        places=places(fields),
        country=_country(data),
        series=series_titles,
        series_number=series_number,
        host=host(fields),
        identifiers=identifiers(fields, kind, part_number),
    )


def _with_target_form(language: str, marks: tuple[str, ...], form: str) -> tuple[str, tuple[str, ...]]:
    """``Nynorsk[utg.]`` says which language ``nor`` is. Where it says what the language says, it adds nothing: another
    library leaves it out; where it contradicts, it is a version."""
    if not form or form == language:
        return language, marks
    return (form, marks) if language in _NORWEGIAN else (language, tuple(sorted({*marks, form})))


def _is_whole_set(part_number: str, volumes: int | None) -> bool:
    """``Bind 1-3`` of a record with three volumes are all there are."""
    return volumes is not None and volumes > 1 and part_number == f"1 {volumes}"


def _country(data: str) -> str:
    code = data[15:18].strip().lower()
    return code if code.isalpha() and code != "xx" else ""


def display_title(record: Record) -> str:
    """245 $a : $b for people, without the ISBD marks between subfields; at most ``TITLE_LENGTH`` characters."""
    return _display(next((f for f in record.fields if f.tag == "245"), None))


def _display(field: Field | None) -> str:
    if field is None:
        return ""
    parts = [_RESIDUE.sub("", value.strip()) for value in own_values(field, "ab")]
    return " : ".join(part for part in parts if part)[:TITLE_LENGTH]
