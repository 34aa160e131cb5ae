"""A package: a delivery in parts that travel by themselves, one of the shared catalogue and one per library."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from migration.export.trust.spans import Spans

CATALOGUE = "catalogue"
"""The part that holds nobody's personal data."""
UNKNOWN = "unknown-"
"""Begins the name of a part of patrons of whom a source does not say whose they are."""
EMPTY = ""
PEOPLE: Mapping[str, str] = {
    "patrons": "patron_id", "loans": "loan_id", "reservations": "reservation_id", "fees": "fee_id",
}  # fmt: skip
"""The tables of rows on people, and their ids."""


class PackError(Exception):
    """A delivery cannot be packed, or a package cannot be read. The text says what, where and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFile:
    """A file inside a part. ``is_data``: its rows are rows of the delivery's file of the same name, and are accounted
    for. ``content`` gives its bytes, as often as it is asked."""

    name: str
    rows: int
    size: int
    sha256: str
    counts_by_source: Mapping[str, int]
    content: Callable[[], Iterator[bytes]]
    is_data: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """``name``: of the part, as the manifests have it; ``library``: the ISIL whose patrons are in it, empty where there
    is none. ``is_personal``: whether it may leave this machine only encrypted."""

    name: str
    library: str
    is_personal: bool
    files: Sequence[PartFile]

    @property
    def folder(self) -> str:
        """Name of its archive, and of its folder in that: see ``folder_of``."""
        return folder_of(self.name)


def folder_of(part: str) -> str:
    """One name of a folder on any system: an ISIL may have ``/`` and ``:``."""
    return quote(part, safe="")


@dataclass(slots=True)
class Divided:
    """A delivery's rows by the parts that they go into.

    ``whole``: files that are the catalogue's as they are. ``pieces``: per divided file, what each part has of it, and
    under ``EMPTY`` what a part has that has no row of it. ``at_home``: rows per file that go nowhere. ``libraries``:
    the ISIL of each part of people's rows. ``folded``: per part the parts in which some of its patrons travel, since
    the row there stands for both, and how many.
    """

    whole: list[str] = field(default_factory=list)
    pieces: dict[str, dict[str, Spans]] = field(default_factory=dict)
    at_home: Counter[str] = field(default_factory=Counter)
    libraries: dict[str, str] = field(default_factory=dict)
    folded: dict[str, dict[str, int]] = field(default_factory=dict)
