"""How a delivery is divided, and what a part is as an archive."""

import io
import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from delivered_folders import contents, sheet, write_folder
from hypothesis import given
from hypothesis import strategies as st

from migration.export.trust.archive import archive
from migration.export.trust.dividing import divide_generic
from migration.export.trust.model import Divided, PackError, Part, PartFile
from migration.export.trust.opened import open_delivery
from migration.export.trust.parts import parts_of, unaccounted
from migration.export.trust.spans import Spans
from migration.ids import target_id

ANN, BO, CLU = (target_id("s", "patron", key) for key in ("1", "2", "3"))
LOAN, FEE = target_id("s", "loan", "7"), target_id("s", "fee", "8")
GONE = target_id("s", "patron", "9")

FILES: Mapping[str, bytes] = {
    "patrons.csv": sheet(
        [
            ("patron_id", "source", "legacy_id", "library", "notes"),
            (ANN, "s", "1", "NO-1", "two\nlines, and a \"quote\""),
            (BO, "s", "2", "NO-2", ""),
            (CLU, "s", "3", "", "nobody's"),
        ]
    ),
    "loans.csv": sheet([("loan_id", "source", "patron_id", "library"), (LOAN, "s", BO, "NO-1")]),
    "fees.csv": sheet([("fee_id", "source", "patron_id", "library"), (FEE, "s", CLU, "NO-1")]),
    "items.csv": sheet([("item_id", "source"), ("i", "s")]),
    "ledger.csv": sheet(
        [
            ("source", "entity", "legacy_id", "fate", "target_id"),
            ("s", "item", "1", "loaded", "i"),
            ("s", "loan", "7", "loaded", LOAN),
            ("s", "patron", "1", "loaded", ANN),
            ("s", "patron", "9", "rejected", ""),
        ]
    ),
    "issues.csv": sheet(
        [
            ("code", "source", "entity", "legacy_id", "value"),
            ("file_unknown", "s", "", "", "lesmeg.txt"),
            ("no_isbn", "s", "bib", "1", ""),
            ("email_invalid", "s", "patron", "2", "x@"),
            ("name_missing", "s", "patron", "9", ""),
        ]
    ),
    "rejects/patron.csv": sheet([("Name", "reason"), ("Ola", "x")]),
    "rejects/item.csv": sheet([("Id", "reason"), ("1", "x")]),
    "codes/gender.csv": sheet([("source", "legacy_code"), ("s", "f")]),
    "unheard_of.csv": sheet([("who",), ("Ola",)]),
}  # fmt: skip


