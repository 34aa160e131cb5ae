"""``bibs.mrc``, read as a stream between record terminators: the same records as ``bibs.xml``, save the oversize."""

from collections.abc import Iterator
from pathlib import Path

from migration.export.verification.layout import OVERSIZE
from migration.export.verification.state import Delivery
from migration.export.verification.tables import open_table
from migration.export.verification.values import is_number, parse_id

NAME = "bibs.mrc"
OVERSIZE_NAME = "oversize.csv"
TERMINATOR = b"\x1d"
BLOCK = 1 << 20
LEADER = 24
ENTRY = 12


def check_iso2709(delivery: Delivery) -> int:
    """Check the records. Returns their number."""
    if not delivery.has(NAME):
        return 0
    oversize, last, good, count = _oversize(delivery), "", 0, 0
    for record in _records(delivery.path / NAME):
        count += 1
        text, problem = _control_number(record)
        problem = problem or _id_problem(delivery, oversize, text, last)
        if problem:
            delivery.problems.note("marc", NAME, f"record {count}: {problem}")
        else:
            good += 1
        last = text or last
    missing = len(delivery.ids["bib"] - oversize) - good
    if missing > 0:
        delivery.problems.note("marc", NAME, f"lacks {missing} records of bibs.xml that {OVERSIZE_NAME} doesn't list")
    delivery.count(NAME, count)
    return count


def _id_problem(delivery: Delivery, oversize: set[int], text: str, last: str) -> str:
    number = parse_id(text)
    if number is None or number not in delivery.ids["bib"]:
        return "its 001 is not in bibs.xml"
    if number in oversize:
        return f"is listed in {OVERSIZE_NAME}, too"
    if text <= last:
        return f"{text} stands after {last}: twice, or not sorted"
    return ""


def _records(path: Path) -> Iterator[bytes]:
    """Each record with its terminator; what stands after the last terminator comes as it is."""
    rest = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            *whole, rest = (rest + block).split(TERMINATOR)
            yield from (record + TERMINATOR for record in whole)
    if rest:
        yield rest


def _control_number(record: bytes) -> tuple[str, str]:
    """The record's 001, found by its directory, and what is wrong with its frame (empty when it holds)."""
    if not record.endswith(TERMINATOR):
        return "", "does not end with the record terminator"
    if record[:5] != b"%05d" % len(record):
        return "", "its leader does not give its length"
    if record[9:10] != b"a" or not _is_utf8(record):
        return "", "is not UTF-8 by its leader and its bytes"
    base = int(record[12:17]) if record[12:17].isdigit() else 0
    for at in range(LEADER, base - ENTRY, ENTRY):
        tag, length, start = record[at : at + 3], record[at + 3 : at + 7], record[at + 7 : at + 12]
        if not (length + start).isdigit():
            return "", "its directory cannot be read"
        if tag == b"001":
            value = record[base + int(start) : base + int(start) + int(length)]
            return value.rstrip(b"\x1e").decode("utf-8", "replace"), ""
    return "", "has no 001"


def _is_utf8(record: bytes) -> bool:
    try:
        record.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _oversize(delivery: Delivery) -> set[int]:
    table = open_table(delivery, OVERSIZE_NAME, OVERSIZE, "bib")
    numbers: set[int] = set()
    rows = 0
    for line, cells in table.rows() if table else ():
        rows += 1
        number = parse_id(cells[table.position["target_id"]]) if table else None
        if number is None or number not in delivery.ids["bib"]:
            delivery.problems.note("reference", OVERSIZE_NAME, "target_id is not in bibs.xml", line)
        else:
            numbers.add(number)
        if table and not is_number(cells[table.position["bytes"]]):
            delivery.problems.note("value", OVERSIZE_NAME, "bytes is not a whole number", line)
    if table:
        delivery.count(OVERSIZE_NAME, rows)
    return numbers
