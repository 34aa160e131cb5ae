"""what each run left: counts that the next run is held against"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "run_count",
        sa.Column("run_id", TEXT, primary_key=True, nullable=False),
        sa.Column("source", TEXT, primary_key=True, nullable=False),
        sa.Column("kind", TEXT, primary_key=True, nullable=False),
        sa.Column("name", TEXT, primary_key=True, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column(
            "snapshot", sa.Integer(), nullable=False, comment="1, 2, … in the order in which the runs were counted"
        ),
        comment="What each run left, as counts (migration.quality.history); source * is the county.",
    )
    op.create_index("ix_run_count_source", "run_count", ["source", "snapshot"])


def downgrade() -> None:
    op.drop_table("run_count")
