"""checks that say what to do: rows looked at, and advice"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column(
        "check_result",
        sa.Column("rows", sa.BigInteger(), nullable=False, server_default="0", comment="how many were looked at"),
    )
    op.add_column("check_result", sa.Column("advice_nb", TEXT, nullable=False, server_default=""))
    op.add_column("check_result", sa.Column("advice_en", TEXT, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("check_result", "advice_en")
    op.drop_column("check_result", "advice_nb")
    op.drop_column("check_result", "rows")
