"""An item's status and use restriction, whichever way the source says them.

Three forms are read alike: Mikromarc's WebAPI enumeration (``AvailableForLoan``), NORMARC 850 $h and $f (``4``), and
Norwegian text (099 $q: ``Tapt utlån``). One text may hold both: ``Inne [Ikke til utlån]``.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from migration.item_statuses import rank
from migration.marc.conversion.private import looks_private
from migration.rows import RowReader
from migration.transform.context import Context, code, resolve

_PARTS = re.compile(r"[;|\[\]]")
_BLANKS = re.compile(r"[\s_-]+")
_ENDS = " .,:!"


def item_status(context: Context, row: RowReader, column: str, text: str) -> tuple[str, str]:
    """Status and use restriction in neutral codes, each empty where the text does not say it.

    Of several statuses the one farthest from the desk counts (lost before on loan), and somebody is told. A text that
    names a person is neither a code nor shown in an issue.
    """
    text = _one_line(text)
    if not text or resolve(context, "item_status", text)[1] != "unmapped":  # nearly every row
        return code(context, row, "item_status", text), ""
    statuses: list[str] = []
    restrictions: list[str] = []
    for part in _parts(context, text):
        found = _listed(context, "item_status", part)
        if not found and (restriction := _listed(context, "use_restriction", part)):
            restrictions.append(code(context, row, "use_restriction", restriction))
        elif not found and _names_person(part):
            row.note("status_names_person", column)
        else:
            statuses.append(code(context, row, "item_status", found or part))
    known = list(dict.fromkeys(filter(None, statuses)))
    if len(known) > 1:
        row.note("status_several", column, ", ".join(known))
    return max(known, key=rank, default=""), next(filter(None, restrictions), "")


def use_restriction(context: Context, row: RowReader, column: str) -> str:
    """The use restriction of a column of its own (850 $f, or text)."""
    text = row.take(column)
    return code(context, row, "use_restriction", _listed(context, "use_restriction", text) or text) if text else ""


def _parts(context: Context, text: str) -> Iterator[str]:
    """The text itself where a code list has it, else what stands between brackets and semicolons."""
    if _listed(context, "item_status", text):
        yield text
    else:
        yield from filter(None, (part.strip(_ENDS) for part in _PARTS.split(text)))


def _one_line(text: str) -> str:
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def _listed(context: Context, code_list: str, text: str) -> str:
    """The spelling under which the code list decides a text; empty where it doesn't."""
    return next((t for t in _spellings(text) if resolve(context, code_list, t)[1] != "unmapped"), "")


def _spellings(text: str) -> Iterator[str]:
    yield text
    text = " ".join(text.split()).strip(_ENDS)
    yield text
    if text.isascii() and text.isdigit() and len(text) < 4:
        yield str(int(text))
    yield _BLANKS.sub("", text)


@lru_cache(maxsize=4096)
def _names_person(text: str) -> bool:
    return looks_private(text)
