"""The sheet *Les meg* of a library's workbook: what it is, and how to use it."""

from dataclasses import dataclass

from migration.quality.samples.layout import DAY, FAULT, INITIALS, OK, SHEET, UNSURE, VERDICT, WRONG
from migration.quality.workbook.sheets import CHECKS, CODES, OVERVIEW, number

GUIDE = "Les meg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What the workbook holds. ``pairs``: possible duplicates in a workbook of their own, ``pairs_file`` its name."""

    issues: int
    kinds: int
    checks: int
    codes: int
    sample: int
    pairs: int
    pairs_file: str


def guide(library: str, run_id: str, found: Contents) -> list[str]:
    """Lines of text; a heading begins with ``# ``."""
    return [*_nb(library, run_id, found), "", *_en(library, run_id, found)]


def _nb(library: str, run_id: str, found: Contents) -> list[str]:
    return [
        f"# Arbeidsbok for {library}",
        f"Alt dere kan se på og rette før dere flytter, fra kjøringen {run_id}. Rapporten er den korte utgaven; her "
        "står hver eneste rad. Lånere står bare med nummeret i Mikromarc, aldri med navn.",
        "# Arkene",
        f"{SHEET}: {number(found.sample)} poster, eksemplarer og lån å se på for hånd. Dette er det viktigste arket.",
        f"{OVERVIEW}: {number(found.kinds)} slags merknader ({number(found.issues)} i alt), de alvorligste først. "
        "Trykk på navnet i siste kolonne for å komme til radene.",
        *_lists_nb(found),
        "Resten: ett ark for hver slags merknad. Øverst står hva det er og hva dere kan gjøre. Dere kan filtrere, "
        "sortere og krysse av i «Gjort». Det dere skriver der, er bare for dere selv.",
        "# Stikkprøven",
        f"1. Gå til arket {SHEET}. Slå opp nummeret i Mikromarc, og sammenlign med «Slik blir det».",
        f"2. Velg i «{VERDICT}»: {OK}, {FAULT} eller {UNSURE}. De grønne cellene er til å fylle ut.",
        f"3. Er det {FAULT}, skriv i «{WRONG}» hva som er galt, med få ord. Skriv aldri navn eller fødselsnummer.",
        f"4. Skriv initialene deres i «{INITIALS}». «{DAY}» kan stå tom.",
        "5. Lagre filen som den er (.xlsx), og send den til prosjektlederen.",
        "Dere behøver ikke ta alle: radene står slik at de første er et like godt utvalg som alle, bare mindre. "
        "Filtrer på «Gjelder» hvis dere vil dele arbeidet. Ikke slett kolonner, og ikke endre overskriftene: noen "
        "skjulte kolonner sier hvilke rader det gjelder.",
        "# Hvorfor akkurat disse radene",
        "Radene er trukket ved loddtrekning, de samme hver gang. Alle slags rader er med, og flere av dem som oftest "
        "går galt: sammenslåtte titler, reparerte bokstaver, samisk, kvensk og russisk, flere bind, nye strekkoder. "
        "Finner dere ingen feil i hele utvalget, er det med 95 % sikkerhet feil i under 1 % av postene, og i under 5 % "
        "av eksemplarene og av lånene.",
        "En rad som dere har svart på, har svaret deres i neste arbeidsbok, så lenge raden er den samme. Blir den "
        "endret, spør vi på nytt.",
    ]


def _lists_nb(found: Contents) -> list[str]:
    lists = (
        (found.checks, f"{CHECKS}: kontroller som ikke holdt, med alle numrene ({number(found.checks)})."),
        (
            found.codes,
            f"{CODES}: {number(found.codes)} koder som ikke har fått noen ny kode ennå. De mest brukte først.",
        ),
        (
            found.pairs,
            f"{number(found.pairs)} mulige dubletter står i en egen fil ved siden av denne: {found.pairs_file}.",
        ),
    )
    return [text for count, text in lists if count]


def _en(library: str, run_id: str, found: Contents) -> list[str]:
    pairs = (
        [f"{found.pairs:,} possible duplicates stand in {found.pairs_file}, beside this file."] if found.pairs else []
    )
    return [
        "# In English",
        f"All that {library} can look at and mend before the move, from the run {run_id}: {OVERVIEW} lists the kinds "
        f"of issues ({found.issues:,} in all), with a sheet for each; {CHECKS} has the checks that failed, {CODES} the "
        "codes without a target. Patrons stand with their number in Mikromarc only.",
        *pairs,
        f"{SHEET} has {found.sample:,} records, items and loans to check by hand. Look the number up in Mikromarc, "
        f"compare it with «Slik blir det» (what it becomes), and choose in «{VERDICT}»: {OK}, {FAULT} (wrong) or "
        f"{UNSURE} (can't tell). Say in «{WRONG}» what is wrong, and write your initials; never a name or an "
        "identity number. Save the file as it is and send it to the project lead. Sort and filter as you like, but "
        "delete no columns.",
        "Rows are drawn by lot, the same every time, with more of the risky kinds. The first rows are as good a sample "
        "as all, only smaller. No fault in the whole sample means, with 95 % confidence, faults in under 1 % of the "
        "records and under 5 % of the items and of the loans.",
    ]
