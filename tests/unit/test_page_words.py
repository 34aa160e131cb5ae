"""The words of the pages: each of the program's terms has one in both languages, and colours can be told apart."""

import re
from collections.abc import Mapping
from itertools import product

import pytest
from markupsafe import Markup

from migration.issues import Fate, Mender, catalogue
from migration.marc.conversion.trace import SubfieldFate
from migration.marc.tables import STATUSES as RULE_STATUSES
from migration.model import Entity
from migration.pipeline.runs import RUN_TYPES as ALL_RUN_TYPES
from migration.privacy_rules import RULES
from migration.quality.checks import SEVERITIES
from migration.quality.languages import DAMAGED, LANGUAGES, MINORITY, REPAIRED
from migration.quality.pages import TEMPLATES
from migration.quality.privacy import EFFECTS, LIKELY_RULES, RULE_NAMES
from migration.quality.shelf import HINTS, Hint
from migration.quality.words import (
    CODE_LISTS,
    ENTITIES,
    FATES,
    MENDERS,
    RUN_TYPES,
    SEVERITY_NAMES,
    STATUSES,
    SUBFIELD_FATES,
    both,
    in_bokmal,
)
from migration.settings import SHIPPED

STYLE = (TEMPLATES / "style.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        (ENTITIES, Entity),
        (FATES, Fate),
        (SUBFIELD_FATES, SubfieldFate),
        (SEVERITY_NAMES, SEVERITIES),
        (STATUSES, RULE_STATUSES),
        (RUN_TYPES, ALL_RUN_TYPES),
        (MENDERS, Mender),
        (CODE_LISTS, [path.stem for path in (SHIPPED / "mappings" / "crosswalks").glob("*.csv")]),
    ],
)
def test_every_term_has_a_word_in_both_languages(words: Mapping[str, str], terms: object) -> None:
    assert set(words) >= {str(term) for term in terms}  # type: ignore[attr-defined]
    for pair in words.values():
        nb, en = re.findall(r'<span class="(?:nb|en)" lang="(?:nb|en)">([^<]+)</span>', pair)
        assert "" != nb.strip() != en.strip() != ""


def test_hints_rules_and_languages_are_in_both_languages() -> None:
    assert set(HINTS) == set(Hint)
    assert set(RULE_NAMES) == set(EFFECTS) == set(RULES)
    assert set(MINORITY) <= set(LANGUAGES)
    effects = [words for codes in EFFECTS.values() for words in codes.values()]
    for words in (*HINTS.values(), *RULE_NAMES.values(), *LIKELY_RULES.values(), *effects, *LANGUAGES.values()):
        assert all(words)
        assert len(set(words)) == len(words)


def test_the_codes_of_damaged_and_repaired_letters_are_in_the_catalogue() -> None:
    assert {*DAMAGED, *REPAIRED} <= set(catalogue())
    assert all(catalogue()[code].severity == "info" for code in REPAIRED)


def test_a_word_that_is_the_same_in_both_languages_stands_once() -> None:
    assert both("NORMARC", "NORMARC") == "NORMARC"


def test_names_are_escaped() -> None:
    assert both("<b>", "x & y") == Markup(
        '<span class="nb" lang="nb">&lt;b&gt;</span><span class="en" lang="en">x &amp; y</span>'
    )


def test_a_title_has_the_bokmal_half_alone() -> None:
    assert in_bokmal(both("Hele fylket", "The whole county")) == "Hele fylket"
    assert in_bokmal("Sult &amp; Pan") == "Sult & Pan"


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of ``#rrggbb`` or ``#rgb``."""
    digits = colour.removeprefix("#")
    pairs = [digits[n : n + 2] for n in (0, 2, 4)] if len(digits) == 6 else [digit * 2 for digit in digits]
    channels = [int(pair, 16) / 255 for pair in pairs]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


COLOURS = dict(re.findall(r"--([a-z]+):(#[0-9a-f]+)", STYLE))
MARKED = "#fff1cf"
"""Behind subfields that no rule knows."""


def test_contrast_is_measured_as_the_web_does() -> None:
    assert contrast("#000", "#ffffff") == 21
    assert round(contrast("#777777", "#fff"), 2) == 4.48


TEXT = ("ink", "muted", "link", "good", "warn", "bad")


@pytest.mark.parametrize(("text", "ground"), list(product(TEXT, ["paper", "soft"])))
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(COLOURS[text], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize("text", ["ink", "link"])
def test_text_on_marked_ground_can_be_read(text: str) -> None:
    assert f"background:{MARKED}" in STYLE
    assert contrast(COLOURS[text], MARKED) >= 4.5


@pytest.mark.parametrize("colour", ["loaded", "merged", "rejected", "excluded"])
def test_bars_stand_out_from_the_paper(colour: str) -> None:
    assert contrast(COLOURS[colour], COLOURS["paper"]) >= 3


def rules() -> list[dict[str, str]]:
    """The declarations of each rule of the style sheet, by property."""
    bodies = re.findall(r"\{([^{}]+)\}", STYLE)
    return [dict(pair.split(":", 1) for pair in body.split(";") if ":" in pair) for body in bodies]


def test_text_on_a_ground_of_its_own_can_be_read() -> None:
    grounds = [rule for rule in rules() if re.fullmatch("#[0-9a-f]{3,6}", rule.get("background", ""))]
    assert grounds
    for rule in grounds:
        colour = rule.get("color", "var(--ink)").removeprefix("var(--").removesuffix(")")
        assert contrast(COLOURS.get(colour, colour), rule["background"]) >= 4.5, rule


def test_text_elsewhere_has_no_other_colours_than_the_measured_ones() -> None:
    used = {rule["color"] for rule in rules() if "color" in rule and "background" not in rule}
    assert used - {"#fff"} <= {f"var(--{name})" for name in TEXT} | {"inherit"}
