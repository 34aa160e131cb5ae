"""Writes what became of each source row: core row, ledger, reject and issues. Gives every row its one legacy id."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

import orjson

from migration.exclusions import Exclusions
from migration.issues import Fate, Issue, Result, rejected
from migration.marc.conversion.private import must_not_be_shown
from migration.marc.rules import shipped_rules
from migration.model import MODELS, Bib, Entity, Patron
from migration.pipeline.sink import Sink
from migration.privacy import mask
from migration.staging.features import features_row
from migration.staging.schema import CORE_TABLES, core_bib_features, ledger, reject

WITHHELD = "*" * 11
"""Stands for a text that is withheld; as a masked number it never overwrites the original when it is handed back."""

TABLES = {entity: CORE_TABLES[f"core_{entity}"] for entity in Entity}


def _getter(entity: Entity) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(f.name for f in fields(MODELS[entity]) if f.name != "features"))


_GETTERS = {entity: _getter(entity) for entity in Entity}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came from. ``cells``: its own columns and values, asked for only when it is rejected.

    ``ordinal``: its number in the raw table; None for an item that stands in a record. ``correction``: ``file:row`` of
    what the library handed in to correct it.
    """

    file: str
    line: int
    cells: Callable[[], Mapping[str, str]]
    payload: bytes | None = None
    ordinal: int | None = None
    correction: str = ""


class LegacyIds:
    """Gives each row of an entity its one legacy id: its key, or ``<key>#2``, ``#3``, … where that is taken."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def number(self, key: str) -> tuple[str, bool]:
        """The legacy id, and whether the key was taken before."""
        taken = self._taken
        if key not in taken:
            taken[key] = 1
            return key, False
        while True:
            taken[key] += 1
            numbered = f"{key}#{taken[key]}"
            if numbered not in taken:
                taken[numbered] = 1
                return numbered, True


class SourceWriter:
    """The rows of one source. ``codes`` counts the uses of each (code list, legacy code)."""

    def __init__(self, sink: Sink, exclusions: Exclusions) -> None:
        self.sink = sink
        self.exclusions = exclusions
        self.codes: Counter[tuple[str, str]] = Counter()
        self.fates: dict[str, Counter[str]] = {entity: Counter() for entity in Entity}
        self._ids = {entity.value: LegacyIds() for entity in Entity}

    def number(self, entity: Entity, key: str) -> tuple[str, bool]:
        """The legacy id under which a row stands, and whether its key was taken before (``<id>#2``, ``#3``, …)."""
        return self._ids[entity].number(key)

    def write(self, entity: Entity, legacy_id: str, result: Result[Any], origin: Origin, **more: str) -> Result[Any]:
        """Record one row's fate after the written exclusions, and return it. ``more``: as in ``Exclusions.apply``."""
        result = self.exclusions.apply(self.sink.source, entity, result, **more)
        record = result.record
        target = record.target_id if record is not None else ""
        self.fates[entity][result.fate] += 1
        if result.codes:
            self.codes.update(result.codes)
        account = (entity.value, legacy_id, result.fate.value, result.reason, target, origin.ordinal, origin.correction)
        self.sink.add(ledger, (self.sink.source, *account))
        self.sink.add_issues(entity.value, legacy_id, result.issues)
        if record is not None:
            self._write_core(entity, record)
        elif result.fate is Fate.REJECTED:
            self._write_reject(entity, legacy_id, result, origin)
        return result

    def _write_core(self, entity: Entity, record: Any) -> None:
        values = _GETTERS[entity](record)
        if isinstance(record, Patron):
            values = tuple(orjson.dumps(v).decode() if isinstance(v, tuple) else v for v in values)
        self.sink.add(TABLES[entity], (self.sink.source, *values))
        if isinstance(record, Bib):
            self.sink.add(core_bib_features, (self.sink.source, record.legacy_id, *features_row(record.features)))

    def _write_reject(self, entity: Entity, legacy_id: str, result: Result[Any], origin: Origin) -> None:
        cause = next((i for i in reversed(result.issues) if i.code == result.reason), Issue(result.reason))
        cells = [[column, _shown(entity, value)] for column, value in origin.cells().items()]
        self.sink.add(
            reject,
            (
                self.sink.source, entity.value, legacy_id, origin.file, origin.line, result.reason,
                cause.field, mask(cause.value), orjson.dumps(cells).decode(), origin.payload,
            ),
        )  # fmt: skip


def _shown(entity: Entity, value: str) -> str:
    """A cell for the rejects. Staff note on an item who has it: that is nobody else's business, the vendor's least."""
    return WITHHELD if entity is Entity.ITEM and must_not_be_shown(value, shipped_rules()) else mask(value)


def duplicate(key: str) -> Result[Any]:
    """The fate of a further row with an id that was taken."""
    return rejected("duplicate_id", "Id", key)
