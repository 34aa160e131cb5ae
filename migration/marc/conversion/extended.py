"""019, NORMARC's extended codes: $a age, $b document type, $d literary form, $e and $f special groups, $s age limit.

They become 385, leader/06-07, 007, 33X, 008/22, 008/33 and 655 by document_types.csv, literary_forms.csv, audience.csv
and age_limits.csv. A code that no table knows is an issue, and the subfield is kept aside; the known ones are used.
"""

import re
from collections.abc import Iterable, Iterator

from pymarc import Field

from migration.marc.conversion.trace import SubfieldFate, claim_of
from migration.marc.conversion.work import Work, constant_field, new_field

_SEPARATORS = re.compile(r"[\s,;:/.|()\[\]+&-]+")
_AGE = re.compile(r"(?:fra|over|tillatt for|aldersgrense:?)?\s{0,9}(\d{1,2})\s{0,9}(?:år|\+|\.)?", re.IGNORECASE)
_LIMIT = "Aldersgrense: "
TARGET_GROUP = "https://schema.nb.no/Bibliographic/Values/"
_CONTENT = {"a": "txt", "c": "ntm", "d": "ntm", "e": "cri", "f": "cri", "g": "tdi", "i": "spw", "j": "prm", "k": "sti",
            "r": "tdf", "t": "txt"}  # fmt: skip
"""336 $b by leader/06, for document types that only tell the carrier."""


def gather(fields: Iterable[Field], work: Work) -> None:
    """Take the codes of every 019 of a record into ``work``, and each subfield's fate. Unknown codes are issues."""
    for field in fields:
        for subfield in field.subfields:
            code, value = subfield
            read = _READERS.get(code)
            if read is None or not value or value.isspace():
                continue
            rule, target, unknown = read(value, work)
            for word in unknown:
                work.note("marc_code_unknown", f"019${code}", word)
            fate = SubfieldFate.UNKNOWN if unknown or not rule else SubfieldFate.MOVED
            work.extended[subfield] = claim_of(fate, rule if fate is SubfieldFate.MOVED else "", target)


Read = tuple[str, str, list[str]]
"""The rule of the first code, where it went, and the words that no table knows."""


def _types(value: str, work: Work) -> Read:
    """$b. Words in capitals that aren't document types are forms, which were seen to stray here from $d."""
    words = _words(value)
    known = work.rules.document_types
    has_types = bool(work.types) or any(word in known for word in words)
    types: list[str] = []
    unknown: list[str] = []
    for word in words:
        small = word.casefold()
        if word in known or (small in known and not (has_types and _is_forms(word, work))):
            types.append(small)
        elif _is_forms(word, work):
            work.forms += tuple(letter for letter in word if letter not in work.forms)
        else:
            unknown.append(small)
    work.types += tuple(code for code in dict.fromkeys(types) if code not in work.types)
    rule = f"document_types/{types[0]}" if types else f"literary_forms/{words[0][0]}" if words and not unknown else ""
    return rule, "LDR/06" if types else "008/33", unknown


def _is_forms(word: str, work: Work) -> bool:
    return word.isupper() and all(letter in work.rules.literary_forms for letter in word)


def _forms(value: str, work: Work) -> Read:
    """$d: letters run together, ``NA`` is an anthology of short stories."""
    letters = [c for c in value.upper() if c.isalnum()]
    known = [letter for letter in dict.fromkeys(letters) if letter in work.rules.literary_forms]
    work.forms += tuple(letter for letter in known if letter not in work.forms)
    unknown = [letter for letter in dict.fromkeys(letters) if letter not in known]
    return f"literary_forms/{known[0]}" if known else "", "008/33", unknown


def _ages(value: str, work: Work) -> Read:
    return _groups([word.casefold() for word in _words(value)], work)


def _special(value: str, work: Work) -> Read:
    """$e: ``tate`` is ta and te."""
    words = [word.casefold() for word in _words(value)]
    return _groups([word[i : i + 2] for word in words for i in range(0, len(word), 2)], work)


