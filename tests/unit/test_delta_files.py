"""A delta has what is new or another, and tombstones of what is gone; with the former delivery it gives the new one."""

import json
from pathlib import Path

import pytest
from delivered_folders import NOTES, SHELVES, cells, contents, sheet, shelves, write_folder

from migration.export.delta.applying import check_delta, prove
from migration.export.delta.folders import open_folder
from migration.export.delta.model import DeltaError
from migration.export.delta.writing import write_delta
from migration.export.files import describe
from migration.export.packages.model import Field, Resource

BEFORE = [("a", "NO-1", "nordvik", "stays"), ("b", "NO-1", "nordvik", "goes"), ("c", "NO-2", "sordal", "old")]
AFTER = [("a", "NO-1", "nordvik", "stays"), ("c", "NO-2", "sordal", 'new "words",\nand a line'), ("d", "NO-2", "", "")]
KINDS = ("added", "changed", "removed", "unchanged")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "base", {"shelves.csv": shelves(*BEFORE), "notes.csv": b"text\none\n"})


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "new", {"shelves.csv": shelves(*AFTER), "notes.csv": b"text\ntwo\n"}, run_id="run-2")


@pytest.fixture
def delta(base: Path, new: Path, tmp_path: Path) -> Path:
    return made(base, new, tmp_path / "delta")


def made(base: Path, new: Path, folder: Path) -> Path:
    folder.mkdir()
    write_delta(base, new, folder)
    return folder


def manifest(folder: Path) -> dict[str, object]:
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def changes(delta: Path, name: str = "shelves.csv") -> dict[str, tuple[int, ...]]:
    counted = open_folder(delta).listed[name].changes
    return {library: tuple(counts[kind] for kind in KINDS) for library, counts in counted.items()}


def test_rows_that_are_new_or_another_stand_in_it_and_no_others(delta: Path) -> None:
    assert [row[0] for row in cells(delta, "shelves.csv")] == ["id", "c", "d"]


def test_what_is_gone_has_a_tombstone(delta: Path) -> None:
    assert cells(delta, "tombstones.csv") == [
        ["file", "key", "library", "source"],
        ["shelves.csv", '["b"]', "NO-1", "nordvik"],
    ]


def test_a_file_whose_rows_have_no_key_is_there_whole(delta: Path, new: Path) -> None:
    assert (delta / "notes.csv").read_bytes() == (new / "notes.csv").read_bytes()
    assert open_folder(delta).listed["notes.csv"].whole


def test_rows_are_counted_by_library(delta: Path) -> None:
    assert changes(delta) == {"NO-1": (0, 0, 1, 1), "NO-2": (1, 1, 0, 0)}


def of_a_profile(path: Path, note: str, **said: str) -> Path:
    """One file, of which the profile's manifest says ``said``: its ``source`` is a word of the receiver's."""
    rows = ("a", "NO-1", "MARC", note), ("b", "NO-2", "MARC", note)
    layout = {"shelves.csv": {"entry": "shelves.csv", "form": "csv", "key": ["id"], "columns": {}, **said}}
    return write_folder(path, {"shelves.csv": shelves(*rows)}, (SHELVES,), profile="vendor", layout=layout)


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ({}, {"*": (0, 2, 0, 0)}),
        ({"library": "library"}, {"NO-1": (0, 1, 0, 0), "NO-2": (0, 1, 0, 0)}),
        ({"source": "note"}, {"new": (0, 2, 0, 0)}),
    ],
)
def test_of_a_profile_rows_are_counted_by_the_columns_that_its_manifest_says(
    tmp_path: Path, said: dict[str, str], counted: dict[str, tuple[int, ...]]
) -> None:
    one, other = (of_a_profile(tmp_path / note, note, **said) for note in ("old", "new"))
    delta = made(one, other, tmp_path / "delta")
    assert changes(delta) == counted
    assert open_folder(delta).listed["shelves.csv"].counts_by_source == {"new" if "source" in said else "*": 2}
    assert prove(delta, one).ok


def test_its_manifest_says_what_it_is_applied_to_and_what_comes_out(delta: Path, base: Path, new: Path) -> None:
    said = manifest(delta)
    assert (said["run_id"], said["run_type"]) == ("run-2", "delta")
    assert said["base"] == {
        "run_id": "run-1",
        "run_type": "trial",
        "manifest_sha256": open_folder(base).manifest_sha256,
    }
    result = said["result"]
    assert isinstance(result, dict)
    assert result["manifest_sha256"] == open_folder(new).manifest_sha256
    assert {file["name"]: file["sha256"] for file in result["files"]} == {
        name: file.sha256 for name, file in open_folder(new).listed.items()
    }