def delivery(path: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """A delivery whose manifest counts the rows (notes may hold line ends)."""
    write_folder(path, files, resources=())
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        if file["name"] in files:
            file["rows"] = {"patrons.csv": 3}.get(file["name"], files[file["name"]].count(b"\n") - 1)
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return path


def divided(path: Path) -> tuple[dict[str, dict[str, bytes]], Divided]:
    opened = open_delivery(path)
    found = divide_generic(opened)
    parts = parts_of(opened, found)
    assert unaccounted(opened, parts, found) == []
    return {part.name: {file.name: b"".join(file.content()) for file in part.files} for part in parts}, found


def lines(content: bytes) -> list[bytes]:
    return content.splitlines()[1:]


def test_each_patron_travels_with_the_patrons_library(tmp_path: Path) -> None:
    parts, _ = divided(delivery(tmp_path))
    assert list(parts) == ["catalogue", "NO-1", "NO-2", "unknown-s"]
    assert ANN.encode() in parts["NO-1"]["patrons.csv"]
    assert b'two\nlines, and a ""quote""' in parts["NO-1"]["patrons.csv"]
    assert [BO.encode() in parts[name].get("patrons.csv", b"") for name in parts] == [False, False, True, False]
    assert [CLU.encode() in parts[name].get("patrons.csv", b"") for name in parts] == [False, False, False, True]


def test_what_hangs_on_a_patron_goes_with_the_patron_and_not_with_the_row_s_own_library(tmp_path: Path) -> None:
    parts, _ = divided(delivery(tmp_path))
    assert [len(lines(parts[name]["loans.csv"])) for name in ("NO-1", "NO-2", "unknown-s")] == [0, 1, 0]
    assert [len(lines(parts[name]["fees.csv"])) for name in ("NO-1", "NO-2", "unknown-s")] == [0, 0, 1]
    assert parts["NO-2"]["ledger.csv"].splitlines()[1] == f"s,loan,7,loaded,{LOAN}".encode()
    assert lines(parts["NO-2"]["issues.csv"]) == [b"email_invalid,s,patron,2,x@"]


def test_the_catalogue_has_nobody_in_it(tmp_path: Path) -> None:
    parts, _ = divided(delivery(tmp_path))
    data = {name for name in parts["catalogue"] if "schema" not in name and name not in ("manifest.json",)}
    assert data == {"datapackage.json", "codes/gender.csv", "issues.csv", "items.csv", "ledger.csv", "rejects/item.csv"}
    assert lines(parts["catalogue"]["ledger.csv"]) == [b"s,item,1,loaded,i"]
    assert lines(parts["catalogue"]["issues.csv"]) == [b"no_isbn,s,bib,1,"]


def test_people_who_were_not_loaded_stay_at_home_and_so_do_files_that_nobody_knows(tmp_path: Path) -> None:
    _, found = divided(delivery(tmp_path))
    assert dict(found.at_home) == {"ledger.csv": 1, "issues.csv": 2, "rejects/patron.csv": 1, "unheard_of.csv": 1}


def test_a_part_says_what_it_has(tmp_path: Path) -> None:
    parts, _ = divided(delivery(tmp_path))
    manifest = json.loads(parts["NO-1"]["manifest.json"])
    assert (manifest["part"], manifest["library"], manifest["run_id"]) == ("NO-1", "NO-1", "run-1")
    facts = {file["name"]: (file["rows"], file["counts_by_source"]) for file in manifest["files"]}
    assert (facts["patrons.csv"], facts["loans.csv"]) == ((1, {"s": 1}), (0, {}))
    assert json.loads(parts["unknown-s"]["manifest.json"])["library"] == ""


def test_a_delta_finds_its_patrons_in_the_deliveries_that_it_lies_between(tmp_path: Path) -> None:
    """Bo did not change, but has a new fee; Ann went, and so did what the ledger says of her."""
    fee = target_id("s", "fee", "10")
    delta = {
        "patrons.csv": sheet([("patron_id", "source", "legacy_id", "library", "notes")]),
        "fees.csv": sheet([("fee_id", "source", "patron_id", "library"), (fee, "s", BO, "NO-1")]),
        "tombstones.csv": sheet(
            [
                ("file", "key", "library", "source"),
                ("items.csv", '["i"]', "NO-1", "s"),
                ("ledger.csv", '["s","item","1"]', "", "s"),
                ("ledger.csv", '["s","patron","1"]', "", "s"),
                ("patrons.csv", f'["{ANN}"]', "NO-1", "s"),
                ("unheard_of.csv", '["Ola"]', "", "s"),
            ]
        ),
    }
    for name, files in (("base", FILES), ("delta", {**delta})):
        (tmp_path / name).mkdir()
        delivery(tmp_path / name, files)
    (tmp_path / "delta" / "manifest.json").write_text(
        (tmp_path / "delta" / "manifest.json").read_text().replace('"rows": 3', '"rows": 0')
    )
    opened = open_delivery(tmp_path / "delta")
    found = divide_generic(opened, [open_delivery(tmp_path / "base")])
    parts = {part.name: part for part in parts_of(opened, found)}
    assert unaccounted(opened, list(parts.values()), found) == []
    text = {name: {f.name: lines(b"".join(f.content())) for f in part.files} for name, part in parts.items()}
    assert text["NO-2"]["fees.csv"] == [f"{fee},s,{BO},NO-1".encode()]
    assert [row.split(b",")[0] for row in text["NO-1"]["tombstones.csv"]] == [b"ledger.csv", b"patrons.csv"]
    assert [row.split(b",")[0] for row in text["catalogue"]["tombstones.csv"]] == [b"items.csv", b"ledger.csv"]
    assert dict(found.at_home) == {"tombstones.csv": 1}


def test_a_part_of_a_delta_says_what_it_must_be_applied_to(tmp_path: Path) -> None:
    """But not how many rows others have."""
    folder = delivery(tmp_path, FILES)
    manifest = json.loads((folder / "manifest.json").read_text())
    base, result = {"run_id": "1", "manifest_sha256": "a"}, {"run_id": "2", "manifest_sha256": "b"}
    manifest |= {"base": base, "result": {**result, "files": [{"name": "patrons.csv", "rows": 3}]}}
    for file in manifest["files"]:
        file["whole"] = file["name"] == "issues.csv"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    opened = open_delivery(folder)
    part = next(part for part in parts_of(opened, divide_generic(opened)) if part.name == "NO-1")
    told = json.loads(b"".join(part.files[0].content()))
    assert told["delta"] == {"base": base, "result": result}
    assert [file["name"] for file in told["files"] if file.get("whole")] == ["issues.csv"]


def test_a_row_of_no_patron_is_refused(tmp_path: Path) -> None:
    files = {**FILES, "loans.csv": sheet([("loan_id", "source", "patron_id"), (LOAN, "s", GONE)])}
    with pytest.raises(PackError, match=f"loans.csv: {LOAN} is of no patron"):
        divided(delivery(tmp_path, files))


@pytest.mark.parametrize("name", ["patrons.csv", "items.csv"])
def test_a_file_that_was_changed_after_the_delivery_is_refused(tmp_path: Path, name: str) -> None:
    delivery(tmp_path)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[:-2] + b"t\n")
    with pytest.raises(PackError, match=f"{name} is not the file that the manifest lists"):
        divided(tmp_path)


