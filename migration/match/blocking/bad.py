"""Identifiers that prove nothing, found from the data: dummies, and numbers that several things bear.

A number that stands with two volume numbers is that of the set; one with three quite different titles, or with two
formats, was reused or copied. Counted over descriptions, so that sixty copies of one slip are one slip.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import orjson
from rapidfuzz.fuzz import ratio, token_set_ratio

from migration.features import Identifier
from migration.match.blocking.loading import renamed
from migration.match.blocking.running import Runs

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_TITLES = 2
"""Quite different titles that one number may have: its own, and one that another script or a slip made."""
_ANOTHER_TITLE = 55
"""Per cent of likeness below which two titles are quite different."""
MOST_WORDINGS = 5
"""Titles that one number may have, though each is somewhat like another: ``Fiske i nord``, ``Jakt i nord`` …"""
_ANOTHER_WORDING = 93

_OWN = """
    CREATE TABLE own_identifier AS
    SELECT DISTINCT digest, i[1] AS kind, i[2] AS value
    FROM (SELECT digest, unnest(from_json(identifiers, '[["VARCHAR"]]')) AS i
          FROM loaded_description WHERE identifiers <> '')
    WHERE i[3] = 'own'
"""
_TELLING = "CASE WHEN kind = 'issn' THEN left(value, 7) ELSE substr(value, 4, length(value) - 4) END"
"""A number without its prefix and check digit."""
_BAD = f"""
    CREATE TABLE bad AS
    SELECT kind, value FROM own_identifier JOIN loaded_description USING (digest)
    GROUP BY kind, value
    HAVING count(DISTINCT nullif(part_number, '')) > 1
        OR count(DISTINCT nullif(format_class, '')) > 1
        OR (kind IN ('isbn', 'ismn', 'ean', 'issn')
            AND (replace({_TELLING}, left({_TELLING}, 1), '') = ''
                 OR {_TELLING} IN ('123456789', '012345678', '987654321', '1234567')))
"""  # noqa: S608
_DOUBTFUL = """
    SELECT kind, value, head, title_key, other_titles
    FROM own_identifier JOIN loaded_description USING (digest)
    SEMI JOIN (SELECT kind, value FROM own_identifier JOIN loaded_description USING (digest)
        GROUP BY kind, value HAVING count(DISTINCT split_part(title_key, ' ', 1)) > $most) USING (kind, value)
    ANTI JOIN bad USING (kind, value)
    ORDER BY kind, value, title_key, head, other_titles
"""
_REUSED = "INSERT INTO bad SELECT reused[1], reused[2] FROM (SELECT unnest($numbers) AS reused)"
AFFECTED = """
    SELECT digest, list([kind, value] ORDER BY kind, value) FROM own_identifier SEMI JOIN bad USING (kind, value)
    GROUP BY digest
"""


def find_bad(connection: Runs) -> frozenset[Identifier]:
    """Fill ``own_identifier`` and ``bad``; the identifiers that prove nothing."""
    connection.execute(_OWN)
    connection.execute(_BAD)
    _insert_reused(connection)
    return frozenset(
        Identifier(kind, value) for kind, value in connection.execute("SELECT kind, value FROM bad").fetchall()
    )


def _insert_reused(connection: Runs) -> None:
    rows = connection.execute(_DOUBTFUL, {"most": MOST_TITLES}).fetchall()
    groups = groupby(rows, key=itemgetter(0, 1))
    found = [list(number) for number, records in groups if _is_reused([_forms(*r[2:]) for r in records])]
    if found:
        connection.execute(_REUSED, {"numbers": found})


def _forms(head: str, title_key: str, other_titles: str) -> tuple[str, ...]:
    return (head, title_key, *(orjson.loads(other_titles) if other_titles else ()))


def _is_reused(records: Sequence[Sequence[str]]) -> bool:
    return more_titles(records, MOST_TITLES, _like) or more_titles(records, MOST_WORDINGS, _same)


def more_titles(records: Sequence[Sequence[str]], most: int, alike: Callable[[str, str], bool]) -> bool:
    """Whether records have more than ``most`` titles of which no two are alike. A record: the forms of its title."""
    seen: list[Sequence[str]] = []
    for forms in records:
        if any(forms) and not any(_any(alike, forms, other) for other in seen):
            seen.append(forms)
            if len(seen) > most:
                return True
    return False


def _any(alike: Callable[[str, str], bool], a: Sequence[str], b: Sequence[str]) -> bool:
    return any(alike(x, y) for x in a for y in b if x and y)


def _like(a: str, b: str) -> bool:
    return token_set_ratio(a, b) >= _ANOTHER_TITLE


def _same(a: str, b: str) -> bool:
    """But for a subtitle, or slips."""
    one, two = set(a.split()), set(b.split())
    return one <= two or two <= one or ratio(a, b) >= _ANOTHER_WORDING


def rename(connection: "DuckDBPyConnection") -> None:
    """Fill ``name_of``: digest and name of the descriptions whose own identifiers hold bad ones."""
    import pyarrow

    rows = connection.execute(AFFECTED).fetchall()
    digests = pyarrow.array([digest for digest, _ in rows], pyarrow.uint64())
    names = pyarrow.array([renamed(digest, bad) for digest, bad in rows], pyarrow.uint64())
    connection.execute("CREATE TABLE name_of (digest UBIGINT, name UBIGINT)")
    connection.from_arrow(pyarrow.table({"digest": digests, "name": names})).insert_into("name_of")
