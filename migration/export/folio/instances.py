"""A MARC 21 record as a FOLIO instance (mod-inventory-storage, ``instance.json``): what people find and see.

The record itself goes along as MARC with ``999 ff $i``; the instance is made from it as FOLIO's own import makes it, in
the main: of each field what is listed here, the rest stays in the MARC copy.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from migration.export.folio.reference import Reference

Row = Sequence[str]
"""``[tag, data]`` or ``[tag, indicators, code, value, …]``, as in the stored form of a record."""

_CONTENT = {
    "a": "txt", "t": "txt", "c": "ntm", "d": "ntm", "e": "cri", "f": "cri", "g": "tdi", "i": "spw", "j": "prm",
    "k": "sti", "m": "cop", "o": "xxx", "p": "xxx", "r": "tdf",
}  # fmt: skip
"""Leader/06 to the content type (RDA, 336 $b) that stands for it where the record has no 336 of its own."""
_ISSUANCE = {"m": "single unit", "s": "serial", "i": "integrating resource"}
_NOTES = {
    "500": "General note", "505": "Formatted Contents Note", "511": "Participant or Performer note", "520": "Summary",
    "521": "Target Audience note", "546": "Language note",
}  # fmt: skip
_NAMES = {"00": "Personal name", "10": "Corporate name", "11": "Meeting name"}
_ALTERNATIVE = {"130": "Uniform title", "240": "Uniform title", "246": "Variant title", "247": "Former title"}
_ROLES = {"0": "Production", "1": "Publication", "2": "Distribution", "3": "Manufacture", "4": "Copyright notice date"}
_NO_WORDS = frozenset("012456789")
"""Subfields that link or code and are not read: all figures but $3 (which part is meant); $9 is a language here."""
_RELATIONS = {"0": "Resource", "1": "Version of resource", "2": "Related resource"}
_UNRELATED = "No information provided"
"""Indicator 2 of 856, and where it has none."""
_END = re.compile(r"[\s,:;/=]+$")
_LANGUAGE = re.compile(r"[a-z]{3}")

NEEDED = (
    *(("instance_type", code) for code in sorted({*_CONTENT.values(), "snd", "zzz"})),
    *(("mode_of_issuance", name) for name in (*_ISSUANCE.values(), "multipart monograph", "unspecified")),
    *(("note_type", name) for name in _NOTES.values()),
    *(("contributor_name_type", name) for name in _NAMES.values()),
    *(("alternative_title_type", name) for name in ("Uniform title", "Variant title", "Former title")),
    *(("classification_type", name) for name in ("Dewey", "UDC")),
    *(("identifier_type", name) for name in ("ISBN", "Invalid ISBN", "ISSN", "ISMN", "Other Standard Identifier",
      "Publisher or distributor number", "System control number")),
    *(("electronic_access_relationship", name) for name in (*_RELATIONS.values(), _UNRELATED)),
)  # fmt: skip
"""Names whose ids an instance may need."""


def instance(bib_id: str, stored: Sequence[Any], reference: Reference) -> dict[str, Any]:
    """The instance of a stored record (leader and rows), without empty members. ``bib_id``: its UUID.

    Required by FOLIO: ``source``, ``title``, ``instanceTypeId``; a record without a title gets ``[uten tittel]``.
    """
    leader, rows = stored
    by_tag: dict[str, list[Row]] = {}
    for row in rows:
        by_tag.setdefault(row[0], []).append(row)
    title = _first(by_tag, "245")
    made: dict[str, Any] = {
        "id": bib_id,
        "source": "MARC",
        "title": _words(title, "abcfghknps") or "[uten tittel]",
        "indexTitle": _index_title(title),
        "instanceTypeId": reference["instance_type", _content_type(leader, by_tag, reference)],
        "modeOfIssuanceId": reference["mode_of_issuance", _issuance(leader)],
    }
    made |= {name: list(make(by_tag, reference)) for name, make in _LISTS.items()}
    return {name: value for name, value in made.items() if value}


def _first(by_tag: Mapping[str, list[Row]], tag: str) -> Row:
    return by_tag.get(tag, [("", "  ")])[0]


def _fields(by_tag: Mapping[str, list[Row]], *tags: str) -> Iterator[Row]:
    for tag in tags:
        yield from by_tag.get(tag, ())


def _subfields(row: Row, codes: str) -> Iterator[str]:
    return (value for code, value in zip(row[2::2], row[3::2], strict=True) if code in codes and value.strip())


def _words(row: Row, codes: str) -> str:
    """The subfields' texts in the order in which they stand."""
    return " ".join(value.strip() for value in _subfields(row, codes))


