"""What makes another text or another use of the same work: abridged, easy to read, for one school year, a workbook …

A mark that only one of two records has keeps them apart, so a mark is taken only from where a version is stated (245,
250, and notes that say so of this very version), never from genre or audience, which one library gives and the next
leaves out.
"""

import re
from functools import lru_cache

from migration.marc.features.subfields import STATEMENT, Fields, values
from migration.marc.features.systems import scale, systems

_SCHOOL_KINDS: tuple[tuple[str, str], ...] = (
    (
        "teachers_guide",
        r"l[æe]r[ae]r(?:ens?|s)?[ -]?(?:veiledning|rettleiing|rettledning|vegleiing|handbok|håndbok|bok|perm|"
        r"ressurs)\w*|lærerens (?:bok|perm)|lærarens (?:bok|perm)|teacher'?s?'? (?:guide|book|manual|handbook|edition)|"
        r"teachers (?:guide|book)|oahpaheaddj\w*[ -]?(?:girji|bagadus|veahkki)\w*|oahpaheaddji(?:de)?|opettajan ?\w*|"
        r"lehrerhandbuch|lehrerband|lärarhandledning|книга для учителя|metodisk veiledning|lærerressurs",
    ),
    (
        "answer_key",
        r"fasit(?:hefte|bok)?|løsningsforslag|løsningar|løsninger|løsningshefte|facit|answer key|answers|"
        r"solutions(?: manual)?|vástádusat|ratkaisut|ответы|lösungen|lösungsheft",
    ),
    (
        "workbook",
        r"arbe(?:ids|ide)?(?:s)?(?:bok|hefte)\w*|arbeidsbok\w*|arbeidshefte\w*|oppgavebok\w*|oppgåvebok\w*|"
        r"oppgavehefte\w*|oppgaver|oppgåver|øvings?bok\w*|øvebok\w*|øvingshefte|workbook|"
        r"work book|exercise book|"
        r"activity book|exercises|bargogirji|bargohearvvut|bargobihttá\w*|barggo?girjje|harjoituskirja|tehtäväkirja|"
        r"työkirja|arbeitsbuch|übungsbuch|övningsbok|arbetsbok|рабочая тетрадь",
    ),
    ("problems", r"oppg[aå]vesamling\w*|problem collection|laskukirja|задачник|сборник задач"),
    ("copy_masters", r"kopierings?originaler|kopierings?originalar|kopioriginal\w*|copymasters?|kopiperm"),
    (
        "",
        r"elevbok\w*|lærebok\w*|studentbok\w*|textbook|student'?s?'? book|pupil'?s book|course ?book|"
        r"oahppo?girji|oahppogirjji|oahppigirji|oahppu?girjje|oppikirja|lärobok|учебник|lehrbuch|kursbuch|hovedbok",
    ),
    (
        "basic_book",
        r"grunnbok\w*|vuođđogirji|peruskirja|grundbok",
    ),
    (
        "reader",
        r"tekstbok\w*|tekstsamling|lesebok\w*|lesehefte|reader|lohkangirji|lohkamušgirji|tekstikirja|lukukirja|textbok|lesebuch|"
        r"книга для чтения",
    ),
    ("tests", r"prøver|prøvehefte|prøvebok|kapittelprøver|test ?book|tests|iskkusgirji"),
    ("resource", r"ressursbok\w*|ressursperm|idéperm|aktivitetsbok|ekstrahefte|parallellbok"),
)
"""The mark, empty for the pupil's own book, which is often not named so; and how it is written."""
_WHOLE = tuple((mark, re.compile(rf"(?:{pattern})", re.IGNORECASE)) for mark, pattern in _SCHOOL_KINDS)
_STATED = tuple(
    (mark, re.compile(pattern, re.IGNORECASE))
    for mark, pattern in (
        (
            "abridged",
            r"\bforkorta\b|\bforkort(?:et|a)\b|\bi utdrag\b|\babridged\b|\bcondensed\b|\blyhennett?[yäe]\w*|"
            r"\bgekürzt\w*|\bförkortad\b|\boaniduvvon\b|\bсокращ\w+",
        ),
        ("unabridged", r"\buforkorta\b|\buforkortet\b|\bunabridged\b"),
        (
            "easy_read",
            r"\blettlest(?!e bøker)\b|\bletles\w*|\blett ?les\w*|\blättläst\b|"
            r"\bselko(?:kirja|mukautus|suom\w*|versio)\b|\beasy[ -]read(?:er|ing)?\b|\bsimplified\b|\bálkit ?lohkat\b|"
            r"\bforenklet\b|\bretold\b|\bgjenfortalt\b|"
            r"\bvereinfacht\w*|\bв пересказе\b",
        ),
        ("facsimile", r"\bfaks\.|\bfaksimil\w*|\bfacsim\w*|\bnäköispainos\b|\bфаксимил\w*"),
        ("book_club", r"\bbokklubb\w*|\bbook club\b|\bkirjakerho\w*|\bbokklubb\b|\bbuchclub\w*"),
        ("school", r"\bskole(?:utg|bok?utg)\w*|\bskuleutg\w*|\bschool ed\w*|\bskolutg\w*|\bkouluversio\b"),
        ("annotated", r"\bkommentert\b|\bkommentar(?:utg)\w*|\bannotated\b|\btekstkritisk\b|\bhistorisk-kritisk\b"),
        (
            "bilingual",
            r"\bparallell(?:tekst|utg)\w*|\btospråklig\b|\btospråkleg\b|\bbilingual\b|\bparallel text\b|"
            r"\bguovttegielat\b|\bkaksikielinen\b|\bzweisprachig\w*",
        ),
        ("screenplay", r"\bfilmmanus\w*|\bscreenplay\b|\bdreiebok\b|\bfilmmanuskript\b"),
        ("index", r"^\W*(?:register|index|indeks|hakemisto|registar|указатель)\W*$"),
        ("supplement", r"^\W*(?:supplement|tillegg(?:sbind|shefte)?|bilag|appendix|liite|приложение)\W*$"),
    )
)
_GRADE_WORD = (
    r"(?:\.?\s*(?:[-–]|og|til)\s*(\d{1,2}))?\.?\s*(?:års)?(?:trinn|klasse|årssteg|steg|luohkká|ceahkki|luokka)\b"
)
_GRADES = (
    re.compile(rf"(?<!\d)(\d{{1,2}}){_GRADE_WORD}", re.IGNORECASE),
    re.compile(
        r"\b(?:grade|trinn|klasse|årstrinn|year|класс)\s+(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?(?!\d)", re.IGNORECASE
    ),
    re.compile(r"(?<!\d)(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?\s*класс", re.IGNORECASE),
)
_UPPER_SECONDARY = re.compile(r"\b(?:vg|jo|vk)\s?([123])\b", re.IGNORECASE)
_TARGET_FORMS = (
    ("nob", re.compile(r"\bbokm(?:ål|\.)?(?:s?[ \[-]*utg\w*\.?\]?)?(?!\w)", re.IGNORECASE)),
    ("nno", re.compile(r"\b(?:ny)?norsk(?<=nynorsk)(?:s?[ \[-]*utg\w*\.?\]?)?(?!\w)", re.IGNORECASE)),
)
_EDITION_OF = re.compile(
    r"utg|utgave|utgåve|versjon|edition|version|bearbeid|tilrettelagt|tilpass|mukaut", re.IGNORECASE
)


