"""Languages (008/35-37, 041): of the text, and of the original. ISO 639-2; unknown, none and several are empty."""

import re
from functools import lru_cache

from migration.marc.features.subfields import Fields, values

_NONE = frozenset({"", "und", "zxx", "mis", "mul"})
_OLD = {"lap": "smi", "scr": "hrv", "scc": "srp", "nrs": "nor"}
_CODE = re.compile(r"[a-z]{3}")


def languages(data: str, fields: Fields) -> tuple[str, tuple[str, ...], str]:
    """The language, those of 041 $a, and the original's (041 $h). ``data``: 008, 40 characters."""
    told = tuple(dict.fromkeys(code for value in values(fields, "041", "ad") for code in _codes(value)))
    original = next((code for value in values(fields, "041", "h") for code in _codes(value)), "")
    coded = next(iter(_codes(data[35:38])), "")
    several = len(told) > 1 and data[35:38] == "mul"
    return coded or ("" if several else next(iter(told), "")), told, original


@lru_cache(maxsize=4_096)
def _codes(text: str) -> tuple[str, ...]:
    """``nobeng``, as it was once written, are two."""
    small = re.sub(r"[^a-z]", "", text.lower())
    codes = _CODE.findall(small) if len(small) % 3 == 0 else []
    return tuple(_OLD.get(code, code) for code in codes if code not in _NONE)