def test_applied_to_the_base_it_gives_the_new_delivery(delta: Path, base: Path, new: Path, tmp_path: Path) -> None:
    assert prove(delta, base, tmp_path / "out").problems == ()
    assert contents(tmp_path / "out") == contents(new)


def test_a_file_that_is_there_no_more_and_one_that_is_new(base: Path, tmp_path: Path) -> None:
    new = write_folder(tmp_path / "new", {"shelves.csv": shelves(*BEFORE), "more/notes.csv": b"text\n"})
    delta = made(base, new, tmp_path / "delta")
    assert manifest(delta)["removed_files"] == ["notes.csv", "schemas/notes.schema.json"]
    assert prove(delta, base, tmp_path / "out").ok
    assert contents(tmp_path / "out") == contents(new)


def test_a_row_that_comes_back_is_added_again(base: Path, new: Path, tmp_path: Path) -> None:
    back = made(new, base, tmp_path / "back")
    assert "b" in [row[0] for row in cells(back, "shelves.csv")]
    assert prove(back, new).ok


def test_columns_may_differ(base: Path, tmp_path: Path) -> None:
    wider = Resource(path="shelves.csv", about="", fields=(*SHELVES.fields, Field(name="more")), key=("id",))
    content = sheet([("id", "library", "source", "note", "more"), *((*row, "") for row in BEFORE)])
    new = write_folder(tmp_path / "new", {"shelves.csv": content, "notes.csv": b"text\none\n"}, (wider, NOTES))
    delta = made(base, new, tmp_path / "delta")
    assert changes(delta) == {"NO-1": (0, 2, 0, 0), "NO-2": (0, 1, 0, 0)}
    assert prove(delta, base).ok


def test_a_column_may_get_another_name_from_one_version_to_the_next(base: Path, tmp_path: Path) -> None:
    """The rows are the same byte for byte; what they are counted by is told by the base."""
    names = ("id", "owner", "source", "note")
    renamed = Resource(path="shelves.csv", about="", fields=tuple(Field(name=name) for name in names), key=("id",))
    content = sheet([names, *BEFORE[:2]])
    new = write_folder(tmp_path / "new", {"shelves.csv": content, "notes.csv": b"text\none\n"}, (renamed, NOTES))
    delta = made(base, new, tmp_path / "delta")
    assert changes(delta) == {"NO-1": (0, 0, 0, 2), "NO-2": (0, 0, 1, 0)}
    assert prove(delta, base, tmp_path / "out").ok
    assert contents(tmp_path / "out") == contents(new)


