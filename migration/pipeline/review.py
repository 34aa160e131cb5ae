"""The review queue as librarians see it: a workbook per library with the pairs that they should decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from migration.marc.stored import parse_stored
from migration.match.verdicts.layout import MOST_PAIRS, Question, Side
from migration.match.verdicts.verdict import Key
from migration.match.verdicts.words import reason
from migration.match.verdicts.workbook import write_workbook
from migration.pipeline.review_pairs import BIB, FEATURES, best_pairs, item_counts, pairs_of
from migration.pipeline.stated import EDITION, EXTENT, MAKERS, PUBLISHERS, first_stated
from migration.staging.read import cursor

_NUMBERS = ("isbn", "issn", "ismn", "ean")
"""Kinds of identifiers that are shown; those of the thing itself."""


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """``titles``: of the sources by key; ``items``: how many each record of the queue has."""

    connection: Connection
    titles: Mapping[str, str]
    items: Mapping[Key, int]

    def write(self, source: str, path: Path) -> int:
        """Write the workbook of a source; none where nothing is to be decided. Returns how many pairs it has in all."""
        total: int = self.connection.execute(select(func.count()).select_from(pairs_of(source).subquery())).scalar_one()
        if total:
            write_workbook(path, self.titles.get(source, source), self.questions(source), total)
        return total

    def questions(self, source: str) -> Iterator[Question]:
        """The most useful pairs of a source, as many as one workbook holds."""
        for row in cursor(self.connection, best_pairs(source, MOST_PAIRS)):
            yield Question(
                one=self._side(row._mapping, "one"),
                other=self._side(row._mapping, "other"),
                reason=reason(row.failed, row.evidence),
                gain=row.gain,
                probability=row.likely,
            )

    def _side(self, row: Mapping[str, Any], which: str) -> Side:
        own = {name: str(row[f"{which}_{name}"]) for name in (*BIB, *FEATURES)}
        fields = parse_stored(own["marc"])[1] if own["marc"] else []
        return Side(
            source=own["source"],
            legacy_id=own["legacy_id"],
            target_id=own["target_id"],
            library=self.titles.get(own["source"], own["source"]),
            title=own["title"],
            author=first_stated(fields, MAKERS),
            year=own["year"],
            publisher=first_stated(fields, PUBLISHERS),
            edition=first_stated(fields, EDITION),
            part=" ".join(text for text in (own["part_number"], own["part_title"]) if text),
            extent=first_stated(fields, EXTENT),
            language=own["language"],
            format_class=own["format_class"],
            identifiers=_numbers(own["identifiers"]),
            items=self.items.get((own["source"], own["legacy_id"]), 0),
        )


def review_queue(connection: Connection, titles: Mapping[str, str]) -> ReviewQueue:
    """The queue as the last matching left it. ``titles``: of the sources by key."""
    return ReviewQueue(connection, titles, item_counts(connection))


def _numbers(identifiers: str) -> str:
    """ISBN and the like of the thing itself, one per line. ``identifiers``: JSON of ``core_bib_features``."""
    rows = orjson.loads(identifiers) if identifiers else []
    return "\n".join(dict.fromkeys(value for kind, value, scope in rows if kind in _NUMBERS and scope == "own"))