_LONGEST = 40
"""Letters of the longest segment that is a mark."""
_SIGNS = " .,:;/=()[]"


def is_mark(text: str) -> bool:
    """Whether the whole text is a version: ``Arbeidsbok``, ``lærerens bok``, ``lettlest``, ``8. trinn``."""
    return _mark(text.strip(_SIGNS)) is not None


@lru_cache(maxsize=65_536)
def _mark(segment: str) -> str | None:
    """The mark that a segment of a title is, which may be empty; None where it is none."""
    if not segment or len(segment) > _LONGEST:
        return None
    grades = (("", pattern) for pattern in (*_GRADES, _UPPER_SECONDARY))
    every = (*_WHOLE, *_STATED, *(("", pattern) for _, pattern in _TARGET_FORMS), *grades)
    return next((mark for mark, pattern in every if pattern.fullmatch(segment)), None)


_BOOK_CLUB = re.compile(r"bokklubb|book club|kirjakerho|buchclub|bogklub", re.IGNORECASE)
"""A club's own edition, in the year and with the pages of the publisher's."""


def version(fields: Fields, format_class: str) -> tuple[str, ...]:
    """Marks, sorted: of 250 and 245, of notes that say ``utgave``, of a publisher that is a book club; a game's system,
    a map's scale."""
    found: set[str] = set()
    for value in values(fields, "245", "abnp"):
        found.update(_in_title(value))
    for value in values(fields, "250", "ab"):
        found.update(_in_edition(value[:STATEMENT]))
    for tag in ("500", "534"):
        for value in values(fields, tag, "ap"):
            found.update(_in_note(value))
    if any(_BOOK_CLUB.search(value) for tag in ("260", "264") for value in values(fields, tag, "b")):
        found.add("book_club")
    found |= systems(fields) if format_class == "game" else scale(fields) if format_class == "map" else frozenset()
    return tuple(sorted(found - {""}))


