"""Titles of 245: proper, rest, number and title of the part, parallel titles; cut apart where subfields are lost.

ISBD: `` : `` before the rest of the title, `` = `` before a parallel title, ``. `` before a part's number, ``, ``
between its number and title, `` / `` before the statement of responsibility.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from pymarc import Field

from migration.marc.features.articles import without_article
from migration.marc.features.forms import comparison_form
from migration.marc.features.numbering import has_number, statement_in, volume_in_designation
from migration.marc.features.versions import is_mark
from migration.marc.fields import indicators_of

_RESIDUE = re.compile(r"[\s:;/=,]+$")
_DESIGNATION_OF_MATERIAL = re.compile(
    r"\s*\[[^\]]*(?:lydopptak|lydbok|opptak|lydplate|grammofon|video|film|dvd|blu-?ray|elektronisk|electronic|"
    r"ressurs|resource|nettdokument|sound recording|recording|microform|mikroform|kartografisk|cartographic|"
    r"musikktrykk|noter|printed music|kart|spill|game|multimedi\w*|kombinert|braille|punktskrift|lysbilde\w*|"
    r"tekst|text|text \(large print\)|äänite|elektroninen|jietna\w*|текст|электронный|звукозапись)[^\]]*\]",
    re.IGNORECASE,
)
_ANNUAL = re.compile(
    r"årbok|årbøker|årsmelding|årsberetning|årsrapport|årsskrift|årshefte|julehefte|julebok|almanakk|kalender|"
    r"årsstatistikk|rutebok|årsoversikt|yearbook|annual report|jahkegirji|jahkedieđ|jahkeraporta|jáhkegirjje|"
    r"jaepiengærja|vuosikirja|vuosikertomus|årsbok|jahrbuch|ежегодник|almanac",
    re.IGNORECASE,
)
_LAST_YEARS = re.compile(
    r"(?P<before>.*?\w)[\s,.:;(\[]+(?:(?:for|år|året)\s+)?(?P<years>(?:1[6-9]|20)\d\d(?:\s*[-–/]\s*\d{2,4})?)[)\]]?"
)
_PART_OF_DATE = re.compile(
    r"(?:\d|\W(?:to|of|in|i|on|på|and|til|av|og|since|fra|før|etter|ca|anno|circa)|"
    r"\W(?:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|de[sc])\w{0,6})\W*$",
    re.IGNORECASE,
)
"""``6 og 7 mars 1967``, ``Krigen i 1940``: the year belongs to what the title says."""
ROMANIZED = frozenset({"rus", "ukr", "bel", "bul"})
"""Languages whose titles are written with Latin letters in many ways."""
_SOFT_SIGN = re.compile(r"(?<=\w)['’`´]+")
_LEADING_NUMBER = re.compile(r"(?P<number>\d{1,3}|[IVX]{1,6})\s*[:.,]\s+(?P<rest>.+)")


@dataclass(frozen=True, slots=True)
class Titles:
    """All in comparison form but ``part_number``. ``parallel``: titles after `` = ``."""

    title: str = ""
    subtitle: str = ""
    part_number: str = ""
    part_title: str = ""
    parallel: tuple[str, ...] = ()


class _Draft:
    """Texts of one title while it is cut apart."""

    def __init__(self) -> None:
        self.title: list[str] = []
        self.rest: list[str] = []
        self.numbers: list[str] = []
        self.stated: list[str] = []
        self.parts: list[str] = []
        self.parallel: list[str] = []


def titles(field: Field | None, language: str, year: str) -> Titles:
    """Of a field 245. ``language``: for leading articles; ``year``: of the record, by which an annual names itself."""
    if field is None:
        return Titles()
    texts = tuple([(code, value) for code, value in field.subfields if code in "abnp"])
    return _titles(texts, indicators_of(field)[1], language, year)


@lru_cache(maxsize=16_384)
def _titles(texts: tuple[tuple[str, str], ...], skip: str, language: str, year: str) -> Titles:
    draft = _Draft()
    parallel_next = False
    for code, value in texts:
        text = _DESIGNATION_OF_MATERIAL.sub(" ", value) if "[" in value else value
        if parallel_next and code in "ab":
            _take_parallel(text, draft)
        else:
            _TAKE[code](text, draft)
        parallel_next = text.rstrip().endswith("=")
    _take_year(draft, year)
    return _finished(draft, skip, language)


def _take_title(text: str, draft: _Draft) -> None:
    """$a, which may have everything where subfields are lost."""
    if draft.title:
        _take_rest(text, draft)
        return
    text, _, parallel = text.partition(" = ")
    if parallel:
        _take_parallel(parallel, draft)
    main, _, rest = text.partition(" : ")
    stated = len(draft.stated)
    draft.title.append(_without_statement(main, draft, in_title=True))
    if rest:
        take = _take_part if len(draft.stated) > stated else _take_rest
        take(rest, draft)


def _take_rest(text: str, draft: _Draft) -> None:
    """$b."""
    if text.lstrip().startswith("="):
        _take_parallel(text.lstrip(" ="), draft)
        return
    text, _, parallel = text.partition(" = ")
    if parallel:
        _take_parallel(parallel.partition(" : ")[0], draft)
    if not is_mark(text):
        draft.rest.append(_without_statement(text, draft, in_title=False))


def _take_parallel(text: str, draft: _Draft) -> None:
    *titles_, last = text.split(" = ")
    title, _, rest = last.partition(" : ")
    draft.parallel += [*titles_, title]
    if rest:
        draft.rest.append(rest)


def _take_number(text: str, draft: _Draft) -> None:
    """$n: a number, a word (``Serie C``) or a kind of school book, which is a version."""
    statement = statement_in(text)
    after = statement.after.strip(_SIGNS) if statement and not statement.before.strip(" [(") else ""
    if is_mark(text):
        return
    if _ALPHABETIC.fullmatch(text.strip(_SIGNS)):
        draft.parts.append(text)
    elif statement and after and not has_number(after):
        draft.numbers.append(statement.number)
        _take_part(after, draft)
    elif has_number(text) or len(text) <= _SHORT:
        draft.numbers.append(volume_in_designation(text))
    else:
        draft.parts.append(text)


_SIGNS = " ,.:;/=[]()"
_ALPHABETIC = re.compile(r"(?![IVXL]+\W+[IVXL]+$)[^\W\d_]{1,4}\s*[-–]\s*[^\W\d_]{1,4}")
"""``A-D`` of an encyclopedia: what is in the volume, which has a number besides."""
_LONGEST = 500
_SHORT = 20
"""Letters of the longest $n without a number that counts as one (``Serie C``); a longer one is the part's title."""


