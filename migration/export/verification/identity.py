"""No national identity number in clear, anywhere (docs/contract.md, section 5).

Numbers that machines hand out can look like one by chance: the ids of items and the control numbers of records are
not searched. Everything else is: notes, names, cards, keys, issue values, rejected rows, the records' texts.
"""

import re
from collections.abc import Iterator, Sequence

from migration.export.verification.state import Delivery
from migration.privacy import find_identity_numbers

MACHINE_NUMBERS = frozenset({"itemid", "item_id", "marcrecordid"})
RECORD_NUMBER_COLUMNS = frozenset({"legacy_id", "id", "value"})
RECORD_ENTITIES = frozenset({"bib", "item"})

OTHER_NUMBER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|(\+|00)[0-9][0-9 ]+")
"""Ids, keyed hashes and international telephone numbers."""

RUN = re.compile(r"[0-9][0-9]{5}[ .-]?[0-9]{5}[0-9 .-]*")
"""Digits that may hold an identity number; begins with one character class, which is what makes the search fast."""

LAST_TAG = re.compile(r""".*tag=["'](...)["']""", re.DOTALL)
LAST_CODE = re.compile(r""".*code=["'](.)["']""", re.DOTALL)
NUMBER_TAG = re.compile(r"0..")
NUMBER_CODES = frozenset("01uwxz")
CONTEXT = 4000


def find_starts(text: str) -> Iterator[int]:
    """Where identity numbers begin; several times as fast as a careful look at the whole text."""
    for run in RUN.finditer(text):
        start = max(0, run.start() - 1)
        for span in find_identity_numbers(text[start : run.end()]):
            yield start + span[0]


def holds_number(text: str) -> bool:
    return any(True for _ in find_starts(text))


def check_row(
    delivery: Delivery, name: str, entity: str, line: int, header: Sequence[str], cells: Sequence[str]
) -> None:
    """Search the cells of one row. ``entity``: whose row it is, empty where the file does not say."""
    for column, cell in zip(header, cells, strict=True):
        if not _is_machine_number(entity, column.casefold(), cell) and holds_number(cell):
            _note(delivery, name, f"{column} holds a national identity number", line)


def _is_machine_number(entity: str, column: str, cell: str) -> bool:
    if column in MACHINE_NUMBERS or (entity in RECORD_ENTITIES and column in RECORD_NUMBER_COLUMNS):
        return True
    return OTHER_NUMBER.fullmatch(cell) is not None


def check_marcxml(delivery: Delivery, name: str, text: str, line: int) -> None:
    """Search a stretch of MARCXML; ``line`` is its first. Fields 0XX and $0 $1 $u $w $x $z hold numbers of machines."""
    for start in find_starts(text):
        before = text[max(0, start - CONTEXT) : start]
        tag, code = LAST_TAG.match(before), LAST_CODE.match(before)
        if (tag and NUMBER_TAG.fullmatch(tag[1])) or (code and code[1] in NUMBER_CODES):
            continue
        what = f"field {tag[1] if tag else ''} holds a national identity number"
        _note(delivery, name, what, line + text.count("\n", 0, start))


def _note(delivery: Delivery, name: str, what: str, line: int) -> None:
    delivery.problems.note("identity_number", name, what, line)
