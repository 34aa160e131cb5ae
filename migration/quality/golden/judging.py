"""Holds what a librarian expects of one row against what came out, and tells each difference in both languages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from migration.issues import Fate
from migration.quality.golden.entries import Entry, RecordEntry, alias
from migration.quality.golden.fact import Fact, Found, fact, shown
from migration.quality.golden.records import bare
from migration.quality.golden.values import FATES

NAMES = {fate.value: word for word, fate in FATES.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as expected, told in Bokmål and in English."""

    nb: str
    en: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is known of records that an expectation names. ``known``: source and 001 of those that a loaded source has;
    ``loaded``: the loaded sources; ``sources``: all of ``sources.yaml``."""

    known: frozenset[tuple[str, str]]
    loaded: frozenset[str]
    sources: frozenset[str]


def differences(entry: Entry, found: Found, source: str, neighbours: Neighbours) -> list[Difference]:
    """Everything about the row that is not as expected; nothing where all is well."""
    if found.rows != 1:
        return [_not_one(entry, found.rows)]
    if not found.fate:
        return [Difference("finnes ikke i kilden", "is not in the source")]
    if fate := _fate(entry, found):
        return [fate]
    return [] if entry.left_out else list(_content(entry, found, source, neighbours))


def _not_one(entry: Entry, rows: int) -> Difference:
    what = alias(type(entry), entry.named[0])
    if not rows:
        return Difference(
            f"det er ikke overført noe med dette ({what})", f"nothing that was loaded is named so ({what})"
        )
    return Difference(f"{rows} rader har samme {what}; bruk nummeret", f"{rows} rows are named so; use the id")


def _fate(entry: Entry, found: Found) -> Difference | None:
    """Without an expected fate, the row must come out, and may do so merged."""
    wanted = _wanted_fates(entry)
    if found.fate in wanted and (not entry.reason or entry.reason == found.reason):
        return None
    is_nb, is_en = _told_fate(NAMES[found.fate], found.reason), _told_fate(found.fate, found.reason)
    should_nb = _told_fate(" eller ".join(NAMES[fate] for fate in wanted), entry.reason or "")
    should_en = _told_fate(" or ".join(wanted), entry.reason or "")
    return Difference(f"skal være {should_nb}, men er {is_nb}", f"should be {should_en} but is {is_en}")


def _wanted_fates(entry: Entry) -> Sequence[str]:
    if entry.fate:
        return (entry.fate,)
    return (Fate.REJECTED.value, Fate.EXCLUDED.value) if entry.reason else (Fate.LOADED.value, Fate.MERGED.value)


def _told_fate(word: str, reason: str) -> str:
    return f"{word} ({reason})" if reason else word


def _content(entry: Entry, found: Found, source: str, neighbours: Neighbours) -> Iterator[Difference]:
    for name, value in entry.expected().items():
        if isinstance(entry, RecordEntry) and name in ("together_with", "apart_from"):
            for other in value:
                yield from _neighbour(name, key_of(other, source), found, neighbours)
        elif isinstance(value, dict):
            yield from _places(value, found.facts)
        else:
            for one in [value] if isinstance(value, str) else value:
                yield from _value(
                    _names(entry, name), bare(one) if name == "isbn" else one, found.facts.get(name, fact())
                )


def _names(entry: Entry, name: str) -> tuple[str, str]:
    """What a field is called in Bokmål and in English."""
    return alias(type(entry), name).replace("_", " "), name.replace("_", " ")


def _value(names: tuple[str, str], expected: str, actual: Fact) -> Iterator[Difference]:
    if not actual.fits(expected):
        yield _unlike(names, shown(expected, secret=actual.secret), actual)


def _unlike(names: tuple[str, str], expected: str, actual: Fact) -> Difference:
    found = actual.told()
    nb, en = f"«{found}»" if found else "tomt", f"“{found}”" if found else "empty"
    if actual.secret and found:
        nb, en = f"et annet ({found})", f"another one ({found})"
    return Difference(
        f"{names[0]} skal være «{expected}», men er {nb}", f"{names[1]} should be “{expected}” but is {en}"
    )


def _places(expected: Mapping[str, Sequence[str]], facts: Mapping[str, Fact]) -> Iterator[Difference]:
    for place, values in expected.items():
        actual = _at(place, facts)
        for value in values:
            if not actual.fits(value):
                yield _unlike((place, place), shown(value), Fact((" · ".join(filter(None, actual.values)),)))


def _at(place: str, facts: Mapping[str, Fact]) -> Fact:
    """``245$a``, ``001``, or positions from 0 of a control field: ``008/35-37``."""
    tag, _, span = place.partition("/")
    whole = facts.get(tag, fact())
    if not span:
        return whole
    first, _, last = span.partition("-")
    return fact(*(value[int(first) : int(last or first) + 1] for value in whole.values))


def key_of(text: str, source: str) -> tuple[str, str]:
    """Source and 001 of ``nordvik:77``, or of a number in the own catalogue."""
    other, colon, legacy_id = text.partition(":")
    return (other.strip(), legacy_id.strip()) if colon else (source, text)


def _neighbour(name: str, other: tuple[str, str], found: Found, neighbours: Neighbours) -> Iterator[Difference]:
    together, told = name == "together_with", ":".join(other)
    if other[0] not in neighbours.sources:
        yield Difference(f"kilden i «{told}» finnes ikke", f"the source of “{told}” does not exist")
    elif other[0] in neighbours.loaded and other not in neighbours.known:
        yield Difference(f"posten {told} finnes ikke", f"there is no record {told}")
    elif together and other[0] not in neighbours.loaded:
        yield Difference(f"{told} kan ikke prøves, for kilden er ikke kjørt", f"{told} cannot be tried: not loaded yet")
    elif together and other not in found.members:
        yield _apart(told, found.members)
    elif not together and other in found.members:
        yield Difference(
            f"skal ikke være slått sammen med {told}, men er det", f"is merged with {told}, and must not be"
        )


def _apart(told: str, members: Iterable[tuple[str, str]]) -> Difference:
    names = ", ".join(sorted(":".join(member) for member in members))
    return Difference(
        f"skal være slått sammen med {told}, men er {f'slått sammen med {names}' if names else 'en tittel for seg'}",
        f"should be merged with {told} but is {f'merged with {names}' if names else 'a title of its own'}",
    )
