"""Alembic's entry: upgrades the connection that ``open_staging`` hands over, in that connection's transaction."""

from alembic import context

from migration.staging.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
