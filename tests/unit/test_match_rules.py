"""The rule file that says what must agree: librarians may edit it."""

import pytest

from migration.match.rulefile import RuleFileError
from migration.match.rules import load_match_rules
from migration.settings import SHIPPED

SHIPPED_RULES = SHIPPED / "mappings" / "match.yaml"


def test_the_shipped_rules():
    rules = load_match_rules(SHIPPED_RULES)

    assert {"forste", "lærerbok"} & rules.telling_words == {"forste"}
    assert ("nob", "nor") in rules.language_pairs
    assert ("nor", "nob") in rules.language_pairs
    assert ("nob", "nno") not in rules.language_pairs


def test_all_mistakes_are_named_with_their_lines(tmp_path):
    path = tmp_path / "match.yaml"
    text = SHIPPED_RULES.read_text(encoding="utf-8")
    lines = text.replace("title_likeness: 0.93", "title_likeness: 0.5").replace("pages_close", "pages_close_by")
    path.write_text(lines, encoding="utf-8")

    with pytest.raises(RuleFileError) as error:
        load_match_rules(path)

    named = [problem.removeprefix(f"{path}:").split(" ")[:2] for problem in error.value.problems]
    line = {word: str(n) for n, row in enumerate(lines.splitlines(), 1) for word in [row.partition(":")[0]]}
    assert [f"{line['title_likeness']}:", "title_likeness:"] in named
    assert [f"{line['pages_close_by']}:", "pages_close_by:"] in named
    assert any(field == "pages_close:" for _, field in named)


def test_a_file_that_is_not_utf_8(tmp_path):
    path = tmp_path / "match.yaml"
    path.write_bytes("small_words: [då]".encode("latin-1"))

    with pytest.raises(RuleFileError, match=r"not UTF-8 \(byte 15\)"):
        load_match_rules(path)
