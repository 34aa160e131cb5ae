"""008/18-20 and 33 of films and other visual material, which NORMARC leaves open: from 306, 300 and 007."""

import re

from pymarc import Record

from migration.marc.fields import first_value

_RUNTIME = re.compile(r"(?<!\d)(\d{1,3})\s*min", re.IGNORECASE)


def film_facts(record: Record) -> tuple[str, str]:
    """Running time by 306 and 300, and the kind of visual material by 007, else empty."""
    kinds = {f.data[0] for f in record.fields if f.tag == "007" and f.data and f.data[0] in "vm"}
    return _running_time(record), kinds.pop() if len(kinds) == 1 else ""


def set_film(out: list[str], facts: tuple[str, str], kind: str) -> None:
    """Running time and kind of visual material, where 008 doesn't tell."""
    time = "".join(out[18:21]).strip(" |")
    if time.isdecimal() and time.isascii():
        out[18:21] = time.zfill(3)
    elif time not in ("nnn", "---") or kind == "g":
        out[18:21] = facts[0] if kind == "g" else "nnn"
    if out[33] in " |":
        out[33] = facts[1] or "|"


def _running_time(record: Record) -> str:
    """Minutes as three digits; ``---`` where no field tells them, 000 where there are too many."""
    for field in record.fields:
        if field.tag == "306":
            time = first_value(field, "a").strip()
            if len(time) == 6 and time.isascii() and time.isdecimal():
                return _minutes(int(time[:2]) * 60 + int(time[2:4]) + (int(time[4:]) >= 30))
        elif field.tag == "300":
            match = _RUNTIME.search(first_value(field, "a"))
            if match:
                return _minutes(int(match[1]))
    return "---"


def _minutes(count: int) -> str:
    return "---" if count == 0 else f"{count:03}" if count < 1000 else "000"
