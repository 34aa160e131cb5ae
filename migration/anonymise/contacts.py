"""Invented e-mail addresses, telephone numbers and streets. Forms and defects stay.

E-mail goes to domains that are reserved for examples (RFC 2606). Norway has no telephone numbers for fiction: the last
six digits are drawn anew, and the number may be somebody's.
"""

import re
from collections.abc import Set
from dataclasses import dataclass

from migration.anonymise.draw import LETTERS, Draw
from migration.anonymise.names import Names

DOMAINS = ("example.org", "example.com", "example.net")
_LETTER = re.compile(r"[^\W\d_]")
_EMAIL = re.compile(r"[^\s;,<>\"]*@[^\s;,<>\"]*")
_PHONE = re.compile(r"(?P<country>(?:\+|00)\d{2}[ ]?)?(?P<number>\d(?:[ .\-/]?\d){4,10})")
_PROTECTED = re.compile(r"^\W*kode\W*[67]\W*$", re.IGNORECASE)
_STREET = re.compile(r"(?P<name>.*?[^\W\d].*?)(?P<number>\s*\d+\s*[A-Za-zÆØÅ]?)?$")
_ENDINGS = ("veien", "vegen", "gata", "bakken", "svingen", "stien", "lia", "kroken", "tunet", "geaidnu")
_STARTS = (
    "Blåbær", "Fiske", "Kyst", "Lyng", "Molte", "Myr", "Nordlys", "Rein", "Rogne", "Seter", "Sildre", "Snø", "Sol",
    "Tyri", "Utsikt", "Vinter", "Ørret",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contacts:
    """``keep``: words, casefolded, that stay in an address, such as *postboks*."""

    draw: Draw
    names: Names
    keep: Set[str]

    def email(self, text: str) -> str:
        """Every address in the text, and every other word, so that what was malformed is so still."""
        out, last = [], 0
        for found in _EMAIL.finditer(text):
            out += [self._garbled(text[last : found.start()]), self._address(found[0])]
            last = found.end()
        return "".join([*out, self._garbled(text[last:])])

    def phone(self, text: str) -> str:
        """Every run of 5 to 11 digits; the words beside it stay if they say what it is, like *mob.*."""
        return self.names.words(_PHONE.sub(self._phone, text), "surname", self.keep)

    def street(self, text: str) -> str:
        """A line of an address: another street, another number; names after ``c/o`` are names."""
        if found := re.match(r"(?i)\s*(?:c/o|v/)\s*", text):
            return found[0] + self.names.words(text[found.end() :], "surname", self.keep)
        if any(word in self.keep for word in re.findall(r"[^\W\d_]+", text.casefold())):
            return text if _PROTECTED.search(text) else self.names.words(self._digits(text), "surname", self.keep)
        found = _STREET.fullmatch(text)
        if not found:
            return self._digits(text)
        start = self.draw.pick("street start", found["name"].casefold(), _STARTS)
        name = start + self.draw.pick("street end", found["name"].casefold(), _ENDINGS)
        return (name.upper() if found["name"].isupper() else name) + self._digits(found["number"] or "")

    def _address(self, address: str) -> str:
        local, _, domain = address.rstrip(".").partition("@")
        if not local or "." not in domain:
            return self._garbled(address.replace("@", "\x00")).replace("\x00", "@")
        seed = f"{local}@{domain}".casefold()
        name = f"leser{self.draw.digits('email', seed, 8)}"
        return f"{name}@{self.draw.pick('domain', seed, DOMAINS)}" + "." * address.endswith(".")

    def _garbled(self, text: str) -> str:
        """What is no address keeps its length and its signs."""
        seed = text.casefold()
        return _LETTER.sub(lambda f: self.draw.pick("letter", f"{seed}{f.start()}", LETTERS), self._digits(text))

    def _digits(self, text: str) -> str:
        return re.sub(r"\d", lambda f: str(1 + self.draw.number("digit", f"{text}{f.start()}", 9)), text)

    def _phone(self, found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found["number"])
        count = min(6, len(digits) - 1)
        whole = digits[:-count] + self.draw.digits("phone", digits[-8:], 6)[:count]
        each = iter(whole)
        return (found["country"] or "") + re.sub(r"\d", lambda _: next(each), found["number"])
