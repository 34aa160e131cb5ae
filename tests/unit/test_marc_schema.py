"""MARC 21 as the tables of mappings/marc give it."""

from itertools import pairwise
from pathlib import Path

import pytest
from marc_records import MAPPINGS, rules

from migration.marc.rules import RulesError, load_rules
from migration.marc.schema import is_local

SCHEMA = rules().schema


@pytest.mark.parametrize("tag", ["090", "099", "590", "690", "790", "900", "999", "049", "AVA"])
def test_local_tags(tag: str) -> None:
    assert is_local(tag)


@pytest.mark.parametrize("tag", ["490", "019", "245", "880"])
def test_tags_that_are_not_local(tag: str) -> None:
    assert not is_local(tag)


def test_a_field_of_the_table() -> None:
    title = SCHEMA.fields["245"]
    assert not title.repeatable
    assert title.indicators == ("01", "0123456789")
    assert "a" in title.once
    assert title.repeated is not None
    assert "n" in title.repeated


def test_no_subfield_is_both_repeatable_and_not() -> None:
    both = {tag: d.once & d.repeated for tag, d in SCHEMA.fields.items() if d.repeated and d.once & d.repeated}
    assert both == {}


@pytest.mark.parametrize("key", [key for key in SCHEMA.fixed if key not in ("LDR", "008")])
def test_the_positions_of_a_layout_follow_each_other(key: str) -> None:
    positions = SCHEMA.fixed[key]
    assert all(one.stop == other.start for one, other in pairwise(positions))
    assert all((p.stop - p.start) % p.width == 0 for p in positions)


@pytest.mark.parametrize("material", ["BK", "CF", "CR", "MP", "MU", "MX", "VM"])
def test_each_material_covers_008_18_to_34(material: str) -> None:
    positions = SCHEMA.fixed[f"008/{material}"]
    assert (positions[0].start, positions[-1].stop) == (18, 35)


@pytest.mark.parametrize("code", ["ntsf", "nortarget", "bibbi", "bs-nasj", "samisk", "rdaco", "rdamt", "rdact", "nma",
                                  "pegi", "norvok", "no-ubo-mr", "nbf", "katreg", "lcsh", "humord"])  # fmt: skip
def test_norwegian_vocabularies_are_known(code: str) -> None:
    assert code in SCHEMA.vocabularies


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("LDR,all,05,", "LDR,all,5,", "position must be"),
        ("LDR,all,05,Record status,1,acdnp", "LDR,all,05,Record status,3,acdnp", "width 1 or 2"),
        ("LDR,all,05,Record status,1,acdnp", "LDR,all,05,Record status,1,", "codes or a pattern"),
        (r"\d{6}", "(", "not a regular expression"),
    ],
)
def test_a_mistake_in_the_table_of_fixed_fields_is_told(tmp_path: Path, old: str, new: str, part: str) -> None:
    text = (MAPPINGS / "marc" / "marc21_fixed.csv").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "marc21_fixed.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules(lambda name: path if name == "marc/marc21_fixed.csv" else MAPPINGS / name)
    assert part in str(caught.value)
