"""XML in UTF-16: its byte order, and a shadow of one byte a code unit in which ASCII can be looked for."""

import re
from collections.abc import Iterator

_ORDERS = {
    "utf-16-le": re.compile(rb"(?:\xff\xfe(?!\x00\x00))?(?:[ \t\r\n]\x00)*[<&]\x00[^\x00]"),
    "utf-16-be": re.compile(rb"(?:\xfe\xff)?(?:\x00[ \t\r\n])*\x00[<&]\x00[^\x00]"),
}
_BEYOND_UNIT = re.compile("[\U00010000-\U0010ffff]")


def byte_order(head: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` for XML that begins so, with or without byte order mark; else empty."""
    return next((order for order, start in _ORDERS.items() if start.match(head)), "")


def shadow(units: bytes, order: str) -> bytes:
    """One byte for each two: ASCII where the code unit is, ``?`` for any other."""
    even = units[: len(units) & ~1]
    text = even.decode(order, "surrogatepass")
    if 2 * len(text) != len(even):
        text = _BEYOND_UNIT.sub("??", text)
    return text.encode("ascii", "replace")


def in_pairs(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, no block ending inside a code unit but the last."""
    odd = b""
    for block in blocks:
        units = odd + block
        odd = units[len(units) & ~1 :]
        yield units[: len(units) & ~1]
    if odd:
        yield odd
