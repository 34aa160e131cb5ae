"""What may be written in ``mappings/golden/<source>.yaml``, and what is told where it cannot be understood."""

from pathlib import Path

import pytest
from identity_numbers import synthetic

from migration.model import Entity
from migration.quality.golden.entries import SECTIONS, Entry
from migration.quality.golden.files import Expectation, GoldenError, load_golden
from migration.settings import SHIPPED


def read(folder: Path, text: str, name: str = "nordvik.yaml") -> list[Expectation]:
    (folder / name).write_text(text, encoding="utf-8")
    return list(load_golden(folder)["nordvik"])


def only(folder: Path, text: str) -> Entry:
    (one,) = read(folder, text)
    return one.entry


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(GoldenError) as raised:
        read(folder, text)
    return [problem.removeprefix(f"{folder}/") for problem in raised.value.problems]


def test_no_folder_means_no_expectations(tmp_path: Path) -> None:
    assert load_golden(tmp_path / "golden") == {}


def test_each_entry_knows_its_source_and_its_line(tmp_path: Path) -> None:
    found = read(tmp_path, "titler:\n  - post: 1\n    tittel: Sult\n\n  - post: 2\nlån:\n  - lån: 9\n")
    assert [(one.where, one.entry.named) for one in found] == [
        ("nordvik.yaml:2", ("record", "1")),
        ("nordvik.yaml:5", ("record", "2")),
        ("nordvik.yaml:7", ("loan", "9")),
    ]


def test_numbers_and_dates_are_read_as_they_are_written(tmp_path: Path) -> None:
    text = "eksemplarer:\n  - eksemplar: 12:30\n    strekkode: 0301234\n    forfall: 2026-02-01\n"
    entry = only(tmp_path, text)
    assert (entry.named, entry.expected()) == (("item", "12:30"), {"barcode": "0301234", "due": "2026-02-01"})


def test_dates_amounts_counts_and_answers_may_be_written_as_people_write_them(tmp_path: Path) -> None:
    entry = only(
        tmp_path,
        "lånere:\n  - låner: 7\n    utløper: 1.2.2027\n    sperret: Nei\n    lån: ingen\n    skylder: 1 150,5 kr\n",
    )
    assert entry.expected() == {"expires": "2027-02-01", "blocked": "nei", "loans": "0", "owes": "1150.50"}


def test_one_value_stands_for_a_list_of_one(tmp_path: Path) -> None:
    entry = only(
        tmp_path, "titler:\n  - post: 1\n    sammen_med: dalen:1\n    felt: {245 $a: Sult, 041a: [sme, nob]}\n"
    )
    assert entry.expected() == {"together_with": ("dalen:1",), "fields_": {"245$a": ("Sult",), "041$a": ("sme", "nob")}}


def test_a_mac_may_write_the_keys_with_composed_letters(tmp_path: Path) -> None:
    assert only(tmp_path, "la\u030anere:\n  - la\u030aner: 7\n").named == ("patron", "7")


def test_an_empty_section_and_an_empty_file_expect_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "titler:\neksemplarer:\n") == []
    assert read(tmp_path, "# ikke begynt\n") == []


def test_drafts_and_the_readme_are_not_read(tmp_path: Path) -> None:
    for name in ("_utkast.yaml", "README.md"):
        (tmp_path / name).write_text("tull: [", encoding="utf-8")
    assert load_golden(tmp_path) == {}


def test_a_file_that_would_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "nordvik.yml").write_text("titler:\n", encoding="utf-8")
    with pytest.raises(
        GoldenError, match=r"nordvik\.yml: is not read; a file of expectations is called <source>\.yaml"
    ):
        load_golden(tmp_path)


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "bakken.yaml").write_text("titler: [", encoding="utf-8")
    told = problems(tmp_path, "titler:\n  - post: 1\n    titel: Sult\n    title: Sult\n    eksemplarer: tre\n")
    assert told[0].startswith("bakken.yaml:1:")
    assert [text.partition(" (keys")[0] for text in told[1:]] == [
        "nordvik.yaml:5: eksemplarer: must be a whole number",
        "nordvik.yaml:3: titel: is no key here; did you mean tittel?",
        "nordvik.yaml:4: title: is no key here; did you mean tittel?",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("tittler:\n", "1: tittler: is no key here; did you mean titler?"),
        ("titler:\n  post: 1\n", "1: titler: must be a list; begin each entry with “- ”"),
        ("titler:\n  - 1\n", "2: titler: must be keys with values"),
        ("titler:\n  - tittel: Sult\n", "2: titler: says of no row; begin with post"),
        ("eksemplarer:\n  - status: lost\n", "2: eksemplarer: says of no row; begin with eksemplar or"),
        ("titler:\n  - post: 1\n    tittel:\n", "3: tittel: is empty; write what must come out, ingen for"),
        ("titler:\n  - post: 1\n    stopper: kanskje\n", "3: stopper: must be ja or nei"),
        ("lån:\n  - lån: 1\n    forfall: 30.02.2026\n", "3: forfall: must be a date such as 2026-02-28"),
        ("gebyrer:\n  - gebyr: 1\n    beløp: mye\n", "3: beløp: must be an amount such as 150 or 150,00"),
        ("titler:\n  - post: 1\n    utfall: avist\n", "3: utfall: must be one of lastet, slått sammen, avvist"),
        ("titler:\n  - post: 1\n    årsak: title_mising\n", "3: årsak: 'title_mising' is no reason that the"),
        ("titler:\n  - post: 1\n    felt: {tittel: Sult}\n", "3: felt.tittel: 'tittel' must be a field and a"),
        ("titler:\n  - post: 1\n    utfall: avvist\n    tittel: Sult\n", "2: titler: is avvist or utelatt, so"),
        ("titler:\n  - post: 1\n    utfall: lastet\n    årsak: title_missing\n", "2: titler: has årsak, but"),
        ("titler:\n  - post: 1\n  - post: 1\n", "3: the same row is named on line 2"),
        ("titler:\n  - post: 1\n    post: 2\n", "3: the key 'post' stands twice"),
    ],
)  # fmt: skip
def test_a_problem_is_told_with_its_line_and_what_to_do(tmp_path: Path, text: str, problem: str) -> None:
    (told,) = problems(tmp_path, text)
    assert told.removeprefix("nordvik.yaml:").startswith(problem)


def test_a_misspelt_word_gets_the_nearest_one(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "titler:\n  - post: 1\n    utfall: avist\n")
    assert told.endswith("did you mean avvist?")


def test_an_identity_number_is_refused_and_not_repeated(tmp_path: Path) -> None:
    number = synthetic(1, 81)
    (told,) = problems(tmp_path, f"lånere:\n  - kort: {number}\n")
    (tmp_path / "nordvik.yaml").unlink()
    assert "holds a national identity number" in told
    assert number not in told


def test_the_template_shows_every_section_and_can_be_read(tmp_path: Path) -> None:
    template = SHIPPED / "mappings" / "golden" / "_mal.yaml"
    found = read(tmp_path, template.read_text(encoding="utf-8"))
    assert {one.entry.entity for one in found} == set(Entity)


def test_the_readme_names_every_key() -> None:
    text = (SHIPPED / "mappings" / "golden" / "README.md").read_text(encoding="utf-8")
    keys = {field.alias for model in SECTIONS.values() for field in model.model_fields.values()}
    assert [key for key in sorted(filter(None, {*keys, *SECTIONS})) if f"`{key}`" not in text] == []
