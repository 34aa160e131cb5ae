"""What was found of one row, in the form in which it is compared and told."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from migration.privacy import mask, shape
from migration.quality.golden.values import NONE

_LONGEST = 120
_ISBD = re.compile(r"\s*[:;/=,.]+(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Fact:
    """``values``: all that is right to expect, the first is shown. ``secret``: only the shape may be shown."""

    values: tuple[str, ...]
    secret: bool = False

    def fits(self, expected: str) -> bool:
        if expected == NONE:
            return not any(self.values)
        return plain(expected) in {plain(value) for value in self.values if value}

    def told(self) -> str:
        return shown(next((value for value in self.values if value), ""), secret=self.secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One row of the source. ``fate`` is empty where the source has no such row; ``facts`` by field of its entry.

    ``rows``: how many rows are meant: none or several where a barcode or a card is not one row's. ``members``: source
    and legacy id of the other records of a record's title.
    """

    legacy_id: str = ""
    fate: str = ""
    reason: str = ""
    rows: int = 1
    facts: Mapping[str, Fact] = field(default_factory=dict)
    members: frozenset[tuple[str, str]] = frozenset()


def fact(*values: object, secret: bool = False) -> Fact:
    return Fact(tuple(str(value) for value in values if value is not None), secret)


def flag(value: bool | None) -> Fact:
    """*ja*, *nei*, or unknown, which is neither."""
    return Fact(()) if value is None else Fact(("ja" if value else "nei",))


def plain(text: str) -> str:
    """A text as it is compared: NFC, one blank between words, without the ISBD marks that cataloguing puts between."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join(_ISBD.sub(" ", composed).split())


def shown(text: str, *, secret: bool = False) -> str:
    """A value as it may stand in a report: without identity numbers, and not too long; of a secret one its shape."""
    safe = shape(text) if secret else mask(" ".join(text.split()))
    return safe if len(safe) <= _LONGEST else safe[:_LONGEST] + "…"


def joined(values: Iterable[str]) -> str:
    return ", ".join(values)
