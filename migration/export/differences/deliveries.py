"""Two deliveries opened side by side: each CSV file of both as a view, all cells as text."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "500MB"


class NoDeliveryError(Exception):
    """A folder is no delivery: a file is missing."""


@contextmanager
def side_by_side(one: Path, other: Path, tables: Sequence[str]) -> Iterator["DuckDBPyConnection"]:
    """A connection with the views ``one_<table>`` and ``other_<table>``. Raises NoDeliveryError for a missing file."""
    import duckdb

    missing = [str(folder / f"{name}.csv") for folder in (one, other) for name in tables
               if not (folder / f"{name}.csv").is_file()]  # fmt: skip
    if missing:
        raise NoDeliveryError(f"no delivery to compare: {', '.join(missing)} is missing")
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=config) as connection:
        for name in tables:
            for side, folder in (("one", one), ("other", other)):
                path = str(folder / f"{name}.csv")
                view = connection.read_csv(path, header=True, all_varchar=True, delimiter=",", quotechar='"')
                view.create_view(f"{side}_{name}")
        yield connection


def columns_of(connection: "DuckDBPyConnection", view: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE {view}").fetchall()]
