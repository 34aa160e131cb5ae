"""What builds a line of JSON of a record where columns cannot say it (``make`` of a profile's file)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migration.export.folio.instances import NEEDED, instance


@dataclass(frozen=True, slots=True)
class Maker:
    """``make``: of the record's id, the stored record and the reference data. ``needed``: names of reference data."""

    make: Callable[[str, Sequence[Any], Mapping[tuple[str, str], str]], Mapping[str, Any]]
    needed: Sequence[tuple[str, str]]


MAKERS: Mapping[str, Maker] = {"folio_instance": Maker(instance, NEEDED)}