def _all_words(row: Row, but: str = "") -> str:
    pairs = zip(row[2::2], row[3::2], strict=True)
    return " ".join(v.strip() for code, v in pairs if code not in _NO_WORDS and code not in but and v.strip())


def _clean(text: str) -> str:
    return _END.sub("", text)


def _index_title(row: Row) -> str:
    """By what a title is sorted: without the article that indicator 2 counts, and without who made it."""
    skip = int(row[1][1]) if row[1][1:].isdigit() else 0
    return _clean(_words(row, "abnp")[skip:]).lstrip("\"'«([ ")


def _content_type(leader: str, by_tag: Mapping[str, list[Row]], reference: Reference) -> str:
    for row in by_tag.get("336", ()):
        for code in _subfields(row, "b"):
            if ("instance_type", code) in reference:
                return code
    return _CONTENT.get(leader[6:7], "zzz")


def _issuance(leader: str) -> str:
    """Leader/07, and 19 for the parts of a set."""
    if leader[7:8] == "m" and leader[19:20] == "a":
        return "multipart monograph"
    return _ISSUANCE.get(leader[7:8], "unspecified")


def _alternative_titles(by_tag: Mapping[str, list[Row]], reference: Reference) -> Iterator[dict[str, str]]:
    for row in _fields(by_tag, *_ALTERNATIVE):
        kind = reference["alternative_title_type", _ALTERNATIVE[row[0]]]
        yield {"alternativeTitleTypeId": kind, "alternativeTitle": _clean(_all_words(row, but="i"))}


def _editions(by_tag: Mapping[str, list[Row]], _: Reference) -> Iterator[str]:
    yield from dict.fromkeys(text for row in _fields(by_tag, "250") if (text := _words(row, "ab")))


def _series(by_tag: Mapping[str, list[Row]], _: Reference) -> Iterator[dict[str, str]]:
    texts = (_clean(_all_words(row, but="wx")) for row in _fields(by_tag, "490", "800", "810", "811", "830"))
    yield from ({"value": text} for text in dict.fromkeys(texts) if text)


def _identifiers(by_tag: Mapping[str, list[Row]], reference: Reference) -> Iterator[dict[str, str]]:
    for row in _fields(by_tag, "020", "022", "024", "028", "035"):
        for code, value in zip(row[2::2], row[3::2], strict=True):
            name = _identifier_type(row, code)
            if name and value.strip():
                yield {"value": value.strip(), "identifierTypeId": reference["identifier_type", name]}


def _identifier_type(row: Row, code: str) -> str:
    if row[0] == "020" and code == "z":
        return "Invalid ISBN"
    if code != "a":
        return ""
    if row[0] == "024":
        return "ISMN" if row[1][:1] == "2" else "Other Standard Identifier"
    return {"020": "ISBN", "022": "ISSN", "028": "Publisher or distributor number", "035": "System control number"}[
        row[0]
    ]


def _contributors(by_tag: Mapping[str, list[Row]], reference: Reference) -> Iterator[dict[str, Any]]:
    """Persons, bodies and meetings; of a title entry (7XX with $t) its author."""
    for row in _fields(by_tag, *(place + kind for place in "17" for kind in _NAMES)):
        name = _clean(_words(row, "abcdjnq" if row[0][1:] == "00" else "abcdngq"))
        if not name:
            continue
        made: dict[str, Any] = {
            "name": name,
            "contributorNameTypeId": reference["contributor_name_type", _NAMES[row[0][1:]]],
        }
        role = ", ".join(_clean(text).rstrip(".") for text in _subfields(row, "e"))
        yield made | ({"contributorTypeText": role} if role else {}) | {"primary": row[0][0] == "1"}


