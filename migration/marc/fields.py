"""What is asked of a pymarc field everywhere."""

from pymarc import Field, Indicators

from migration.marc.stored import two_indicators


def indicators_of(field: Field) -> tuple[str, str]:
    """Both indicators as one character each: an absent or overlong one counts as blank."""
    found = field.indicators
    if found is None:
        return " ", " "
    first, second = found
    return (first if len(first) == 1 else " "), (second if len(second) == 1 else " ")


def indicators_kept(field: Field) -> Indicators:
    """A data field's indicators as they are; blanks where it has none."""
    return field.indicators or two_indicators("  ")


def first_value(field: Field, code: str) -> str:
    """Value of the first subfield with the code, else empty."""
    for found, value in field.subfields:
        if found == code:
            return value
    return ""
