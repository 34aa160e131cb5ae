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


MISSPELT = """\
title: Vendor
maps:
  departments: {fil: departments.csv}
files:
  copies.txt:
    form: cvs
    delimeter: "|"
    rows: item
    key: [BARKODE]
    columns:
      BARCODE: {from: barkode, required: ja, max: abc}
      DEPT: {from: library, map: departements}
      DAY: {from: acquired_on, as: dato}
      STATE: {form: status}
      CARD: {written: borowers.txt/CARD}
  titles.mrc:
    form: iso2709
    rows: bibs
    add: [{tag: "95", subfields: {a: {value: x, maks: 3}}}]
"""


def test_one_problem_hides_no_other(tmp_path: Path) -> None:
    """Each is told once, with its line, in words that say what there is."""
    expected = [
        "vendor.yaml:3: maps: departments.fil: unknown word; did you mean file? There are file, unlisted",
        "vendor.yaml:3: maps: departments.file: is missing",
        "vendor.yaml:6: copies.txt: form: 'cvs' is no word for it; did you mean csv? There are csv, tsv, ",
        "vendor.yaml:7: copies.txt: delimeter: unknown word; did you mean delimiter? There are form, rows, ",
        "vendor.yaml:8: copies.txt: 'item' is no table of a delivery; did you mean items? They are bibs, ",
        "vendor.yaml:9: copies.txt: key 'BARKODE' is no column",
        "vendor.yaml:11: copies.txt: 'barkode': items has no column barkode; did you mean barcode? It has item_id, ",
        "vendor.yaml:11: copies.txt: BARCODE.max: must be a whole number, not 'abc'",
        "vendor.yaml:11: copies.txt: BARCODE.required: must be true or false, not 'ja'",
        "vendor.yaml:12: copies.txt: DEPT: there is no map 'departements'; there is departments",
        "vendor.yaml:13: copies.txt: DAY.as: 'dato' is no word for it; did you mean date? There are text, date, ",
        "vendor.yaml:14: copies.txt: STATE.form: unknown word; did you mean from? There are from, value, ",
        "vendor.yaml:15: copies.txt: 'borowers.txt/CARD': there is no file borowers.txt ",
        "vendor.yaml:19: titles.mrc: add.0.subfields.a.maks: unknown word",
        "vendor.yaml:19: titles.mrc: add.0.tag: must be a tag of three digits, not '95'",
    ]
    found = sorted(problems(write_yaml(tmp_path, MISSPELT)), key=lambda line: (int(line.split(":")[1]), line))
    assert [line[: len(start)] for line, start in zip(found, expected, strict=True)] == expected


def test_a_table_that_is_missing_is_missing_beside_the_profile(tmp_path: Path) -> None:
    """Whoever wrote the profile is not to look for its tables in the program's folder."""
    own = write_yaml(tmp_path / "own", ONE % "columns: {a: {value: x}}" + "maps: {w: {file: w.csv}}")

    def find(name: str) -> Path:
        return own / name if (own / name).is_file() else tmp_path / "shipped" / name

    with pytest.raises(ProfileError) as error:
        load_profile("vendor", find)
    assert error.value.problems == [f"{own}/vendor/w.csv: is missing; it needs the columns ours, theirs, note"]


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
        (
            "title: V\nfile: {}\n",
            "vendor.yaml:2: file: unknown word; did you mean files? There are title, about, maps, ",
        ),
        ("title: V\n", "vendor.yaml:1: the file: needs files, or copies: true"),
        (
            "title: V\nfiles: {f: {form: xls, rows: items}}\n",
            "vendor.yaml:2: f: form: 'xls' is no word for it; did you mean xml? There are csv, tsv, ",
        ),
        ("title: V\nfiles: {a: {\n", "vendor.yaml:3"),
        ("title: V\nfiles: {title: x}\n", "vendor.yaml:2: title: must have words with values"),
        (ONE % "columns: {a: {from: note, max: [3]}}", "vendor.yaml:2: f.csv: a.max: must be a whole number"),
        (ONE % "columns: {a: {from: note, unique: [yes]}}", "f.csv: a.unique: must be true or false"),
        ("title: V\ntitle: W\n", "the key 'title' stands twice"),
        (ONE % "encoding: utf-16, columns: {a: {value: x}}", "utf-16 cannot be written"),
        (ONE % "encoding: ascii, columns: {å: {value: x}}", "ascii lacks a letter"),
        (ONE % "columns: {a: {value: x}}" + "maps: {w: {file: w.csv}}", "vendor/w.csv: is missing"),
        ("title: V\nfiles: {../a.csv: {form: csv, rows: items}}", "must be a file's name"),
        ("title: V\nfiles: {left_out.csv: {form: csv, rows: items}}", "choose another name"),
        ("title: V\nfiles: {tombstones.csv: {form: csv, rows: items}}", "choose another name"),
        ("title: V\nfiles: {a.csv: {form: csv, rows: items}, a.xml: {form: csv, rows: items}}", "a.xml: a.csv has the"),
        (ONE % "columns: {a: x}", "f.csv: a: must say one of from, "),
        (
            ONE % "encoding: cp1252, columns: {a: {from: note, otherwise: ŋ}}",
            "a: has a letter that the file cannot hold",
        ),
        (XML % "user" + '    columns: {a: {value: "\\e"}}\n', "a: has a letter that the file cannot hold"),
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
