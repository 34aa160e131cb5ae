"""What cataloguers leave out, slip at, or write otherwise: a flawless record becomes one as it stands in a library.

Shares as they were counted for the comparison of methods: 28 % of records without ISBN, 18 % of subtitles left out,
6 % with a slip in the title, 32 % of the volumes whose number is lost or stands in the title, pages 1-4 off, 3 % with
the year before or after, publishers shortened, set ISBNs taken for the volume's own, dummy and reused ISBNs.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from migration.features import BibFeatures, Identifier
from union.works import titled

DUMMY = Identifier("isbn", "9788200000006")
_UNSAID: dict[str, Any] = {"height": None, "places": (), "country": "", "series": (), "birth_year": ""}
_LETTERS = "abcdefghijklmnoprstuvyæøå"


def catalogued(thing: BibFeatures, rng: Random, others: Sequence[Identifier]) -> BibFeatures:
    """One library's record of a thing. ``others``: ISBNs of other things, to be reused by mistake."""
    return replace(
        thing,
        **_title(thing, rng),
        **_imprint(thing, rng),
        **_people(thing, rng),
        identifiers=_identifiers(thing, rng, others),
        language="nor" if thing.language in ("nob", "nno") and rng.random() < 0.05 else thing.language,
        edition="" if thing.edition and rng.random() < 0.15 else thing.edition,
    )


def _title(thing: BibFeatures, rng: Random) -> dict[str, str]:
    """Also 245 $n: 32 % of the volume numbers are lost, or stand in $a in a form that isn't read."""
    name = thing.title
    subtitle = "" if rng.random() < 0.18 else thing.subtitle
    if rng.random() < 0.06:
        name = slip(name, rng)
    number = thing.part_number
    if number and (moved := rng.random()) < 0.32:
        number = "" if moved < 0.16 else number
        name = name if moved < 0.16 else f"{name} {number}"
    part = "" if rng.random() < 0.1 else thing.part_title
    return {**titled(name, subtitle), "part_number": number, "part_title": part}


def slip(text: str, rng: Random) -> str:
    """A letter left out, doubled, exchanged with its neighbour, or another."""
    at = rng.randrange(max(1, len(text) - 1))
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
    return text[:at] + rng.choice(_LETTERS) + text[at + 1 :]


def _imprint(thing: BibFeatures, rng: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if rng.random() < 0.03:
        found["year"] = str(int(thing.year) + rng.choice((-1, 1)))
    elif rng.random() < 0.03:
        found |= {"year": str(int(thing.year) + 2), "other_years": (thing.year,)}
    if thing.pages and (chance := rng.random()) < 0.13:
        found["pages"] = None if chance < 0.03 else max(1, thing.pages + rng.choice((-4, -3, -2, -1, 1, 2, 3, 4)))
    if (chance := rng.random()) < 0.12:
        found["publishers"] = () if chance < 0.03 else (thing.publishers[0].split()[0],)
    for field, share in (("height", 0.2), ("places", 0.1), ("country", 0.1), ("series", 0.2), ("birth_year", 0.5)):
        if rng.random() < share:
            found[field] = _UNSAID[field]
    return found


def _people(thing: BibFeatures, rng: Random) -> dict[str, Any]:
    """The author left out, or given by initials; or the statement of responsibility left out."""
    found: dict[str, Any] = {"responsibility": "" if rng.random() < 0.2 else thing.responsibility}
    if thing.author and (chance := rng.random()) < 0.1:
        found |= {"author": "", "names": ()} if chance < 0.03 else {"names": (thing.author, *thing.names[1:])}
    return found


def _identifiers(thing: BibFeatures, rng: Random, others: Sequence[Identifier]) -> tuple[Identifier, ...]:
    chance = rng.random()
    if chance < 0.28:
        return tuple(i for i in thing.identifiers if i.kind not in ("isbn", "issn") or i.scope == "set")
    if chance < 0.283:
        return (DUMMY,)
    if chance < 0.286 and others:
        return (rng.choice(others),)
    taken = rng.random() < 0.1
    return tuple(sorted(replace(i, scope="own") if taken and i.scope == "set" else i for i in thing.identifiers))
