"""What a person's name looks like in a note, for the patterns of private_notes.csv.

``<navn>``: a capitalised word; ``<fullt navn>``: two, or one and an initial; ``<kjent navn>``: a full name with a
given name of given_names.csv; ``<dato>``: a date, ``<når>``: or nothing; ``<ikke person>``: an institution, a group or
a room.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_UPPER = "A-ZÆØÅÁÄČĐÉŊÖŠŦÜŽ"
_LOWER = "a-zæøåáäčđéèŋöšŧüž"
_WORD = rf"(?:[{_UPPER}]['’])?[{_UPPER}][{_LOWER}]+(?:-[{_UPPER}][{_LOWER}]+)?"
_CAPITALS = rf"[{_UPPER}]{{3,}}\s+[{_UPPER}]{{3,}}\b"
_INITIAL = rf"[{_UPPER}]\.?(?![\w-])"
_NO_PERSON = (
    "bibl|librar|skol|skule|skula|school|kommun|fylke|muse|univers|colleg|høgsk|høysk|barnehag|arkiv|archiv|forlag|fond|"
    "stiftels|råd|direktorat|departement|institutt|instituhtta|senter|sentral|sykehus|sjukehus|sykehjem|sjukeheim|"
    "fengsel|avdeling|filial|depot|bokbuss|bokbil|girji|klasse|klubb|forening|lag(?:et)?\\b|galleri|gallery|kirke|"
    "kyrkje|menighet|tilsyn|etat|kontor|personal|ansatte|elev|lærer|voksn|vaksn|barn|ungdom|trinn|lesesal|magasin|"
    "utstilling|skranke|intern|innbinding|reparasjon|klargjøring|referanse|prosjekt|sirkel|gruppe|utlån|hjemlån|"
    "samling|teater|radio|norge|noreg|norway|sverige|finland|utlandet|kirjasto|koulu|kunta|gielda|skuvl"
)
_NO_PERSON_HERE = rf"(?:[\w.'’-]+\s+){{0,3}}[\w-]*(?i:{_NO_PERSON})"
_PERSON = rf"(?!{_NO_PERSON_HERE})"
_ROLE = (
    "(?:(?:elev|student|lærer|lærar|rektor|låner|lånar|lån(?:e|t)?tak(?:er|ar)|bruker|brukar|ansatt|kollega|fru|frk\\.?|"
    "herr|hr\\.?|oahppi|oahpaheaddji|oppilas|opettaja|pupil|teacher)(?:en)?\\s*:?\\s+)?"
)
"""What a person may be called before the name: ``elev Kari N.``"""
NAME = rf"{_ROLE}(?-i:{_PERSON}(?:(?:[{_UPPER}]\.\s?){{0,2}}{_WORD}|{_CAPITALS}))"
"""A capitalised word (or two in capitals) that begins no name of an institution, a group, a country or a room."""
_MORE = rf",?\s+(?:(?:van|von|de|af)\s+)?(?:{_WORD}|{_INITIAL})"
_FULL = rf"{_PERSON}(?:{_WORD}(?:{_MORE})+|(?:[{_UPPER}]\.\s?){{1,2}}{_WORD}|{_CAPITALS})"
FULL_NAME = rf"{_ROLE}(?-i:{_FULL})"
"""The same with a further name or initial: ``Kari Nordmann``, ``Nordmann, Kari``, ``Kari N.``, ``K. Nordmann``."""
_MONTH = "(?:jan|feb|mars?|apr|mai|juni?|juli?|aug|sep|okt|nov|des)\\w*\\.?"
DATE = rf"(?:[\s,;:(]+(?:den\s+)?\d(?:[\d./ -]{{0,12}}(?:{_MONTH})?[\d. )]{{0,6}}))"
"""What stands before it, and a date: `` 12.03.2019``, `` (3. mai 2010)``."""
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NO_SURNAME = frozenset((
    "og", "eller", "til", "åt", "for", "fra", "frå", "har", "hadde", "skal", "må", "vil", "er", "var", "i", "på", "av",
    "med", "som", "den", "det", "de", "at", "når", "men", "om", "ved", "hos", "ut", "inn", "and", "or", "to", "has",
    "is", "was", "on", "of", "lea", "ja", "ei",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class GivenNames:
    """``names``: of people and nothing else, in small letters; ``all``: as they are written, words among them."""

    names: frozenset[str]
    all: tuple[str, ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> "GivenNames":
        """From (name, kind); the kind ``word`` is that of a name which is a word of the language as well."""
        pairs = list(rows)
        return cls(frozenset(name.lower() for name, kind in pairs if kind == "name"), tuple(name for name, _ in pairs))


def expand(pattern: str, given: GivenNames) -> str:
    """A pattern of the table as a regular expression (case doesn't matter, but in the names)."""
    if "<kjent navn>" in pattern:
        pattern = pattern.replace("<kjent navn>", _known(given))
    pattern = pattern.replace("<ikke person>", _NO_PERSON_HERE)
    return (
        pattern.replace("<fullt navn>", FULL_NAME)
        .replace("<navn>", NAME)
        .replace("<når>", f"{DATE}?")
        .replace("<dato>", DATE)
    )


def _known(given: GivenNames) -> str:
    known = "|".join(map(re.escape, given.all))
    return rf"{_ROLE}(?-i:{_PERSON}(?:(?:{known})(?:-{_WORD})?(?:{_MORE})+|{_WORD},\s+(?:{known})\b))"


def capitalised(text: str, given: GivenNames) -> str:
    """The text with given names in small letters, and what follows them as a surname would, written as names are."""
    at = 0
    parts = []
    after_given = -1
    for match in _TOKEN.finditer(text):
        token, begin = match[0], match.start()
        is_given = token.lower() in given.names
        is_next = begin == after_given + 1 and token not in _NO_SURNAME
        if token.islower() and (is_given or is_next):
            parts += [text[at:begin], "-".join(map(str.capitalize, token.split("-")))]
            at = match.end()
        after_given = match.end() if is_given else -1
    return "".join([*parts, text[at:]]) if parts else text
