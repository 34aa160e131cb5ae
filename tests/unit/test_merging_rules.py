"""Mistakes in ``survivorship.yaml`` are named with their place."""

import pytest

from migration.match.merging.rules import load_survivorship_rules, tags_of
from migration.match.rulefile import RuleFileError


def test_x_is_any_digit():
    assert tags_of("59X") == {"590", "591", "592", "593", "594", "595", "596", "597", "598", "599"}
    assert len(tags_of("9XX")) == 100


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rules:\n- {tags: ['020'], add: all}\n", ":2: rules.0.add"),
        ("rules:\n- {tags: ['500'], add: new}\n- {tags: ['245'], add: new}\n", ":3: rules.1.tags.0"),
        ("rules:\n- {tags: ['26X'], add: new}\n", ":2: rules.0.tags.0: Value error, 26X is never taken"),
        ("rules:\n- {tags: ['500'], add: new, colour: red}\n", ":2: rules.0.colour"),
        ("rules:\n- {tags: ['500'], add: new}\n- {tags: ['50X'], add: if_none}\n", ":1: Value error, more than one"),
        ("rules:\n- {tags: ['100'], add: new}\n", ":2: rules.0: Value error, a main entry"),
        ("rules:\n- {tags: ['100'], add: new, as: '110'}\n", ":2: rules.0.as: Value error, 110 is a main entry"),
        ("rules:\n- {tags: ['100'], add: new, as: '245'}\n", ":2: rules.0.as: Value error, 245 is never taken"),
        ("rules:\n- {tags: ['020'], add: new, each: true, roles: true}\n", ":2: rules.0: Value error, each, schemes"),
        ("base:\n- {prefer: colour}\nrules: []\n", ":2: base.0"),
        ("base:\n- {prefer: level, order: ['1', '12']}\nrules: []\n", ":2: base.0.level.order.1"),
        ("rules: []\nrules: []\n", ":2: the key 'rules' stands twice"),
        ("rules: [\n", ":2: "),
        ("", ":1: rules: Field required"),
    ],
)
def test_a_mistake_in_the_rules_is_named_with_its_line(tmp_path, text, problem):
    path = tmp_path / "survivorship.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RuleFileError) as error:
        load_survivorship_rules(path)

    assert len(error.value.problems) == 1
    assert error.value.problems[0].startswith(f"{path}{problem}")


def test_all_mistakes_are_named_at_once(tmp_path):
    path = tmp_path / "survivorship.yaml"
    path.write_text("rules:\n- {tags: ['1'], add: new}\n- {tags: ['500'], add: old}\n", encoding="utf-8")

    with pytest.raises(RuleFileError) as error:
        load_survivorship_rules(path)

    assert len(error.value.problems) == 2


def test_rules_that_are_not_there(tmp_path):
    with pytest.raises(RuleFileError, match="cannot be read"):
        load_survivorship_rules(tmp_path / "none.yaml")
