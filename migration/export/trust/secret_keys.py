"""Secret keys where public ones are wanted: recognised, and never shown."""

from pathlib import Path

_MARKS = ("AGE-SECRET-KEY-", "AGE-PLUGIN-", "PRIVATE KEY")
_WHOLE, _HEAD = 40, 16


def is_secret(text: str) -> bool:
    """Whether a text is, or has in it, the secret half of a key of age, SSH or OpenPGP. Case does not matter: age reads
    small letters, too."""
    return any(mark in text.upper() for mark in _MARKS)


def shown(text: str) -> str:
    """What may be told of a text of which nobody knows what it is: it may be a secret that was pasted."""
    if is_secret(text):
        return "(a secret key)"
    is_short = len(text) <= _WHOLE and text.isprintable()
    return text if is_short or _is_path(text) else "".join(filter(str.isprintable, text[:_HEAD])) + "…"


def _is_path(text: str) -> bool:
    """Whether it leads into a folder that is there: then only the file's name is wrong."""
    try:
        return "/" in text and Path(text).parent.is_dir()
    except (OSError, ValueError):
        return False
