"""Blocks of descriptions that share a key; those that are too large are divided by a longer key.

What a block is known by afterwards is its members, not its key: two descriptions that stood in one block were compared,
whatever the block was called. So an incremental run needs no more than a hash of the members of each block.
"""

from dataclasses import dataclass

from migration.match.blocking.keys import KEYS, PREPARED, Key
from migration.match.blocking.running import Runs

_TABLES = """
    CREATE TABLE member (d INTEGER, key UBIGINT, proves BOOLEAN);
    CREATE TABLE entry (d INTEGER, key UBIGINT);
    CREATE TABLE size (key UBIGINT, n INTEGER);
"""
_SIZES = "INSERT INTO size SELECT key, count(*) FROM entry GROUP BY key HAVING count(*) > 1"
_JOIN = "INSERT INTO member SELECT d, key, $proves FROM entry JOIN size USING (key) WHERE n <= $most"
_COUNTS = "SELECT count(*) FILTER (n <= $most), count(*) FILTER (n > $most) FROM size"
_BLOCKS = """
    CREATE TABLE block AS
    SELECT key, printf('%016x%x%s', bit_xor(name), count(*), if(any_value(proves), 'i', '')) AS members
    FROM member JOIN description USING (d) GROUP BY key;
    DROP TABLE entry; DROP TABLE size; DROP TABLE title_form; DROP TABLE bucket;
"""


@dataclass(frozen=True, slots=True)
class Overflow:
    """A block that no longer key could divide enough: its pairs are not compared. ``shown``: its key, for people."""

    name: str
    shown: str
    size: int


@dataclass(frozen=True, slots=True)
class KeyCounts:
    """``blocks``: those with pairs, by any form of the key; ``divided``: those that were too large."""

    name: str
    blocks: int
    divided: int
    overflows: tuple[Overflow, ...]


def fill_blocks(connection: Runs, most: int) -> tuple[KeyCounts, ...]:
    """Fill ``member`` (who stands in which block) and ``block``; ``most``: descriptions in one block."""
    counts = fill_members(connection, most)
    connection.execute(_BLOCKS)
    return counts


def fill_members(connection: Runs, most: int) -> tuple[KeyCounts, ...]:
    """Fill ``member`` alone."""
    for statement in (*PREPARED, _TABLES):
        connection.execute(statement)
    return tuple(_fill(connection, key, most) for key in KEYS)


def _fill(connection: Runs, key: Key, most: int) -> KeyCounts:
    blocks = divided = 0
    for length in range(len(key.parts)):
        connection.execute(_entries(key, length))
        connection.execute("DELETE FROM size")
        connection.execute(_SIZES)
        connection.execute(_JOIN, {"proves": key.proves, "most": most})
        fit, large = _counts(connection, most)
        blocks, divided = blocks + fit, divided + large
        connection.execute("DELETE FROM entry")
        if not large:
            return KeyCounts(key.name, blocks, divided, ())
    overflows = _overflows(connection, key, most)
    return KeyCounts(key.name, blocks, divided - len(overflows), overflows)


def _counts(connection: Runs, most: int) -> tuple[int, int]:
    fit, large = connection.execute(_COUNTS, {"most": most}).fetchall()[0]
    connection.execute("DELETE FROM size WHERE n <= $most", {"most": most})
    return fit, large


def _entries(key: Key, length: int) -> str:
    """Who has the key in this length; of longer ones only those in a block that was too large."""
    large = f"AND {_hash(key, length - 1)} IN (SELECT key FROM size)" if length else ""  # noqa: S608
    chosen = f"SELECT DISTINCT d, {_hash(key, length)} FROM {key.source} WHERE {key.where} {large}"  # noqa: S608
    return f"INSERT INTO entry {chosen}"


def _overflows(connection: Runs, key: Key, most: int) -> tuple[Overflow, ...]:
    last = len(key.parts) - 1
    large = connection.execute(
        f"SELECT {_text(key, last)} AS shown, count(DISTINCT d) AS n FROM {key.source} WHERE {key.where} "  # noqa: S608
        f"AND {_hash(key, last)} IN (SELECT key FROM size) GROUP BY shown ORDER BY n DESC, shown"
    )
    return tuple(Overflow(key.name, shown, size) for shown, size in large.fetchall())


def _text(key: Key, length: int) -> str:
    return f"concat_ws(' | ', {', '.join(key.parts[: length + 1])})"


def _hash(key: Key, length: int) -> str:
    """MD5, which is the same in every version of DuckDB."""
    return f"md5_number_lower('{key.name}: ' || {_text(key, length)})"
