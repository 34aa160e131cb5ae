"""Numbers and codes in 010-082: control numbers, ISBN, language codes, Dewey."""

import re
from collections.abc import Iterable

from pymarc import Field, Indicators, Subfield
from stdnum import ean

from migration.marc.fields import first_value, indicators_of
from migration.marc.isbn import isbn13
from migration.marc.work import Work, new_field

_ISBN = re.compile(r"\s*(?:ISBN[:\s]*)?((?:97[89][-\s–]?)?[0-9][0-9\s–-]{6,14}[0-9Xx])(?![0-9])\s*(.*)", re.DOTALL)
_SOUND = "ij"
_FILM = "g"


def national_number(field: Field, source: Field, work: Work) -> list[Field]:
    """010 of NORMARC is the national bibliography's number: 015 $2 nbf."""
    source_code = [] if first_value(field, "2") else [Subfield("2", "nbf")]
    return [Field("015", field.indicators, [*field.subfields, *source_code])]


def control_number(field: Field, source: Field, work: Work) -> list[Field]:
    """015 $a number $b source: 035 with the source's code in parentheses (control_numbers.csv)."""
    name = first_value(field, "b").strip()
    numbers = [s.value.strip() for s in field.subfields if s.code == "a"]
    if not name or not numbers:
        if not first_value(field, "2"):
            work.unplaced("015")
        return [field]
    tag, prefix, code = work.rules.control_numbers.get(name.casefold(), ("035", f"({name})", ""))
    rest = [(s.code, s.value) for s in field.subfields if s.code not in "ab2"]
    codes = [("2", code)] if code else []
    return [new_field(tag, "  ", ("a", prefix + number), *rest, *codes) for number in numbers]


def isbn(field: Field, source: Field, work: Work) -> list[Field]:
    """020: $a without hyphens, text after the number to $q, a wrong check digit to $z, ISMN (979-0) to 024 2#."""
    subfields: list[Subfield] = []
    ismns: list[Field] = []
    for code, value in field.subfields:
        if code == "a":
            _isbn(value, subfields, ismns, work)
        elif code == "q":
            subfields.append(Subfield("q", work.rules.bindings.get(value.strip().casefold(), value)))
        else:
            subfields.append(Subfield(code, value))
    return [*([Field("020", field.indicators, subfields)] if subfields else []), *ismns]


def _isbn(value: str, subfields: list[Subfield], ismns: list[Field], work: Work) -> None:
    match = _ISBN.fullmatch(value)
    number, text = (re.sub(r"[\s–-]", "", match[1]).upper(), match[2].strip()) if match else (value.strip(), "")
    if number.startswith("9790") and ean.is_valid(number):
        ismns.append(new_field("024", "2 ", ("a", number)))
    elif match and isbn13(number):
        subfields.append(Subfield("a", number))
    else:
        work.note("isbn_invalid", "020$a", number)
        subfields.append(Subfield("z", number))
    if text:
        subfields.append(Subfield("q", text.removeprefix("(").removesuffix(")") or text))


def language_codes(field: Field, source: Field, work: Work) -> list[Field]:
    """041: run-together codes split in threes, one code per subfield; MARC's codes for the language's other ones.

    $h holds the intermediate languages first and the original last: $k and $h. Subtitles of films stand in $j, sung or
    spoken text in $d. A language that MARC lacks gets a field of its own with ISO 639-3.
    """
    subfields: list[Subfield] = []
    exact: list[Subfield] = []
    for code, value in field.subfields:
        codes = split_languages(value, work) if code.isalpha() else None
        if codes is None:
            subfields.append(Subfield(code, value))
            continue
        for target, language in _placed(code, codes, work):
            subfields.append(Subfield(target, language_of(language, work)))
            if language in work.rules.languages and work.rules.languages[language].iso639_3:
                exact.append(Subfield(target, work.rules.languages[language].iso639_3))
    main = Field("041", field.indicators, _once(subfields))
    main.indicators = (_translation(main), indicators_of(field)[1])
    extra = Field("041", Indicators(_translation(main), "7"), [*_once(exact), Subfield("2", "iso639-3")])
    return [main, extra] if exact else [main]


def split_languages(value: str, work: Work) -> list[str] | None:
    """``gerswe`` to ger, swe; ``nob, nno`` too. None (and an issue) for what cannot be codes."""
    codes: list[str] = []
    for word in re.split(r"[\s,;/.]+", value.strip().casefold()):
        if word in work.rules.languages:
            codes.append(word)
        elif word.isascii() and word.isalpha() and len(word) % 3 == 0:
            codes += [word[i : i + 3] for i in range(0, len(word), 3)]
        elif word:
            work.note("language_code_unreadable", "041", value)
            return None
    return codes


def language_of(code: str, work: Work) -> str:
    """MARC's code for a language code. An unknown code stays as it is and is an issue."""
    known = work.rules.languages.get(code)
    if known:
        return known.target
    if code not in work.rules.marc21_languages:
        work.note("language_code_unknown", "041", code)
    return code


def _placed(code: str, codes: list[str], work: Work) -> list[tuple[str, str]]:
    kind = work.leader[6:7]
    if code == "h":
        return [*(("k", c) for c in codes[:-1]), *(("h", c) for c in codes[-1:])]
    if code == "b" and kind in _FILM:
        return [("j", c) for c in codes]
    if code == "a" and kind in _SOUND:
        return [("d", c) for c in codes]
    return [(code, c) for c in codes]


def _once(subfields: Iterable[Subfield]) -> list[Subfield]:
    return list(dict.fromkeys(subfields))


def _translation(field: Field) -> str:
    """041 ind1: 1 when an original language is given; a blank stays blank."""
    first = indicators_of(field)[0]
    return "1" if first == " " and first_value(field, "h") else first


def dewey(field: Field, source: Field, work: Work) -> list[Field]:
    """082: NORMARC's ind1 3 (DDK) and 4 (Arnesen) and the Norwegian editions by dewey_editions.csv; ind2 1 is BS.

    $z is the kind of number: h (main) is what MARC 21 takes for granted, b (alternative) is $m b, others are dropped.
    A field that has nothing but an edition is dropped.
    """
    kinds = {s.value.strip() for s in field.subfields if s.code == "z"}
    field.subfields = [s for s in field.subfields if s.code != "z"]
    if kinds - {"h", "b"}:
        work.note("subfield_dropped", "082$z")
    if all(s.code == "2" for s in field.subfields):
        work.note("subfield_dropped", "082$2")
        return []
    ind1, ind2 = indicators_of(source)
    edition = first_value(field, "2").strip()
    found = work.rules.dewey_editions.get((ind1, edition)) or work.rules.dewey_editions.get((ind1, "*"))
    if found is None:
        work.unplaced("082")
        return [field]
    tag, new_ind1, new_edition = found
    text = edition if new_edition == "=" else new_edition
    agency = {"0": "NO-OsNB", "1": "NO-OsBA"}.get(ind2, "") if tag == "082" and ind1 in "34" else ""
    subfields = [s for s in field.subfields if s.code != "2"]
    subfields += [Subfield("2", text)] if text else []
    subfields += [Subfield("m", "b")] if "b" in kinds and tag == "082" else []
    subfields += [Subfield("q", agency)] if agency and not first_value(field, "q") else []
    return [new_field(tag, new_ind1 + ("4" if tag == "082" else " "), *subfields)]
