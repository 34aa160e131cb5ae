"""Serial issue numbers, which Mikromarc keeps in ``Shelf`` (``2019:3``) or, in some databases, in ``MagazineIssue``."""

import re

_CERTAIN = re.compile(r"\d{4}:\d+")
"""The one attested form: year, colon, number. Nothing else on a shelf looks so."""
_OF_SERIAL = re.compile(
    r"(?:nr\.?\s*)?(?:1[5-9]|20)\d\d\s?[:/,.-]\s?(?:nr\.?\s*)?\d{1,3}(?:\s?[-–/+]\s?\d{1,3})?"
    r"|(?:nr\.?\s*)?\d{1,3}(?:\s?[-–+]\s?\d{1,3})?\s?[/:,]?\s?(?:1[5-9]|20)\d\d",
    re.IGNORECASE,
)
"""``2019:1-2``, ``2019: 3``, ``2019/3``, ``nr. 3 2019``, ``3/2019``: an issue where the record is a serial."""


def split_shelf(shelf: str, issue: str, is_serial: bool) -> tuple[str, str]:
    """Call number and enumeration from what stands on the shelf and what the source calls the issue."""
    on_shelf = _CERTAIN.fullmatch(shelf) or (is_serial and _OF_SERIAL.fullmatch(shelf))
    if not on_shelf:
        return shelf, issue
    return ("", issue or shelf) if issue in ("", shelf) else (shelf, issue)
