"""Patrons who have no row of their own in a profile's file: another library's row of the same person stands for them.

They, and what hangs on them, travel in that library's part."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from migration.export.profiles.left_out import LEFT_OUT, SAME
from migration.export.profiles.model import ProfileFile
from migration.export.trust.cutting import Row, rows_of
from migration.export.trust.opened import Opened
from migration.export.trust.owners import Owners

_CARDS = ("card_number", "national_card_number")


@dataclass(slots=True)
class _LeftOut:
    """Ids of patrons: those for whom another row stands, and all that a file does not have."""

    same: set[str] = field(default_factory=set)
    all: set[str] = field(default_factory=set)


def folded_elsewhere(
    delivery: Opened, generic: Opened, specs: Mapping[str, ProfileFile], owners: Owners
) -> dict[str, dict[str, int]]:
    """Per part the parts in which its patrons travel instead, and how many. Patrons of the same part are not told."""
    found: dict[str, dict[str, int]] = {}
    for name, left_out in _left_out(delivery).items():
        spec = specs.get(name)
        fold = spec.rule.fold if spec else None
        if spec and fold and fold.by and spec.rule.rows == "patrons" and left_out.same:
            _count(generic, fold.by, left_out, owners, found)
    return {part: dict(sorted(parts.items())) for part, parts in sorted(found.items())}


def _left_out(delivery: Opened) -> dict[str, _LeftOut]:
    found: dict[str, _LeftOut] = defaultdict(_LeftOut)
    for row in rows_of(delivery, LEFT_OUT.name) if LEFT_OUT.name in delivery.listed else ():
        found[row["file"]].all.add(row["id"])
        if f"{row['why']}:" == SAME:
            found[row["file"]].same.add(row["id"])
    return found


def _count(generic: Opened, by: str, left_out: _LeftOut, owners: Owners, found: dict[str, dict[str, int]]) -> None:
    """``by``: what rows have in common that are one. Of several rows it is that with one of the patron's cards."""
    folded = [row for row in rows_of(generic, "patrons.csv") if row["patron_id"] in left_out.same]
    wanted = {row[by] for row in folded}
    standing: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(generic, "patrons.csv"):
        if row[by] in wanted and row["patron_id"] not in left_out.all:
            standing[row[by]].append(row)
    for row in folded:
        own = owners.of_id(row["patron_id"])
        others = sorted(standing[row[by]], key=lambda other: not _cards(row) & _cards(other))
        other = owners.of_id(others[0]["patron_id"]) if others else None
        if own and other and own != other:
            parts = found.setdefault(own, {})
            parts[other] = parts.get(other, 0) + 1


def _cards(row: Row) -> set[str]:
    return {"".join(row[name].split()) for name in _CARDS} - {""}
