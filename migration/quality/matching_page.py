"""The page and the lists of what a matching changed and where the second opinion differs, in Bokmål and English."""

from collections.abc import Iterator, Mapping, Sequence

from migration.quality.matching_lines import CHANGES, ChangeLine, Changes, DifferenceLine, RecordLine, SecondOpinion
from migration.quality.pages import environment, percent
from migration.quality.words import both

MOST_SHOWN, MOST_PAIRS = 100, 20
"""Changes, and pairs of each kind, on the page; the lists beside it have them all."""
CHANGE_NAMES: Mapping[str, tuple[str, str]] = {
    "kept": ("i samme tittel som før", "in the same title as before"),
    "merge": ("slått sammen med en annen tittel", "merged with another title"),
    "split": ("skilt ut til en egen tittel", "split off into a title of its own"),
    "moved": ("flyttet til en annen tittel", "moved to another title"),
    "new": ("nye poster", "new records"),
    "gone": ("poster som ikke er med lenger", "records that are there no longer"),
}
"""In Bokmål and English, as the names below."""
DECISION_NAMES: Mapping[str, tuple[str, str]] = {
    "apart": ("holdt fra hverandre", "kept apart"),
    "review": ("til vurdering", "to be decided on"),
    "auto": ("slått sammen", "merged"),
}
FEATURE_NAMES: Mapping[str, tuple[str, str]] = {
    "title": ("tittel", "title"),
    "author": ("forfatter", "author"),
    "year": ("år", "year"),
    "extent": ("omfang", "extent"),
    "publisher": ("forlag", "publisher"),
    "part": ("del", "part"),
    "edition": ("utgave", "edition"),
    "version": ("versjon", "version"),
    "language": ("språk", "language"),
    "format": ("format", "format"),
    "identifiers": ("nummer", "numbers"),
}
"""What the model compares (``migration.match.linkage_model.COMPARISONS``) in words."""

Row = Sequence[str]
List = tuple[Row, Iterator[Row]]
"""Header and rows."""

_DIFFERENCE_HEADER = (
    "reglene", "regel", "modellen_prosent", "post", "post_2", "tittel", "tittel_2", "beskrivelse", "beskrivelse_2",
    "én_tittel_nå", "begrunnelse", "reason", "taler_for", "taler_mot",
)  # fmt: skip
_CHANGE_HEADER = ("hva", "post", "tittel", "tittel_id", "tittel_id_før", "regel")


def matching_page(
    changes: Changes, opinion: SecondOpinion, run: Mapping[str, str], rule_names: Mapping[str, str]
) -> str:
    """HTML of the page. ``run`` as for the other pages; ``rule_names``: in words (``both``), by the rule's name."""
    return (
        environment()
        .get_template("matching.html.j2")
        .render(
            changes=changes,
            shown=changes.lines[:MOST_SHOWN],
            opinion=opinion,
            most_pairs=MOST_PAIRS,
            likely=_likely,
            run=run,
            rule_names=rule_names,
            kinds=CHANGES,
            change_names=CHANGE_NAMES,
            decision_names=DECISION_NAMES,
            feature_names={name: both(*words) for name, words in FEATURE_NAMES.items()},
        )
    )


def _likely(probability: float) -> str:
    """Never quite certain: ``over 99,9 %``. Both words are the same in English."""
    if probability >= 0.999:
        return f"over {percent(99.9)}"
    return percent(100 * probability) if probability >= 0.001 else f"under {percent(0.1)}"


def matching_lists(changes: Changes, opinion: SecondOpinion) -> dict[str, List]:
    """The lists beside the page by file name."""
    return {"endringer.csv": change_list(changes), "uenighet.csv": difference_list(opinion)}


def difference_list(opinion: SecondOpinion) -> List:
    return _DIFFERENCE_HEADER, map(_difference_row, opinion.differences)


def change_list(changes: Changes) -> List:
    return _CHANGE_HEADER, map(_change_row, changes.lines)


def _difference_row(line: DifferenceLine) -> Row:
    one, other = line.one, line.other
    sides = (_id(one), _id(other), one.title, other.title, one.statement, other.statement)
    features = (
        ", ".join(FEATURE_NAMES.get(name, (name, name))[0] for name in names)
        for names in (line.agreeing, line.differing)
    )
    percent = f"{100 * line.probability:.2f}".replace(".", ",")
    is_one = "ja" if line.is_one_title else "nei"
    return (DECISION_NAMES[line.decision][0], line.rule, percent, *sides, is_one, line.nb, line.en, *features)


def _change_row(line: ChangeLine) -> Row:
    record = line.record
    return CHANGE_NAMES[line.kind][0], _id(record), record.title, record.bib_id, line.former_bib_id, line.rule


def _id(record: RecordLine) -> str:
    """As ``grenselos explain`` takes it."""
    return f"{record.source}:{record.legacy_id}"
