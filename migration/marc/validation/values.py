"""What one subfield's value can tell by itself (rules B7, B12, B13); each value is looked at once."""

import re
from collections.abc import Callable
from functools import lru_cache

from migration.issues import Issue
from migration.marc.schema import Schema
from migration.marc.validation.numbers import (
    ean_issues,
    isbn_issues,
    ismn_issues,
    issn_issues,
    linked_isbn_issues,
)
from migration.marc.validation.residue import is_plain_note

Check = Callable[[Schema, str, str], tuple[Issue, ...]]
"""Takes the schema, the path (``650$2``) and the value."""

_AREA = re.compile(r"[a-z][a-z-]{6}")
_AUTHORITY = re.compile(r"\([^()\s]+\)\s?\S+|(?:https?|urn|info|ark):\S+")
_BAD_DATES = re.compile(r"\d{5}|\d\s+[-–]|[-–]\s+\d|\d\s*–|^\(.*\)$|\d-+\d{1,3}-\d")
_LINK = re.compile(r"\d{3}-\d\d(?:/(?:\(3|\(B|\(N|\(Q|\(S|\(2|\(4|\$1|[A-Z][a-z]{3}))?(?:/r)?")
_NATIONALITY = re.compile(r"(?:[a-zæøå]{1,7}\.)(?:-[a-zæøå]{1,7}\.)*")
_REPRODUCTION = re.compile(
    r"mikro|micro|elektr|electr|digit|foto|photo|repro|kopi|faks|fax|skann|scan|opptrykk|tryck", re.I
)
_RELATOR_URI = re.compile(r"https?://(?:id\.loc\.gov/vocabulary/relators|[^\s]+)/([^/\s]+)")

_NO_PLACE = ("[s.", "s.l", "s.n")
_NAMES = frozenset(f"{first}{rest}" for first in "1678" for rest in ("00", "10", "11")) | {"720"}
_LINKS = frozenset(str(tag) for tag in range(760, 788))


@lru_cache(maxsize=4_096)
def source_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """A vocabulary's code; ``/nor`` may follow it."""
    known = value in schema.vocabularies or value.split("/", 1)[0] in schema.vocabularies or value.startswith("rda")
    return () if known else (Issue("source_unknown", path, value),)


@lru_cache(maxsize=65_536)
def authority_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """$0: ``(prefix)id`` or an address."""
    return () if _AUTHORITY.fullmatch(value) else (Issue("authority_form", path, value),)


@lru_cache(maxsize=4_096)
def relator_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """$4: a code of MARC's list, or an address of one; addresses of other lists are not judged."""
    match = _RELATOR_URI.fullmatch(value)
    if match and "id.loc.gov" not in value:
        return ()
    code = match[1] if match else value.strip(" .,")
    return () if code in schema.relators else (Issue("relator_unknown", path, value),)


@lru_cache(maxsize=65_536)
def name_dates_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """$d of a person: ``1920-1999``, ``1920-``, words such as ``ca. 1500`` allowed."""
    return (Issue("name_dates_form", path, value),) if _BAD_DATES.search(value.strip(" .,")) else ()


@lru_cache(maxsize=4_096)
def link_form_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """$6: tag, occurrence number, script, direction."""
    return () if _LINK.fullmatch(value.strip()) else (Issue("link_form", path, value),)


@lru_cache(maxsize=4_096)
def language_code_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """A code of MARC's list of languages."""
    if len(value) > 3 and len(value) % 3 == 0 and all(value[n : n + 3] in schema.languages for n in (0, 3)):
        return (Issue("language_code_unreadable", path, value),)
    if ("language", value) in schema.obsolete_codes:
        return (Issue("code_obsolete", path, value),)
    return () if value in schema.languages else (Issue("language_code_unknown", path, value),)


@lru_cache(maxsize=4_096)
def area_code_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """043 $a: seven characters, small letters and hyphens: ``e-no---``."""
    return () if _AREA.fullmatch(value) else (Issue("area_code_form", path, value),)


@lru_cache(maxsize=4_096)
def nationality_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """$j of a name: ``n.`` and ``n.-sam.`` are NORMARC's nationality; MARC 21 has ``Follower of`` there."""
    return (Issue("normarc_residue", path, value),) if _NATIONALITY.fullmatch(value.strip()) else ()


@lru_cache(maxsize=4_096)
def physical_note_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    return () if _REPRODUCTION.search(value) else (Issue("normarc_residue", "533"),)


@lru_cache(maxsize=4_096)
def foreign_number_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """025 $a: an EAN stood there in NORMARC."""
    return (Issue("normarc_residue", "025"),) if re.fullmatch(r"\d{13}", value.replace("-", "").strip()) else ()


@lru_cache(maxsize=16_384)
def place_issues(schema: Schema, path: str, value: str) -> tuple[Issue, ...]:
    """[S.l.] and [s.n.] of 260 and 264 (rule C16)."""
    return (Issue("place_latin", path[:3]),) if value[:3].lower() in _NO_PLACE else ()


def check_of(tag: str, ind1: str, codes: tuple[str, ...], code: str) -> Check | None:
    """What to look at a subfield's value with; None for most."""
    if code == "0" and tag[0] in "13678":
        return authority_issues
    if code == "2":
        return source_issues if tag[:1] == "6" or tag in _VOCABULARY_TAGS else None
    if code == "6":
        return link_form_issues if tag < "850" or tag == "880" else None
    if tag in _NAMES:
        return {"4": relator_issues, "d": name_dates_issues if tag[1:] == "00" else None,
                "j": nationality_issues if tag[1:] == "00" else None}.get(code)  # fmt: skip
    if tag == "024":
        return {"2": ismn_issues, "3": ean_issues}.get(ind1) if code == "a" else None
    if tag == "041":
        return language_code_issues if "2" not in codes and code.isalpha() else None
    if tag in _LINKS:
        return {"x": issn_issues, "z": linked_isbn_issues}.get(code)
    if is_plain_note(tag, codes):
        return physical_note_issues if code == "a" else None
    return _BY_PATH.get((tag, code))


_VOCABULARY_TAGS = frozenset(("336", "337", "338", "380", "385", "386", "388"))
_BY_PATH: dict[tuple[str, str], Check] = {
    **dict.fromkeys((("260", "a"), ("260", "b"), ("264", "a"), ("264", "b")), place_issues),
    ("020", "a"): isbn_issues,
    ("022", "a"): issn_issues,
    ("025", "a"): foreign_number_issues,
    ("040", "b"): language_code_issues,
    ("043", "a"): area_code_issues,
    ("490", "x"): issn_issues,
    ("830", "x"): issn_issues,
}
