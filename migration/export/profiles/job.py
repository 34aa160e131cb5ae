"""One entry of a profile that is being written, and the account of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migration.export.files import DeliveredFile
from migration.export.profiles.accounts import Account
from migration.export.profiles.database import counted
from migration.export.profiles.model import Profile, ProfileFile
from migration.export.profiles.queries import Selection, counts
from migration.export.profiles.told import Told

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """``of``: the rows of each generic table, as the delivery's manifest has them.

    ``unfit``: a pattern of letters that the file cannot hold, empty where the delivery has none of them.
    """

    profile: Profile
    spec: ProfileFile
    delivery: Path
    folder: Path
    of: Mapping[str, int]
    connection: "DuckDBPyConnection"
    told: Told
    unfit: str


@dataclass(frozen=True, slots=True)
class Written:
    files: Sequence[DeliveredFile]
    accounts: Sequence[Account]


def account_of(job: Job, asked: Selection, written: int, left_out: int, same: int = 0) -> Account:
    """Raises AccountError where the sum is not that of the delivery."""
    outside, repeated = counted(job.connection, counts(asked))
    account = Account(
        file=job.spec.name,
        table=asked.table,
        of=job.of[asked.table],
        outside=outside,
        repeated=repeated,
        same=same,
        left_out=left_out,
        rows=written,
    )
    return account.prove()
