"""titles that are gone: ids of which no record is there any more"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "matched_gone",
        sa.Column("bib_id", TEXT, primary_key=True, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        comment="Ids of titles that were once, and of whose records none is there any more.",
    )


def downgrade() -> None:
    op.drop_table("matched_gone")
