"""A profile that people wrote: every problem at once, with its place."""

from pathlib import Path

import pytest
from small_deliveries import write_yaml

from migration.export.profiles.loading import ProfileError, load_profile
from migration.settings import SHIPPED

BROKEN = """\
title: Vendor
maps:
  words: {file: words.csv, unlisted: keep}
files:
  people.csv:
    form: csv
    rows: patrons
    encoding: klingon
    key: [card]
    where: {kindness: much}
    fold: {on: name, by: person_id}
    columns:
      name: {from: sirname}
      town: {from: city, value: Alta}
      mail: {from: email, map: mails}
      loan: {written: lent.csv/id}
      deep: {more: {from: email}}
      tall: {from: email, max: tall}
      text: {from: email, wrap: plain}
  lent.csv:
    form: csv
    rows: laons
    columns: {id: {from: loan_id, unique: true}}
  bibs.mrc:
    form: iso2709
    rows: bibs
    items: {tag: "952", subfields: {p: {from: barkode}}}
"""


def problems(folder: Path) -> list[str]:
    with pytest.raises(ProfileError) as error:
        load_profile("vendor", lambda name: folder / name)
    return [line.removeprefix(f"{folder}/") for line in error.value.problems]


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    found = problems(write_yaml(tmp_path, BROKEN, words="a,b a,c"))
    expected = [
        ("vendor.yaml:18", "people.csv: tall.max"),
        ("vendor.yaml:10", "patrons has no column kindness"),
        ("vendor.yaml:11", "on: 'name' is no unique column"),
        ("vendor.yaml:13", "patrons has no column sirname"),
        ("vendor.yaml:14", "town must have one of from, id_of, of_items, value, written"),
        ("vendor.yaml:15", "there is no map 'mails'; there is words"),
        ("vendor.yaml:16", "the file must stand before this one"),
        ("vendor.yaml:17", "a table has no nested columns"),
        ("vendor.yaml:19", "wrap must have {}"),
        ("vendor.yaml:9", "key 'card' is no column"),
        ("vendor.yaml:8", "'klingon' is no encoding"),
        ("vendor.yaml:22", "'laons' is no table of a delivery"),
        ("vendor.yaml:27", "items has no column barkode"),
        ("vendor.yaml:27", "stand in marcxml only"),
        ("vendor/words.csv:3", "'a' stands twice"),
    ]
    missing = [pair for pair in expected if not any(line.startswith(pair[0]) and pair[1] in line for line in found)]
    assert (missing, len(found) >= len(expected)) == ([], True)


ONE = "title: V\nfiles: {f.csv: {form: csv, rows: items, %s}}\n"


XML = """\
title: V
files:
  f.xml:
    form: xml
    rows: items
    root: all
    element: %s
"""
BIBS = "title: V\nfiles: {b.xml: {form: marcxml, rows: bibs, %s}}\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title: V\nfile: {}\n", "vendor.yaml:2: file: Extra inputs are not permitted"),
        ("title: V\n", "vendor.yaml:1: the file: Value error, needs files, or copies: true"),
        ("title: V\nfiles: {f: {form: xls, rows: items}}\n", "vendor.yaml:2: files.f.form: Input should be"),
        ("title: V\nfiles: {a: {\n", "vendor.yaml:3"),
        ("title: V\ntitle: W\n", "the key 'title' stands twice"),
        (ONE % "encoding: utf-16, columns: {a: {value: x}}", "utf-16 cannot be written"),
        (ONE % "encoding: ascii, columns: {å: {value: x}}", "ascii lacks a letter"),
        (ONE % "columns: {a: {value: x}}" + "maps: {w: {file: w.csv}}", "vendor/w.csv: is missing"),
        ("title: V\nfiles: {../a.csv: {form: csv, rows: items}}", "must be a file's name"),
        ("title: V\nfiles: {left_out.csv: {form: csv, rows: items}}", "choose another name"),
        ("title: V\nfiles: {a.csv: {form: csv, rows: items}, a.xml: {form: csv, rows: items}}", "a.xml: a.csv has the"),
        (ONE % "columns: {a: x}", "f.csv: a: must say from"),
        (ONE % 'delimiter: "\\"", columns: {a: {value: x}}', "ends or quotes a cell"),
        (XML % "us er", "'us er' is no name of an XML element"),
        (XML % "user" + "    columns: {1a<: {value: x}}\n", "'1a<' is no name of an XML element"),
        (XML % "user" + '    columns: {"@i d": {value: x}}\n', "'@i d' is no name of an XML element"),
        (BIBS % 'drop: ["001"]', "001 is by what everything else names the record"),
        (BIBS % 'add: [{tag: "003", subfields: {a: {value: x}}}]', "003 has no subfields"),
        (BIBS % 'items: {tag: "001", subfields: {a: {value: x}}}', "001 has no subfields"),
    ],
)
def test_what_is_no_profile_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    assert any(problem in line for line in problems(write_yaml(tmp_path, text)))


@pytest.mark.parametrize("name", sorted(p.stem for p in (SHIPPED / "mappings" / "exports").glob("*.yaml")))
def test_the_shipped_profiles_can_be_used(name: str) -> None:
    assert load_profile(name, lambda file: SHIPPED / "mappings" / "exports" / file).title
