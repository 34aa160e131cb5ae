"""Leader, 006, 007, 008 (rules A4, A5, B7): length, and a code of the list at each position of the material."""

import re
from collections.abc import Iterator
from functools import lru_cache

from migration.issues import Issue
from migration.marc.rules import Rules
from migration.marc.schema import FixedPosition, Schema
from migration.marc.validation.dates import date_issues
from migration.marc.validation.survey import Survey

_ENTERED = re.compile(r"[0-9]{6}")
_TIME = re.compile(r"\d{14}\.\d")
_BY_KIND = {
    **dict.fromkeys("cdij", "MU"),
    **dict.fromkeys("ef", "MP"),
    **dict.fromkeys("gkor", "VM"),
    "m": "CF",
    "p": "MX",
}
_BY_006 = _BY_KIND | {"a": "BK", "t": "BK", "s": "CR"}
_UNCODED = ("   ", "|||", "")


def material(kind: str, level: str) -> str:
    """The layout of 008/18-34 by leader/06 and 07; empty where leader/06 is no known type."""
    if kind in ("a", "t"):
        return "CR" if level in ("b", "i", "s") else "BK"
    return _BY_KIND.get(kind, "")


@lru_cache(maxsize=4_096)
def _leader(schema: Schema, before: str, after: str) -> tuple[Issue, ...]:
    issues = list(_coded(schema, "LDR", "LDR", 0, f"00000{before}00000{after}"))
    if before[4:] != "a22" or after[3:] != "4500":
        issues.append(Issue("leader_invalid", "LDR", (before[4:] + after[3:]).strip()))
    return tuple(issues)


def fixed_issues(survey: Survey, rules: Rules) -> Iterator[Issue]:
    """Of the leader and 005 to 008."""
    schema, leader = rules.schema, survey.leader
    yield from _leader(schema, leader[5:12], leader[17:])
    time = survey.data("005")
    if "005" in survey.fields and not _TIME.fullmatch(time):
        yield Issue("field_005_invalid", "005", time[:20])
    for found in survey.fields.get("006", ()):
        yield from _field_006(schema, found.data or "")
    for found in survey.fields.get("007", ()):
        yield from _field_007(schema, found.data or "")
    if "008" not in survey.fields:
        yield Issue("field_008_missing", "008")
        return
    data = survey.data("008")
    if len(data) != 40:
        yield Issue("field_008_not_40", "008", str(len(data)))
        return
    if not _ENTERED.fullmatch(data, 0, 6):
        yield Issue("fixed_code_invalid" if data[:6].strip(" |") else "fixed_code_blank", "008/00-05", data[:6].strip())
    yield from _general(schema, data[6:18], data[35:])
    kind = material(leader[6], leader[7])
    if kind:
        yield from _of_material(schema, kind, data[18:35])


@lru_cache(maxsize=65_536)
def _general(schema: Schema, dates: str, rest: str) -> tuple[Issue, ...]:
    """008/06-17 and 35-39."""
    data = f"000000{dates}{' ' * 17}{rest}"
    issues = [*_coded(schema, "008", "008", 0, data), *date_issues(data[6], data[7:11], data[11:15])]
    country, language = data[15:18].rstrip(), data[35:38]
    issues += _listed(schema, "country", "008/15-17", country, schema.countries)
    issues += _listed(schema, "language", "008/35-37", language, schema.languages)
    return tuple(issues)


def _listed(schema: Schema, name: str, path: str, code: str, known: frozenset[str]) -> Iterator[Issue]:
    if (code in known and (name, code) not in schema.obsolete_codes) or code in _UNCODED:
        return
    if (name, code) in schema.obsolete_codes:
        yield Issue("code_obsolete", path, code)
    else:
        yield Issue("country_unknown" if name == "country" else "language_code_unknown", path, code)


@lru_cache(maxsize=65_536)
def _of_material(schema: Schema, kind: str, data: str) -> tuple[Issue, ...]:
    return tuple(_coded(schema, f"008/{kind}", "008", 0, " " * 18 + data))


@lru_cache(maxsize=4_096)
def _field_006(schema: Schema, data: str) -> tuple[Issue, ...]:
    kind = _BY_006.get(data[:1], "")
    if len(data) != 18:
        return (Issue("fixed_field_length", "006", str(len(data))),)
    if not kind:
        return (Issue("fixed_code_invalid", "006/00", data[:1]),)
    return tuple(_coded(schema, f"008/{kind}", "006", 17, " " * 17 + data))


@lru_cache(maxsize=16_384)
def _field_007(schema: Schema, data: str) -> tuple[Issue, ...]:
    """Electronic resources may end after 007/05, where the positions on digitising begin."""
    positions = schema.fixed.get(f"007/{data[:1]}")
    if not positions:
        return (Issue("fixed_code_invalid", "007/00", data[:1]),)
    lengths = {positions[-1].stop, 6} if data[0] == "c" else {positions[-1].stop}
    wrong = () if len(data) in lengths else (Issue("fixed_field_length", "007", str(len(data))),)
    return (*wrong, *_coded(schema, f"007/{data[0]}", "007", 0, data[: positions[-1].stop]))


def _coded(schema: Schema, key: str, field: str, shift: int, data: str) -> Iterator[Issue]:
    """The positions of one layout. ``shift``: how far 006 stands before 008."""
    for position in schema.fixed.get(key, ()):
        for start in range(position.start, position.stop, position.width):
            code = data[start : start + position.width]
            if len(code) == position.width and not position.values.fullmatch(code):
                yield _wrong(position, f"{field}/{_name(start - shift, position.width)}", code)


def _name(start: int, width: int) -> str:
    return f"{start:02}" if width == 1 else f"{start:02}-{start + width - 1:02}"


def _wrong(position: FixedPosition, path: str, code: str) -> Issue:
    """A blank, or a hyphen as some vendors write it, says nothing false; some codes are NORMARC's own, some of old."""
    if not code.strip(" -") and not path.startswith("LDR"):
        return Issue("fixed_code_blank", path[:3])
    if (path == "008/33" and code in "rnt") or (path == "008/39" and code.isdigit()):
        return Issue("normarc_residue", path, code)
    return Issue("code_obsolete" if code in position.obsolete else "fixed_code_invalid", path, code)
