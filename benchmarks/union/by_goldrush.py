"""The Gold Rush key, plain: records with the same 188 characters are one title.

``python -m union.by_goldrush CATALOGUE RESULT``. The key wants MARC records, so each is built from its features: that
is the benchmark's own work and timed apart from making keys and from grouping by them.
"""

import sys
from pathlib import Path

import goldrush
from pymarc import Field, Leader, Record, Subfield

from migration.features import BibFeatures
from migration.staging.features import features_of
from migration.staging.schema import core_bib_features
from union.running import Run

COLUMNS = tuple(core_bib_features.columns.keys()[3:])
_LEADER_TYPE = {"dvd": "g", "bluray": "g", "music_cd": "j", "serial": "a"}
_ONLINE = ("ebook", "audiobook_file")


def match(run: Run) -> None:
    """Group by keys."""
    import numpy as np

    number: dict[str, int] = {}
    clusters: list[int] = []
    for rows in run.rows(COLUMNS):
        with run.phase("build MARC (not of the method)"):
            records = [marc(features_of(row)) for row in rows]
        with run.phase("make keys"):
            keys = [goldrush.goldrush(record) for record in records]
        with run.phase("group"):
            clusters += [number.setdefault(key, len(number)) for key in keys]
    run.counts["records"] = len(clusters)
    run.clusterings["Gold Rush key"] = np.array(clusters)


def marc(features: BibFeatures) -> Record:
    """The fields that the key is made of."""
    record = Record()
    kind = "i" if features.format_class.startswith("audiobook") else _LEADER_TYPE.get(features.format_class, "a")
    level = "s" if features.format_class == "serial" else "m"
    record.leader = Leader(f"00000n{kind}{level} a2200000 a 4500")
    form = "o" if features.format_class in _ONLINE else "d" if features.format_class == "largeprint" else " "
    record.add_field(Field("008", data=f"200101s{features.year:4}    no     {form}           {features.language:3}  "))
    _add(record, "100", a=features.names[0] if features.names and features.author else "")
    _add(record, "245", a=features.title, b=features.subtitle, n=features.part_number, p=features.part_title)
    _add(record, "250", a=f"{features.edition}. utg." if features.edition else "")
    _add(record, "260", a=next(iter(features.places), ""), b=next(iter(features.publishers), ""), c=features.year)
    _add(record, "300", a=f"{features.pages} s." if features.pages else "")
    return record


def _add(record: Record, tag: str, **values: str) -> None:
    if said := [Subfield(code, value) for code, value in values.items() if value]:
        record.add_field(Field(tag, [" ", " "], said))


if __name__ == "__main__":
    run = Run(Path(sys.argv[1]), Path(sys.argv[2]))
    match(run)
    run.finish()
