"""The conversion tables: complete as shipped; a broken table stops the run with every problem named."""

import pickle
import shutil
from pathlib import Path

import pytest
from marc_records import MAPPINGS, lines_of, record, rules

from migration.issues import catalogue
from migration.marc.conversion.convert import convert
from migration.marc.conversion.handlers import HANDLERS
from migration.marc.formats import Verdict
from migration.marc.rules import HANDLERS as HANDLER_NAMES
from migration.marc.rules import RULE_FILES, Rules, RulesError, load_rules


def _broken(tmp_path: Path, name: str, old: str, new: str) -> Path:
    shutil.copytree(MAPPINGS / "marc", tmp_path / "marc")
    path = tmp_path / "marc" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


def test_every_shipped_table_exists_and_every_row_names_its_source() -> None:
    assert all((MAPPINGS / name).is_file() for name in RULE_FILES)
    assert rules().fields["245"].handler == "title"


def test_the_tables_and_the_code_know_the_same_kinds_of_field() -> None:
    assert set(HANDLER_NAMES) == {*HANDLERS, "plain", "drop"}


def test_rules_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(rules())).fields == rules().fields


def _decide(tmp_path: Path, *rows: str) -> Rules:
    root = tmp_path / "decided"
    shutil.copytree(MAPPINGS, root)
    with (root / "marc" / "local_decisions.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{row},Avgjort\n" for row in rows)
    return load_rules(lambda name: root / name)


def test_a_library_decides_on_its_own_local_fields(tmp_path: Path) -> None:
    decided = _decide(
        tmp_path, "alta,*,59X,*,drop,,KN,2026-11-01", "alta,normarc,599,b,keep,,KN,2026-11-01",
        "alta,normarc,691,*,as,653,KN,2026-11-01",
    )  # fmt: skip
    alta = decided.for_source("alta").local
    assert {code: rule.action for code, rule in alta["normarc", "599"].items()} == {"*": "drop", "b": "keep"}
    assert {code: rule.action for code, rule in alta["marc21", "599"].items()} == {"*": "drop"}
    assert alta["normarc", "691"]["*"].target == "653"
    assert alta["normarc", "691"]["*"].id == "local_decisions/alta:normarc:691$*"
    assert ("normarc", "599") not in decided.for_source("vardo").local
    result = convert(record("599 ## $aX$bY", "691 ## $aFiske"), decided.for_source("alta"), Verdict("normarc", ()))
    assert lines_of(result, "599", "653") == ["599 ## $bY", "653 ## $aFiske"]
    marc21 = convert(record("599 ## $aX", "691 ## $aFiske"), decided.for_source("alta"), Verdict("marc21", ()))
    assert lines_of(marc21, "599", "653", "691") == ["691 ## $aFiske"]


def test_a_decision_that_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesError) as caught:
        _decide(
            tmp_path, "*,*,59,*,drop,,KN,2026", "*,unimarc,590,*,drop,,KN,2026", "*,*,590,*,as,,KN,2026",
            "*,*,590,,drop,,KN,2026", "*,*,500,*,drop,,KN,2026", "*,*,490,*,drop,,KN,2026", "*,*,595,*,drop,,,",
        )  # fmt: skip
    assert len(caught.value.problems) == 7
    assert all(problem.startswith("local_decisions.csv:") for problem in caught.value.problems)


def test_all_problems_are_named_at_once_with_file_and_row(tmp_path: Path) -> None:
    root = _broken(tmp_path, "relators.csv", "overs.,trl,", "overs.,trl,,")
    path = root / "marc" / "fields.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("020,020,isbn", "020,020,isbm"), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules(lambda name: root / name)
    assert len(caught.value.problems) == 2
    assert any(p.startswith("relators.csv:2: must have 5 cells") for p in caught.value.problems)
    assert any("fields.csv:" in p and "'isbm' is unknown" in p for p in caught.value.problems)


@pytest.mark.parametrize(
    ("name", "old", "new", "part"),
    [
        ("languages.csv", "ISO 639-2,evidence", "ISO 639-2,sure", "status must be one of"),
        ("languages.csv", "ISO 639-2,evidence", ",evidence", "source must say"),
        ("fields.csv", "*:#", "blank", "must be = or pairs"),
        ("subfields.csv", ",rename,q,", ",rename,,", "needs one new subfield code"),
        ("material_terms.csv", ",ee,", ",eee,", "unknown document type 'eee'"),
        ("languages.csv", "fkv,fiu,", "fkv,xxx,", "not in marc21_languages.csv"),
        ("title_notes.csv", "o[ri]", "(o[ri]", "not a regular expression"),
        ("fixed_codes.csv", "LDR/17,all,#,u", "LDR/17,all,y,u", "needs a row for # (blank)"),
        ("relators.csv", "term,relator", "term,code", "the columns must be"),
    ],
)
def test_a_mistake_in_a_table_is_told(tmp_path: Path, name: str, old: str, new: str, part: str) -> None:
    root = _broken(tmp_path, name, old, new)
    with pytest.raises(RulesError) as caught:
        load_rules(lambda wanted: root / wanted)
    assert part in str(caught.value)


