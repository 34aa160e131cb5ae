"""What a repair changed, for whoever reviews it: the first word before and after."""

_LENGTH = 28


def change(before: str, after: str) -> str:
    """``SÃ¸ndag → Søndag``: the first word that differs, at most about 60 characters, invisible characters named."""
    old, new = before.split(" "), after.split(" ")
    for one, other in zip(old, new, strict=False):
        if one != other:
            return f"{shown(one)} → {shown(other)}"
    return f"{shown(before)} → {shown(after)}"


def shown(text: str) -> str:
    """A short text with the code points of its invisible characters: ``det<0092>s``."""
    visible = "".join(char if char.isprintable() else _name(char) for char in text[: 2 * _LENGTH])
    return visible if len(visible) <= _LENGTH else visible[: _LENGTH - 1] + "…"


def _name(char: str) -> str:
    return f"<{ord(char):04X}>"
