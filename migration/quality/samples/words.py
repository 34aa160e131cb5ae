"""The strata in words: why a row is in the sample, and what to look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from migration.quality.samples.strata import MERGED


@dataclass(frozen=True, slots=True)
class Words:
    """``nb``, ``en``: what the stratum is; ``look``: what a librarian should look at, in Bokmål."""

    nb: str
    en: str
    look: str


_TITLE = "Er tittel, forfatter, språk, type, ISBN og emner de samme som i Mikromarc?"
_WORDS: Mapping[tuple[str, str], Words] = {
    ("bib", "repaired"): Words(
        "reparerte tegn", "repaired letters", "Er alle bokstaver riktige (æ, ø, å, á, č, đ, ŋ, š, ŧ, ž, kyrillisk)?"
    ),
    ("bib", "rare_rule"): Words(
        "sjelden regel i konverteringen", "converted by a rare rule",
        "Sammenlign hele posten med Mikromarc: er noe borte, eller havnet i feil felt?",
    ),
    ("bib", "sami"): Words("samisk", "Sami", "Er bokstavene riktige, og er språket riktig (nord-, lule-, sørsamisk)?"),
    ("bib", "kven"): Words("kvensk eller finsk", "Kven or Finnish", "Er bokstaver og språk riktige (kvensk, finsk)?"),
    ("bib", "cyrillic"): Words(
        "russisk eller annet kyrillisk", "Russian or other Cyrillic",
        "Er tittelen riktig på kyrillisk og med latinske bokstaver?",
    ),
    ("bib", "review"): Words(
        "nesten lik en annen post", "nearly the same as another record",
        "Står den med rette alene, eller er den samme tittel som en annen?",
    ),
    ("bib", "volumes"): Words(
        "flere bind", "several volumes", "Er bind og del riktig, og hører eksemplarene til dette bindet?"
    ),
    ("bib", "no_isbn"): Words("uten ISBN", "without ISBN", _TITLE),
    ("bib", "plain"): Words("vanlig post", "plain record", _TITLE),
    ("item", "barcode"): Words(
        "ny strekkode", "new barcode", "Har eksemplaret virkelig en annen strekkode på etiketten, eller ingen?"
    ),
    ("item", "unmapped"): Words(
        "kode uten oversettelse", "code without a target", "Er avdeling, plassering og type til å kjenne igjen?"
    ),
    ("item", "warned"): Words(
        "eksemplar med merknad", "item with a warning", "Er strekkode, avdeling, plassering, status og pris riktige?"
    ),
    ("item", "plain"): Words(
        "vanlig eksemplar", "plain item", "Er det riktig tittel, strekkode, avdeling og status?"
    ),
    ("loan", "warned"): Words(
        "lån med merknad", "loan with a warning", "Er det riktig låner, riktig eksemplar og riktig forfall?"
    ),
    ("loan", "lost"): Words("tapt på lån", "lost on loan", "Er eksemplaret tapt, og hos denne låneren?"),
    ("loan", "ill"): Words("fjernlån eller e-lån", "interlibrary or electronic loan", "Skal lånet være med?"),
    ("loan", "textbook"): Words("skolebok", "textbook", "Er det riktig elev, riktig bok og riktig frist?"),
    ("loan", "plain"): Words(
        "vanlig lån", "plain loan", "Er det riktig låner, riktig eksemplar, utlånsdato og forfall?"
    ),
}  # fmt: skip
_MERGED = Words(
    "slått sammen: {rule}", "merged: {rule}",
    "Er postene samme utgave, bind, språk og type? Kom eksemplarene fra alle med?",
)  # fmt: skip


def words(entity: str, stratum: str, rules: Mapping[str, str]) -> Words:
    """A stratum in words. ``rules``: the rules of matching in Bokmål, by name; one without words stands for itself."""
    if not stratum.startswith(MERGED):
        return _WORDS.get((entity, stratum)) or Words(stratum, stratum, _TITLE)
    rule = stratum.removeprefix(MERGED)
    return Words(_MERGED.nb.format(rule=rules.get(rule) or rule), _MERGED.en.format(rule=rule), _MERGED.look)
