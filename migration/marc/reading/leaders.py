"""Leaders of other lengths than 24: what they say is moved to its place."""

import re
from functools import lru_cache

from migration.marc.reading.directory import LEADER

_SHORT_LENGTH = re.compile(rb"[\d ]{0,4}(?=[acdnp][a-z][a-z ])")
_LONG_LENGTH = re.compile(rb"[\d ]{6,7}(?=[acdnp][a-z][bcdimps])")
_PACKED = re.compile(rb"(\d{5})?[\d ]*([acdnp][a-z][abcdimps])(?:\s+([01257]))?\s*")
"""Blanks run together: status and type, and NORMARC's level of description (17)."""


@lru_cache(maxsize=4096)
def aligned(leader: bytes) -> bytes:
    """The leader with status and type at 05-07, where its length is written with more or fewer than five characters.

    Nothing is cut off or filled up at its end.
    """
    packed = _PACKED.fullmatch(leader) if len(leader) < LEADER - 6 else None
    if packed:
        return (packed[1] or b" " * 5) + packed[2] + b" " * 9 + (packed[3] or b" ")
    length = _SHORT_LENGTH.match(leader) or _LONG_LENGTH.match(leader)
    return b" " * 5 + leader[length.end() :] if length else leader