@pytest.mark.parametrize("change", [lambda text: text.replace(b"nobody", b"anybod"), lambda text: text[:-9]])
def test_a_file_that_changes_while_it_is_packed_is_told(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    """Between the reading that divides it and the one that packs it."""
    opened = open_delivery(delivery(tmp_path))
    parts = parts_of(opened, divide_generic(opened))
    (tmp_path / "patrons.csv").write_bytes(change((tmp_path / "patrons.csv").read_bytes()))
    last = next(part for part in parts if part.name == "unknown-s")
    with pytest.raises(PackError, match=r"patrons\.csv is not the file that the manifest lists"):
        b"".join(archive(last))


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"manifest\.json cannot be read"):
        open_delivery(tmp_path)


def test_packing_changes_nothing(tmp_path: Path) -> None:
    before = contents(delivery(tmp_path))
    divided(tmp_path)
    assert contents(tmp_path) == before


@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=9)), max_size=30))
def test_pieces_are_the_rows_in_their_order_whoever_gets_them(rows: list[tuple[str, bytes]]) -> None:
    path = Path(__file__).parent / "no file is written"
    pieces, place = {name: Spans(path) for name in "abc"}, 0
    for name, row in rows:
        pieces[name].add(place, row, "s")
        place += len(row)
    assert sum(piece.size for piece in pieces.values()) == place
    assert sum(piece.rows for piece in pieces.values()) == len(rows)


def test_a_piece_gives_its_bytes_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"head|one|two|three|")
    piece = Spans(path)
    for start, content, source in ((0, b"head|", None), (5, b"one|", "s"), (13, b"three|", "s")):
        piece.add(start, content, source)
    assert [b"".join(piece.blocks()) for _ in range(2)] == [b"head|one|three|"] * 2
    assert (piece.rows, piece.size) == (2, 15)


def part(files: Mapping[str, bytes]) -> Part:
    def content(text: bytes) -> Iterator[bytes]:
        yield text

    made = [
        PartFile(name=name, rows=0, size=len(text), sha256="", counts_by_source={},
                 content=lambda text=text: content(text))  # type: ignore[misc]
        for name, text in files.items()
    ]  # fmt: skip
    return Part(name="NO-1", library="NO-1", is_personal=True, files=made)


@given(
    st.dictionaries(st.from_regex(r"[abæ]{1,60}(/[abæ]{1,60})?", fullmatch=True), st.binary(max_size=1200), max_size=4)
)
def test_an_archive_is_what_tar_reads_and_always_the_same(files: dict[str, bytes]) -> None:
    made = b"".join(archive(part(files)))
    assert made == b"".join(archive(part(files)))
    assert len(made) % tarfile.RECORDSIZE == 0
    with tarfile.open(fileobj=io.BytesIO(made)) as read:
        found = {member.name: read.extractfile(member) for member in read}
    assert {name: text.read() for name, text in found.items() if text} == {
        f"NO-1/{name}": text for name, text in files.items()
    }
