"""What is different between two deliveries, from their files alone; and what of it somebody expects."""

from pathlib import Path

import pytest

from migration.expected_differences import (
    COLUMNS,
    ExpectedDifference,
    ExpectedDifferencesError,
    explanation,
    load_expected_differences,
)
from migration.export import tables
from migration.export.differences.fields import FIELD_COLUMNS
from migration.pipeline.diffing import Diff, compare
from migration.pipeline.project import ConfigurationError

SHIPPED = Path(__file__).parents[2] / "mappings" / "expected_differences.csv"
HEADERS = {
    "balance": tables.BALANCE, "ledger": tables.LEDGER, "items": tables.ITEMS, "patrons": tables.PATRONS,
    "loans": tables.LOANS, "reservations": tables.RESERVATIONS, "fees": tables.FEES,
}  # fmt: skip
BALANCE = "nordvik,item,2,2,0,0,0"
LEDGER = ("nordvik,item,1,loaded,,i1,", "nordvik,item,2,loaded,,i2,")
RECORD = '<record>\n<leader>x</leader>\n<controlfield tag="001">{id}</controlfield>\n{fields}</record>\n'
TITLE = '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{}</subfield></datafield>\n'


def delivery(folder: Path, bibs: dict[str, str] | None = None, **rows: tuple[str, ...]) -> Path:
    folder.mkdir()
    given = {"balance": (BALANCE,), "ledger": LEDGER, **rows}
    for name, columns in HEADERS.items():
        lines = [
            ",".join(columns),
            *(line + "," * (len(columns) - 1 - line.count(",")) for line in given.get(name, ())),
        ]
        (folder / f"{name}.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    records = "".join(RECORD.format(id=key, fields=fields) for key, fields in (bibs or {}).items())
    (folder / "bibs.xml").write_text(f"<collection>\n{records}</collection>\n", encoding="utf-8")
    return folder


def told(found: Diff, kind: str) -> list[tuple[str, ...]]:
    lines = (line.difference for line in found.lines if line.difference.kind == kind)
    return [(d.source, d.entity, d.name, d.before, d.after, str(d.rows), " ".join(d.examples)) for d in lines]


def test_a_delivery_is_itself(tmp_path: Path) -> None:
    one = delivery(tmp_path / "one", {"b1": TITLE.format("Sult")}, items=("i1,nordvik,1",))
    assert compare(one, one, ()).lines == ()


def test_counts_then_fates(tmp_path: Path) -> None:
    one = delivery(tmp_path / "one")
    other = delivery(
        tmp_path / "other",
        balance=("nordvik,item,3,1,0,1,1", "sorvik,bib,1,1,0,0,0"),
        ledger=("nordvik,item,1,loaded,,i1,", "nordvik,item,2,rejected,bib_missing,,", "nordvik,item,3,excluded,x,,",
                "sorvik,bib,1,loaded,,b1,"),
    )  # fmt: skip
    found = compare(one, other, ())
    assert told(found, "count") == [
        ("nordvik", "item", "source_rows", "2", "3", "1", ""),
        ("nordvik", "item", "loaded", "2", "1", "1", ""),
        ("nordvik", "item", "rejected", "0", "1", "1", ""),
        ("nordvik", "item", "excluded", "0", "1", "1", ""),
        ("sorvik", "bib", "source_rows", "0", "1", "1", ""),
        ("sorvik", "bib", "loaded", "0", "1", "1", ""),
    ]
    assert told(found, "fate") == [
        ("nordvik", "item", "fate", "", "excluded: x", "1", "3"),
        ("nordvik", "item", "fate", "loaded", "rejected: bib_missing", "1", "2"),
        ("sorvik", "bib", "fate", "", "loaded", "1", "1"),
    ]
    assert len(found.unexplained) == 3


def test_another_reason_is_another_fate(tmp_path: Path) -> None:
    one = delivery(tmp_path / "one", ledger=("nordvik,item,1,rejected,bib_missing,,",))
    other = delivery(tmp_path / "other", ledger=("nordvik,item,1,rejected,bib_rejected,,",))
    assert told(compare(one, other, ()), "fate") == [
        ("nordvik", "item", "fate", "rejected: bib_missing", "rejected: bib_rejected", "1", "1")
    ]


def test_fields_of_rows_that_both_have_and_tags_of_records(tmp_path: Path) -> None:
    one = delivery(
        tmp_path / "one",
        {"b1": TITLE.format("Sult"), "b2": TITLE.format("Pan"), "b9": TITLE.format("Victoria")},
        items=("i1,nordvik,1,b1", "i2,nordvik,2,b2", "i9,nordvik,9,b9"),
    )
    other = delivery(
        tmp_path / "other",
        {"b1": TITLE.format("Sult"), "b2": TITLE.format("Pan : roman") + TITLE.format("Pan"), "b3": ""},
        items=("i1,nordvik,1,b2", "i2,nordvik,2,b2", "i3,nordvik,3,b1"),
    )
    assert told(compare(one, other, ()), "field") == [
        ("*", "bib", "245", "", "", "1", "b2"),
        ("nordvik", "item", "bib_id", "", "", "1", "i1"),
    ]


def test_the_lists_tell_no_value_of_a_patron(tmp_path: Path) -> None:
    place = tables.PATRONS.index("surname")
    rows = [",".join(["p1", "nordvik", "7", *[""] * (place - 3), name]) for name in ("Hemmelig", "Skjult")]
    one, other = delivery(tmp_path / "one", patrons=(rows[0],)), delivery(tmp_path / "other", patrons=(rows[1],))
    lists = tmp_path / "lists"
    lists.mkdir()
    found = compare(one, other, (), lists)
    assert told(found, "field") == [("nordvik", "patron", "surname", "", "", "1", "p1")]
    text = (lists / "fields.csv").read_text(encoding="utf-8")
    assert text.splitlines() == [",".join(FIELD_COLUMNS), "nordvik,patron,p1,7,surname,,"]


def test_a_folder_that_is_no_delivery(tmp_path: Path) -> None:
    one = delivery(tmp_path / "one")
    (one / "loans.csv").unlink()
    with pytest.raises(ConfigurationError, match=r"one is no generic delivery: it has no loans\.csv"):
        compare(one, one, ())


def expected(**cells: object) -> ExpectedDifference:
    usual = {"source": "*", "entity": "*", "what": "fate", "before": "*", "after": "*", "at_most": None, "why": "so"}
    return ExpectedDifference(**{**usual, **cells})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "is_expected"),
    [
        (expected(), True),
        (expected(source="nordvik", entity="item"), True),
        (expected(source="sorvik"), False),
        (expected(entity="loan"), False),
        (expected(before="loaded", after="rejected"), True),
        (expected(after="rejected: bib_missing"), True),
        (expected(after="rejected: bib_rejected"), False),
        (expected(before=""), False),
        (expected(after=""), False),
        (expected(at_most=3), True),
        (expected(at_most=2), False),
        (expected(what="*", before="", after=""), False),
    ],
)
def test_who_expects_a_fate(rule: ExpectedDifference, is_expected: bool) -> None:
    found = explanation([rule], "nordvik", "item", "fate", "loaded", "rejected: bib_missing", 3)
    assert bool(found) is is_expected


