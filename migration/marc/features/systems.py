"""Marks of version that only some kinds have: the system a game runs on, the scale of a map."""

import re
from functools import lru_cache

from migration.marc.features.subfields import Fields, values

_SYSTEMS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("ps1", r"playstation(?! ?\d| ?(?:vita|portable|vr|network|plus|one \d))|\bps(?:1|one)\b"),
        ("ps2", r"playstation ?(?:2|ii)(?!\w)|\bps ?2\b"),
        ("ps3", r"playstation ?3|\bps ?3\b"),
        ("ps4", r"playstation ?4|\bps ?4\b"),
        ("ps5", r"playstation ?5|\bps ?5\b"),
        ("psp", r"playstation portable|\bpsp\b"),
        ("ps_vita", r"\b(?:ps|playstation) ?vita\b"),
        ("xbox_360", r"xbox ?360"),
        ("xbox_one", r"xbox ?one"),
        ("xbox_series", r"xbox ?series"),
        ("xbox", r"xbox(?! ?(?:360|one|series|live))"),
        ("wii_u", r"\bwii ?u\b"),
        ("wii", r"\bwii\b(?! ?u\b)"),
        ("switch_2", r"\bswitch ?2\b"),
        ("switch", r"\b(?:nintendo ?)?switch\b(?! ?2)"),
        ("3ds", r"\b3ds\b"),
        ("ds", r"\b(?:nintendo ?)ds\b|\bnds\b"),
        ("game_boy", r"game ?boy|\bgba\b"),
        ("gamecube", r"game ?cube"),
        ("pc", r"\bpc\b|\bwindows\b|\bmac(?:intosh| ?os)?\b|\blinux\b"),
    )
)
_SCALE = re.compile(r"(?<!\d)1\s*:\s*(\d{1,3}(?:[ .,\u00a0]?\d{3})+|\d{3,8})(?!\d)")


def systems(fields: Fields) -> frozenset[str]:
    """Of a game: ``ps4``, ``switch``, ``pc``; said in 753 and 538, or in 250, 300, 245 $h and 347."""
    texts = [v for tag, codes in _SAID_IN for v in values(fields, tag, codes)]
    return frozenset(name for text in texts for name in _systems(text))


_SAID_IN = (("753", "abc"), ("538", "a"), ("250", "a"), ("300", "ab"), ("245", "h"), ("347", "b"))


@lru_cache(maxsize=4_096)
def _systems(text: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in _SYSTEMS if pattern.search(text))


def scale(fields: Fields) -> frozenset[str]:
    """Of a map: ``scale-50000`` from the first of 034 $b, 255 $a, 490 $a, 245, 500 that has one."""
    coded = (value.strip() for value in values(fields, "034", "b"))
    told = (found for tag, codes in _SCALED for value in values(fields, tag, codes) if (found := _scale(value)))
    number = next((value for value in coded if value.isdecimal()), "") or next(told, "")
    return frozenset((f"scale-{number[:_LONGEST]}",)) if number else frozenset()


_SCALED = (("255", "a"), ("490", "a"), ("245", "ab"), ("500", "a"))
_LONGEST = 9


def _scale(text: str) -> str:
    match = _SCALE.search(text)
    return re.sub(r"\D", "", match[1]) if match else ""
