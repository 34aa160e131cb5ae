"""008/18-34, which differ by material (fixed_codes.csv), also where 019 $b has moved the record to another one."""

from collections.abc import Mapping
from functools import lru_cache

from pymarc import Record

from migration.issues import Issue
from migration.marc.conversion.extended import age_code
from migration.marc.conversion.films import film_facts, set_film
from migration.marc.conversion.leader import material
from migration.marc.conversion.work import Work
from migration.marc.rules import FixedCode, Position, Rules

Effects = list[tuple[str, str]]

_NOT_CODED: Mapping[str, Mapping[int, str]] = {
    "Mon": {29: "|", 30: "|", 31: "|", 33: "|"},
    "Per": {19: "|", 29: "|", 34: "0"},
    "Mus": {18: "|", 19: "|", 20: "|"},
    "Fil": {26: "|"},
    "Kar": {25: "|", 31: "|"},
    "F/V": {33: "|", 34: "|"},
}
"""Positions where a blank isn't a code of MARC 21, and what says "not coded" there. Serials' entries are successive."""
_BY_KIND: Mapping[str, Mapping[int, str]] = {
    "c": {30: "n"},
    "d": {30: "n"},
    "i": {18: "n", 19: "n", 20: "n", 30: "|", 31: "|"},
    "j": {20: "n"},
    "k": {34: "n"},
    "o": {34: "n"},
    "r": {34: "n"},
}
"""The same for one leader/06: what doesn't apply to printed music, to speech, to things that don't move."""
_COMMON = (22, 28)
"""Positions that mean the same for every material that has them."""
_FORM_OF_ITEM = {"Mon": 23, "Per": 23, "Mus": 23, "Fil": 23, "": 23, "Kar": 29, "F/V": 29}
_FORMS_OF_ITEM = {"Fil": "oq"}
_SPOKEN_TEXT = {33: {"1": "f", "f": "f", "j": "f", "d": "d", "e": "e", "p": "p", "s": "l"},
                34: {"a": "a", "b": "b", "c": "b"}}  # fmt: skip
"""Literary form and biography of books (converted) to 008/30-31 of spoken recordings."""


def code_of(where: str, codes: Mapping[str, FixedCode], char: str, work: Work) -> str:
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
        elif key == "040":
            work.agency = value
    return found.target


def convert_materials(source: str, source_leader: str, record: Record, work: Work) -> str:
    """008/18-34, from the whole 008. What the codes stand for besides is gathered in ``work``."""
    film = film_facts(record) if material(work.leader) == "F/V" else ("", "")
    known = (work.types, work.forms, tuple(work.ages), tuple(work.notes_521))
    text, ages, genres, notes, issues = _converted(source[18:35], source_leader, work.leader, known, film, work.rules)
    for gathered, found in ((work.ages, ages), (work.genres, genres), (work.notes_521, notes)):
        gathered.update(dict.fromkeys(found))
    work.issues.update(dict.fromkeys(issues))
    return text


