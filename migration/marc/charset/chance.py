"""Text in an old Sami charset that is UTF-8 by chance: ``ráđđi`` in WinSami 2 is ``rᘘi``, a far letter for three."""

import re

from migration.charsets import decode_as

_BY_CHANCE = {
    bytes([lead, code, code]).decode(): bytes([lead, code, code]).decode("cp1252")
    for charset in ("winsami2", "iso-ir-197", "iso-8859-4", "iso-8859-10")
    for lead in b"\xe1\xe4\xe5"
    for code in range(0x80, 0xC0)
    if decode_as(bytes([code]), charset) in set("čđŋšŧž")
}
CHANCE = "".join(sorted(_BY_CHANCE))
"""Characters whose UTF-8 is á, ä or å and a doubled Sami letter."""

_CHANCE = re.compile(f"(?<=[A-Za-zá])[{CHANCE}](?=[a-zá])|\\b[{CHANCE}](?<![Ḹ-ỻ])(?=[a-zá]{{2}})")


def is_by_chance(text: str) -> bool:
    """Whether UTF-8 seems so by chance: one character of a far script among Latin letters."""
    return not text.isascii() and _CHANCE.search(text) is not None


def as_windows(text: str) -> str:
    """A text with such characters as what Windows-1252 makes of their bytes."""
    return _CHANCE.sub(lambda match: _BY_CHANCE[match[0]], text)
