"""Free text replaced by text of the same kind: words that say what kind it is stay, all others are invented.

So a note on a guardian, a protected address or an illness is still one, of somebody who does not exist.
"""

import re
from collections.abc import Set
from dataclasses import dataclass

from migration.anonymise.contacts import Contacts
from migration.anonymise.draw import Draw
from migration.anonymise.identity import IdentityNumbers
from migration.anonymise.names import Names

_TOKEN = re.compile(r"(?P<email>[^\s;,<>\"]+@[^\s;,<>\"]+)|(?P<word>[^\W\d_]+)|(?P<number>\d[\d .\-]*\d|\d)")
_NEUTRAL = (
    "arbeid", "avis", "besøk", "bok", "brev", "dag", "eksempel", "ferie", "flagg", "gang", "hylle", "kaffe", "kart",
    "kasse", "kopi", "lampe", "liste", "mappe", "melding", "møte", "nøkkel", "papir", "penn", "pose", "rom", "sak",
    "skap", "stol", "tavle", "uke", "vindu",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notes:
    """``keep``: words, casefolded, that stay; ``health``: so do words that it is found in."""

    draw: Draw
    names: Names
    contacts: Contacts
    identity: IdentityNumbers
    keep: Set[str]
    health: re.Pattern[str]

    def rewrite(self, text: str) -> str:
        return _TOKEN.sub(self._token, text)

    def _token(self, found: re.Match[str]) -> str:
        text = found[0]
        if found["email"]:
            return self.contacts.email(text)
        if found["number"]:
            return self._number(text)
        folded = text.casefold()
        if folded in self.keep or self.health.search(text):
            return text
        if text[0].isupper():
            return self.names.words(text, "surname")
        return self.draw.pick("word", folded, [word for word in _NEUTRAL if word != folded])

    def _number(self, text: str) -> str:
        """An identity number is another one; other long numbers are drawn digit by digit; years and small ones stay."""
        hidden = self.identity.hide(text)
        if hidden != text:
            return hidden
        digits = re.sub(r"\D", "", text)
        if len(digits) < 4 or re.fullmatch(r"(?:19|20)\d\d", text):
            return text
        return self.contacts.phone(text) if 5 <= len(digits) <= 11 else self.contacts.street(text)
