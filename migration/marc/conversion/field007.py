"""007 of NORMARC to MARC 21, position by position (field_007.csv)."""

from migration.marc.conversion.work import Work
from migration.marc.rules import FixedCode

LENGTH = {
    "a": 8, "c": 14, "d": 6, "f": 10, "g": 9, "h": 13, "k": 6, "m": 23, "o": 2, "q": 2, "r": 11, "s": 14, "t": 2,
    "v": 9, "z": 2,
}  # fmt: skip
"""Length of 007 by category of material in MARC 21."""


def convert_007(data: str, work: Work) -> str:
    """007 by category and position, exactly as long as MARC 21 has it; what isn't told is ``|`` (not coded).

    A blank says nothing in NORMARC, where ``i`` and ``s`` mean "no sound"; in MARC 21 it would say that. A category
    that MARC 21 lacks becomes zu, unspecified.
    """
    category = data[:1].casefold()
    if category not in LENGTH and (category, 0) not in work.rules.fields_007:
        work.note("fixed_code_unknown", "007", data)
        return "zu"
    codes = [_code(category, position, char, work) for position, char in enumerate(data.rstrip())]
    target = codes[0].target
    length = LENGTH[target]
    chars = [code.target for code in codes[:length]] + ["|"] * (length - len(codes))
    if length > 2:
        chars[2] = " "
    if any(code.target not in "| " for code in codes[length:]):
        work.note("fixed_code_unknown", f"007/{target}/{length:02}", data[length:].strip())
    for code in codes:
        for position, value in code.also:
            if position.isdigit() and int(position) < length and chars[int(position)] == "|":
                chars[int(position)] = value
    for group in work.rules.schema.fixed.get(f"007/{target}", ()):
        if group.width > 1 and not group.values.fullmatch("".join(chars[group.start : group.stop])):
            chars[group.start : group.stop] = "|" * group.width
    return "".join(chars)


def _code(category: str, position: int, char: str, work: Work) -> FixedCode:
    """One character. Positions past MARC 21's length have no table: they are looked at as a whole."""
    if position == 0:
        codes = work.rules.fields_007.get((category, 0))
        return codes.get(char.casefold(), FixedCode(category)) if codes else FixedCode(category)
    if char in " |" or position == 2:
        return FixedCode("|")
    codes = work.rules.fields_007.get((category, position))
    if codes is None:
        return FixedCode(char)
    found = codes.get(char) or codes.get(char.casefold())
    if found is None:
        work.note("fixed_code_unknown", f"007/{category}/{position:02}", char)
        return FixedCode("|")
    return found
