"""What a delivery does wrong: one line each, saying what, where (file, row) and what to do; capped per kind."""

from collections import Counter
from dataclasses import dataclass, field

SHOWN = 20
"""Problems of one kind in one file that are written out; the rest is counted."""

AGAIN = "make the delivery again with grenselos deliver"
COPY = "copy the delivery again; if it is still so, " + AGAIN

ADVICE = {
    "manifest": AGAIN,
    "missing_file": COPY,
    "unlisted_file": "remove the file, or " + AGAIN,
    "size": COPY,
    "checksum": COPY,
    "rows": AGAIN,
    "source_counts": AGAIN,
    "encoding": "don't save the files from a spreadsheet; " + COPY,
    "line_ends": "don't save the files from a spreadsheet; " + COPY,
    "csv": AGAIN,
    "columns": AGAIN,
    "order": AGAIN,
    "value": AGAIN,
    "id_form": AGAIN,
    "id_rule": AGAIN,
    "reference": AGAIN,
    "barcode": AGAIN,
    "two_loans": AGAIN,
    "fate": AGAIN,
    "ledger": AGAIN,
    "crosswalk": AGAIN,
    "balance": AGAIN,
    "marc": AGAIN,
    "origin": AGAIN,
    "rejects": AGAIN,
    "package": AGAIN,
    "identity_number": "don't pass the delivery on; delete this copy, tell who runs the migration, and " + AGAIN,
}
"""What to do, per kind of problem."""


@dataclass(slots=True)
class Problems:
    """Collects problems. Texts name files, rows, columns and ids, never a person's data.

    ``again``: how what was checked is made again.
    """

    again: str = AGAIN
    lines: list[str] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, kind: str, file: str, what: str, row: int = 0) -> None:
        """``row``: the line where the row ends, from 1 (the header's); 0 for the file as a whole. Raises KeyError."""
        advice = ADVICE[kind].replace(AGAIN, self.again)
        self.counts[kind, file] += 1
        if self.counts[kind, file] <= SHOWN:
            where = f"{file}:{row}" if row else file
            self.lines.append(f"{where}: {what}; {advice}")

    def summary(self) -> tuple[str, ...]:
        """Every problem, and how many more there are of a kind that has too many to write out."""
        hidden = {key: n - SHOWN for key, n in self.counts.items() if n > SHOWN}
        more = [f"{file}: and {n} more of this kind ({kind})" for (kind, file), n in hidden.items()]
        return (*self.lines, *more)