def _take_part(text: str, draft: _Draft) -> None:
    """$p, which may have the number before the title."""
    if is_mark(text):
        return
    leading = _LEADING_NUMBER.fullmatch(text.strip())
    if leading and not draft.numbers:
        draft.numbers.append(volume_in_designation(leading["number"]))
        text = leading["rest"]
    elif text.strip(" .,/").isdecimal() and not draft.numbers:
        draft.numbers.append(volume_in_designation(text))
        return
    draft.parts.append(_without_statement(text, draft, in_title=True))


_TAKE = {"a": _take_title, "b": _take_rest, "n": _take_number, "p": _take_part}


def _without_statement(text: str, draft: _Draft, *, in_title: bool) -> str:
    """The text without a statement of a volume; what stands behind the statement is the part's title."""
    found = statement_in(_RESIDUE.sub("", text.strip()))
    if found is None:
        return text
    draft.stated.append(found.number)
    before, after = found.before.strip(" ,.:;/=[(–-"), found.after.strip(" ,.:;/=])–-")
    if in_title and not before:
        return after or text
    if after:
        draft.parts.append(after)
    return before


def _take_year(draft: _Draft, year: str) -> None:
    """The year at the end of an annual's title, if no number is said otherwise, is its number."""
    if draft.numbers or draft.stated:
        return
    texts = draft.rest if draft.rest and draft.rest[-1].strip(" /.,") else draft.title
    text = _RESIDUE.sub("", texts[-1].strip()).rstrip(".") if texts else ""
    if len(text) <= _LONGEST and (match := _LAST_YEARS.fullmatch(text)):
        short = texts is draft.title and len(text.split()) <= _SHORT_TITLE
        annual = _ANNUAL.search(" ".join(draft.title)) or (short and _is_of(year, match))
        if annual and not _PART_OF_DATE.search(match["before"]):
            texts[-1] = match["before"]
            draft.stated.append(volume_in_designation(match["years"]))
    elif texts is draft.rest and re.fullmatch(r"(?:1[6-9]|20)\d\d", text.strip("[]() ")):
        draft.stated.append(volume_in_designation(text))
        texts[-1] = ""


_SHORT_TITLE = 4
"""Words, the year included, of a title that is that of an annual, though it does not say so (``Norge rundt 2014``)."""


def _is_of(year: str, match: re.Match[str]) -> bool:
    """Whether the year in the title is about that of publication."""
    return year.isdecimal() and abs(int(year) - int(match["years"][:4])) <= 1


def _finished(draft: _Draft, skip: str, language: str) -> Titles:
    title, subtitle = " ".join(draft.title), " ".join(draft.rest)
    if language in ROMANIZED:
        title, subtitle = _SOFT_SIGN.sub("", title), _SOFT_SIGN.sub("", subtitle)
    return Titles(
        title=comparison_form(without_article(title, skip, language)),
        subtitle=comparison_form(subtitle),
        part_number=" ".join(n for n in (draft.numbers or draft.stated) if n),
        part_title=comparison_form(" ".join(draft.parts)),
        parallel=tuple(dict.fromkeys(form for text in draft.parallel if (form := comparison_form(text)))),
    )
