"""What a source's other records say of its charset: votes of those that are not UTF-8 and whose bytes are clear."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migration.marc.charset.ansel import MARC_8, has_escapes
from migration.marc.charset.encoding import choose
from migration.marc.charset.sami import CODES

_LINE_CODE = re.compile(rb"\$[0-9a-z]")
"""A subfield's code in the line format. What stands before a letter tells how well it fits, so no code may."""


@dataclass(frozen=True, slots=True)
class CharsetEvidence:
    """Charsets with the number of records that voted for each, the most frequent first."""

    votes: tuple[tuple[str, int], ...] = ()

    @property
    def charsets(self) -> tuple[str, ...]:
        """The charsets alone, the most frequent first.

        Norwegian is the same in code pages 865 and 850 and counts as 865: one vote for 850, which needs a letter that
        865 lacks, tells what the others meant.
        """
        charsets = [charset for charset, _ in self.votes]
        if {"cp850", "cp865"}.issubset(charsets):
            charsets.remove("cp850")
            charsets.insert(charsets.index("cp865"), "cp850")
        return tuple(charsets)

    @classmethod
    def of(cls, votes: Iterable[str] | Mapping[str, int]) -> "CharsetEvidence":
        """Of single votes, or of their counts; empty votes don't count. The order of the votes makes no difference."""
        counts = Counter(votes)
        del counts[""]
        return cls(tuple(sorted(counts.items(), key=lambda vote: (-vote[1], vote[0]))))

    def to_json(self) -> str:
        """``{"windows-1252": 812, "cp865": 3}``."""
        return json.dumps(dict(self.votes))

    @classmethod
    def from_json(cls, text: str) -> "CharsetEvidence":
        """The reverse of ``to_json``. Raises ValueError for what is no such text."""
        found = json.loads(text)
        if not isinstance(found, dict) or not all(isinstance(count, int) for count in found.values()):
            raise ValueError("not the votes for charsets")
        return cls.of(found)


def observe(payload: bytes, form: str) -> str:
    """The vote of one landed record: a charset; empty for ASCII, for UTF-8, and where the bytes are not clear.

    ``form``: ``iso2709``, ``line`` or ``xml``. Never raises.
    """
    try:
        payload.decode()
    except UnicodeDecodeError:
        return _vote(payload, form)
    return MARC_8 if has_escapes(payload) and _may_be_marc8(payload, form) else ""


def _vote(payload: bytes, form: str) -> str:
    parts = payload.split(b"\x1e" if form == "iso2709" else b"\n")
    odd = [_LINE_CODE.sub(b"  ", part) if form == "line" else part for part in parts if not _is_utf8(part)]
    found = choose(odd, "auto", _may_be_marc8(payload, form), (), _says_sami(parts))
    return found.charset if found.sure and found.charset != "utf-8" else ""


def _may_be_marc8(payload: bytes, form: str) -> bool:
    return form == "line" or (form == "iso2709" and payload[9:10] != b"a")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _says_sami(parts: Iterable[bytes]) -> bool:
    """Whether a part is a field 008 with a Sami code in 35-37. XML is judged by its words alone."""
    fields = (part.rstrip(b"\r").removeprefix(b"*008") for part in parts)
    return any(38 <= len(field) <= 41 and field[35:38].decode("latin-1") in CODES for field in fields)
