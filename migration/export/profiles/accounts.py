"""What became of the generic tables' rows in a profile's files: every row is accounted for, and the sum is proved."""

from collections.abc import Mapping
from dataclasses import dataclass


class AccountError(Exception):
    """Rows are missing, or there are too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """``of = outside + repeated + same + left_out + rows``.

    ``of``: the rows of ``table`` (for records, the items have an account of their own), as the generic delivery's
    manifest counts them; ``outside``: not let through by ``where``; ``repeated``: left to others by ``one_per``;
    ``same``: another row stands for them; ``left_out``: the receiver would refuse them.
    """

    file: str
    table: str
    of: int
    outside: int
    repeated: int
    same: int
    left_out: int
    rows: int

    def prove(self) -> "Account":
        """Raises AccountError where the sum is another."""
        found = self.outside + self.repeated + self.same + self.left_out + self.rows
        if found != self.of:
            raise AccountError(
                f"{self.file}: of the delivery's {self.of} {self.table} {found} are accounted for; the delivery is not "
                "as its manifest says: run grenselos verify on it"
            )
        return self


def table_rows(manifest: Mapping[str, object]) -> Mapping[str, int]:
    """Rows of each generic table, from a delivery's manifest; of ``bibs`` the records."""
    files = manifest["files"]
    assert isinstance(files, list)
    counted = {str(file["name"]): int(file["rows"]) for file in files}
    return {name.removesuffix(".csv"): n for name, n in counted.items()} | {"bibs": counted["bibs.xml"]}
