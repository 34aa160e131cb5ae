"""ISBN by python-stdnum, remembered: each number is asked for when it is converted, described, checked and merged."""

from functools import lru_cache

from stdnum import isbn


@lru_cache(maxsize=16_384)
def isbn13(number: str) -> str:
    """The ISBN-13 of an ISBN-10 or ISBN-13, hyphens allowed; empty where the check digit is wrong."""
    return str(isbn.to_isbn13(isbn.compact(number))) if isbn.is_valid(number) else ""
