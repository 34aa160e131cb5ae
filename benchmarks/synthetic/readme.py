"""``sample_data/README.md``: the sources, and every planted row with its fate."""

from pathlib import Path

from synthetic.expectations import Expected
from synthetic.shared import SOURCES

_HEAD = """\
# Sample data: four invented libraries

A complete project directory: `grenselos --project sample_data run`. Everything in it is invented: libraries, units,
municipality numbers, borrowers, prices, cards. Titles are works in the public domain or made up. National identity
numbers are of the synthetic series (month + 80), the telephone number is libphonenumber's example, mail goes to example.no.
Written by `python benchmarks/make_samples.py`, the same bytes in every run; `mappings/` is written by hand.

**Norsk sammendrag.** Fire oppdiktede bibliotek med noen hundre poster, eksemplarer, lånere, lån, reservasjoner og
gebyrer. Alt er oppdiktet. Feilene er lagt inn med vilje, og tabellen nederst sier hva som skal skje med hver av dem:
`loaded` = overført, `merged` = slått sammen, `rejected` = avvist, `excluded` = utelatt etter en regel.

| Source | What it is | What it shows |
| --- | --- | --- |
| `nordvik` | Nordvik folkebibliotek, public | NORMARC line format, `<name>.<YYMMDD>`, Windows-1252, CRLF; items in 099; `;`; two-digit years; no item file, `ItemId` holds a barcode |
| `fjordkysten` | Fjordkysten fellesbase: two public libraries and a book bus | NORMARC in MarcXchange, UTF-8; entity files with `;`, `,` and tab, `.CSV`, `.tsv`, `.txt`, byte order marks, quoted cells with line breaks; a department; a column and a file that nobody knows |
| `lyngheia-vgs` | Lyngheia videregående skole, upper secondary | NORMARC in ISO 2709; main catalogue in UTF-8 with leader/09 blank, textbook catalogue in Windows-1252; pupils; no reservations and no units delivered |
| `storvarre` | Storvarre kommunebibliotek, public | MARC 21 in MARCXML; 880 pairs in Cyrillic; Sami, Kven, Finnish; tab; dates with times; a record too large for ISO 2709 |

Record, item, borrower and loan ids, unit 6471 and some barcodes stand in several sources on purpose.

`expected.csv` tells each planted row's fate (`reason_hint` where the contract names the reason; empty: any);
`expected_groups.csv` tells which records become one (the same `bib` group: the same target id; two groups: never) and
which borrowers are one person (`patron`); `expected_rows.csv` how many source rows there are.
"""  # noqa: E501


def write_readme(expected: Expected, directory: Path) -> None:
    """Write the README from what the sources noted."""
    parts = [_HEAD, _rows(expected), _groups(expected), _fates(expected)]
    (directory / "README.md").write_text("\n".join(parts), encoding="utf-8", newline="")


def _rows(expected: Expected) -> str:
    entities = ("bib", "item", "patron", "loan", "reservation", "fee")
    lines = ["## Source rows", "", f"| Source | {' | '.join(entities)} |", "| --- |" + " ---: |" * len(entities)]
    lines += [f"| `{s}` | {' | '.join(str(expected.rows[s, e]) for e in entities)} |" for s in SOURCES]
    return "\n".join([*lines, ""])


def _groups(expected: Expected) -> str:
    shared = {g for _, g, _, _, _ in expected.groups if g.startswith("shared")}
    persons = [row for row in sorted(expected.groups) if row[0] == "patron"]
    apart = [row for row in sorted(expected.groups) if row[0] == "bib" and row[1] not in shared]
    lines = ["## Together and apart", "", f"{len(shared)} titles stand in two to four sources and must merge.", ""]
    lines += ["| Entity | Group | Source | Legacy id | Why |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {e} | {g} | `{s}` | `{i}` | {why} |" for e, g, s, i, why in [*apart, *persons]]
    return "\n".join([*lines, ""])


def _fates(expected: Expected) -> str:
    lines = ["## Planted rows and their fates", "", "| Source | Entity | Legacy id | Fate | What it is |"]
    lines += ["| --- | --- | --- | --- | --- |"]
    lines += [f"| `{s}` | {e} | `{i}` | {f} | {why} |" for s, e, i, f, _, why in sorted(expected.fates)]
    return "\n".join([*lines, ""])
