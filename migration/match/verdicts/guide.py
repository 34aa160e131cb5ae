"""The sheet *Les meg* of the review workbook: what to do, and what happens then."""

from migration.match.verdicts.layout import ANSWER, COMMENT, DECIDED_ON, INITIALS, NOT_SAME, SAME, SHEET, UNSURE


def guide(library: str, asked: int, total: int) -> list[str]:
    """Lines of text; a heading begins with ``# ``. ``asked`` of ``total`` pairs are in the workbook."""
    more = total - asked
    return [*_nb(library, asked, more), "", *_en(asked, more)]


def _nb(library: str, asked: int, more: int) -> list[str]:
    left = [f"{_number(more)} par til fikk ikke plass. De kommer når disse er besvart."] if more else []
    return [
        f"# Mulige dubletter i {library}",
        f"Arket {SHEET} har {_number(asked)} par av poster som kan være samme tittel. Programmet var ikke sikkert nok "
        "til å slå dem sammen. Det kan dere avgjøre. Parene som betyr mest, står øverst.",
        *left,
        "# Slik gjør dere",
        "1. Hvert par står på én rad. 1 og 2 er de to postene. Det som er forskjellig, er gult.",
        f"2. Velg i kolonnen «{ANSWER}»: {SAME}, {NOT_SAME} eller {UNSURE}. De grønne cellene er til å fylle ut.",
        f"3. Skriv initialene deres i «{INITIALS}». «{DECIDED_ON}» og «{COMMENT}» kan stå tomme.",
        "4. Lagre filen som den er (.xlsx), og send den til prosjektlederen.",
        "Samme tittel betyr samme utgave, samme bind, samme språk og samme type. Er dere i tvil, velg "
        f"{UNSURE}: postene blir da stående hver for seg, og ingenting går tapt.",
        "Dere behøver ikke svare på alle. Dere kan sortere, filtrere og flytte kolonner. Ikke slett kolonner: noen "
        "skjulte kolonner forteller hvilke poster det gjelder.",
        "# Hva skjer så",
        f"Ved neste kjøring blir to poster med svaret {SAME} én tittel; eksemplarer og lån følger med. To poster med "
        f"svaret {NOT_SAME} blir aldri slått sammen, og dere får ikke spørsmålet igjen.",
        "Et par med poster fra to bibliotek står i begges ark. Det er nok at ett av dem svarer. Svarer de ulikt, får "
        "prosjektlederen beskjed, og ingen av svarene blir brukt.",
        f"Alt kan gjøres om: svar {NOT_SAME} på et par som ble slått sammen, så blir det to titler igjen.",
    ]


def _en(asked: int, more: int) -> list[str]:
    left = [f"{more:,} more did not fit in; they come when these are answered."] if more else []
    return [
        "# In English",
        f"The sheet {SHEET} has {asked:,} pairs of records that may be one title, the most useful ones first. The "
        "program was not sure enough to merge them.",
        *left,
        f"Choose in the column «{ANSWER}»: {SAME} (one title), {NOT_SAME} (two titles) or {UNSURE} (don't know). Write "
        f"your initials («{INITIALS}»); date and comment may be left empty. What differs is yellow, what you fill in "
        "is green. Save the file as it is and send it to the project lead. Sort, filter and move columns as you like, "
        "but delete none: hidden ones say which records are meant.",
        "One title means the same edition, volume, language and format. In doubt, choose "
        f"{UNSURE}: nothing is lost by two records.",
        f"In the next run {SAME} makes one title of the two; {NOT_SAME} keeps them apart for good. One library's "
        "answer is enough; of two different answers neither is used. Everything can be undone.",
    ]


def _number(n: int) -> str:
    """1 234, with a no-break space."""
    return f"{n:,}".replace(",", "\xa0")
