"""What runs the statements of blocking: a connection to DuckDB, or its stand-in on Spark."""

from typing import Any, Protocol


class Result(Protocol):
    def fetchall(self) -> list[Any]: ...


class Runs(Protocol):
    """Takes one statement of DuckDB's SQL or several, and values for its ``$names``."""

    def execute(self, query: str, parameters: object = None, /) -> Result: ...
