"""What the review workbook says in Bokmål: why the program was not sure."""

import json
import re
from collections.abc import Mapping

NOT_SURE: Mapping[str, str] = {
    "identifier": "ingen felles ISBN eller annet nummer som beviser noe",
    "format": "ikke samme type",
    "language": "språket er forskjellig eller ukjent",
    "part": "bind eller del er forskjellig, eller står bare i den ene",
    "edition": "utgaven er forskjellig, eller står bare i den ene",
    "version": "lettlest, forkortet, skolebok eller annen versjon i bare den ene",
    "year": "året er forskjellig eller ukjent",
    "extent": "omfanget er forskjellig eller ukjent",
    "title": "titlene er ikke helt like",
    "author": "forfatteren er forskjellig, eller mangler i en av dem",
    "publisher": "forlaget er forskjellig eller ukjent",
    "place": "stedet er forskjellig eller ukjent",
    "series": "serien er forskjellig eller ukjent",
    "height": "høyden er forskjellig eller ukjent",
    "original": "originalen er forskjellig eller ukjent",
    "host": "det de er en del av, er forskjellig eller ukjent",
    "support": "for lite annet er likt",
    "same_source": "begge er i samme katalog",
    "same_source_ambiguous": "et bibliotek har to poster som begge kan være den samme",
    "verdict": "en vurdering holder postene fra hverandre",
}
"""By feature of the decision table, or by reason of a refused union."""
NOTHING_TELLS = "det som er likt, beviser ikke nok"
_WORD = re.compile(r"[a-z_]+")


def reason(failed: str, evidence: str = "") -> str:
    """What kept the program from being sure, a line each. What has no words here is shown as it is.

    ``failed`` and ``evidence``: columns of ``matched_review``. Where the evidence has a sentence (``nb``), it follows.
    """
    found = dict.fromkeys(NOT_SURE.get(name, name) for name in _WORD.findall(failed))
    return "\n".join([*found, *_said(evidence)]) or NOTHING_TELLS


def _said(evidence: str) -> list[str]:
    told = json.loads(evidence) if evidence.startswith("{") else {}
    return [str(told["nb"])] if told.get("nb") else []