def _groups(codes: list[str], work: Work) -> Read:
    known = [code for code in codes if code in work.rules.audience]
    work.ages.update((work.rules.audience[code].audience, None) for code in known)
    unknown = [code for code in codes if code not in work.rules.audience]
    return f"audience/{known[0]}" if known else "", "385$a", unknown


def _other_groups(value: str, work: Work) -> Read:
    """$f, other groups: the codes of $e where they are meant; else nobody knows."""
    codes = [word.casefold() for word in _words(value)]
    return _groups(codes, work) if all(code in work.rules.audience for code in codes) else ("", "", [])


def _limit(value: str, work: Work) -> Read:
    """$s: an age (``15``, ``15 år``) or words (``Tillatt for alle``)."""
    match = _AGE.fullmatch(value.strip())
    age = match[1].lstrip("0") or "0" if match else ""
    rule = f"age_limits/{age}" if age in work.rules.age_limits else "fields/019"
    work.notes_521[_LIMIT + (f"{age} år" if age else value.strip())] = None
    return rule, "521$a", []


_READERS = {"a": _ages, "b": _types, "d": _forms, "e": _special, "f": _other_groups, "s": _limit}


def extended_codes(field: Field, source: Field, work: Work) -> list[Field]:
    """019 itself isn't delivered: MARC 21 has no such field. What became of it was settled by ``gather``."""
    for subfield in field.subfields:
        claim = work.extended.get(subfield)
        if claim is None:
            work.unknown(subfield)
        else:
            work.claims[subfield] = claim
    return []


def target_groups(work: Work, present: str) -> Iterator[Field]:
    """385 per target group (nortarget) and age limit (nma). ``present``: text of the 385s that the record has."""
    for group in work.ages:
        if group in present:
            continue
        label = work.rules.audience_labels[group]
        kind = [("m", "Aldersgruppe")] if " år" in label else []
        yield constant_field("385", "  ", ("a", label), *kind, ("0", TARGET_GROUP + group), ("2", "nortarget"))
    for text in work.notes_521:
        if text.startswith(_LIMIT) and text not in present:
            yield new_field("385", "  ", ("a", text.removeprefix(_LIMIT)), ("m", "Aldersgrense"), ("2", "nma"))


def age_code(work: Work) -> str:
    """008/22 by 019 $a and $e: the one code that all groups agree on; j for several ages of children; else by the age
    limit; else empty."""
    if work.ages:
        by_group = {code.audience: code.target for code in work.rules.audience.values()}
        codes = {by_group[group] for group in work.ages if by_group[group].strip()}
        ages = codes - {"f"} or codes
        if len(ages) == 1:
            return ages.pop()
        if ages:
            return "j" if ages <= set("abcdj") else ""
    limits = (text.removeprefix(_LIMIT).removesuffix(" år") for text in work.notes_521 if text.startswith(_LIMIT))
    return next((work.rules.age_limits[age] for age in limits if age in work.rules.age_limits), "")


def content_media_carrier(work: Work, present: set[str]) -> Iterator[Field]:
    """336, 337, 338 as RDA codes, the same in every language, by the document types."""
    types = [work.rules.document_types[t] for t in work.types]
    if not types:
        return
    content = [t.content for t in types if t.content] or [_CONTENT.get(work.leader[6], "")]
    for key, value in (pair for t in types for pair in t.also):
        if key == "655":
            work.genres[value] = None
    for tag, source, codes in (
        ("336", "rdacontent", content),
        ("337", "rdamedia", [t.media for t in types]),
        ("338", "rdacarrier", [t.carrier for t in types]),
    ):
        if tag not in present:
            yield from (constant_field(tag, "  ", ("b", c), ("2", source)) for c in dict.fromkeys(codes) if c)


def _words(value: str) -> list[str]:
    return [word for word in _SEPARATORS.split(value) if word]
