"""One pass over a record, then the rules that look across its fields.

What depends only on a field's tag, indicators and subfield codes is found once and remembered (``shapes``), and so is
what depends on one value (``values``, ``fixed``): records of a library differ little in these.
"""

from collections.abc import Callable, Iterable, Iterator

from pymarc import Field, Record

from migration.issues import Issue
from migration.marc.fields import first_value
from migration.marc.rules import Rules, shipped_rules
from migration.marc.schema import Schema
from migration.marc.validation.audience import audience_issues
from migration.marc.validation.carriers import carrier_issues
from migration.marc.validation.dates import imprint_issues
from migration.marc.validation.entries import entry_issues, name_issues
from migration.marc.validation.fixed import fixed_issues
from migration.marc.validation.languages import language_issues
from migration.marc.validation.links import link_issues
from migration.marc.validation.numbers import number_issues
from migration.marc.validation.punctuation import punctuation_issues
from migration.marc.validation.secrets import private_issues
from migration.marc.validation.shapes import Shape, shape_of
from migration.marc.validation.survey import Survey
from migration.marc.validation.texts import text_issues


def validate(record: Record, rules: Rules | None = None, marc_format: str = "marc21") -> tuple[Issue, ...]:
    """The issues of one record, each code and place once. Never raises on a record that pymarc can hold.

    ``marc_format``: the verdict on the source; 019 and 9XX, which Norwegian MARC 21 keeps, are a residue in any other.
    Without ``rules`` the shipped ones are used.
    """
    return tuple(dict.fromkeys(_issues(record, rules or shipped_rules(), marc_format != "marc21")))


def _issues(record: Record, rules: Rules, converted: bool) -> list[Issue]:
    issues: list[Issue] = []
    survey = _survey(record, rules, converted, issues)
    for look in _LOOKS:
        issues += look(survey, rules)
    if survey.linked or "880" in survey.fields:
        issues += link_issues(survey)
    issues += text_issues(survey)
    return issues


_LOOKS: tuple[Callable[[Survey, Rules], Iterable[Issue]], ...] = (
    fixed_issues,
    entry_issues,
    name_issues,
    language_issues,
    imprint_issues,
    number_issues,
    carrier_issues,
    audience_issues,
    punctuation_issues,
    private_issues,
)


def _survey(record: Record, rules: Rules, converted: bool, issues: list[Issue]) -> Survey:
    """Every field once: its shape, the values that its shape asks to look at, and its texts."""
    survey = Survey(str(record.leader).ljust(24)[:24])
    schema, fields, data_fields, texts = rules.schema, survey.fields, survey.data_fields, survey.texts
    for field in record.fields:
        tag = field.tag
        if tag in fields:
            fields[tag].append(field)
            survey.repeated.add(tag)
        else:
            fields[tag] = [field]
        if field.control_field:
            if tag not in schema.fields:
                issues.append(Issue("field_undefined", tag))
            continue
        codes, values = zip(*field.subfields) if field.subfields else ((), ())  # noqa: B905 (strict takes a third more)
        shape = shape_of(schema, tag, field.indicators, codes, converted)
        if shape.issues:
            issues += shape.issues
        for position, check, path in shape.checks:
            issues += check(schema, path, values[position])
        if shape.flags:
            _remember(survey, field, values, shape)
        data_fields.append(field)
        texts.append("¦".join(values))
    for tag in sorted(survey.repeated):
        issues += _repeated(schema, tag, len(fields[tag]))
    for field in survey.linked:
        issues += _of_880(rules, field, converted) if field.tag == "880" else ()
    return survey


def _remember(survey: Survey, field: Field, values: tuple[str, ...], shape: Shape) -> None:
    if shape.marks:
        survey.punctuated.append((field.tag, values, shape.marks))
    if shape.is_linked:
        survey.linked.append(field)
    if shape.has_roles:
        survey.with_roles.append(field)
    if shape.may_be_private:
        survey.private.append(field)


def _repeated(schema: Schema, tag: str, times: int) -> tuple[Issue, ...]:
    definition = schema.fields.get(tag)
    return (Issue("field_repeated", tag, str(times)),) if definition and not definition.repeatable else ()


def _of_880(rules: Rules, field: Field, converted: bool) -> Iterator[Issue]:
    """880 is built as the field that its $6 names."""
    tag = first_value(field, "6")[:3]
    if tag in rules.schema.fields and tag > "009" and tag != "880":
        codes = tuple([code for code, _ in field.subfields])
        yield from shape_of(rules.schema, tag, field.indicators, codes, converted).issues
