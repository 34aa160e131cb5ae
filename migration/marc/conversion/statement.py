"""The title statement of 245: MARC 21 has $a, $b and $c once each; NORMARC's records repeat them.

The marks at the end of a subfield are left out (leader/18 ``c``) where the code says the same; where it doesn't, they
move into the text: ``A ; B`` for a second title of the same item, ``$b= B`` for a parallel one.
"""

from pymarc import Subfield

from migration.marc.conversion.work import Work
from migration.marc.stored import new_subfield

_ENDS = ":;=/"


def statement_of(subfields: list[Subfield], work: Work) -> list[Subfield]:
    """``$aA$aB$bx$by$cC$cD`` to ``$aA ; B$bx : y$cC ; D``. What comes after $c belongs to it: ``$aA$cC$aB`` is
    ``$aA$cC. B``."""
    codes = [code for code, _ in subfields]
    if len(set(codes)) == len(codes) and not [value for _, value in subfields if value.rstrip()[-1] in _ENDS]:
        return subfields
    texts: dict[str, int] = {}
    result: list[Subfield] = []
    pending = last = ""
    for code, value in subfields:
        text, mark = _without_end(value)
        if not text:
            pending = pending or mark
            continue
        place, joint = _joint(code, pending, texts, last)
        if place < 0:
            texts.setdefault(code, len(result))
            lead = "= " if code == "b" and pending == "=" else ""
            result.append(new_subfield(Subfield, (code, lead + text)))
        else:
            result[place] = new_subfield(Subfield, (result[place].code, result[place].value + joint + text))
        pending, last = mark, code
    return result


def _joint(code: str, pending: str, texts: dict[str, int], last: str) -> tuple[int, str]:
    """The subfield that a text is joined to (-1: none), and what stands between.

    ``pending``: the mark before the text; ``last``: the code before it; ``texts``: where each code stands already.
    """
    if code not in "abc":
        return -1, ""
    if "c" in texts:
        return texts["c"], {"a": ". ", "b": " : ", "c": " ; " if last == "c" else " / "}[code]
    if code == "b" and pending == ";" and "b" not in texts and "a" in texts:
        return texts["a"], " ; "
    if code in "ab" and "b" in texts:
        return texts["b"], f" {pending} " if pending in ("=", ";") else " ; " if code == "a" else " : "
    if code == "a" and "a" in texts:
        return texts["a"], " = " if pending == "=" else " ; "
    return -1, ""


def _without_end(value: str) -> tuple[str, str]:
    """``Sult :`` to ``Sult`` and ``:``."""
    text = value.rstrip()
    mark = ""
    while text and text[-1] in _ENDS:
        mark = text[-1]
        text = text[:-1].rstrip()
    return text, mark
