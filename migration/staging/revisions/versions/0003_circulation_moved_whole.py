"""circulation moved whole: owner and place, kinds of patrons and reservations, debts, corrections, likely persons"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

TEXTS = {
    "core_item": ("placed_branch", "department", "use_restriction", "currency", "due_on"),
    "core_patron": ("kind", "temporary_address", "block_reason", "receipt_format", "guardian"),
    "core_loan": ("branch",),
    "core_reservation": ("kind", "group_id"),
    "core_fee": ("bib_legacy_id", "outstanding_rule"),
}
FLAGS = {
    "core_item": ("is_textbook", "not_for_reservation", "hidden_in_opac"),
    "core_patron": ("address_protected", "is_parked", "notify_by_email", "notify_by_sms", "refuses_reminders"),
    "core_loan": ("is_textbook",),
}
NUMBERS = {"core_reservation": ("group_order",)}


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, TEXT, nullable=False)


def upgrade() -> None:
    """New columns of tables with rows are empty until the stage is run again."""
    for table, names in TEXTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, TEXT, nullable=False, server_default=""))
    for table, names in FLAGS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Boolean(), nullable=True))
    for table, names in NUMBERS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Integer(), nullable=True))
    comment = "file:row of the library's correction that was applied, or ''"
    op.add_column("ledger", sa.Column("correction", TEXT, nullable=False, server_default="", comment=comment))
    op.create_table(
        "matched_likely_person",
        _text("patron_id"),
        _text("other_patron_id"),
        _text("source"),
        _text("other_source"),
        _text("rule"),
        sa.PrimaryKeyConstraint("patron_id", "other_patron_id"),
        comment="Patrons of two sources that may be one person: shown to each library without the other's data.",
    )
    op.create_table(
        "fee_balance",
        _text("source"),
        _text("term"),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        _text("amount"),
        sa.PrimaryKeyConstraint("source", "term"),
        comment="The source's debts as a sum: what was charged, paid, written off, estimated, refused, and is outstanding.",
    )


def downgrade() -> None:
    op.drop_table("fee_balance")
    op.drop_table("matched_likely_person")
    op.drop_column("ledger", "correction")
    for columns in (NUMBERS, FLAGS, TEXTS):
        for table, names in columns.items():
            for name in names:
                op.drop_column(table, name)
