"""The page and the lists of what a matching changed and where the second opinion differs."""

import re

import pytest

from migration.quality.matching_lines import (
    CHANGES,
    OPINIONS,
    ChangeLine,
    Changes,
    DifferenceLine,
    OpinionCount,
    RecordLine,
    SecondOpinion,
)
from migration.quality.matching_page import FEATURE_NAMES, MOST_SHOWN, matching_lists, matching_page

RUN = {"run_id": "r1"}
NAMES = {"number": "samme ISBN eller nummer", "": "står alene"}


def record(legacy_id: str, title: str = "Sult", bib_id: str = "t1") -> RecordLine:
    return RecordLine(source="bakken", legacy_id=legacy_id, title=title, statement="Hamsun, Knut, 1950", bib_id=bib_id)


def difference(decision: str, one: RecordLine, other: RecordLine, probability: float = 0.991) -> DifferenceLine:
    return DifferenceLine(
        decision=decision, rule="number" if decision == "auto" else "", probability=probability, one=one, other=other,
        nb="Holdt fra hverandre: ulik utgave.", en="Kept apart: another edition.",
        agreeing=("title", "extent"), differing=("edition",),
    )  # fmt: skip


def changes(*lines: ChangeLine, **records: int) -> Changes:
    titles = {kind: sum(line.kind == kind for line in lines) for kind in ("merge", "split", "moved")}
    return Changes(records={kind: records.get(kind, 0) for kind in CHANGES}, titles=titles, lines=lines)


def opinion(*lines: DifferenceLine) -> SecondOpinion:
    pairs = dict(zip(OPINIONS, (1, 2, 3, 4), strict=True))
    return SecondOpinion(counts=(OpinionCount(decision="apart", rule="", pairs=pairs),), differences=lines)


SILENT = SecondOpinion(counts=(), differences=())


def text(changes: Changes, opinion: SecondOpinion, other: str = "en") -> str:
    """The page's words, without its marks, its style and those of the other language."""
    page = matching_page(changes, opinion, RUN, NAMES)
    body = re.sub(f'<span class="{other}".*?</span>', "", page[page.index("<main") : page.rindex("<script")])
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ")


def test_before_the_first_matching_it_says_that_nothing_is_merged() -> None:
    assert "Titlene er ikke slått sammen ennå" in text(changes(), SILENT)


def test_the_first_matching_has_nothing_to_be_held_against() -> None:
    told = text(changes(new=1234), SILENT)
    assert "den første sammenslåingen: 1 234 poster" in told
    assert "Ingen poster har skiftet tittel" not in told


def test_every_kind_of_change_is_counted() -> None:
    moved = ChangeLine(record=record("7", bib_id="t2"), kind="split", former_bib_id="t1", rule="")
    told = text(changes(moved, kept=90, split=1, new=4, gone=2), SILENT)
    for words in ("i samme tittel som før 90", "skilt ut til en egen tittel 1 1", "nye poster 4", "er med lenger 2"):
        assert words in told
    assert "bakken:7 skilt ut til en egen tittel står alene t1 t2" in told


def test_a_page_shows_the_first_changes_and_the_list_has_them_all() -> None:
    lines = [
        ChangeLine(record=record(str(n)), kind="merge", former_bib_id=f"t{n}", rule="number")
        for n in range(MOST_SHOWN + 1)
    ]
    found = changes(*lines, merge=len(lines))
    page = matching_page(found, SILENT, RUN, NAMES)
    assert page.count(">slått sammen med en annen tittel<") == MOST_SHOWN + 1  # the kind has its row, too
    assert 'href="matching/endringer.csv"' in page
    header, rows = matching_lists(found, SILENT)["endringer.csv"]
    listed = list(rows)
    assert len(listed) == MOST_SHOWN + 1
    assert dict(zip(header, listed[3], strict=True)) == {
        "hva": "slått sammen med en annen tittel", "post": "bakken:3", "tittel": "Sult", "tittel_id": "t1",
        "tittel_id_før": "t3", "regel": "number",
    }  # fmt: skip


def test_a_model_that_learnt_too_little_is_no_fault() -> None:
    told = text(changes(new=1), SILENT)
    assert "Modellen har ikke noe å si ennå" in told
    assert "Reglene virker uten den" in told


def test_opinions_are_counted_by_rule() -> None:
    assert "holdt fra hverandre 1 2 3 4" in text(changes(new=1), opinion())


def test_a_difference_is_told_with_both_records_and_both_reasons() -> None:
    told = text(changes(new=1), opinion(difference("apart", record("1"), record("2", "Sult <2>", "t2"))))
    assert "Sult Hamsun, Knut, 1950 bakken:1" in told
    assert "Sult &lt;2&gt; Hamsun, Knut, 1950 bakken:2" in told
    assert "Holdt fra hverandre: ulik utgave." in told
    assert "99,1 % sannsynlig at de er én tittel for: tittel , omfang mot: utgave" in told
    assert "De er likevel én tittel" not in told


@pytest.mark.parametrize(
    ("probability", "words"), [(1.0, "over 99,9 %"), (0.5, "50,0 %"), (0.0004, "under 0,1 %"), (0.9989, "99,9 %")]
)
def test_a_model_is_never_quite_certain(probability: float, words: str) -> None:
    line = difference("apart", record("1"), record("2"), probability)
    assert f"{words} sannsynlig" in text(changes(new=1), opinion(line))


def test_two_records_that_others_join_are_said_to_be_one_title() -> None:
    assert "De er likevel én tittel" in text(changes(new=1), opinion(difference("apart", record("1"), record("2"))))
    assert "De er likevel én tittel" not in text(changes(new=1), opinion(difference("auto", record("1"), record("2"))))


def test_the_list_of_differences_has_both_languages() -> None:
    found = opinion(difference("auto", record("1"), record("2"), probability=0.0123))
    header, rows = matching_lists(changes(), found)["uenighet.csv"]
    (row,) = (dict(zip(header, row, strict=True)) for row in rows)
    assert row["reglene"] == "slått sammen"
    assert row["modellen_prosent"] == "1,23"
    assert (row["post"], row["post_2"], row["én_tittel_nå"]) == ("bakken:1", "bakken:2", "ja")
    assert (row["begrunnelse"], row["reason"]) == ("Holdt fra hverandre: ulik utgave.", "Kept apart: another edition.")
    assert (row["taler_for"], row["taler_mot"]) == ("tittel, omfang", "utgave")


def test_every_word_is_in_english_too() -> None:
    lines = [difference(decision, record("1"), record("2")) for decision in ("apart", "review", "auto")]
    moved = ChangeLine(record=record("7", bib_id="t2"), kind="split", former_bib_id="t1", rule="")
    for page in (text(changes(), SILENT, "nb"), text(changes(new=1), SILENT, "nb"),
                 text(changes(moved, kept=9, split=1), opinion(*lines), "nb")):  # fmt: skip
        left = set(re.findall(r"\w+", re.sub("|".join(NAMES.values()), "", page)))
        assert left & {"ikke", "og", "som", "er", "av", "til", "bare", "eller", "titler", "reglene", "post"} == set()
        assert {word for word in left if re.search("[æøåÆØÅ]", word)} == set()


def test_every_feature_of_the_model_and_every_opinion_has_its_words() -> None:
    from migration.match.differences import BANDS
    from migration.match.linkage_model import COMPARISONS

    assert FEATURE_NAMES.keys() == COMPARISONS.keys()
    assert tuple(BANDS) == OPINIONS