def test_who_expects_a_column() -> None:
    rule = expected(what="status", before="", after="")
    assert explanation([rule], "nordvik", "item", "status", "", "", 5) == "so"
    assert explanation([rule], "nordvik", "item", "bib_id", "", "", 5) == ""
    assert explanation([expected()], "nordvik", "item", "status", "", "", 5) == ""


def test_the_first_row_that_fits_decides() -> None:
    rules = [expected(entity="item", at_most=2), expected()]
    assert explanation(rules, "nordvik", "item", "fate", "", "loaded", 3) == ""
    assert explanation(rules, "nordvik", "bib", "fate", "", "loaded", 3) == "so"


def test_new_rows_and_returned_loans_are_expected_and_lost_records_are_not() -> None:
    shipped = load_expected_differences(SHIPPED, set())
    assert explanation(shipped, "nordvik", "bib", "fate", "", "loaded", 1)
    assert explanation(shipped, "nordvik", "loan", "fate", "loaded", "", 1)
    assert explanation(shipped, "nordvik", "item", "total_loans", "", "", 1)
    for entity in ("bib", "item", "patron"):
        assert not explanation(shipped, "nordvik", entity, "fate", "loaded", "", 1)
        assert not explanation(shipped, "nordvik", entity, "fate", "loaded", "rejected: row_malformed", 1)


def test_every_problem_of_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "expected_differences.csv"
    rows = [",".join(COLUMNS), "sorvik,book,,,,many,,,", "*,*,status,loaded,,,ab,2026-11-23,so"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(ExpectedDifferencesError) as caught:
        load_expected_differences(path, {"nordvik"})
    assert [problem.removeprefix(str(path)) for problem in caught.value.problems] == [
        ":2: source 'sorvik' is not in sources.yaml",
        ":2: entity 'book' is none of bib, item, patron, loan, reservation, fee, *",
        ":2: what must be fate, a column, a MARC tag or *",
        ":2: at_most 'many' is no whole number",
        ":2: who is empty: an expected difference says who",
        ":2: why is empty: an expected difference says why",
        ":3: before and after are fates; leave them empty for a column",
    ]
