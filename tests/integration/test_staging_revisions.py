"""The revisions of the staging database: together they make the schema, and they keep what an older one holds."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, select, text

from migration.staging import schema
from migration.staging.engine import REVISIONS, open_staging


def at_revision(url: str, revision: str, *, down: bool = False) -> None:
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(REVISIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)
    engine.dispose()


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), schema.metadata))


def test_the_revisions_make_the_schema(empty_staging: str) -> None:
    engine = open_staging(empty_staging)
    assert differences(engine) == []
    engine.dispose()


def test_an_older_database_is_brought_up_with_its_rows(empty_staging: str) -> None:
    at_revision(empty_staging, "0001")
    old = create_engine(empty_staging)
    with old.begin() as connection:
        connection.execute(text("INSERT INTO ledger VALUES ('nordvik', 'bib', '1', 'loaded', '', 'x')"))
    old.dispose()
    engine = open_staging(empty_staging)
    with engine.connect() as connection:
        rows = connection.execute(select(schema.ledger)).all()
    assert [tuple(row) for row in rows] == [("nordvik", "bib", "1", "loaded", "", "x", None, "")]
    assert differences(engine) == []
    engine.dispose()


def test_a_revision_can_be_taken_back(empty_staging: str) -> None:
    open_staging(empty_staging).dispose()
    at_revision(empty_staging, "0001", down=True)
    engine = open_staging(empty_staging)
    assert differences(engine) == []
    engine.dispose()
