"""Numbers with their check digits, worked out from the standards and not from the program under test."""

from datetime import date

TENOR = 80
"""Added to the month in Skatteetaten's synthetic series: such a number can never be a person's."""

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def isbn13(number: int) -> str:
    """``97882`` + seven digits + check digit (weights 1 and 3, modulo 10)."""
    body = f"97882{number:07d}"
    total = sum(int(c) * (3 if n % 2 else 1) for n, c in enumerate(body))
    return f"{body}{-total % 10}"


def isbn10(isbn: str) -> str:
    """The ISBN-10 of a 978 ISBN-13 (weights 10 to 2, modulo 11, ten is X)."""
    body = isbn[3:12]
    check = -sum(int(c) * (10 - n) for n, c in enumerate(body)) % 11
    return body + ("X" if check == 10 else str(check))


def hyphens(isbn: str) -> str:
    """An ISBN of ``isbn13`` or ``isbn10`` with hyphens, publisher number of four digits."""
    head, body = (isbn[:3] + "-", isbn[3:]) if len(isbn) == 13 else ("", isbn)
    return f"{head}{body[:2]}-{body[2:6]}-{body[6:9]}-{body[9]}"


def issn(number: int) -> str:
    """Seven digits and check digit (weights 8 to 2, modulo 11), with its hyphen."""
    body = f"{number:07d}"
    check = -sum(int(c) * (8 - n) for n, c in enumerate(body)) % 11
    return f"{body[:4]}-{body[4:]}{'X' if check == 10 else check}"


def identity_number(born: date, serial: int) -> str:
    """A synthetic national identity number (month + 80); the next serial number that has both check digits."""
    head = f"{born.day:02d}{born.month + TENOR:02d}{born.year % 100:02d}"
    for individual in range(serial, 1000):
        digits = [int(c) for c in f"{head}{individual:03d}"]
        first = -sum(w * d for w, d in zip(_FIRST, digits, strict=True)) % 11
        second = -sum(w * d for w, d in zip(_SECOND, [*digits, first], strict=True)) % 11
        if first < 10 and second < 10:
            return f"{head}{individual:03d}{first}{second}"
    raise ValueError(f"no number for {born} from serial {serial}")
