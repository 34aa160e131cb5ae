"""What is seen of a delta without its base, where manifest and data package have been made to agree with the damage."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from delivered_folders import SHELVES, sheet, shelves, write_folder

from migration.export.delta.applying import check_delta
from migration.export.delta.model import DeltaError
from migration.export.delta.writing import write_delta
from migration.export.files import describe
from migration.export.packages.model import Field, Resource

LINES = Resource(path="lines.jsonl", about="", form="jsonl", key=("id",), tree={"id": Field(name="id")})
USERS = Resource(path="users.xml", about="", form="xml", key=("id",), element="user")
RECORDS = Resource(path="rejects.mrc", about="", form="iso2709", whole=True)
PAIRS = Resource(
    path="pairs.csv", about="", fields=(Field(name="one"), Field(name="two")), key=("one", "two"), delimiter=";"
)
RESOURCES = (SHELVES, LINES, USERS, RECORDS, PAIRS)


def files(old: bool) -> dict[str, bytes]:
    """Of each file the rows a and b: b goes, a changes and c comes."""
    note = "old" if old else "new"
    last = "b" if old else "c"
    return {
        "shelves.csv": shelves(("a", "NO-1", "nordvik", note), (last, "NO-2", "sordal", "")),
        "pairs.csv": sheet([("one", "two"), ("a", last)], ";"),
        "lines.jsonl": f'{{"id":"a","n":"{note}"}}\n{{"id":"{last}"}}\n'.encode(),
        "users.xml": "<users>\n{}</users>\n".format(
            "".join(f"<user><id>{key}</id><n>{note}</n></user>\n" for key in ("a", last))
        ).encode(),
        "rejects.mrc": b"00030nam a2200025 a 4500\x1e0234\x1d" if old else b"00007\x1e\x1d",
        "oai/answer.xml": f"<answer>{note}</answer>".encode(),
    }


@pytest.fixture
def delta(tmp_path: Path) -> Path:
    rows = {"users.xml": 2, "rejects.mrc": 1}
    old = write_folder(tmp_path / "old", files(old=True), RESOURCES, rows=rows)
    new = write_folder(tmp_path / "new", files(old=False), RESOURCES, run_id="run-2", rows=rows)
    made = tmp_path / "delta"
    made.mkdir()
    write_delta(old, new, made)
    assert check_delta(made).problems == ()
    return made


def rewritten(folder: Path, name: str, change: Callable[[Any], None]) -> None:
    path = folder / name
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")


def forged(folder: Path, name: str, before: str, after: str, rows: int = 0) -> None:
    """Change a file, and make all that speaks of it agree. ``rows``: by how many there are more."""
    text = (folder / name).read_text(encoding="utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8", newline="")
    agreed(folder, name, rows)
    if name != "datapackage.json":
        agreed(folder, "datapackage.json")


def agreed(folder: Path, name: str, rows: int = 0) -> None:
    now = describe(folder, name, 0, {})

    def package(found: Any) -> None:
        for resource in (one for one in found["resources"] if one["path"] == name):
            kind = "rows" if "rows" in resource else "records"
            resource.update({"bytes": now.bytes, "hash": f"sha256:{now.sha256}", kind: resource[kind] + rows})

    def manifest(found: Any) -> None:
        for file in (one for one in found["files"] if one["name"] == name):
            file.update(bytes=now.bytes, sha256=now.sha256, rows=file["rows"] + rows)

    if name != "datapackage.json":
        rewritten(folder, "datapackage.json", package)
    rewritten(folder, "manifest.json", manifest)


GONE = 'shelves.csv,"[""b""]",NO-2,sordal'
DAMAGE = [
    ("shelves.csv", "c,NO-2", "c,NO-3", "shelves.csv: has other rows of a library than its changes"),
    ("shelves.csv", "c,NO-2,sordal", "c,NO-2,nordvik", "shelves.csv: has other rows of a source"),
    ("shelves.csv", "c,NO-2", "b,NO-2", "shelves.csv: row 2 has a tombstone, too"),
    ("shelves.csv", "c,NO-2", "A,NO-2", "shelves.csv:2: rows do not stand in the order of their keys, each once"),
    ("shelves.csv", ",new\n", ",new,more\n", "shelves.csv: is no csv from here on (row 1 has 5 cells, not 4)"),
    ("shelves.csv", ",new\n", ',"new\n', "shelves.csv: is no csv from here on"),
    ("shelves.csv", "library,source", "source,library", "datapackage.json: has other columns for shelves.csv"),
    ("shelves.csv", "c,NO-2,sordal,\n", "", "shelves.csv: has 1 rows, but the manifest says 2"),
    ("lines.jsonl", '{"id":"c"}', '{"id":"c"', "lines.jsonl: is no jsonl from here on"),
    ("lines.jsonl", '{"id":"c"}', "[]", "lines.jsonl: is no jsonl from here on (row 2 is no object)"),
    ("users.xml", "</users>", "", "users.xml: is no xml from here on"),
    ("users.xml", "<n>new</n>", "<n>&new</n>", "users.xml: is no xml from here on"),
    ("oai/answer.xml", "</answer>", "</answers>", "oai/answer.xml: is no xml from here on"),
    ("oai/answer.xml", "new", "now", "oai/answer.xml: is another than the new delivery's"),
    ("tombstones.csv", GONE, GONE.replace("shelves", "tables"), "names a file that the delta does not have"),
    ("tombstones.csv", GONE, GONE.replace("shelves.csv", "rejects.mrc"), "names rejects.mrc, which is passed on whole"),
    ("tombstones.csv", GONE, GONE.replace('"[""b""]"', "b"), "tombstones.csv:4: has a key that is no JSON array"),
    ("tombstones.csv", GONE, GONE.replace('""b""', "7"), "tombstones.csv:4: has a key that is no JSON array of texts"),
    ("tombstones.csv", GONE, GONE.replace('""b""', '""b"",""b""'), "has a key of 2 parts, but those of shelves.csv"),
    ("tombstones.csv", '[""a"",""b""]', '[""a""]', "has a key of 1 parts, but those of pairs.csv have 2"),
    ("tombstones.csv", GONE, GONE.replace("NO-2", "NO-1"), "tombstones.csv: has other rows of shelves.csv than its"),
    ("tombstones.csv", GONE, GONE.replace("sordal", "nordvik"), "tombstones.csv: has other rows of a source"),
    ("tombstones.csv", GONE, 'lines.jsonl,"[""a""]",,', "tombstones.csv:4: does not stand in the order"),
    ("tombstones.csv", 'lines.jsonl,"[""b""]"', 'lines.jsonl,"[""c""]"', "lines.jsonl: row 2 has a tombstone, too"),
    ("tombstones.csv", "file,key", "key,file", "tombstones.csv:1: has other columns than file, key, library, source"),
    ("schemas/shelves.schema.json", '"note"', '"nota"', "schemas/shelves.schema.json: is another than the new"),
    ("schemas/tombstones.schema.json", '"key"', '"keys"', "schemas/tombstones.schema.json: is missing, or has other"),
    ("datapackage.json", '"path": "users.xml"', '"path": "user.xml"', "datapackage.json: does not describe users.xml"),
    ("result/datapackage.json", '"Test"', '"Tent"', "result/datapackage.json: is another than the new delivery's"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "problem"), DAMAGE, ids=[case[3][:60] for case in DAMAGE])
def test_damage_that_the_manifest_agrees_with_is_seen(
    delta: Path, name: str, before: str, after: str, problem: str
) -> None:
    forged(delta, name, before, after)
    found = check_delta(delta).problems
    assert any(problem in line for line in found), found
    assert all(line.startswith(f"{delta}/") and "the delta again" in line for line in found)


def changed_file(name: str, **facts: object) -> Callable[[Any], None]:
    def change(manifest: Any) -> None:
        next(file for file in manifest["files"] if file["name"] == name).update(facts)

    return change


LIBRARIES = {"NO-1": {"changed": 1}, "NO-2": {"added": 1, "removed": 1, "unchanged": 1}}
CLAIMS: list[tuple[Callable[[Any], object], str]] = [
    (lambda manifest: manifest.update(run_id="run-3"), "manifest.json: run_id is not what"),
    (lambda manifest: manifest.update(run_type="trial"), "manifest.json: run_type is not what"),
    (lambda manifest: manifest.update(mapping_version="1"), "manifest.json: mapping_version is not what"),
    (lambda manifest: manifest.update(removed_files=["shelves.csv"]), "manifest.json: removed_files is not what"),
    (lambda manifest: manifest["result"].update(files=[]), "manifest.json: result is not what"),
    (lambda manifest: manifest["result"].update(run_id="run-1"), "manifest.json: result is not what"),
    (lambda manifest: manifest["files"].append(manifest["files"][0]), "manifest.json: lists a file twice"),
    (changed_file("shelves.csv", changes=LIBRARIES), "shelves.csv: gives 3 rows by its changes"),
    (changed_file("shelves.csv", bytes=1), "shelves.csv: has 57 bytes, but the manifest says 1"),
    (changed_file("oai/answer.xml", counts_by_source={"x": 0}), "oai/answer.xml: is another than the new delivery's"),
]


@pytest.mark.parametrize(("change", "problem"), CLAIMS, ids=[case[1][:60] for case in CLAIMS])
def test_a_manifest_that_says_something_else_is_found_out(
    delta: Path, change: Callable[[Any], object], problem: str
) -> None:
    rewritten(delta, "manifest.json", change)
    found = check_delta(delta).problems
    assert any(problem in line for line in found), found


def test_a_file_that_nobody_vouches_for_is_found_out(delta: Path) -> None:
    (delta / "result" / "more.csv").touch()
    says = f"{delta / 'result' / 'more.csv'} is not listed in the manifest; remove it, or ask for the delta again"
    assert check_delta(delta).problems == (says,)


@pytest.mark.parametrize("name", ["base", "result"])
@pytest.mark.parametrize("said", ["x", {}, {"run_id": "run-1"}])
def test_what_does_not_name_its_deliveries_is_no_delta(delta: Path, name: str, said: object) -> None:
    rewritten(delta, "manifest.json", lambda manifest: manifest.update({name: said}))
    with pytest.raises(DeltaError, match=f"names no {name}"):
        check_delta(delta)
