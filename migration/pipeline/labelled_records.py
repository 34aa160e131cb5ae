"""Records for ``match-eval``: a file in any format that an export may have, or MARC-in-JSON, to features by id."""

import errno
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import orjson
from pymarc import JSONReader, Record

from migration.features import BibFeatures
from migration.marc.conversion.convert import convert
from migration.marc.features.record import features
from migration.marc.formats import verdict
from migration.marc.reading.decode import UnreadableRecordError, decode
from migration.marc.reading.framing import frame, sniff, xml_charset
from migration.marc.rules import Rules

_HEAD = 65_536
_GZIP = b"\x1f\x8b"


class RecordsError(Exception):
    """A file of records cannot be used. ``problems``: one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def labelled_records(paths: Iterable[Path], rules: Rules) -> dict[str, BibFeatures]:
    """Features of each record by its 001, taken as the pipeline takes them. Raises RecordsError."""
    found: dict[str, BibFeatures] = {}
    problems: list[str] = []
    for path in paths:
        for record, marc_format in _read(path, problems):
            number = next((f.data.strip() for f in record.fields if f.tag == "001" and f.data), "")
            own = _features(record, marc_format, rules)
            if not number:
                problems.append(f"{path}: a record has no 001; pairs are named by it")
            elif found.setdefault(number, own) != own:
                problems.append(f"{path}: two different records have the id {number!r}; give each its own")
    if problems:
        raise RecordsError(problems)
    return found


def _features(record: Record, marc_format: str, rules: Rules) -> BibFeatures:
    return features(convert(record, rules, verdict(record, marc_format)).record)


def _read(path: Path, problems: list[str]) -> Iterator[tuple[Record, str]]:
    """Each record, and the format that is known of it: MARC-in-JSON is MARC 21, others tell by themselves."""
    with open_plain(path) as file:
        head = file.read(_HEAD)
        file.seek(0)
        form = sniff(head)
        if head.lstrip()[:1] in (b"{", b"["):
            yield from ((record, "marc21") for record in _from_json(path, file, problems))
        elif form:
            yield from ((record, "auto") for record in _from_frames(path, file, form, xml_charset(head), problems))
        else:
            problems.append(f"{path}: is neither MARC-in-JSON, ISO 2709, MARCXML nor the NORMARC line format")


def open_plain(path: Path) -> BinaryIO:
    """A file's bytes, unpacked where it is gzip. Raises OSError."""
    data = path.read_bytes()
    if not data.startswith(_GZIP):
        return io.BytesIO(data)
    try:
        return io.BytesIO(gzip.decompress(data))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise OSError(errno.EINVAL, "is no whole gzip file", str(path)) from error


def _from_json(path: Path, file: BinaryIO, problems: list[str]) -> Iterator[Record]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            orjson.loads(line)
            yield from (record for record in JSONReader(line.decode()) if record)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            problems.append(f"{path}:{number}: is no MARC-in-JSON ({type(error).__name__}); one record a line")


def _from_frames(path: Path, file: BinaryIO, form: str, declared: str, problems: list[str]) -> Iterator[Record]:
    for number, found in enumerate(frame(file, form), 1):
        if found.problem:
            problems.append(f"{path}: record {number} cannot be read ({found.problem})")
            continue
        try:
            yield decode(found.payload, form, declared=declared).record
        except UnreadableRecordError as error:
            problems.append(f"{path}: record {number} cannot be read ({error.code})")
