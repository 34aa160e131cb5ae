"""007 and 008 of NORMARC to MARC 21, position by position (fixed_codes.csv, field_007.csv)."""

import re
from collections.abc import Iterable, Mapping

from pymarc import Field, Record

from migration.marc.coded import split_languages
from migration.marc.dates import UNKNOWN, Dates, parse_dates
from migration.marc.extended import age_code
from migration.marc.fields import first_value
from migration.marc.leader import material
from migration.marc.rules import FixedCode, Position
from migration.marc.work import Work

LENGTH_007 = {
    "a": 8, "c": 14, "d": 6, "f": 10, "g": 9, "h": 13, "k": 6, "m": 23, "o": 2, "q": 2, "r": 11, "s": 14, "t": 2,
    "v": 9, "z": 2,
}  # fmt: skip
"""Length of 007 by category of material in MARC 21."""
NOT_CODED: Mapping[str, Mapping[int, str]] = {
    "Mon": {29: "|", 30: "|", 31: "|", 33: "|"},
    "Per": {19: "|", 29: "|", 34: "|"},
    "Mus": {18: "|", 19: "|", 20: "|"},
    "Fil": {26: "|"},
    "Kar": {25: "|", 31: "|"},
    "F/V": {18: "-", 19: "-", 20: "-", 33: "|"},
}
"""Positions of 008 where a blank isn't a code of MARC 21, and what says "not coded" there."""
_COMMON = (22, 28)
"""Positions that mean the same for every material that has them."""
_FORM_OF_ITEM = {"Kar": 29, "F/V": 29}


def convert_008(record: Record, source_leader: str, work: Work) -> str:
    """008 of exactly 40 characters, whatever the record had; what is missing is derived from 260 and 041.

    Effects: ``work.language``; genres, target groups and notes that a code stands for.
    """
    first = next((f.data or "" for f in record.fields if f.tag == "008"), "")
    if (first and len(first.rstrip()) > 40) or 0 < len(first) < 40:
        work.note("field_008_length", "008", str(len(first)))
    source = first[:40].ljust(40)
    out = list(" " * 40)
    out[0:6] = _entered(source, record)
    out[6:15] = _dates(source, record, work)
    out[15:18] = _country(source[15:18], record, work)
    _materials(out, source, source_leader, work)
    out[35:38] = _language(source[35:38], record, work, known=bool(first))
    out[38] = _code("008/38", work.rules.fixed["008/38"]["all"], source[38], work)
    out[39] = _code("008/39", work.rules.fixed["008/39"]["all"], source[39], work)
    return "".join(out)


def convert_007(data: str, work: Work) -> str:
    """007 by category and position; filled up to MARC 21's length with ``|`` (not coded)."""
    category = data[:1]
    out = [_code_007(category, position, char, work) for position, char in enumerate(data)]
    target = out[0].target if out else ""
    chars = [code.target for code in out]
    chars += ["|" if position != 2 else " " for position in range(len(chars), LENGTH_007.get(target, 0))]
    for code in out:
        for position, value in code.also:
            if position.isdigit() and int(position) < len(chars) and chars[int(position)] in " |":
                chars[int(position)] = value
    return "".join(chars)


def _code_007(category: str, position: int, char: str, work: Work) -> FixedCode:
    codes = work.rules.fields_007.get((category, position))
    if codes is None or char in " |":
        return FixedCode(char)
    if char not in codes:
        work.note("fixed_code_unknown", f"007/{category}/{position:02}", char)
        return FixedCode("|")
    return codes[char]


def _code(where: str, codes: Mapping[str, FixedCode], char: str, work: Work) -> str:
    """One code, with what it stands for besides; blank and ``|`` pass; an unknown code is an issue and not coded."""
    found = codes.get(char)
    if found is None:
        if char not in " |":
            work.note("fixed_code_unknown", where, char)
            return "|"
        return char
    if found.audience:
        work.ages[found.audience] = None
    for key, value in found.also:
        if key == "655":
            work.genres[value] = None
        elif key == "521":
            work.notes_521[value] = None
    return found.target


def _entered(source: str, record: Record) -> str:
    """Date entered; where it is blank, the date of the last transaction (005) is the nearest fact."""
    if source[:6].isdigit():
        return source[:6]
    changed = next((f.data or "" for f in record.fields if f.tag == "005"), "")
    return changed[2:8] if changed[:8].isdigit() and len(changed) >= 8 else " " * 6


def _dates(source: str, record: Record, work: Work) -> str:
    """008/06-14: as coded where the first year is there, else from 260/264 $c."""
    kind = source[6] if source[6] == " " else _code("008/06", work.rules.fixed["008/06"]["all"], source[6], work)
    date1, date2 = source[7:11], source[11:15]
    if re.fullmatch("[0-9u]{4}", date1) and date1 != "uuuu":
        dates = _coded_dates(kind, date1, date2)
    else:
        text = " ".join(_values(record, ("260", "264"), "c"))
        dates = parse_dates(text, serial=work.leader[7] in "bis")
        if dates == UNKNOWN and kind in "cdu":
            dates = Dates(kind, "uuuu", "9999" if kind == "c" else "uuuu")
    return dates.kind + dates.date1 + dates.date2