Known = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""What 019 says: document types, literary forms, target groups, notes of age limits."""
Coded = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[Issue, ...]]
"""008/18-34; target groups, genres, notes; issues."""


@lru_cache(maxsize=65_536)
def _converted(part: str, source_leader: str, leader: str, known: Known, film: tuple[str, str], rules: Rules) -> Coded:
    """A library has the same few hundred of these again and again."""
    types, forms, ages, notes = known
    work = Work(rules, leader=leader, types=types, forms=forms)
    work.ages.update(dict.fromkeys(ages))
    work.notes_521.update(dict.fromkeys(notes))
    out = list(" " * 40)
    _convert(out, " " * 18 + part + " " * 5, source_leader, film, work)
    return "".join(out[18:35]), tuple(work.ages), tuple(work.genres), tuple(work.notes_521), tuple(work.issues)


def _convert(out: list[str], source: str, source_leader: str, film: tuple[str, str], work: Work) -> None:
    """008/18-34 in place. Where 019 $b changed the material, only what the materials share is taken over."""
    new, old = material(work.leader), material(source_leader)
    effects: Effects = []
    for position in work.rules.positions.get(new, ()):
        if new == old or position.start in _COMMON:
            _convert_position(out, source, position, new, work, effects)
    effects += _type_effects(work)
    if new == "Mon":
        effects += _literary_form(out, work)
    if new != old:
        effects += _moved_effects(source, old, new, work)
    if new in ("Mon", "Mus", "Fil", "F/V") and out[22] in " |":
        out[22] = age_code(work) or " "
    if new == "F/V":
        set_film(out, film, work.leader[6])
    for key, value in effects:
        _place(out, key, value, new)
    _fill(out, new, work.leader[6])


def _convert_position(out: list[str], source: str, position: Position, name: str, work: Work, effects: Effects) -> None:
    where = f"008/{position.start}"
    old = source[position.start : position.stop]
    if not old.strip(" |"):
        return
    codes = [code_of(where, position.codes, char, work) for char in old]
    if len(codes) > 1 and name != "F/V":
        codes = [code for code in dict.fromkeys(codes) if code not in " |"]
    out[position.start : position.stop] = "".join(codes).ljust(len(old))
    effects += [pair for char in old if char in position.codes for pair in position.codes[char].also]


def _type_effects(work: Work) -> Effects:
    """What the document types say of 008, as far as they are of the record's own type."""
    kind, level = work.leader[6], work.leader[7]
    types = [work.rules.document_types[t] for t in work.types]
    own = [t for t in types if (not t.leader_06 or kind in t.leader_06) and (not t.leader_07 or level in t.leader_07)]
    return [pair for t in own for pair in t.also]


def _literary_form(out: list[str], work: Work) -> Effects:
    """019 $d says more than a bare 0 or 1 in 008/33: the first specific form, else fiction or not."""
    found = [work.rules.literary_forms[letter] for letter in work.forms]
    specific = [form.target for form in found if form.target not in "01"]
    general = [form.target for form in found if form.target in "01"]
    if out[33] in " |01" and specific:
        out[33] = specific[0]
    elif out[33] in " |" and general:
        out[33] = general[0]
    _take_genres(found, work)
    return [pair for form in found for pair in form.also]


def _take_genres(forms: list[FixedCode], work: Work) -> None:
    for form in forms:
        work.genres.update((value, None) for key, value in form.also if key == "655")


def _moved_effects(source: str, old: str, new: str, work: Work) -> Effects:
    """A book that turned out to be something else: its form of item, and what a spoken recording's text is."""
    if old != "Mon":
        return []
    forms = [work.rules.literary_forms[letter] for letter in work.forms]
    _take_genres(forms, work)
    positions = {position.start: position for position in work.rules.positions["Mon"]}
    form = positions[23].codes.get(source[23]) if 23 in positions else None
    effects = [("form", form.target)] if form and form.target != " " else []
    if new != "Mus" or work.leader[6] != "i":
        return effects
    coded = [positions[at].codes.get(source[at]) for at in (33, 34) if at in positions]
    for at, codes in ((33, [*forms, coded[0]]), (34, coded[1:])):
        texts = [_SPOKEN_TEXT[at].get(code.target, "") for code in codes if code]
        effects += [("text", text) for text in texts if text]
    for code in coded:
        _take_genres([code] if code else [], work)
    return effects


def _place(out: list[str], key: str, value: str, name: str) -> None:
    """Put one code where nothing is coded yet; contents and spoken text take it in their first free place."""
    if key == "form":
        at = _FORM_OF_ITEM[name]
        if value not in _FORMS_OF_ITEM.get(name, "abcdfoqrs"):
            return
    elif key == "text":
        at = 31 if value not in (out[30], " ") and out[30] not in " |" else 30
    elif key.startswith("008/"):
        at = int(key[4:])
    else:
        return
    if at == 24 and name == "Mon" and value not in out[24:28]:
        at = next((i for i in range(24, 28) if out[i] in " |"), 24)
    if out[at] in " |" and value not in (out[30] if at == 31 else ""):
        out[at] = value


def _fill(out: list[str], name: str, kind: str) -> None:
    """What MARC 21 wants where nothing is coded."""
    of_kind = _BY_KIND.get(kind, {}) if name in ("Mus", "F/V") else {}
    if 30 in of_kind and out[30] != " ":
        of_kind = {at: code for at, code in of_kind.items() if at != 31}
    for at, code in {**_NOT_CODED.get(name, {}), **of_kind}.items():
        if out[at] == " " or (out[at] == "|" and code != "|"):
            out[at] = code
