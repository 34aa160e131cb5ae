"""Who answers for a child: in columns of its own, or in notes (``Foresatt: …``, ``mor: …``, ``v/Ina``)."""

import re

from migration.rows import RowReader
from migration.transform.fields import text

COLUMNS = ("Guardian", "GuardianName", "ParentName", "GuardianPhone", "GuardianEmail", "GuardianId")
_WHO = (
    r"foresatte?|føresette?|forelder|foreldre|foreldra|verge|mor|far|mamma|pappa|eadni|áhčči"
    r"|fosterforeldre|fostermor|fosterfar"
)
_CAPITAL = "(?-i:[A-ZÆØÅÁČĐŊŠŦŽ])"
_SAID = re.compile(
    rf"(?<!\w)((?:(?:{_WHO})\s*[:=]|v/\s?(?={_CAPITAL}))\s*[^;]+?)"
    rf"(?:\s*(?:[;.,]|$)(?=\s*$)|\s*;|(?<=\w{{3}})\.(?=\s+{_CAPITAL})|(?=[,.]?\s+(?:{_WHO})\s*[:=]))",
    re.IGNORECASE,
)
"""Up to a semicolon, the end, a new sentence (not an initial or ``tlf.``), or who else answers for the child."""


def guardian_of_columns(row: RowReader) -> str:
    """What the source's own columns say."""
    return "; ".join(dict.fromkeys(said for column in COLUMNS if (said := text(row, column))))


def guardian_of_notes(lines: list[str]) -> tuple[list[str], str]:
    """The notes without what they say of a guardian, and that. ``lines``: one note each."""
    said = [match.strip(" ,.;") for line in lines for match in _SAID.findall(line)]
    rest = [_without(line) if _SAID.search(line) else line for line in lines]
    return [line for line in rest if line], "; ".join(said)


def _without(line: str) -> str:
    rest = " ".join(_SAID.sub(" ", line).split()).strip(" ,;")
    return rest if rest.strip(" .,;") else ""
