"""records are matched by what they say: features, decided pairs, reviews, verdicts, redirects, provenance"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Features come with standardizing: what was standardized before must be standardized again."""
    op.execute("DELETE FROM source_stage WHERE stage IN ('standardize', 'match', 'quality')")
    op.create_table(
        "core_bib_features",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("legacy_id", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("format_class", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("subtitle", TEXT, nullable=False),
        sa.Column("part_number", TEXT, nullable=False),
        sa.Column("part_title", TEXT, nullable=False),
        sa.Column("title_key", TEXT, nullable=False),
        sa.Column("other_titles", TEXT, nullable=False),
        sa.Column("original_title", TEXT, nullable=False),
        sa.Column("responsibility", TEXT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("names", TEXT, nullable=False),
        sa.Column("birth_year", TEXT, nullable=False),
        sa.Column("year", TEXT, nullable=False),
        sa.Column("other_years", TEXT, nullable=False),
        sa.Column("edition", TEXT, nullable=False),
        sa.Column("version_marks", TEXT, nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("front_pages", sa.Integer(), nullable=True),
        sa.Column("volumes", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("languages", TEXT, nullable=False),
        sa.Column("original_language", TEXT, nullable=False),
        sa.Column("publishers", TEXT, nullable=False),
        sa.Column("places", TEXT, nullable=False),
        sa.Column("country", TEXT, nullable=False),
        sa.Column("series", TEXT, nullable=False),
        sa.Column("series_number", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("identifiers", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("source", "legacy_id"),
        comment="What each record says of itself (migration.features); lists as JSON, identifiers as [kind, value, scope].",
    )
    op.create_table(
        "matched_bad_identifier",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "value"),
        comment="Identifiers that the records themselves show to prove nothing: dummies, reused ones.",
    )
    op.create_table(
        "matched_block",
        sa.Column("block", TEXT, nullable=False),
        sa.Column("members", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("block"),
        comment="Hash of each block's key and of the descriptions in it: a block that is as it was is not decided again.",
    )
    op.create_table(
        "matched_field",
        sa.Column("bib_id", TEXT, nullable=False),
        sa.Column(
            "n", sa.Integer(), nullable=False, comment="the field's place in the merged record, from 0; -1 the leader"
        ),
        sa.Column("tag", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("legacy_id", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("bib_id", "n"),
        comment="The base of each merged record (the leader's row), and whence each field comes that is not the base's.",
    )
    op.create_table(
        "matched_pair",
        sa.Column("a", TEXT, nullable=False),
        sa.Column("b", TEXT, nullable=False),
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("score", TEXT, nullable=False),
        sa.Column("failed", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("a", "b"),
        comment="What was decided of two descriptions (a <= b): auto or review; evidence is JSON, what was compared.",
    )
    op.create_table(
        "matched_redirect",
        sa.Column("old_bib_id", TEXT, nullable=False),
        sa.Column("bib_id", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("old_bib_id"),
        comment="Ids of titles that were once and are no longer, and where their records are now.",
    )
    op.create_table(
        "matched_change",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("legacy_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("bib_id", TEXT, nullable=False),
        sa.Column("former_bib_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("source", "legacy_id"),
        comment="Records that the last matching moved to another title: merge, split or moved.",
    )
    op.create_table(
        "matched_review",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("legacy_id", TEXT, nullable=False),
        sa.Column("other_source", TEXT, nullable=False),
        sa.Column("other_legacy_id", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("score", TEXT, nullable=False),
        sa.Column("failed", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.Column("gain", sa.Integer(), nullable=False, comment="items that one title instead of two would hold"),
        sa.Column(
            "probability", TEXT, nullable=False, comment="the second opinion's, 0 to 1; empty where it was not asked"
        ),
        sa.PrimaryKeyConstraint("source", "legacy_id", "other_source", "other_legacy_id"),
        comment="Pairs of records that a librarian should look at, each once (the smaller record first).",
    )
    op.create_table(
        "matched_opinion",
        *(
            sa.Column(name, TEXT, nullable=False)
            for name in (
                "source",
                "legacy_id",
                "other_source",
                "other_legacy_id",
                "decision",
                "probability",
                "agreeing",
                "differing",
            )
        ),
        sa.PrimaryKeyConstraint("source", "legacy_id", "other_source", "other_legacy_id"),
        comment="Where the second opinion and the rules differ most: features that it finds to speak for and against.",
    )
    op.create_table(
        "matched_verdict",
        sa.Column(
            "n", sa.Integer(), nullable=False, comment="its place in the files: verdicts are replayed in this order"
        ),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("legacy_id", TEXT, nullable=False),
        sa.Column("other_source", TEXT, nullable=False),
        sa.Column("other_legacy_id", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("decided_on", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("n"),
        comment="Librarians' verdicts as they were replayed; state: applied, conflict, unknown_record, replaced.",
    )
    op.drop_index(op.f("ix_core_bib_isbn_isbn"), table_name="core_bib_isbn")
    op.drop_table("core_bib_isbn")
    op.drop_column("core_bib", "author_key")
    op.drop_column("core_bib", "pages")
    op.drop_column("core_bib", "volume_key")
    op.drop_column("core_bib", "edition_key")
    op.drop_column("core_bib", "title_key")
    op.drop_column("core_bib", "quality")
    op.add_column(
        "matched_bib_member",
        sa.Column(
            "description",
            TEXT,
            nullable=False,
            server_default="",
            comment="the record's features as a hash: a matched_pair names two",
        ),
    )
    op.create_index("ix_matched_bib_member_description", "matched_bib_member", ["description"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_matched_bib_member_description", table_name="matched_bib_member")
    op.drop_column("matched_bib_member", "description")
    op.add_column("core_bib", sa.Column("quality", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("core_bib", sa.Column("title_key", sa.TEXT(), nullable=False, server_default=""))
    op.add_column("core_bib", sa.Column("edition_key", sa.TEXT(), nullable=False, server_default=""))
    op.add_column("core_bib", sa.Column("volume_key", sa.TEXT(), nullable=False, server_default=""))
    op.add_column("core_bib", sa.Column("pages", sa.INTEGER(), nullable=True))
    op.add_column("core_bib", sa.Column("author_key", sa.TEXT(), nullable=False, server_default=""))
    op.create_table(
        "core_bib_isbn",
        sa.Column("source", sa.TEXT(), nullable=False),
        sa.Column("legacy_id", sa.TEXT(), nullable=False),
        sa.Column("isbn", sa.TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("source", "legacy_id", "isbn"),
    )
    op.create_index(op.f("ix_core_bib_isbn_isbn"), "core_bib_isbn", ["isbn"], unique=False)
    op.drop_table("matched_verdict")
    op.drop_table("matched_opinion")
    op.drop_table("matched_review")
    op.drop_table("matched_redirect")
    op.drop_table("matched_change")
    op.drop_table("matched_pair")
    op.drop_table("matched_field")
    op.drop_table("matched_block")
    op.drop_table("matched_bad_identifier")
    op.drop_table("core_bib_features")
