"""The mapping workbook's sheets: a guide, one per code list, the valid values, and what stood when it was written."""

from collections.abc import Mapping

GUIDE = "Les dette – Read this"
VALUES = "Verdier – Values"
WRITTEN = "_skrevet"
"""Hidden: the decisions that the workbook was written from, so that deleted and edited rows are seen."""
IGNORED = "(utelates)"
"""In the place of a target: the code is left out on purpose."""

SOURCE, CODE, LABEL, USES, USED_BY, TARGET, PROPOSED, NOTE, DECIDED_BY, STATE = (
    "Kilde / Source", "Kode / Code", "Navn / Name", "Brukt / Uses", "Brukes av / Used by", "Blir til / Becomes",
    "Forslag / Proposals", "Merknad / Note", "Bestemt av / Decided by", "Tilstand / State",
)  # fmt: skip
COLUMNS: Mapping[str, int] = {
    SOURCE: 16, CODE: 22, LABEL: 28, USES: 10, USED_BY: 30, TARGET: 24, PROPOSED: 30, NOTE: 36, DECIDED_BY: 20,
    STATE: 22,
}  # fmt: skip
"""Headings and widths."""
READ = (SOURCE, CODE, TARGET, NOTE, DECIDED_BY)
"""The columns that count when the workbook comes back."""
VALUE_COLUMNS: Mapping[str, int] = {"Kodeliste / List": 22, "Verdi / Value": 24, "Brukes for / Used for": 60}
WRITTEN_COLUMNS: Mapping[str, int] = {
    "list": 20, "source": 16, "code": 22, "target": 24, "note": 36, "decided_by": 20
}  # fmt: skip
STATES = {
    "open": "ikke bestemt / undecided",
    "standing": "bestemt / decided",
    "unused": "ikke i bruk / not in use",
}
OFFERED = ("Velg / Choose", f"Arket «{VALUES}» har det som går an. / The sheet “{VALUES}” has what can be used.")
"""Title and text where a drop-down list refuses a value."""

UNSEEN = "Ikke lest ennå, så kodene deres mangler her / Not read yet, so that their codes are missing here:"

GUIDE_LINES = (
    "Kodene som bibliotekene bruker, og hva de skal bli i det nye systemet",
    "Ett ark for hver kodeliste. Øverst står kodene som ingen har bestemt, de mest brukte først.",
    f"Skriv i den grønne kolonnen «Blir til». Forslagene er gjetninger. Arket «{VALUES}» har det som går an.",
    f"Skriv {IGNORED} for en kode som ikke skal bli til noe. La feltet stå tomt for det som ikke er bestemt ennå.",
    "«Kilde» * gjelder alle bibliotek. En rad for ett bibliotek går foran. Nye rader kan legges til nederst.",
    "Avdelinger, plasseringer, materialtyper og lånergrupper er bibliotekenes egne: de har en rad for hvert bibliotek.",
    "Vil dere bestemme over ett navn i alle bibliotek, skriv en ny rad med kilde * og navnet som kode.",
    "Skriv gjerne hvorfor i «Merknad», og hvem og når i «Bestemt av».",
    "Ikke slett rader, og ikke endre kilde og kode i rader som er bestemt. Tøm «Blir til» for å oppheve.",
    "Les inn: grenselos mappings import FIL --dry-run viser hva som blir endret; uten --dry-run blir det gjort.",
    "",
    "The codes that libraries use, and what they become in the new system",
    "A sheet for each code list. First come the codes on which nobody has decided, the most used ones at the top.",
    f"Write in the green column “Becomes”. The proposals are guesses. The sheet “{VALUES}” has what can be used.",
    f"Write {IGNORED} for a code that shall become nothing. Leave the cell empty for what is not decided yet.",
    "“Source” * is for all libraries. A row for one library comes before it. New rows may be added at the end.",
    "Branches, locations, item types and patron groups are each library's own: they have a row for each library.",
    "To decide on one name in all libraries, write a new row with source * and the name as its code.",
    "Please write why in “Note”, and who and when in “Decided by”.",
    "Don't delete rows, nor change source and code of decided rows. Empty “Becomes” to revoke a decision.",
    "Read it in: grenselos mappings import FILE --dry-run shows what would change; without --dry-run it is done.",
)