def _subjects(by_tag: Mapping[str, list[Row]], _: Reference) -> Iterator[dict[str, str]]:
    """Headings as FOLIO writes them: the parts joined by two hyphens where a subdivision begins."""
    texts = []
    for row in _fields(by_tag, *(tag for tag in sorted(by_tag) if "600" <= tag <= "655")):
        pairs = [(c, v.strip()) for c, v in zip(row[2::2], row[3::2], strict=True) if c not in _NO_WORDS and v.strip()]
        text = "".join(("--" if code in "vxyz" else " ") + value for code, value in pairs).removeprefix("--").strip()
        texts.append(_clean(text))
    yield from ({"value": text} for text in dict.fromkeys(texts) if text)


def _classifications(by_tag: Mapping[str, list[Row]], reference: Reference) -> Iterator[dict[str, str]]:
    for tag, name in (("082", "Dewey"), ("080", "UDC")):
        for row in _fields(by_tag, tag):
            for value in _subfields(row, "a"):
                kind = reference["classification_type", name]
                yield {"classificationNumber": value.strip(), "classificationTypeId": kind}


def _publication(by_tag: Mapping[str, list[Row]], _: Reference) -> Iterator[dict[str, str]]:
    for row in _fields(by_tag, "260", "264"):
        made = {
            "publisher": _clean(_words(row, "b")),
            "place": _clean(_words(row, "a")),
            "dateOfPublication": _words(row, "c").rstrip(" .,"),
            "role": _ROLES.get(row[1][1:], "") if row[0] == "264" else "",
        }
        if any(made[name] for name in ("publisher", "place", "dateOfPublication")):
            yield {name: value for name, value in made.items() if value}


def _physical_descriptions(by_tag: Mapping[str, list[Row]], _: Reference) -> Iterator[str]:
    yield from (text for row in _fields(by_tag, "300") if (text := _all_words(row)))


def _languages(by_tag: Mapping[str, list[Row]], _: Reference) -> Iterator[str]:
    """008/35-37, then 041 $a $d; each once."""
    fixed = [row[1][35:38] for row in by_tag.get("008", ())]
    coded = (value for row in _fields(by_tag, "041") for value in _subfields(row, "ad"))
    yield from dict.fromkeys(code for code in (*fixed, *coded) if _LANGUAGE.fullmatch(code))


def _notes(by_tag: Mapping[str, list[Row]], reference: Reference) -> Iterator[dict[str, Any]]:
    for row in _fields(by_tag, *_NOTES):
        if text := _all_words(row):
            yield {"instanceNoteTypeId": reference["note_type", _NOTES[row[0]]], "note": text, "staffOnly": False}


def _electronic_access(by_tag: Mapping[str, list[Row]], reference: Reference) -> Iterator[dict[str, str]]:
    for row in _fields(by_tag, "856"):
        relation = _RELATIONS.get(row[1][1:], _UNRELATED)
        for uri in _subfields(row, "u"):
            made = {
                "uri": uri.strip(),
                "linkText": _words(row, "y"),
                "materialsSpecification": _words(row, "3"),
                "publicNote": _words(row, "z"),
                "relationshipId": reference["electronic_access_relationship", relation],
            }
            yield {name: value for name, value in made.items() if value}


_LISTS: Mapping[str, Callable[[Mapping[str, list[Row]], Reference], Iterator[Any]]] = {
    "alternativeTitles": _alternative_titles,
    "editions": _editions,
    "series": _series,
    "identifiers": _identifiers,
    "contributors": _contributors,
    "subjects": _subjects,
    "classifications": _classifications,
    "publication": _publication,
    "physicalDescriptions": _physical_descriptions,
    "languages": _languages,
    "notes": _notes,
    "electronicAccess": _electronic_access,
}
