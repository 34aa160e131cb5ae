"""what became of every subfield"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, TEXT, nullable=False)


def _added(name: str, comment: str | None = None) -> "sa.Column[str]":
    """A column that is new in a table with rows; they are filled when the stage is run again."""
    return sa.Column(name, TEXT, nullable=False, server_default="", comment=comment)


def upgrade() -> None:
    op.add_column("core_bib", _added("format_evidence"))
    op.add_column("raw_file", _added("charsets", "JSON: what the file's records say about the source's charset"))
    op.add_column(
        "ledger",
        sa.Column(
            "ordinal", sa.Integer(), nullable=True, comment="the row of raw_*; NULL: an item that stands in a record"
        ),
    )
    op.create_table(
        "core_bib_unknown",
        _text("source"),
        _text("legacy_id"),
        sa.Column("n", sa.Integer(), nullable=False),
        _text("tag"),
        _text("indicators"),
        _text("code"),
        _text("value"),
        sa.PrimaryKeyConstraint("source", "legacy_id", "n"),
        comment="Subfields that no rule knows, of every record that was converted: kept aside, not delivered.",
    )
    op.create_table(
        "core_bib_reference",
        _text("source"),
        _text("legacy_id"),
        sa.Column("n", sa.Integer(), nullable=False),
        _text("tag"),
        _text("kind"),
        _text("heading"),
        _text("target"),
        _text("text"),
        sa.PrimaryKeyConstraint("source", "legacy_id", "n"),
        comment="References (900-950 of NORMARC) of the records that are loaded.",
    )
    op.create_table(
        "core_conversion",
        _text("source"),
        _text("tag"),
        _text("code"),
        _text("fate"),
        _text("rule"),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("example", TEXT, nullable=False, comment="legacy id of the first record that has it"),
        sa.PrimaryKeyConstraint("source", "tag", "code", "fate", "rule"),
        comment="What became of the subfields of every record that was converted; a control field has the code ''.",
    )


def downgrade() -> None:
    op.drop_table("core_conversion")
    op.drop_table("core_bib_reference")
    op.drop_table("core_bib_unknown")
    op.drop_column("ledger", "ordinal")
    op.drop_column("raw_file", "charsets")
    op.drop_column("core_bib", "format_evidence")
