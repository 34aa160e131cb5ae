"""Fields of the bibliographic records: which tags of a title hold something else.

``bibs.xml`` has a field on each line (``migration.export.bibs``), so records are compared without being parsed. Of each
only a few bytes per field are held: 1.2 million records take some 300 MB.
"""

from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from migration.export.differences.model import EXAMPLES, Difference

_TAG = b'tag="'
_ID = b'<controlfield tag="001">'
_LEADER = b"LDR"
_DIGEST = 5
_WIDTH = len(_LEADER) + _DIGEST


def record_differences(one: Path, other: Path) -> list[Difference]:
    """Per MARC tag (``LDR``: the leader), of titles that both deliveries have. A title is of several sources: ``*``."""
    former = dict(_records(one))
    found: dict[str, list[str]] = defaultdict(list)
    for key, fields in _records(other):
        for tag in _differing(former.get(key, fields), fields):
            found[tag].append(key)
    return [
        Difference(
            kind="field", source="*", entity="bib", name=tag, before="", after="", rows=len(keys),
            examples=tuple(sorted(keys)[:EXAMPLES]),
        )
        for tag, keys in sorted(found.items())
    ]  # fmt: skip


def _records(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Id, and the tag and digest of each field, of each record."""
    key, fields = "", bytearray()
    with (folder / "bibs.xml").open("rb") as file:
        for line in file:
            if line.startswith(b"<record>"):
                key, fields = "", bytearray()
            elif line.startswith(b"</record>"):
                yield key, bytes(fields)
            else:
                fields += _tag(line) + blake2b(line, digest_size=_DIGEST).digest()
                if line.startswith(_ID):
                    key = line[len(_ID) :].partition(b"<")[0].decode()


def _differing(one: bytes, other: bytes) -> set[str]:
    """Tags of fields that only one has; of all where their order alone differs."""
    if one == other:
        return set()
    a, b = _split(one), _split(other)
    return {field[: len(_LEADER)].decode() for field in (set(a) ^ set(b) or a)}


def _split(fields: bytes) -> list[bytes]:
    return [fields[start : start + _WIDTH] for start in range(0, len(fields), _WIDTH)]


def _tag(line: bytes) -> bytes:
    _, found, rest = line.partition(_TAG)
    return rest[:3] if found else _LEADER
