"""National identity numbers in what the program wrote: looked for after every test, whatever the test is about.

With a reading of the rules of its own, apart from ``migration.privacy``: a mistake there shall not hide itself. Source:
Skatteetaten's description of fødselsnummer, D-number (day + 40), H-number (month + 40) and the synthetic series (month
+ 80 and + 65).
"""

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

OUTPUT = ("deliveries", "reports")
"""Folders of a project that the program writes and people read."""
LAYERS = ("core_", "matched_", "issue", "ledger", "reject", "check_result", "run")
"""Tables of a staging database that hold no row as it was delivered: ``raw_*`` does, by design, as does a rejected
record's ``payload``."""

_ELEVEN = re.compile(rb"(?<!\d)(\d{6})[ .-]?(\d{5})(?!\d)")
_TOKEN = re.compile(rb"[0-9A-Za-z-]+")
_HEX = re.compile(rb"[0-9a-f-]{32,}")
_MAX_BYTES = 4_000_000


def identity_numbers(payload: bytes) -> list[str]:
    """Eleven digits that no other digit touches and whose date and check digits are right, but for those in a hash."""
    return [found[0].decode() for found in _ELEVEN.finditer(payload) if _is_valid(found) and not _in_hash(found)]


def written_leaks(root: Path) -> list[str]:
    """Where identity numbers stand in the deliveries, reports, logs and the staging database below ``root``."""
    return [f"{name}: {number}" for name, payload in _written(root) for number in identity_numbers(payload)]


def _is_valid(found: re.Match[bytes]) -> bool:
    d = [int(c) for c in (found[1] + found[2]).decode()]
    day, month = 10 * d[0] + d[1], 10 * d[2] + d[3]
    if not (1 <= day % 40 <= 31 and day < 72) or all(not 1 <= month - shift <= 12 for shift in (0, 40, 65, 80)):
        return False
    k1 = -(3 * d[0] + 7 * d[1] + 6 * d[2] + d[3] + 8 * d[4] + 9 * d[5] + 4 * d[6] + 5 * d[7] + 2 * d[8]) % 11
    k2 = -(5 * d[0] + 4 * d[1] + 3 * d[2] + 2 * d[3] + 7 * d[4] + 6 * d[5] + 5 * d[6] + 4 * d[7] + 3 * d[8] + 2 * k1)
    return (k1, k2 % 11) == (d[9], d[10])


def _in_hash(found: re.Match[bytes]) -> bool:
    around = found.string[max(0, found.start() - 80) : found.end() + 80]
    return any(found[0] in token and _HEX.fullmatch(token) for token in _TOKEN.findall(around))


def _written(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in root.rglob("*"):
        parts = path.relative_to(root).parts
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            continue
        if any(part in OUTPUT for part in parts[:-1]) or path.suffix == ".log":
            yield from _contents(path)
        elif path.name == "staging.db":
            yield from _tables(path)


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from ((f"{path}:{name}", archive.read(name)) for name in archive.namelist())
    else:
        yield str(path), path.read_bytes()


def _tables(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                if name.startswith(LAYERS):
                    for row in connection.execute(f'SELECT * FROM "{name}"'):
                        yield f"{path}:{name}", b" ".join(str(c).encode() for c in row if not isinstance(c, bytes))
    except sqlite3.DatabaseError:  # a test that damages its database says so itself
        return
