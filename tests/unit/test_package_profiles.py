"""How what a profile wrote is divided: by the patron that each row names."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from delivered_folders import sheet, write_folder

from migration.export.profiles.loading import load_profile
from migration.export.profiles.model import Profile
from migration.export.trust.model import PackError
from migration.export.trust.opened import open_delivery
from migration.export.trust.parts import parts_of, unaccounted
from migration.export.trust.profiles import divide_profile
from migration.ids import target_id

ANN, BO, CLU = (target_id("s", "patron", key) for key in ("1", "2", "3"))
FIRST, SECOND, THIRD = (target_id("s", "loan", key) for key in ("1", "2", "3"))
GENERIC: Mapping[str, bytes] = {
    "patrons.csv": sheet(
        [
            ("patron_id", "source", "legacy_id", "library"),
            (ANN, "s", "1", "NO-1"), (BO, "s", "2", "NO-2"), (CLU, "s", "3", "NO-2"),
        ]
    ),
    "loans.csv": sheet(
        [("loan_id", "source", "patron_id"), (FIRST, "s", ANN), (SECOND, "s", BO), (THIRD, "s", CLU)]
    ),
}  # fmt: skip
PATRONS = """
  people.csv:
    form: csv
    rows: patrons
    key: [card]
    columns:
      card: {from: card_number, required: true, unique: true}
      ours: {from: patron_id}
"""
LOANS = """
  loans.csv:
    form: csv
    rows: loans
    key: [loan]
    columns:
      loan: {from: loan_id, required: true}
      %s
"""
PEOPLE = sheet([("card", "ours"), ("A", ANN), ("B", BO)])
"""Clu is the same person as Ann, with the same card: the profile folded the two, and Ann stands for both."""


def profile(folder: Path, columns: str) -> Profile:
    (folder / "p.yaml").write_text("title: P\nabout: Test\nfiles:" + PATRONS + LOANS % columns)
    return load_profile("p", lambda file: folder / file)


def counted(folder: Path, files: Mapping[str, bytes], **more: object) -> Path:
    folder.mkdir()
    write_folder(folder, files, resources=(), **more)
    manifest = json.loads((folder / "manifest.json").read_text())
    for file in manifest["files"]:
        if file["name"] in files:
            file["rows"] = files[file["name"]].count(b"\n") - 1
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def loans_of(tmp_path: Path, columns: str, loans: list[tuple[str, ...]]) -> dict[str, list[str]]:
    """The loans in each library's part."""
    made = {"people.csv": PEOPLE, "loans.csv": sheet(loans)}
    names = {"people.csv": ("card", "ours"), "loans.csv": loans[0]}
    layout = {
        name: {
            "entry": name,
            "form": "csv",
            "delimiter": ",",
            "encoding": "utf-8",
            "columns": {key: {} for key in cells},
        }
        for name, cells in names.items()
    }
    given = profile(tmp_path, columns)
    opened = open_delivery(counted(tmp_path / "made", made, layout=layout))
    found = divide_profile(opened, open_delivery(counted(tmp_path / "generic", GENERIC)), given)
    parts = parts_of(opened, found)
    assert unaccounted(opened, parts, found) == []
    files = {part.name: {file.name: b"".join(file.content()).decode() for file in part.files} for part in parts}
    assert [files[name]["people.csv"].splitlines()[1:] for name in ("NO-1", "NO-2")] == [[f"A,{ANN}"], [f"B,{BO}"]]
    return {name: [row.split(",")[0] for row in files[name]["loans.csv"].splitlines()[1:]] for name in ("NO-1", "NO-2")}


def test_a_row_goes_with_the_patron_whose_card_it_has(tmp_path: Path) -> None:
    loans = [("loan", "card"), (FIRST, "A"), (SECOND, "B"), (THIRD, "A")]
    found = loans_of(tmp_path, "card: {written: people.csv/card, required: true}", loans)
    assert found == {"NO-1": [FIRST, THIRD], "NO-2": [SECOND]}


def test_a_card_goes_to_its_own_library_though_the_row_has_our_id_of_the_folded_patron(tmp_path: Path) -> None:
    """Else Ann's card, which is in the part of NO-1, would be in that of NO-2, too."""
    loans = [("loan", "ours", "card"), (FIRST, ANN, "A"), (SECOND, BO, "B"), (THIRD, CLU, "A")]
    columns = "ours: {from: patron_id}\n      card: {written: people.csv/card, required: true}"
    assert loans_of(tmp_path, columns, loans) == {"NO-1": [FIRST, THIRD], "NO-2": [SECOND]}


def test_without_a_card_in_every_row_our_id_says_whose_it_is(tmp_path: Path) -> None:
    loans = [("loan", "card", "ours"), (FIRST, "", ANN), (SECOND, "B", BO), (THIRD, "", CLU)]
    columns = "card: {written: people.csv/card}\n      ours: {from: patron_id}"
    assert loans_of(tmp_path, columns, loans) == {"NO-1": [FIRST], "NO-2": [SECOND, THIRD]}


def test_a_file_that_does_not_say_whose_its_rows_are_cannot_be_divided(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"loans\.csv: no column says whose patron a row is"):
        loans_of(tmp_path, "due: {from: due_at}", [("loan", "due"), (FIRST, "2026-12-01")])


def test_a_row_of_a_patron_that_was_not_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="a row is of no patron that was written"):
        loans_of(tmp_path, "card: {written: people.csv/card, required: true}", [("loan", "card"), (FIRST, "X")])
