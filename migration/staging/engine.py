"""Opens the staging database: any SQLAlchemy URL of SQLite or PostgreSQL, brought to the newest revision by Alembic."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

REVISIONS = Path(__file__).parent / "revisions"
BUSY_SECONDS = 600
LOCK = 0x6772656E73
"""Key of the advisory lock by which writers of one PostgreSQL database wait for each other."""
DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class StagingError(Exception):
    """The staging database cannot be used. The text never holds a password."""


def open_staging(url: str) -> Engine:
    """Return an engine on an up-to-date staging database. Raises StagingError where it cannot be reached."""
    engine = _engine(url)
    config = Config()
    config.set_main_option("script_location", str(REVISIONS).replace("%", "%%"))
    try:
        if not _is_current(engine, config):
            with engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    except DBAPIError as error:
        raise StagingError(
            f"the staging database {engine.url.render_as_string(hide_password=True)} cannot be reached: "
            f"{_first_line(error)}; see --staging and GRENSELOS_STAGING_URL"
        ) from error
    except CommandError as error:
        raise StagingError(f"the staging database was made by another version of grenselos ({error})") from error
    return engine


def _is_current(engine: Engine, config: Config) -> bool:
    """Looked up without the write lock, so that opening a project waits for no run."""
    with reading(engine) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(config).get_current_head()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        dialect = parsed.get_backend_name()
        driver = DRIVERS.get(dialect)
        if driver is None:
            raise StagingError(f"the staging database must be SQLite or PostgreSQL, not {dialect}")
        if "+" not in parsed.drivername:
            parsed = parsed.set(drivername=driver)
        engine = create_engine(parsed, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StagingError("the staging URL cannot be read; an example: sqlite:///staging.db") from error
    if dialect == "sqlite":
        _make_private(parsed.database)
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(database: str | None) -> None:
    """A new database file is its owner's alone: it will hold personal data."""
    if database and database != ":memory:":
        with suppress(OSError):
            Path(database).touch(mode=0o600, exist_ok=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Write-ahead log and a patient writer; transactions are begun by us, so that DDL is inside them too."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA cache_size=-64000")
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def reading(engine: Engine) -> Connection:
    """A connection for reading only: one consistent view of the database that makes no writer wait."""
    return engine.connect().execution_options(read_only=True)


def _begin(connection: Connection) -> None:
    """One writer at a time, who takes the lock at once: two runs queue up instead of mixing or failing half-way."""
    read_only = bool(connection.get_execution_options().get("read_only"))
    connection.exec_driver_sql(_BEGIN[connection.dialect.name, read_only])


_BEGIN = {
    ("sqlite", True): "BEGIN",
    ("sqlite", False): "BEGIN IMMEDIATE",
    ("postgresql", True): "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    ("postgresql", False): f"SELECT pg_advisory_xact_lock({LOCK})",
}


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).strip().splitlines()[0]
