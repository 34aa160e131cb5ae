"""What a stored record states, as a librarian would read it: the first subfield of a kind, and all in a line."""

from collections.abc import Sequence

from migration.marc.stored import is_control, parse_stored

Places = Sequence[tuple[str, str]]
"""Tags and codes of subfields, the one that counts most first."""

MAKERS: Places = (("100", "a"), ("110", "a"), ("111", "a"), ("700", "a"), ("710", "a"), ("245", "c"))
"""Where the first name stands: main entry, else added entry, else statement of responsibility."""
EDITION: Places = (("250", "a"),)
PUBLISHERS: Places = (("264", "b"), ("260", "b"))
EXTENT: Places = (("300", "a"),)
_PARTS: Places = (("245", "n"), ("245", "p"))
_YEARS: Places = (("264", "c"), ("260", "c"))


def first_stated(fields: Sequence[Sequence[str]], places: Places) -> str:
    """The first subfield of a stored record that stands at one of these places, in the places' order."""
    for tag, code in places:
        for field in fields:
            if field[0] == tag and not is_control(tag):
                found = [v for c, v in zip(field[2::2], field[3::2], strict=True) if c == code]
                if found:
                    return found[0].rstrip(" /:;,")
    return ""


def statement(marc: str) -> str:
    """Maker, part, edition, publisher, year and extent: ``Hamsun, Knut, 2. utg., Gyldendal, 1950, 213 s.``"""
    fields = parse_stored(marc)[1] if marc else []
    stated = (first_stated(fields, places) for places in (MAKERS, *([place] for place in _PARTS)))
    rest = (first_stated(fields, places) for places in (EDITION, PUBLISHERS, _YEARS, EXTENT))
    return ", ".join(text for text in (*stated, *rest) if text)
