"""Protected addresses (*fortrolig*, *strengt fortrolig*, *sperret adresse*): a library system must not hold them.

Source: Nasjonalbiblioteket on the national register of borrowers: secret addresses must not be in the local system.
"""

import re
from collections.abc import Mapping

_WORDS = (
    r"(?:strengt\s+)?"
    r"(?:fortrolig|fortruleg|hemmelig|hemmeleg|sperra|sperret|skjermet|skjerma|skjult|beskyttet|gradert)"
)
_ANYWHERE = re.compile(
    rf"(?<!\w)(?:{_WORDS}[ -]*(?:adr(?:esse[nr]?|\.)?|bosted|oppholdssted)"
    rf"|adresse[nr]?[ :-]*(?:er\s+)?{_WORDS}"
    r"|adresse-?(?:sperre[nt]?|sperret|beskyttelse|gradering)"
    r"|klient-?adresse|strengt\s+(?:fortrolig|fortruleg)"
    r"|(?<!\w)kode\s*:?\s*[67](?![0-9])(?!\s+(?:på|til|for|ved)(?!\w))"
    r"|ikke\s+(?:oppgi|gi\s+ut)\s+adresse[nr]?|(?:hemmelig|skjult)\s+\w+\s+og\s+adresse|čihkkojuvvon\s+čujuhus"
    r"|skyddad\s+(?:adress|identitet)|sekretessmarkering|turvakielto|salainen\s+osoite)(?!\w)[.:!]?",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    rf"[\s*(\[\"'.:-]*(?:{_WORDS}|sperre|sperring|hemligt?|skyddad|kode\s*:?\s*[67])[\s*)\]\"'.:!-]*",
    re.IGNORECASE,
)


def says_protected(text: str) -> bool:
    """Whether a text (a note, a name) says that somebody's address is protected."""
    return bool(text) and _ANYWHERE.search(text) is not None


def is_protected_line(line: str) -> bool:
    """Whether an address line says so: there a word alone (``Fortrolig``) is enough."""
    return bool(line) and (_IN_ADDRESS.fullmatch(line) is not None or says_protected(line))


def without_whereabouts(cells: Mapping[str, str], group: str = "") -> Mapping[str, str]:
    """A row for the rejects: of a person whose address is protected only the id, since any cell may tell it."""
    if not any(map(is_protected_line, (group, *cells.values()))):
        return cells
    return {column: value if column.strip().casefold() == "id" else "" for column, value in cells.items()}


def without_protection(text: str) -> str:
    """A text without the words that say so."""
    rest = _ANYWHERE.sub(" ", text)
    return " ".join(rest.split()).strip(" ,;:-") if rest != text else text
