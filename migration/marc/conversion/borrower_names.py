"""What a person's name looks like in a note, for the patterns of private_notes.csv: ``<navn>`` and ``<fullt navn>``."""

_UPPER = "A-ZÆØÅÁÄČĐÉŊÖŠŦÜŽ"
_WORD = rf"[{_UPPER}][a-zæøåáäčđéèŋöšŧüž]+(?:-[{_UPPER}][a-zæøåáäčđéèŋöšŧüž]+)?"
_CAPITALS = rf"[{_UPPER}]{{3,}}\s+[{_UPPER}]{{3,}}\b"
_INITIAL = rf"[{_UPPER}]\.?(?![\w-])"
_NO_PERSON = (
    "bibl|librar|skol|skul|school|kommun|fylke|muse|univers|colleg|høgsk|høysk|barnehag|arkiv|archiv|forlag|fond|"
    "stiftels|råd|direktorat|departement|institutt|instituhtta|senter|sentral|sykehus|sjukehus|sykehjem|sjukeheim|"
    "fengsel|avdeling|filial|depot|bokbuss|bokbil|girji|klasse|klubb|forening|lag(?:et)?\\b|galleri|gallery|kirke|"
    "kyrkje|menighet|tilsyn|etat|kontor|personal|ansatte|elev|lærer|voksn|vaksn|barn|ungdom|trinn|lesesal|magasin|"
    "utstilling|skranke|intern|innbinding|reparasjon|klargjøring|referanse|prosjekt|sirkel|gruppe|utlån|hjemlån|"
    "samling|teater|radio|norge|noreg|norway|sverige|finland|utlandet"
)
_PERSON = rf"(?!(?:[\w.'’-]+\s+){{0,3}}[\w-]*(?i:{_NO_PERSON}))"
NAME = rf"(?-i:{_PERSON}(?:{_WORD}|{_CAPITALS}))"
"""A capitalised word (or two in capitals) that begins no name of an institution, a group, a country or a room."""
_MORE = rf",?\s+(?:(?:van|von|de|af)\s+)?(?:{_WORD}|{_INITIAL})"
FULL_NAME = rf"(?-i:{_PERSON}(?:{_WORD}(?:{_MORE})+|{_CAPITALS}))"
"""The same with a further name or initial: ``Kari Nordmann``, ``Nordmann, Kari``, ``Kari N.``"""


def expand(pattern: str) -> str:
    """A pattern of the table as a regular expression (case doesn't matter, but in the names)."""
    return pattern.replace("<fullt navn>", FULL_NAME).replace("<navn>", NAME)
