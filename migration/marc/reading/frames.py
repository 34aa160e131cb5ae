"""What framing yields: one record's bytes and where they stand in the file."""

from dataclasses import dataclass

BLOCK = 2**20
"""Bytes read at a time."""

CAP = 2**25
"""Bytes (32 MiB) that one record may have: what is longer is no record, and must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One record. ``offset``: bytes before it in the file; ``problem``: an issue code, or empty for a whole record."""

    offset: int
    payload: bytes
    problem: str = ""
