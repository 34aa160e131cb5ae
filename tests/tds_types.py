"""SQL Server's types on the wire (MS-TDS 2.2.5.4, 2.2.5.5): TYPE_INFO of a column, and one value of a ROW token."""

import re
import struct
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

COLLATION = b"\x09\x04\xd0\x00\x34"


@dataclass(frozen=True, slots=True)
class SqlType:
    """A declared type such as ``decimal(10,2)``; a text or binary type without a size is (max)."""

    name: str
    size: int = 0
    scale: int = 0


def sql_type(declared: str) -> SqlType:
    name, _, rest = declared.strip().lower().partition("(")
    numbers = [int(n) for n in re.findall(r"\d+", rest)]
    return SqlType(name.strip(), *numbers[:2])


FIXED_TYPES = {
    "int": b"\x26\x04",
    "bigint": b"\x26\x08",
    "bit": b"\x68\x01",
    "float": b"\x6d\x08",
    "datetime": b"\x6f\x08",
    "datetime2": b"\x2a\x07",
    "datetimeoffset": b"\x2b\x07",
    "date": b"\x28",
    "uniqueidentifier": b"\x24\x10",
}


def type_info(kind: SqlType) -> bytes:
    """TYPE_INFO of a column."""
    if kind.name == "decimal":
        return b"\x6a\x11" + bytes((kind.size, kind.scale))
    if kind.name == "nvarchar":
        return b"\xe7" + _length(kind.size * 2) + COLLATION
    if kind.name == "varchar":
        return b"\xa7" + _length(kind.size) + COLLATION
    if kind.name == "varbinary":
        return b"\xa5" + _length(kind.size)
    return FIXED_TYPES[kind.name]


def _length(size: int) -> bytes:
    return struct.pack("<H", size or 0xFFFF)


def cell(kind: SqlType, value: object) -> bytes:
    """One value as it stands in a ROW token."""
    if kind.name in ("nvarchar", "varchar", "varbinary"):
        return _characters(kind, value)
    if value is None:
        return b"\x00"
    data = _fixed(kind, value)
    return bytes((len(data),)) + data


def _characters(kind: SqlType, value: object) -> bytes:
    if value is None:
        return b"\xff" * (2 if kind.size else 8)
    data = value if isinstance(value, bytes) else _encoded(kind, str(value))
    if kind.size:
        return struct.pack("<H", len(data)) + data
    chunk = struct.pack("<I", len(data)) + data if data else b""
    return struct.pack("<Q", len(data)) + chunk + struct.pack("<I", 0)


def _encoded(kind: SqlType, text: str) -> bytes:
    return text.encode("utf-16-le") if kind.name == "nvarchar" else text.encode("windows-1252")


def _fixed(kind: SqlType, value: object) -> bytes:
    encoders: dict[str, Callable[[str], bytes]] = {
        "int": lambda v: struct.pack("<i", int(v)),
        "bigint": lambda v: struct.pack("<q", int(v)),
        "bit": lambda v: bytes((int(v),)),
        "float": lambda v: struct.pack("<d", float(v)),
        "decimal": lambda v: _decimal(Decimal(v), kind.scale),
        "datetime": lambda v: _datetime(datetime.fromisoformat(v)),
        "datetime2": lambda v: _datetime2(datetime.fromisoformat(v)),
        "datetimeoffset": lambda v: _datetimeoffset(datetime.fromisoformat(v)),
        "date": lambda v: _days(date.fromisoformat(v)),
        "uniqueidentifier": lambda v: uuid.UUID(v).bytes_le,
    }
    return encoders[kind.name](str(value))


def _decimal(value: Decimal, scale: int) -> bytes:
    return bytes((int(value >= 0),)) + abs(int(value.scaleb(scale))).to_bytes(16, "little")


def _datetime(value: datetime) -> bytes:
    """Days since 1900 and three-hundredths of a second since midnight."""
    since = value - datetime(1900, 1, 1)
    return struct.pack("<iI", since.days, since.seconds * 300 + since.microseconds * 300 // 1_000_000)


def _datetime2(value: datetime) -> bytes:
    """Tenths of a microsecond since midnight, and days since year 1."""
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return (seconds * 10_000_000 + value.microsecond * 10).to_bytes(5, "little") + _days(value.date())


def _datetimeoffset(value: datetime) -> bytes:
    """The time in UTC, and the offset in minutes."""
    offset = value.utcoffset() or timedelta()
    return _datetime2(value.replace(tzinfo=None) - offset) + struct.pack("<h", offset // timedelta(minutes=1))


def _days(value: date) -> bytes:
    return (value.toordinal() - 1).to_bytes(3, "little")
