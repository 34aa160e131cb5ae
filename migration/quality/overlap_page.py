"""The page of what the libraries have in common, in Bokmål and English, and its lists."""

from collections.abc import Iterator, Mapping, Sequence

from migration.quality.holdings import MINORITY_LANGUAGES
from migration.quality.overlap_lines import LANGUAGE_SPREAD, Overlap, step_name
from migration.quality.overlap_plots import plots
from migration.quality.pages import environment
from migration.quality.words import both
from migration.terms import terms

MOST_SHOWN = 100
"""Rare titles on the page; the list beside it has them all."""
NEIGHBOURS = 3

Row = Sequence[str]
List = tuple[Row, Iterator[Row]]
"""Header and rows."""


def overlap_page(found: Overlap, run: Mapping[str, str], rule_names: Mapping[str, str]) -> str:
    """HTML of the page. ``run`` as for the other pages; ``rule_names``: in words (``both``), by the rule's name."""
    return (
        environment()
        .get_template("overlap.html.j2")
        .render(
            found=found,
            run=run,
            plots={plot.name: plot for plot in plots(found)},
            names=found.names,
            neighbours=list(_neighbours(found)),
            met=[line for line in found.languages if line.titles],
            shown=found.rare[:MOST_SHOWN],
            languages={code: both(*names) for code, names in MINORITY_LANGUAGES.items()},
            language_steps=[step_name(step) for step in LANGUAGE_SPREAD],
            formats={code: both(*term) for code, term in terms("format").items()},
            rule_names=rule_names,
        )
    )


def overlap_lists(found: Overlap) -> dict[str, List]:
    """The lists beside the page by file name."""
    return {
        "bibliotek.csv": (_LIBRARY_HEADER, _library_rows(found)),
        "felles_titler.csv": (_PAIR_HEADER, _pair_rows(found)),
        "samisk_kvensk_finsk_russisk.csv": (_TITLE_HEADER, _title_rows(found, rare=False)),
        "siste_eksemplar.csv": (_TITLE_HEADER, _title_rows(found, rare=True)),
    }


_LIBRARY_HEADER = ("isil", "bibliotek", "kommune", "titler", "bare_her", "også_i_andre", "bibliotek_per_tittel",
                   "eksemplarer", *(f"titler_{code}" for code in MINORITY_LANGUAGES))  # fmt: skip
_PAIR_HEADER = ("isil", "bibliotek", "isil_2", "bibliotek_2", "felles_titler", "prosent_av_det_minste")
_TITLE_HEADER = ("språk", "tittel", "antall_bibliotek", "eksemplarer", "bibliotek", "poster", "tittel_id")


def _library_rows(found: Overlap) -> Iterator[Row]:
    for line in found.libraries:
        counts = [line.titles, line.unique, line.shared]
        languages = [str(line.languages[code]) for code in MINORITY_LANGUAGES]
        yield (
            line.key, line.name, line.municipality, *map(str, counts), _decimal(line.reach), str(line.items), *languages
        )  # fmt: skip


def _pair_rows(found: Overlap) -> Iterator[Row]:
    names = found.names
    for pair in found.pairs:
        yield pair.a, names[pair.a], pair.b, names[pair.b], str(pair.common), _decimal(100 * pair.share)


def _title_rows(found: Overlap, *, rare: bool) -> Iterator[Row]:
    names = found.names
    for title in found.rare if rare else found.minority:
        yield (
            " ".join(title.languages),
            title.title,
            str(len(title.items)),
            str(sum(title.items.values())),
            ", ".join(names[key] for key in sorted(title.items)),
            ", ".join(f"{source} {legacy_id}" for source, legacy_id in title.records),
            title.bib_id,
        )


def _neighbours(found: Overlap) -> Iterator[tuple[str, list[tuple[str, int, float]]]]:
    """Each library and those that it has the most titles in common with."""
    names = found.names
    for line in found.libraries:
        own = [pair for pair in found.pairs if line.key in (pair.a, pair.b) and pair.common]
        named = [(names[p.b if p.a == line.key else p.a], p.common, p.share) for p in own]
        yield line.name, sorted(named, key=lambda row: (-row[1], row[0]))[:NEIGHBOURS]


def _decimal(value: float) -> str:
    """With a comma, as spreadsheets in Norwegian read it."""
    return f"{value:.2f}".replace(".", ",")