@pytest.mark.parametrize("rows", [[*reversed(AFTER)], [AFTER[0], AFTER[0]]], ids=["another order", "a key twice"])
def test_a_file_that_does_not_stand_in_the_order_of_its_keys_is_there_whole(
    base: Path, tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    new = write_folder(tmp_path / "new", {"shelves.csv": shelves(*rows), "notes.csv": b"text\n"})
    delta = made(base, new, tmp_path / "delta")
    assert (delta / "shelves.csv").read_bytes() == (new / "shelves.csv").read_bytes()
    assert cells(delta, "tombstones.csv")[1:] == []
    assert prove(delta, base).ok


def test_an_empty_base_and_an_empty_new_delivery(base: Path, tmp_path: Path) -> None:
    empty = write_folder(tmp_path / "empty", {"shelves.csv": shelves(), "notes.csv": b"text\n"})
    assert prove(made(empty, base, tmp_path / "all"), empty).ok
    assert prove(made(base, empty, tmp_path / "nothing"), base).ok


def test_another_base_is_refused(delta: Path, new: Path) -> None:
    with pytest.raises(DeltaError, match=r"is not the delivery that .* was made from: that is run-1"):
        prove(delta, new)


def test_a_base_that_was_touched_is_refused(delta: Path, base: Path) -> None:
    (base / "shelves.csv").write_bytes(shelves(*BEFORE[1:]))
    assert prove(delta, base).problems == (
        f"{base / 'shelves.csv'} is not the file that the manifest lists; copy the delivery again",
    )


def test_a_delta_of_damaged_deliveries_is_not_made(base: Path, new: Path, tmp_path: Path) -> None:
    (new / "shelves.csv").write_bytes(b"")
    with pytest.raises(DeltaError, match="is not the file that the manifest lists"):
        made(base, new, tmp_path / "delta")


def test_a_delta_since_a_delta_is_not_made(delta: Path, new: Path, tmp_path: Path) -> None:
    with pytest.raises(DeltaError, match="is a delta; name deliveries that are whole"):
        made(delta, new, tmp_path / "other")


def test_deliveries_of_different_profiles_are_not_compared(base: Path, tmp_path: Path) -> None:
    other = write_folder(tmp_path / "other", {"shelves.csv": shelves()}, profile="koha")
    with pytest.raises(DeltaError, match="different profiles"):
        made(base, other, tmp_path / "delta")


def test_a_name_that_leads_out_of_the_folder_is_refused(base: Path) -> None:
    text = (base / "manifest.json").read_text(encoding="utf-8")
    (base / "manifest.json").write_text(text.replace('"name": "notes.csv"', '"name": "../notes.csv"'))
    with pytest.raises(DeltaError, match="lists no files"):
        open_folder(base)


GONE = b'file,key,library,source\nshelves.csv,"[""b""]",NO-1,nordvik\n'


def resigned(delta: Path, name: str, content: bytes) -> None:
    """Put another file into a delta and let its manifest say so, as one who forges it would."""
    (delta / name).write_bytes(content)
    said = manifest(delta)
    files = said["files"]
    assert isinstance(files, list)
    entry = next(file for file in files if file["name"] == name)
    entry["sha256"] = describe(delta, name, 0, {}).sha256
    (delta / "manifest.json").write_text(json.dumps(said), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("shelves.csv", shelves(*AFTER[1:], ("e", "NO-2", "", "")), "counts are others"),
        ("shelves.csv", shelves(("c", "NO-2", "sordal", "forged"), AFTER[2]), "does not come out as the file"),
        ("shelves.csv", shelves(AFTER[0], *AFTER[1:]), "the same as before"),
        ("shelves.csv", shelves(AFTER[2], AFTER[1]), "do not stand in the order"),
        ("tombstones.csv", b'file,key,library,source\nshelves.csv,"[""x""]",,\n', "of a row that is not there"),
        ("tombstones.csv", b'file,key,library,source\nshelves.csv,"[""c""]",,\n', "stands in the delta, too"),
        ("tombstones.csv", GONE.replace(b"NO-1", b"NO-2"), "of a row that is not there"),
        ("tombstones.csv", GONE.replace(b"nordvik", b"sordal"), "of a row that is not there"),
        ("tombstones.csv", GONE + b'tables.csv,"[""b""]",NO-1,nordvik\n', "names a file that the delta does not have"),
        ("tombstones.csv", b"file,key,library,source\nshelves.csv,[,,\n", "does not fit"),
        ("tombstones.csv", b"file,key\n", "other columns"),
        ("notes.csv", b"text\nthree\n", "does not come out as the file"),
    ],
)
def test_a_delta_that_does_not_give_the_new_delivery_is_found_out(
    delta: Path, base: Path, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    resigned(delta, name, content)
    found = prove(delta, base, tmp_path / "out")
    assert any(says in problem for problem in found.problems), found.problems
    assert not (tmp_path / "out").exists()


def test_a_delta_is_checked_on_its_own(delta: Path) -> None:
    assert check_delta(delta).ok
    (delta / "notes.csv").unlink()
    assert check_delta(delta).problems == (f"{delta / 'notes.csv'} is missing; copy the delivery again",)


def test_counts_that_do_not_add_up_are_found(delta: Path) -> None:
    said = (delta / "manifest.json").read_text(encoding="utf-8")
    forged = said.replace('"removed": 1', '"removed": 2').replace('"added": 1', '"added": 0')
    (delta / "manifest.json").write_text(forged, encoding="utf-8")
    rows, gone = check_delta(delta).problems
    assert "shelves.csv has other rows than were added and changed" in rows
    assert "does not have the removed rows" in gone


def test_what_it_says_of_its_base_is_held_against_the_base(delta: Path, base: Path) -> None:
    said = manifest(delta)
    assert isinstance(said["base"], dict)
    forged = said | {"base": said["base"] | {"run_id": "run-0"}, "removed_files": ["old.csv"]}
    (delta / "manifest.json").write_text(json.dumps(forged), encoding="utf-8")
    assert [problem.split(": ")[1].split()[0] for problem in prove(delta, base).problems] == [
        "base.run_id",
        "removed_files",
    ]


def test_a_delivery_is_no_delta(base: Path) -> None:
    with pytest.raises(DeltaError, match="is no delta"):
        check_delta(base)


def test_what_comes_out_never_overwrites(delta: Path, base: Path, new: Path) -> None:
    with pytest.raises(DeltaError, match="is there already"):
        prove(delta, base, new)
