"""``expectations/row_counts.csv``: how many rows each source should have, and what share of them may be rejected.

A row: ``source`` (``*``: each), ``counted`` (an entity: the rows that came in; or a table that has a source),
``at_least`` and ``at_most`` (rows; empty: no limit), ``rejected_at_most`` (per cent of an entity's rows), ``who``,
``decided_on``, ``why``. The file is changed by review, when a number that differs has been explained.

A source's own row comes before that of ``*``, cell by cell. Entities without limits are reported, not judged.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Inspector

from migration.csvfile import read_table
from migration.model import Entity
from migration.quality.batches import columns_of
from migration.quality.suite_files import SuiteError

FILE = "row_counts.csv"
COLUMNS = ("source", "counted", "at_least", "at_most", "rejected_at_most", "who", "decided_on", "why")
ENTITIES = tuple(entity.value for entity in Entity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """None: no limit. ``rejected_at_most``: per cent. ``is_own``: a person set it for this source."""

    at_least: int | None = None
    at_most: int | None = None
    rejected_at_most: float | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class RowCounts:
    """The limits by source (or ``*``) and what is counted."""

    rows: Mapping[tuple[str, str], Limits]

    def of(self, source: str, counted: str) -> Limits:
        """The source's own limits, completed by those of every source."""
        own, general = self.rows.get((source, counted), Limits()), self.rows.get(("*", counted), Limits())
        has_bounds = own.at_least is not None or own.at_most is not None
        bounds = own if has_bounds else general
        share = general.rejected_at_most if own.rejected_at_most is None else own.rejected_at_most
        return Limits(at_least=bounds.at_least, at_most=bounds.at_most, rejected_at_most=share, is_own=has_bounds)

    def tables(self) -> list[str]:
        """What is counted beside the entities."""
        return sorted({counted for _, counted in self.rows} - set(ENTITIES))


def load_row_counts(
    path: Path, sources: Collection[str] | None = None, inspector: Inspector | None = None
) -> RowCounts:
    """Read the limits. ``sources``: the known ones; ``inspector``: of a database with the tables; None: not checked.

    Raises SuiteError with every problem at once.
    """
    problems: list[str] = []
    rows: dict[tuple[str, str], Limits] = {}
    for where, cells in read_table(path, COLUMNS, problems):
        found = [*_faults(cells), *_unknown(cells, sources, inspector)]
        key = (cells["source"], cells["counted"])
        if key in rows:
            found.append(f"{' '.join(key)} stands twice")
        problems += [f"{where}: {fault}" for fault in found]
        rows[key] = Limits() if found else _limits(cells)
    if problems:
        raise SuiteError(problems)
    return RowCounts(rows)


def _limits(cells: Mapping[str, str]) -> Limits:
    least, most, share = (cells[name] for name in ("at_least", "at_most", "rejected_at_most"))
    return Limits(
        at_least=int(least) if least else None,
        at_most=int(most) if most else None,
        rejected_at_most=float(share) if share else None,
        is_own=cells["source"] != "*",
    )


def _faults(cells: Mapping[str, str]) -> Iterator[str]:
    least, most, share = (cells[name] for name in ("at_least", "at_most", "rejected_at_most"))
    for name in ("source", "counted", "who", "why"):
        if not cells[name]:
            yield f"{name} is empty"
    if not _is_day(cells["decided_on"]):
        yield f"decided_on must be a date such as 2026-11-22, not {cells['decided_on']!r}"
    for name in ("at_least", "at_most"):
        if cells[name] and not _is_number(cells[name]):
            yield f"{name} must be a whole number, not {cells[name]!r}"
    if _is_number(least) and _is_number(most) and int(least) > int(most):
        yield f"at_least ({least}) is more than at_most ({most})"
    if share and not _is_share(share):
        yield f"rejected_at_most must be per cent from 0 to 100, not {share!r}"
    if share and cells["counted"] not in ENTITIES:
        yield f"rejected_at_most is for {', '.join(ENTITIES)} only"
    if not (least or most or share):
        yield "no limit is given; fill in at_least, at_most or rejected_at_most"


def _unknown(cells: Mapping[str, str], sources: Collection[str] | None, inspector: Inspector | None) -> Iterator[str]:
    source, counted = cells["source"], cells["counted"]
    if sources is not None and source not in ("*", *sources):
        yield f"source {source!r} is not in sources.yaml (use * for all)"
    if inspector is not None and counted not in ENTITIES and "source" not in columns_of(inspector, counted):
        yield f"counted must be one of {', '.join(ENTITIES)} or a staging table with sources, not {counted!r}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_share(text: str) -> bool:
    whole, _, part = text.partition(".")
    return _is_number(whole) and (not part or _is_number(part)) and float(text) <= 100


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
