"""Whatever changes, in whatever form: the delta, applied to the former file, gives the new one byte for byte."""

import json
import string
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from delivered_folders import cells, contents, sheet, write_folder
from hypothesis import given
from hypothesis import strategies as st

from migration.export.delta.applying import check_delta, prove
from migration.export.delta.folders import open_folder
from migration.export.delta.writing import write_delta
from migration.export.packages.model import Field, Form, Resource
from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL, iso2709, marcxml

Table = Mapping[str, str]
"""Key and one cell."""

LETTERS = "aæ\U00010330\uff21b "
keys = st.text(alphabet=LETTERS, min_size=1, max_size=3)
texts = st.text(alphabet='a,";\n\r\tæ<&\u2028', max_size=6)
tables = st.dictionaries(keys, texts, max_size=6)


def pairs(table: Table) -> list[tuple[str, str]]:
    """In the order of code points, which is that of Python's texts and of UTF-8."""
    return sorted(table.items())


def csv_of(table: Table) -> bytes:
    return sheet([("note", "id"), *((text, key) for key, text in pairs(table))])


def tsv_of(table: Table) -> bytes:
    return sheet([("id", "note"), *pairs(table)], "\t")


def jsonl_of(table: Table) -> bytes:
    return b"".join(json.dumps({"id": k, "note": {"text": t}}).encode() + b"\n" for k, t in pairs(table))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def xml_of(table: Table) -> bytes:
    rows = (f"<user>\n<key>{escaped(k)}</key>\n<note>{escaped(t)}</note>\n</user>\n" for k, t in pairs(table))
    return f'<?xml version="1.0"?>\n<users>\n{"".join(rows)}</users>\n'.encode()


def attributes_of(table: Table) -> bytes:
    rows = (f'<user note="{escaped(t)}" key="{escaped(k)}"><a></a></user>\n' for k, t in pairs(table))
    return f"<users>{''.join(rows)}</users>".encode()


def record(key: str, text: str) -> list[object]:
    return ["00000nam a2200000 a 4500", [["001", key], ["003", "NO-1"], ["245", "10", "a", text or "-"]]]


def marcxml_of(table: Table) -> bytes:
    return (MARCXML_HEAD + "".join(marcxml(record(*pair)) for pair in pairs(table)) + MARCXML_TAIL).encode()


def iso2709_of(table: Table) -> bytes:
    return b"".join(iso2709(record(*pair)) for pair in pairs(table))


def resource(form: Form, key: str = "id", names: str = "", delimiter: str = ",", element: str = "") -> Resource:
    fields = tuple(Field(name=name) for name in names.split())
    return Resource(path="file", about="", form=form, key=(key,), fields=fields, delimiter=delimiter, element=element)


FORMS: dict[str, tuple[Resource, Callable[[Table], bytes]]] = {
    "csv": (resource("csv", names="note id"), csv_of),
    "tsv": (resource("tsv", names="id note", delimiter="\t"), tsv_of),
    "jsonl": (resource("jsonl"), jsonl_of),
    "xml": (resource("xml", "key", element="user"), xml_of),
    "attributes": (resource("xml", "@key", element="user"), attributes_of),
    "marcxml": (resource("marcxml", "001"), marcxml_of),
    "iso2709": (resource("iso2709", "001"), iso2709_of),
}


@pytest.mark.parametrize("form", FORMS)
@given(before=tables, after=tables)
def test_the_former_file_and_the_delta_give_the_new_file(form: str, before: Table, after: Table) -> None:
    described, text = FORMS[form]
    with tempfile.TemporaryDirectory() as room:
        base = write_folder(Path(room) / "base", {"file": text(before)}, [described], rows={"file": len(before)})
        new = write_folder(Path(room) / "new", {"file": text(after)}, [described], rows={"file": len(after)})
        delta = Path(room) / "delta"
        delta.mkdir()
        write_delta(base, new, delta)
        assert check_delta(delta).problems == ()
        assert prove(delta, base, Path(room) / "out").problems == ()
        assert contents(Path(room) / "out") == contents(new)
        told(delta, before, after)


def told(delta: Path, before: Table, after: Table) -> None:
    """The counts are those of the two tables, and each row that is gone is named."""
    file = open_folder(delta).listed["file"]
    assert not file.whole
    sums = {kind: sum(counts[kind] for counts in file.changes.values()) for kind in ("added", "changed", "unchanged")}
    both = before.keys() & after.keys()
    same = {key for key in both if before[key] == after[key]}
    assert sums == {"added": len(after.keys() - both), "changed": len(both - same), "unchanged": len(same)}
    gone = [json.loads(row[1]) for row in cells(delta, "tombstones.csv")[1:]]
    assert gone == [[key] for key in sorted(before.keys() - after.keys())]


@given(
    before=st.dictionaries(st.tuples(keys, keys), texts, max_size=6),
    after=st.dictionaries(st.tuples(keys, keys), texts, max_size=6),
)
def test_keys_of_several_columns_in_another_encoding(
    before: dict[tuple[str, str], str], after: dict[tuple[str, str], str]
) -> None:
    described = Resource(
        path="file",
        about="",
        fields=tuple(Field(name=name) for name in ("one", "two", "note")),
        key=("one", "two"),
        delimiter=";",
        encoding="iso-8859-1",
    )

    def written(room: Path, table: Mapping[tuple[str, str], str]) -> Path:
        safe = {tuple(part.encode("latin-1", "ignore").decode("latin-1") for part in k): t for k, t in table.items()}
        rows = [(*key, text.replace("\u2028", "€".encode().decode("latin-1"))) for key, text in sorted(safe.items())]
        content = sheet([("one", "two", "note"), *rows], ";", "iso-8859-1")
        return write_folder(room, {"file": content}, [described], rows={"file": len(rows)})

    with tempfile.TemporaryDirectory() as room:
        base, new = written(Path(room) / "base", before), written(Path(room) / "new", after)
        delta = Path(room) / "delta"
        delta.mkdir()
        write_delta(base, new, delta)
        assert not open_folder(delta).listed["file"].whole
        assert prove(delta, base).problems == ()


def test_the_order_of_keys_is_that_of_code_points() -> None:
    """U+10330 stands after U+FF21, though its first half in UTF-16 (as Java and JavaScript sort) is the lower one."""
    assert sorted(string.ascii_lowercase[:1] + LETTERS) == [" ", "a", "a", "b", "æ", "\uff21", "\U00010330"]
    assert sorted(LETTERS) == sorted(LETTERS, key=lambda letter: letter.encode())
