"""The catalogue of a delivery: ``bibs.xml`` and ``bibs.mrc`` side by side, one pass over the records."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migration.export.files import DeliveredFile, describe, write_csv
from migration.export.tables import OVERSIZE
from migration.marc.stored import parse_stored
from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL, RecordTooLongError, iso2709, marcxml


@dataclass(frozen=True, slots=True)
class DeliveredBib:
    """One record of the shared catalogue. ``members``: (ISIL, legacy id) of each source record that it stands for."""

    bib_id: str
    source: str
    isil: str
    marc: str
    members: Sequence[tuple[str, str]]


def write_bibs(root: Path, records: Iterable[DeliveredBib]) -> list[DeliveredFile]:
    """Write the records as they come. One that ISO 2709 cannot hold stands only in the XML, and in oversize.csv."""
    counts: Counter[str] = Counter()
    short: Counter[str] = Counter()
    oversize: list[tuple[str, int, str]] = []
    with (root / "bibs.xml").open("w", encoding="utf-8", newline="") as xml, (root / "bibs.mrc").open("wb") as mrc:
        xml.write(MARCXML_HEAD)
        for bib in records:
            stored = identified(parse_stored(bib.marc), bib)
            xml.write(marcxml(stored))
            counts[bib.source] += 1
            try:
                mrc.write(iso2709(stored))
                short[bib.source] += 1
            except RecordTooLongError as error:
                oversize.append((bib.bib_id, error.bytes, bib.source))
        xml.write(MARCXML_TAIL)
    return [
        describe(root, "bibs.xml", counts.total(), counts),
        describe(root, "bibs.mrc", short.total(), short),
        write_csv(root, "oversize.csv", OVERSIZE, oversize),
    ]


def identified(stored: list[Any], bib: DeliveredBib) -> list[Any]:
    """The record under its target id: 001, 003, and one 035 ``$a(ISIL)legacy_id`` per source record."""
    leader, fields = stored
    numbers = [["035", "  ", "a", f"({isil}){legacy_id}"] for isil, legacy_id in bib.members]
    own = [f for f in fields if f[0] not in ("001", "003") and f not in numbers]
    place = next((n for n, f in enumerate(own) if f[0] > "035"), len(own))
    return [leader, [["001", bib.bib_id], ["003", bib.isil], *own[:place], *numbers, *own[place:]]]