def test_a_missing_table_is_told() -> None:
    with pytest.raises(RulesError) as caught:
        load_rules(lambda name: Path("nowhere") / name)
    assert len(caught.value.problems) >= len(RULE_FILES)


def test_every_issue_of_the_conversion_is_in_the_catalogue() -> None:
    used = {
        "field_not_converted", "local_field_dropped", "subfield_dropped", "credentials_removed", "format_mixed",
        "record_type_changed", "fixed_code_unknown", "field_008_length", "field_008_missing", "country_unknown",
        "language_code_unknown", "language_code_unreadable", "isbn_invalid", "second_title", "normarc_residue",
        "letter_lost", "marc_code_unknown",
    }  # fmt: skip
    assert used <= set(catalogue())


def test_in_marc_21_a_decided_field_gets_its_new_tag_and_the_rest_stays(tmp_path: Path) -> None:
    decided = _decide(
        tmp_path, "alta,*,591,a,as,500,KN,2026-11-01", "alta,*,592,*,as,653,KN,2026-11-01",
        "alta,*,593,x,drop,,KN,2026-11-01",
    ).for_source("alta")  # fmt: skip
    source = record("591 31 $aGave$bfra Lions", "592 ## $aFiske$qodd", "593 ## $aA$xB", "594 ## $aC")
    result = convert(source, decided, Verdict("marc21", ()))
    assert lines_of(result, "500", "591", "653", "593", "594") == [
        "500 ## $aGave", "591 31 $bfra Lions", "653 ## $aFiske", "593 ## $aA", "594 ## $aC"
    ]  # fmt: skip
    assert [(kept.tag, kept.code, kept.value) for kept in result.kept] == [("592", "q", "odd")]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("*,*,901,*,items,,KN,2026", "only 099"),
        ("*,*,591,*,as,50,KN,2026", "target '50'"),
        ("*,*,591,*,as,777$z,KN,2026", "target '777$z'"),
        ("*,*,591,*,as,001,KN,2026", "target '001'"),
        ("*,*,591,*,as,245,KN,2026", "target '245'"),
        ("*,*,591,*,as,999,KN,2026", "target '999'"),
        ("*,*,591,*,drop,500,KN,2026", "only for the action as"),
        ("*,*,591,*,dropp,,KN,2026", "action 'dropp'"),
        ("*,normark,591,*,drop,,KN,2026", "format 'normark'"),
        ("*,*,591,$a,drop,,KN,2026", "codes '$a'"),
        ("*,*,591,*,drop,,KN,", "decided_on"),
        ("*,*,591,*,drop,,KN", "must have 9 cells and has 8"),
    ],
)
def test_a_decision_says_what_is_wrong_with_it(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(RulesError) as caught:
        _decide(tmp_path, row)
    assert [problem in text for text in caught.value.problems] == [True], caught.value.problems


def test_two_decisions_on_the_same_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesError) as caught:
        _decide(tmp_path, "alta,*,591,*,drop,,KN,2026", "alta,*,591,*,keep,,KN,2026")
    assert caught.value.problems == ["local_decisions.csv:3: this has been decided in a row above"]


def _own_table(tmp_path: Path, name: str, text: str) -> Path:
    """A project's table beside the shipped ones."""
    own = tmp_path / name
    own.write_text(text, encoding="utf-8")
    return own


def test_a_table_with_semicolons_blank_rows_and_blanks_is_read(tmp_path: Path) -> None:
    head = "for_source;format;tag;codes;action;target;decided_by;decided_on;note_nb\n"
    own = _own_table(
        tmp_path, "local_decisions.csv", "\ufeff" + head + ";;;;;;;;\n alta ;*; 591;*;keep;;KN;1.11.2026;\n"
    )
    read = load_rules(lambda name: own if name.endswith("local_decisions.csv") else MAPPINGS / name)
    assert read.for_source("alta").local["marc21", "591"]["*"].action == "keep"


def test_a_few_rows_in_the_place_of_a_shipped_table_are_refused(tmp_path: Path) -> None:
    own = _own_table(tmp_path, "relators.csv", "term,relator,note_nb,source,status\noversatt av,trl,,Alta,confirmed\n")
    with pytest.raises(RulesError) as caught:
        load_rules(lambda name: own if name.endswith("/relators.csv") else MAPPINGS / name)
    assert len(caught.value.problems) == 1
    assert "has 1 rows and the shipped table" in caught.value.problems[0]


@pytest.mark.parametrize("row", ["24,q,drop,", "245,$q,drop,", "245,,drop,"])
def test_a_subfield_that_cannot_be_is_refused(tmp_path: Path, row: str) -> None:
    root = _broken(tmp_path, "subfields.csv", "245,w,drop,", row)
    with pytest.raises(RulesError) as caught:
        load_rules(lambda name: root / name)
    assert "must be three digits" in str(caught.value)
