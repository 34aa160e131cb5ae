"""880 and $6 (rule B11): each field in another script has the field it stands for, and the other way about."""

from collections.abc import Iterator

from migration.issues import Issue
from migration.marc.fields import first_value
from migration.marc.validation.survey import Survey


def link_issues(survey: Survey) -> Iterator[Issue]:
    """``245 $6 880-01`` and ``880 $6 245-01/(N``; occurrence 00 stands alone."""
    links = [(field.tag, first_value(field, "6")) for field in survey.linked]
    graphic = [(link[:3], link[4:6]) for tag, link in links if tag == "880"]
    plain = [(tag, link[4:6]) for tag, link in links if tag != "880" and link.startswith("880-")]
    for tag, number in plain:
        if (tag, number) not in graphic:
            yield Issue("link_broken", f"{tag}$6", number)
        if plain.count((tag, number)) > 1:
            yield Issue("link_repeated", f"{tag}$6", number)
    for tag, number in graphic:
        if number != "00" and (tag, number) not in plain:
            yield Issue("link_broken", "880$6", f"{tag}-{number}")
    if len(graphic) < len(survey.fields.get("880", ())):
        yield Issue("link_broken", "880$6")