@lru_cache(maxsize=65_536)
def _in_title(text: str) -> frozenset[str]:
    """Versions where each is a segment of the title; school years anywhere."""
    segments = (segment.strip(_SIGNS) for segment in _SEGMENTS.split(text))
    return frozenset({mark for segment in segments if (mark := _mark(segment))} | _grades(text))


_SEGMENTS = re.compile(r" : | = |\. | ; ")


@lru_cache(maxsize=16_384)
def _in_edition(text: str) -> frozenset[str]:
    kinds = {mark for mark, pattern in _WHOLE if pattern.search(text)}
    return frozenset(kinds | {mark for mark, pattern in _STATED if pattern.search(text)} | _grades(text))


@lru_cache(maxsize=16_384)
def _in_note(text: str) -> frozenset[str]:
    """Of notes only what is said of this edition itself."""
    if len(text) > 80 or not _EDITION_OF.search(text):
        return frozenset()
    return frozenset(mark for mark, pattern in _STATED if mark in _OF_NOTES and pattern.search(text))


_DIGIT = re.compile(r"\d")
_OF_NOTES = ("abridged", "easy_read", "facsimile")


def _grades(text: str) -> set[str]:
    """School years: ``8. trinn`` is ``grade-8``, ``8.-10. trinn`` ``grade-8-10``, ``Vg1`` ``grade-vg1``."""
    if not _DIGIT.search(text):
        return set()
    found = {f"grade-vg{match[1]}" for match in _UPPER_SECONDARY.finditer(text)}
    for pattern in _GRADES:
        for match in pattern.finditer(text):
            found.add("grade-" + "-".join(number for number in match.groups() if number))
    return found


def target_form(fields: Fields) -> str:
    """``nob`` or ``nno`` where 250, or a segment of the title, says for which of the two this edition is."""
    for value in values(fields, "250", "a"):
        if forms := [code for code, pattern in _TARGET_FORMS if pattern.search(value)]:
            return forms[0] if len(forms) == 1 else ""
    forms = [form for value in values(fields, "245", "abnp") if (form := _form_of_segment(value))]
    return forms[0] if len(forms) == 1 else ""


@lru_cache(maxsize=65_536)
def _form_of_segment(text: str) -> str:
    segments = [segment.strip(_SIGNS) for segment in text.split(" : ")]
    return next((code for code, pattern in _TARGET_FORMS for s in segments if pattern.fullmatch(s)), "")