def _coded_dates(kind: str, date1: str, date2: str) -> Dates:
    has_second = bool(re.fullmatch("[0-9u]{4}", date2))
    if kind in " |n":
        return Dates("s", date1, "    ")
    if kind == "s":
        return Dates("s", date1, "    ")
    if kind == "c":
        return Dates("c", date1, "9999")
    if kind == "t" and not has_second:
        return Dates("s", date1, "    ")
    return Dates(kind, date1, date2 if has_second else "uuuu")


def _country(source: str, record: Record, work: Work) -> str:
    """008/15-17: ISO 3166 to MARC; where blank, from the first place of publication that places.csv knows."""
    code = source.strip(" #|").casefold()
    if not code:
        return _country_of_place(record, work).ljust(3)
    if code in work.rules.countries:
        return work.rules.countries[code].ljust(3)
    if code in work.rules.marc21_countries:
        return code.ljust(3)
    work.note("country_unknown", "008/15-17", code)
    return "|||"


def _country_of_place(record: Record, work: Work) -> str:
    for place in _values(record, ("260", "264"), "a"):
        for name in re.split(r"[,;:/]| og ", place.casefold()):
            found = work.rules.places.get(name.strip(" []()."))
            if found:
                return found
    return "xx"


def _materials(out: list[str], source: str, source_leader: str, work: Work) -> None:
    """008/18-34. Where 019 $b changed the material, only what all materials share is taken over."""
    new = material(work.leader)
    moved = material(source_leader) != new
    effects: list[tuple[str, str]] = []
    for position in work.rules.positions.get(new, ()):
        if not moved or position.start in _COMMON:
            _convert_position(out, source, position, new, work, effects)
    effects += _type_effects(work)
    if new == "Mon":
        effects += _literary_form(out, work)
    if new in ("Mon", "Mus", "Fil", "F/V") and out[22] in " |":
        out[22] = age_code(work) or " "
    for key, value in effects:
        _place(out, key, value, new)
    for at, not_coded in NOT_CODED.get(new, {}).items():
        if out[at] == " ":
            out[at] = not_coded


def _convert_position(
    out: list[str], source: str, position: Position, name: str, work: Work, effects: list[tuple[str, str]]
) -> None:
    where = f"008/{position.start}"
    old = source[position.start : position.stop]
    if old.isspace() or not old.strip("|"):
        return
    new = "".join(_code(where, position.codes, char, work) for char in old)
    if position.stop - position.start > 1 and name != "F/V":
        new = new.replace(" ", "").ljust(len(old))
    out[position.start : position.stop] = new
    effects += [pair for char in old if char in position.codes for pair in position.codes[char].also]


def _type_effects(work: Work) -> list[tuple[str, str]]:
    """What the document types say of 008, as far as they are of the record's own type."""
    kind = work.leader[6]
    types = [work.rules.document_types[t] for t in work.types]
    return [pair for t in types if not t.leader_06 or kind in t.leader_06 for pair in t.also]


def _literary_form(out: list[str], work: Work) -> Iterable[tuple[str, str]]:
    """019 $d says more than a bare 0 or 1 in 008/33: the first specific form, else fiction or not."""
    found = [work.rules.literary_forms[letter] for letter in work.forms]
    specific = [form.target for form in found if form.target not in "01"]
    general = [form.target for form in found if form.target in "01"]
    if out[33] in " |01" and specific:
        out[33] = specific[0]
    elif out[33] in " |" and general:
        out[33] = general[0]
    for form in found:
        work.genres.update((value, None) for key, value in form.also if key == "655")
    return [pair for form in found for pair in form.also]


def _place(out: list[str], key: str, value: str, name: str) -> None:
    """Put one code where nothing is coded yet; 24-27 takes it in its first free place."""
    if key == "form":
        at = _FORM_OF_ITEM.get(name, 23)
    elif key.startswith("008/"):
        at = int(key[4:])
    else:
        return
    if at == 24 and name == "Mon" and value not in out[24:28]:
        at = next((i for i in range(24, 28) if out[i] in " |"), 24)
    if out[at] in " |":
        out[at] = value


def _language(source: str, record: Record, work: Work, *, known: bool) -> str:
    """008/35-37. Blanks say "no language" in NORMARC; of a text that can't be so, and the language is unknown."""
    code = source.strip(" |").casefold()
    if not code:
        found = [c for value in _values(record, ("041",), "a") for c in split_languages(value, work) or ()]
        code = found[0] if found else ""
    if not code:
        return "zxx" if known and work.leader[6] in "cdefgkr" else "und"
    language = work.rules.languages.get(code)
    target = language.target if language else code
    if target not in work.rules.marc21_languages:
        work.note("language_code_unknown", "008/35-37", code)
        return "|||"
    work.language = target
    return target


def exact_language(record: Record, work: Work) -> str:
    """ISO 639-3 of the 008's language where MARC only has its group (Kven: fkv), else empty."""
    data = next((f.data or "" for f in record.fields if f.tag == "008"), "")
    language = work.rules.languages.get(data[35:38].casefold())
    return language.iso639_3 if language else ""


def _values(record: Record, tags: tuple[str, ...], code: str) -> list[str]:
    fields: Iterable[Field] = (f for f in record.fields if f.tag in tags and not f.control_field)
    return [value for field in fields if (value := first_value(field, code).strip())]
