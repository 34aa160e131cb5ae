"""041 and the language in 008: run together, wrong, by name, and those that MARC lacks."""

import pytest
from marc_records import converted, f008, issues_of, lines_of, normarc_008, record, rules

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import SubfieldFate, Trace
from migration.marc.formats import Verdict

FILM = "     ngm         1      "
SOUND = "     nim         1      "


@pytest.mark.parametrize(
    ("normarc", "marc21"),
    [
        ("041 ## $anob", ["041 ## $anob"]),
        ("041 ## $anobsme", ["041 ## $anob$asme"]),
        ("041 0# $anobsmefkv", ["041 0# $anob$asme$afiu", "041 07 $afkv$2iso639-3"]),
        ("041 1# $anob$heng", ["041 1# $anob$heng"]),
        ("041 ## $anob$hengtib", ["041 1# $anob$keng$htib"]),
        ("041 ## $anob$heng$hger", ["041 1# $anob$heng$hger"]),
        ("041 ## $anob$bengger", ["041 ## $anob$beng$bger"]),
        ("041 ## $anob; eng / sv", ["041 ## $anob$aeng$aswe"]),
        ("041 ## $aNorsk", ["041 ## $anor"]),
        ("041 ## $aNordsamisk og norsk", ["041 ## $asme$anor"]),
        ("041 ## $asamisk", ["041 ## $asmi"]),
        ("041 ## $asvensk", ["041 ## $aswe"]),
        ("041 ## $asam$alap", ["041 ## $asmi"]),
        ("041 ## $anb$ann$ase", ["041 ## $anob$anno$asme"]),
        ("041 ## $adeu$afra$aisl", ["041 ## $ager$afre$aice"]),
        ("041 ## $asve", ["041 ## $aswe"]),
        ("041 ## $asma$asmj$asmn$asms$asme$asmi", ["041 ## $asma$asmj$asmn$asms$asme$asmi"]),
        ("041 ## $afin$arus$anno", ["041 ## $afin$arus$anno"]),
        ("041 ## $akvensk", ["041 ## $afiu", "041 #7 $afkv$2iso639-3"]),
        ("041 ## $asjd", ["041 ## $asmi", "041 #7 $asjd$2iso639-3"]),
        ("041 #7 $afkv$2iso639-3", ["041 #7 $afkv$2iso639-3"]),
        ("041 ## $anob$anob", ["041 ## $anob"]),
        ("041 9x $anob", ["041 ## $anob"]),
        ("041 ## $a ", []),
        ("041 ## $anob$cswe", ["041 ## $anob"]),
    ],
)
def test_041(normarc: str, marc21: list[str]) -> None:
    assert lines_of(converted("008 " + normarc_008(p35="nob"), normarc), "041") == marc21


def test_subtitles_of_films_and_the_spoken_word() -> None:
    assert lines_of(converted("041 ## $anob$bengswe$hger", leader=FILM), "041") == ["041 1# $anob$jeng$jswe$hger"]
    assert lines_of(converted("041 ## $anobsme$bdan", leader=SOUND), "041") == ["041 ## $dnob$dsme$bdan"]


@pytest.mark.parametrize(
    ("value", "kept", "code"),
    [("engtibx", "engtibx", "language_code_unreadable"), ("zzz", "zzz", "language_code_unknown"),
     ("volapyk", "volapyk", "language_code_unreadable")],
)  # fmt: skip
def test_what_is_no_language_is_kept_aside(value: str, kept: str, code: str) -> None:
    result = converted(f"041 ## $anob$b{value}")
    assert lines_of(result, "041") == ["041 ## $anob"]
    assert [k.value for k in result.kept] == [kept]
    assert (code, "041$b", kept) in issues_of(result)


def test_an_odd_word_spoils_no_other() -> None:
    result = converted("041 ## $anob, zzz")
    assert lines_of(result, "041") == ["041 ## $anob"]
    assert [k.value for k in result.kept] == ["nob, zzz"]


def test_the_fate_of_a_wrong_code_names_its_row() -> None:
    trace = Trace()
    convert(record("041 ## $asam$hgerswe"), rules(), Verdict("normarc", ()), trace=trace)
    claims = [(step.claim.fate, step.claim.rule, step.claim.target) for step in trace.steps]
    assert claims == [(SubfieldFate.MOVED, "languages/sam", "041$a"), (SubfieldFate.MOVED, "fields/041", "041$h")]


@pytest.mark.parametrize(
    ("coded", "field_041", "expected"),
    [("nob", "", "nob"), ("fkv", "", "fiu"), ("sam", "", "smi"), ("NOB", "", "nob"), ("   ", "$asmenob", "sme"),
     ("mul", "$anobsme", "nob"), ("mul", "", "mul"), ("mul", "$anobsmefinswedanengger", "mul"), ("zzz", "", "und"),
     ("|||", "", "und"), ("###", "$anob", "nob")],
)  # fmt: skip
def test_the_language_in_008(coded: str, field_041: str, expected: str) -> None:
    lines = ["041 ## " + field_041] if field_041 else []
    assert f008(converted("008 " + normarc_008(p22="a", p35=coded), *lines))[35:38] == expected


def test_no_language_is_said_only_where_something_else_is_coded() -> None:
    assert f008(converted("008 " + normarc_008(p22="a"), leader=FILM))[35:38] == "zxx"
    assert f008(converted("008 " + " " * 40, leader=FILM))[35:38] == "und"
    assert f008(converted("245 10 $aKon-Tiki", leader=FILM))[35:38] == "und"
