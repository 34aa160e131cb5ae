"""The words of the pages in Bokmål and English: entities, fates, severities, code lists, stages.

Each is a pair in one text (see ``both``), of which the page's switch shows one half.
"""

import re
from collections.abc import Mapping
from html import unescape

from markupsafe import Markup

_ENGLISH = re.compile('<span class="en" lang="en">.*?</span>', re.DOTALL)
_TAG = re.compile("<[^>]*>")


def both(nb: str, en: str) -> str | Markup:
    """A text in both languages, of which the page's switch shows one; a text that is the same in both stands once."""
    if nb == en:
        return nb
    return Markup('<span class="nb" lang="nb">{}</span><span class="en" lang="en">{}</span>').format(nb, en)


def in_bokmal(text: str) -> str:
    """A text without its English half and without markup, for where markup cannot stand: a page's title."""
    return unescape(_TAG.sub("", _ENGLISH.sub("", text)))


def _paired(words: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
    return {code: both(nb, en) for code, (nb, en) in words.items()}


ENTITIES = _paired(
    {
        "bib": ("Titler", "Titles"),
        "item": ("Eksemplarer", "Items"),
        "patron": ("Lånere", "Patrons"),
        "loan": ("Lån", "Loans"),
        "reservation": ("Reservasjoner", "Reservations"),
        "fee": ("Gebyrer", "Fees"),
    }
)
SEVERITY_NAMES = _paired(
    {
        "blocking": ("Stopper leveransen", "Stops the delivery"),
        "error": ("Feil", "Error"),
        "warning": ("Advarsel", "Warning"),
        "info": ("Til opplysning", "For information"),
    }
)
FATES = _paired(
    {
        "loaded": ("lastet", "loaded"),
        "merged": ("slått sammen med en annen post", "merged with another record"),
        "rejected": ("avvist", "rejected"),
        "excluded": ("utelatt", "left out"),
    }
)
SUBFIELD_FATES = _paired(
    {
        "moved": ("flyttet", "moved"),
        "merged": ("slått sammen", "merged"),
        "dropped": ("utelatt", "left out"),
        "unknown": ("ukjent", "unknown"),
    }
)
STATUSES = _paired(
    {
        "evidence": ("dokumentert", "documented"),
        "inference": ("antatt", "inferred"),
        "confirmed": ("bekreftet", "confirmed"),
    }
)
RUN_TYPES = _paired(
    {
        "trial": ("prøvekjøring", "trial run"),
        "delta": ("tilleggskjøring", "delta run"),
        "cutover": ("endelig kjøring", "cutover run"),
    }
)
STAGES = _paired(
    {
        "land": ("lest inn", "read in"),
        "standardize": ("standardisert", "standardized"),
        "match": ("sammenlignet", "matched"),
        "quality": ("kontrollert", "checked"),
        "deliver": ("levert", "delivered"),
    }
)
MENDERS = _paired(
    {
        "library": ("biblioteket", "the library"),
        "project": ("prosjektet", "the project"),
        "": ("ingen", "nobody"),
    }
)
CHANGES = _paired(
    {
        "merge": ("slått sammen med en annen", "merged into another"),
        "split": ("skilt ut", "split off"),
        "moved": ("flyttet", "moved"),
    }
)
MARC_FORMATS = _paired(
    {
        "normarc": ("NORMARC", "NORMARC"),
        "marc21": ("MARC 21", "MARC 21"),
        "mixed": ("blanding av begge", "a mix of both"),
    }
)
LIST_NAMES: Mapping[str, tuple[str, str]] = {
    "branch": ("avdeling", "branch"),
    "location": ("plassering", "location"),
    "item_type": ("eksemplartype", "item type"),
    "item_status": ("eksemplarstatus", "item status"),
    "use_restriction": ("bruksbegrensning", "restriction on use"),
    "patron_category": ("lånerkategori", "patron category"),
    "loan_status": ("lånestatus", "loan status"),
    "reservation_kind": ("slags reservasjon", "kind of reservation"),
    "reservation_state": ("reservasjonsstatus", "state of reservation"),
    "fee_type": ("gebyrtype", "type of fee"),
    "fee_state": ("gebyrstatus", "state of fee"),
    "gender": ("kjønn", "gender"),
    "language": ("språk", "language"),
    "country": ("land", "country"),
}
CODE_LISTS = _paired(LIST_NAMES)
