"""The sample's sheet: its columns, and the words for a verdict. Writer and reader share this.

A column is known again by its heading, wherever it was moved.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migration.quality.samples.answer import Answer, Verdict

SHEET = "Stikkprøve"
OK, FAULT, UNSURE = "ok", "feil", "usikker"
VERDICTS: Mapping[str, Verdict] = {OK: Verdict.OK, FAULT: Verdict.FAULT, UNSURE: Verdict.UNSURE}
"""In the order of the drop-down list."""

VERDICT, WRONG, INITIALS, DAY = "Vurdering", "Hva er galt", "Initialer", "Dato"
TO_FILL_IN = {VERDICT: 12, WRONG: 36, INITIALS: 10, DAY: 12}
TO_READ = {
    "Gjelder": 11, "Hvorfor valgt": 26, "Se på": 44, "Nummer": 16, "Tittel eller strekkode": 40,
    "Slik blir det": 56, "Nytt nummer": 16,
}  # fmt: skip
KEYS = ("kilde", "slag", "id", "nøkkel", "avtrykk")
"""Hidden: source, entity, legacy id, target id (which proves the others), and the imprint of what was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRow:
    """A row as people read it. ``becomes``: what the new system gets, in lines; ``answer``: what stands already."""

    source: str
    entity: str
    legacy_id: str
    target_id: str
    noun: str
    why: str
    look: str
    name: str
    becomes: tuple[str, ...]
    new_id: str
    answer: Answer | None = None

    @property
    def imprint(self) -> str:
        return imprint_of(self.name, self.becomes)


def imprint_of(name: str, becomes: Iterable[str]) -> str:
    """Twelve hex digits over what is shown of a row: an answer holds as long as that does not change."""
    return hashlib.blake2b("\n".join((name, *becomes)).encode(), digest_size=6).hexdigest()


def columns() -> dict[str, int]:
    """All headings of the sheet in order, with their widths in characters; 0 hides a column."""
    return {**TO_FILL_IN, **TO_READ, **dict.fromkeys(KEYS, 0)}
