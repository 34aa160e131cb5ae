"""National identity numbers replaced by synthetic ones (month + 80, Skatteetaten's Tenor series), wherever they stand.

The same number gives the same one everywhere; the birth date in it is the invented one of the birth date; who had a
D-number (day + 40) has one, and gender (the ninth digit's parity) stays. A flagged number whose check digits are wrong
gets wrong ones.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import count

from migration.anonymise.days import other_day
from migration.anonymise.draw import Draw
from migration.privacy import find_identity_numbers, is_identity_number

SYNTHETIC = 80
_SHIFTS = (80, 65, 40, 0)


@dataclass(frozen=True, slots=True)
class IdentityNumbers:
    """``today``: as in ``days``."""

    draw: Draw
    today: date

    def hide(self, text: str) -> str:
        """The text with every valid number replaced, separators kept: lengths stay as they are."""
        for start, end in find_identity_numbers(text):
            text = text[:start] + self._in_its_form(text[start:end]) + text[end:]
        return text

    def _in_its_form(self, number: str) -> str:
        """The invented number, grouped as this one is."""
        invented = iter(self.invent(re.sub(r"\D", "", number)))
        return re.sub(r"\d", lambda _: next(invented), number)

    def invent(self, digits: str) -> str:
        """Eleven digits for eleven digits."""
        day, month, year = int(digits[:2]), int(digits[2:4]), digits[4:6]
        foreign = 40 if day > 40 else 0
        shift = next(s for s in _SHIFTS if month >= s)
        month, day = other_day(self.draw, year, month - shift, day - foreign, self.today)
        head = f"{day + foreign:02}{month % 20 + SYNTHETIC:02}{year}{digits[6]}"
        for attempt in count():
            middle = self.draw.number("identity number", f"{digits}:{attempt}", 100)
            parity = int(digits[8]) % 2
            number = _with_check_digits(f"{head}{middle - middle % 2 + parity:02}")
            if number and number != digits:
                return number if is_identity_number(digits) else f"{number[:10]}{(int(number[10]) + 1) % 10}"
        raise AssertionError("count() does not end")


def _with_check_digits(nine: str) -> str:
    """The number with its two check digits; empty where one of them would be ten."""
    return next((n for k in range(100) if is_identity_number(n := f"{nine}{k:02}")), "")
