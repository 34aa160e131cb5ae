"""Numbers in words and in Roman figures, in the languages of the north and their neighbours."""

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from migration.marc.folding import fold

_FILE = Path(__file__).parent / "number_words.csv"
_ROMAN = re.compile(r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.ASCII)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_PERIODS = """
januar january jan oddajagemannu tammikuu январь
februar february feb guovvamannu helmikuu февраль
mars march njukcamannu maaliskuu март
april apr cuonomannu huhtikuu апрель
mai may miessemannu toukokuu май
juni june geassemannu kesakuu июнь
juli july suoidnemannu heinakuu июль
august aug borgemannu elokuu август
september sept cakcamannu syyskuu сентябрь
oktober october okt golggotmannu lokakuu октябрь
november nov skabmamannu marraskuu ноябрь
desember december des juovlamannu joulukuu декабрь
vår varen spring gidda kevat весна
sommer sommeren sumar summer geassi kesa лето
høst hosten haust autumn cakca syksy осень
vinter vinteren winter dalvi talvi зима
kvartal
tertial
halvår
semester
"""
"""Periods of the year: what it is called here, and its other (folded) names."""


@cache
def spelled(kind: str) -> tuple[tuple[str, int], ...]:
    """``ordinal`` or ``cardinal`` words of all languages, and the number each is."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = [row["words"].split() for row in csv.DictReader(file) if row["kind"] == kind]
    return tuple((word, n) for row in rows for n, word in enumerate(row, 1) if word != "-")


@cache
def number_words(kind: str) -> Mapping[str, int]:
    """The same by the folded word."""
    return MappingProxyType({_fold(word): n for word, n in spelled(kind)})


def ordinal(word: str) -> int | None:
    """``Tredje``, ``nubbi``, ``третье``."""
    return number_words("ordinal").get(_fold(word))


def cardinal(word: str) -> int | None:
    """``to``, ``guokte``, ``два``."""
    return number_words("cardinal").get(_fold(word))


def roman_number(text: str) -> int | None:
    """``XIV`` and ``xiv`` are 14; what isn't written by the rules (``IIII``) is no number."""
    small = text.lower()
    if not _ROMAN.fullmatch(small):
        return None
    found = [_ROMAN_VALUES[letter] for letter in small]
    return sum(-v if i + 1 < len(found) and v < found[i + 1] else v for i, v in enumerate(found))


@cache
def _periods() -> Mapping[str, str]:
    rows = [line.split() for line in _PERIODS.strip().splitlines()]
    return MappingProxyType({_fold(name): row[0] for row in rows for name in row})


def period(word: str) -> str:
    """A month (``mars``), a season or another part of the year, in Bokmål whatever the language; else empty."""
    return _periods().get(_fold(word), "")


def _fold(word: str) -> str:
    return fold(word).replace("ё", "е")
