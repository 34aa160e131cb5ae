"""What a profile's manifest says of its files, so that a delta and the verifier know their columns."""

import json
from pathlib import Path
from typing import Any

from small_deliveries import exported, write_delivery, write_yaml

PROFILE = """
title: V
files:
  people.csv:
    form: csv
    rows: patrons
    columns:
      id: {from: patron_id, required: true}
      source: {value: MARC}
      home: {from: library, required: true, max: 10, about: their library}
      system: {from: source}
  branches.csv: {form: csv, rows: patrons, columns: {id: {from: patron_id}, library: {from: library, wrap: "X{}"}}}
"""


def layout(tmp_path: Path, profile: str) -> dict[str, dict[str, Any]]:
    delivery = write_delivery(tmp_path / "d", patrons=[{"patron_id": "p1", "library": "NO-1"}])
    made, _ = exported(delivery, write_yaml(tmp_path / "y", profile))
    found = json.loads((made / "manifest.json").read_text(encoding="utf-8"))["layout"]
    assert isinstance(found, dict)
    return found


def test_the_columns_that_hold_our_library_and_source_are_named(tmp_path: Path) -> None:
    """Whatever they are called; none that has another word for a library."""
    found = layout(tmp_path, PROFILE)
    assert (found["people.csv"]["library"], found["people.csv"]["source"]) == ("home", "system")
    assert not {"library", "source"} & found["branches.csv"].keys()
