"""What the tests of the ODBC reader share: records, mappings as people write them, and reading everything."""

from pathlib import Path

import orjson

from migration.extract.odbc import read_odbc
from migration.extract.odbc_mapping import OdbcMapping, load_mapping


def iso2709(number: str, title: str) -> bytes:
    """A small record with 001 and 245 $a, its lengths right."""
    fields = [("001", number.encode() + b"\x1e"), ("245", b"10\x1fa" + title.encode() + b"\x1e")]
    directory, data = b"", b""
    for tag, field in fields:
        directory += f"{tag}{len(field):04}{len(data):05}".encode()
        data += field
    base = 24 + len(directory) + 1
    leader = f"{base + len(data) + 1:05}nam a22{base:05} a 4500".encode()
    return leader + directory + b"\x1e" + data + b"\x1d"


def mapping(folder: Path, text: str) -> OdbcMapping:
    """The mapping that this YAML says."""
    path = folder / "site.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def read_all(connection: str, site: OdbcMapping) -> dict[str, list[list[str | None]]]:
    """The cells of every entity table by the contract's name."""
    tables = {t.name: [r.payload for r in t.rows] for t in read_odbc(connection, site)}
    return {name: [orjson.loads(p) for p in payloads] for name, payloads in tables.items() if name != "catalogue"}


def read_records(connection: str, site: OdbcMapping) -> list[bytes]:
    """The catalogue's payloads."""
    payloads = {t.name: [r.payload for r in t.rows] for t in read_odbc(connection, site)}
    return payloads["catalogue"]
