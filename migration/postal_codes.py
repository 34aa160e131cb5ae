"""Norway's postal codes (``mappings/postal_codes.csv``) and what else their places are called (``place_names.csv``).

Source: the register of Posten Bring, ``postnummerregister-ansi.txt``, as the npm package norway-postal-codes 3.3.0
(April 2026, MIT) carries it. The other names are the Sami, Kven and parallel names of places.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migration.csvfile import read_table

CODE_COLUMNS = ("code", "place")
NAME_COLUMNS = ("place", "also_called", "note")


class PostalCodesError(Exception):
    """The lists cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PostalCodes:
    """Place by code, and a place's other names, all as they are written. Empty: nothing is known of any code."""

    places: Mapping[str, str] = field(default_factory=dict)
    other_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def names(self, code: str) -> tuple[str, ...]:
        """What the place of a code may be called; nothing for a code that is not in the list."""
        place = self.places.get(code)
        return (place, *self.other_names.get(place, ())) if place else ()


def load_postal_codes(codes: Path, names: Path) -> PostalCodes:
    """Read and check both lists. Raises PostalCodesError with every problem at once."""
    problems: list[str] = []
    places: dict[str, str] = {}
    for where, row in read_table(codes, CODE_COLUMNS, problems):
        if not re.fullmatch(r"[0-9]{4}", row["code"]) or not row["place"]:
            problems.append(f"{where}: needs a code of four digits and a place")
        elif places.setdefault(row["code"], row["place"]) is not row["place"]:
            problems.append(f"{where}: {row['code']} stands twice")
    known = set(places.values())
    others: dict[str, tuple[str, ...]] = {}
    for where, row in read_table(names, NAME_COLUMNS, problems):
        if row["place"] not in known or not row["also_called"]:
            problems.append(f"{where}: needs a place of {codes.name} and its other name")
        others[row["place"]] = (*others.get(row["place"], ()), row["also_called"])
    if problems:
        raise PostalCodesError(problems)
    return PostalCodes(places, others)
