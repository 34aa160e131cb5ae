"""The staging tables. The prefix is the layer, since SQLite has no schemas: raw_, core_, matched_.

``raw_*`` is what was delivered, byte for byte, and is only replaced by landing again. ``core_*`` is the common model of
one source each. ``matched_*`` is the county: clusters, unique barcodes, persons. A stage replaces a source's rows (or
the county's) in one transaction. Dates and amounts are text as in the delivery, so that nothing is rounded on the way.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in code point order on every database: sorted files are the same whatever the server's locale."""


def _text(name: str, *, primary_key: bool = False) -> "Column[str]":
    return Column(name, TEXT, primary_key=primary_key, nullable=False)


def _flag(name: str) -> "Column[bool]":
    return Column(name, Boolean, nullable=True)


def _number(name: str) -> "Column[int]":
    return Column(name, Integer, nullable=True)


def _raw(name: str) -> Table:
    """``ordinal``: 1, 2, … within the source; ``payload``: the row's bytes; ``problem``: issue code or empty."""
    return Table(
        name,
        metadata,
        _text("source", primary_key=True),
        Column("ordinal", Integer, primary_key=True),
        Column("file_no", Integer, nullable=False),
        Column("line", BigInteger, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        _text("problem"),
    )


def _core(name: str, *columns: "Column[str] | Column[bool] | Column[int]") -> Table:
    return Table(
        name,
        metadata,
        _text("source", primary_key=True),
        _text("legacy_id", primary_key=True),
        _text("target_id"),
        *columns,
        Index(f"ix_{name}_target_id", "target_id"),
    )


run = Table(
    "run",
    metadata,
    _text("run_id", primary_key=True),
    _text("run_type"),
    _text("command"),
    _text("started_at"),
    _text("finished_at"),
    _text("state"),
    _text("tool_version"),
    _text("mapping_version"),
    _text("detail"),
)

source_stage = Table(
    "source_stage",
    metadata,
    _text("source", primary_key=True),
    _text("stage", primary_key=True),
    _text("state"),
    _text("detail"),
    comment="Which stage each source has reached; source * is the county. The gate reads it.",
)

run_count = Table(
    "run_count",
    metadata,
    _text("run_id", primary_key=True),
    _text("source", primary_key=True),
    _text("kind", primary_key=True),
    _text("name", primary_key=True),
    Column("n", BigInteger, nullable=False),
    Column("snapshot", Integer, nullable=False, comment="1, 2, … in the order in which the runs were counted"),
    Index("ix_run_count_source", "source", "snapshot"),
    comment="What each run left, as counts (migration.quality.history); source * is the county.",
)

raw_file = Table(
    "raw_file",
    metadata,
    _text("source", primary_key=True),
    Column("file_no", Integer, primary_key=True),
    _text("name"),
    _text("table_name"),
    _text("format"),
    _text("charset"),
    _text("delimiter"),
    _text("columns"),
    Column("bytes", BigInteger, nullable=False),
    _text("sha256"),
    Column("rows", BigInteger, nullable=False),
    Column("charsets", TEXT, nullable=False, comment="JSON: what the file's records say about the source's charset"),
)

raw_bib = _raw("raw_bib")
raw_item = _raw("raw_item")
raw_location = _raw("raw_location")
raw_unit = _raw("raw_unit")
raw_patron_group = _raw("raw_patron_group")
raw_patron = _raw("raw_patron")
raw_patron_barcode = _raw("raw_patron_barcode")
raw_loan = _raw("raw_loan")
raw_reservation = _raw("raw_reservation")
raw_fee = _raw("raw_fee")

RAW_TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        raw_bib, raw_item, raw_location, raw_unit, raw_patron_group, raw_patron, raw_patron_barcode,
        raw_loan, raw_reservation, raw_fee,
    )
}  # fmt: skip

core_bib = _core(
    "core_bib",
    _text("marc"),
    _text("marc_format"),
    _text("format_evidence"),
    _text("charset"),
    _text("title"),
    _text("format_class"),
    _text("language"),
    _text("year"),
)

core_bib_features = Table(
    "core_bib_features",
    metadata,
    _text("source", primary_key=True),
    _text("legacy_id", primary_key=True),
    Column("version", Integer, nullable=False),
    _text("format_class"),
    _text("title"),
    _text("subtitle"),
    _text("part_number"),
    _text("part_title"),
    _text("title_key"),
    _text("other_titles"),
    _text("original_title"),
    _text("responsibility"),
    _text("author"),
    _text("names"),
    _text("birth_year"),
    _text("year"),
    _text("other_years"),
    _text("edition"),
    _text("version_marks"),
    _number("pages"),
    _number("front_pages"),
    _number("volumes"),
    _number("minutes"),
    _number("height"),
    _text("language"),
    _text("languages"),
    _text("original_language"),
    _text("publishers"),
    _text("places"),
    _text("country"),
    _text("series"),
    _text("series_number"),
    _text("host"),
    _text("identifiers"),
    comment="What each record says of itself (migration.features); lists as JSON, identifiers as [kind, value, scope].",
)

core_bib_unknown = Table(
    "core_bib_unknown",
    metadata,
    _text("source", primary_key=True),
    _text("legacy_id", primary_key=True),
    Column("n", Integer, primary_key=True),
    _text("tag"),
    _text("indicators"),
    _text("code"),
    _text("value"),
    comment="Subfields that no rule knows, of every record that was converted: kept aside, not delivered.",
)

core_bib_reference = Table(
    "core_bib_reference",
    metadata,
    _text("source", primary_key=True),
    _text("legacy_id", primary_key=True),
    Column("n", Integer, primary_key=True),
    _text("tag"),
    _text("kind"),
    _text("heading"),
    _text("target"),
    _text("text"),
    comment="References (900-950 of NORMARC) of the records that are loaded.",
)

core_conversion = Table(
    "core_conversion",
    metadata,
    _text("source", primary_key=True),
    _text("tag", primary_key=True),
    _text("code", primary_key=True),
    _text("fate", primary_key=True),
    _text("rule", primary_key=True),
    Column("uses", BigInteger, nullable=False),
    Column("example", TEXT, nullable=False, comment="legacy id of the first record that has it"),
    comment="What became of the subfields of every record that was converted; a control field has the code ''.",
)

core_item = _core(
    "core_item",
    _text("bib_legacy_id"),
    _text("library"),
    _text("branch"),
    _text("placed_branch"),
    _text("department"),
    _text("location"),
    _text("barcode"),
    _text("call_number"),
    _text("item_type"),
    _flag("is_textbook"),
    _text("status"),
    _text("use_restriction"),
    _flag("not_for_loan"),
    _flag("not_for_reservation"),
    _flag("hidden_in_opac"),
    _flag("is_ill"),
    _text("copy_number"),
    _text("enumeration"),
    _text("price"),
    _text("currency"),
    _text("acquired_on"),
    _text("last_seen_on"),
    _text("due_on"),
    _number("total_loans"),
    _text("note"),
)

core_patron = _core(
    "core_patron",
    _text("library"),
    _text("kind"),
    _text("card_number"),
    _text("other_cards"),
    _text("national_card_number"),
    _text("national_id_ref"),
    _text("surname"),
    _text("given_name"),
    _text("birth_date"),
    _text("gender"),
    _text("address"),
    _text("postal_code"),
    _text("city"),
    _text("country"),
    _flag("address_protected"),
    _text("temporary_address"),
    _text("email"),
    _text("phone"),
    _text("mobile"),
    _text("language"),
    _text("category"),
    _text("class"),
    _flag("is_parked"),
    _text("expires_on"),
    _flag("blocked"),
    _text("block_reason"),
    _flag("keep_history"),
    _flag("notify_by_email"),
    _flag("notify_by_sms"),
    _flag("refuses_reminders"),
    _text("receipt_format"),
    _text("guardian"),
    _text("notes"),
    _text("last_active_on"),
    _text("local_key"),
)

core_loan = _core(
    "core_loan",
    _text("patron_id"),
    _text("item_id"),
    _text("bib_legacy_id"),
    _text("library"),
    _text("branch"),
    _text("loaned_at"),
    _text("due_at"),
    _number("renewals"),
    _text("status"),
    _flag("is_ill"),
    _flag("is_electronic"),
    _flag("is_textbook"),
    _text("note"),
)

core_reservation = _core(
    "core_reservation",
    _text("patron_id"),
    _text("bib_legacy_id"),
    _text("item_id"),
    _text("library"),
    _text("pickup_branch"),
    _text("placed_at"),
    _text("expires_at"),
    _text("held_until"),
    _text("suspended_from"),
    _text("suspended_until"),
    _number("queue_position"),
    _text("state"),
    _text("scope"),
    _text("kind"),
    _text("group_id"),
    _number("group_order"),
)

core_fee = _core(
    "core_fee",
    _text("patron_id"),
    _text("item_id"),
    _text("bib_legacy_id"),
    _text("library"),
    _text("type"),
    _text("amount"),
    _text("outstanding"),
    _text("outstanding_rule"),
    _text("state"),
    _text("charged_on"),
)

CORE_TABLES: dict[str, Table] = {
    t.name: t for t in (core_bib, core_item, core_patron, core_loan, core_reservation, core_fee)
}

core_code = Table(
    "core_code",
    metadata,
    _text("source", primary_key=True),
    _text("code_list", primary_key=True),
    _text("legacy_code", primary_key=True),
    _text("label"),
    _text("target_code"),
    _text("status"),
    Column("uses", Integer, nullable=False),
    comment="Every code that a source's rows use, what it became, and how often.",
)

matched_bib = Table(
    "matched_bib",
    metadata,
    _text("bib_id", primary_key=True),
    _text("source"),
    _text("legacy_id"),
    Column("cluster_size", Integer, nullable=False),
    Column(
        "marc",
        TEXT,
        nullable=True,
        comment="the merged record; NULL: the base record as it stands in core_bib",
    ),
)

matched_bib_member = Table(
    "matched_bib_member",
    metadata,
    _text("source", primary_key=True),
    _text("legacy_id", primary_key=True),
    _text("bib_id"),
    _text("score"),
    _text("decided_by"),
    Column("description", TEXT, nullable=False, comment="the record's features as a hash: a matched_pair names two"),
    Index("ix_matched_bib_member_bib_id", "bib_id"),
    Index("ix_matched_bib_member_description", "description"),
)

matched_pair = Table(
    "matched_pair",
    metadata,
    _text("a", primary_key=True),
    _text("b", primary_key=True),
    _text("decision"),
    _text("rule"),
    _text("score"),
    _text("failed"),
    _text("evidence"),
    comment="What was decided of two descriptions (a <= b): auto or review; evidence is JSON, what was compared.",
)

matched_block = Table(
    "matched_block",
    metadata,
    _text("block", primary_key=True),
    _text("members"),
    comment="Hash of each block's key and of the descriptions in it: a block that is as it was is not decided again.",
)

matched_bad_identifier = Table(
    "matched_bad_identifier",
    metadata,
    _text("kind", primary_key=True),
    _text("value", primary_key=True),
    comment="Identifiers that the records themselves show to prove nothing: dummies, reused ones.",
)

matched_review = Table(
    "matched_review",
    metadata,
    _text("source", primary_key=True),
    _text("legacy_id", primary_key=True),
    _text("other_source", primary_key=True),
    _text("other_legacy_id", primary_key=True),
    _text("rule"),
    _text("score"),
    _text("failed"),
    _text("evidence"),
    Column("gain", Integer, nullable=False, comment="items that one title instead of two would hold"),
    Column("probability", TEXT, nullable=False, comment="the second opinion's, 0 to 1; empty where it was not asked"),
    comment="Pairs of records that a librarian should look at, each once (the smaller record first).",
)

matched_opinion = Table(
    "matched_opinion",
    metadata,
    _text("source", primary_key=True),
    _text("legacy_id", primary_key=True),
    _text("other_source", primary_key=True),
    _text("other_legacy_id", primary_key=True),
    _text("decision"),
    _text("probability"),
    _text("agreeing"),
    _text("differing"),
    comment="Where the second opinion and the rules differ most: features that it finds to speak for and against.",
)

matched_verdict = Table(
    "matched_verdict",
    metadata,
    Column("n", Integer, primary_key=True, comment="its place in the files: verdicts are replayed in this order"),
    _text("file"),
    Column("row", Integer, nullable=False),
    _text("verdict"),
    _text("source"),
    _text("legacy_id"),
    _text("other_source"),
    _text("other_legacy_id"),
    _text("who"),
    _text("decided_on"),
    _text("why"),
    _text("state"),
    comment="Librarians' verdicts as they were replayed; state: applied, conflict, unknown_record, replaced.",
)

matched_redirect = Table(
    "matched_redirect",
    metadata,
    _text("old_bib_id", primary_key=True),
    _text("bib_id"),
    _text("reason"),
    comment="Ids of titles that were once and are no longer, and where their records are now.",
)

matched_gone = Table(
    "matched_gone",
    metadata,
    _text("bib_id", primary_key=True),
    _text("source"),
    comment="Ids of titles that were once, and of whose records none is there any more.",
)

matched_change = Table(
    "matched_change",
    metadata,
    _text("source", primary_key=True),
    _text("legacy_id", primary_key=True),
    _text("kind"),
    _text("bib_id"),
    _text("former_bib_id"),
    comment="Records that the last matching moved to another title: merge, split or moved.",
)

matched_field = Table(
    "matched_field",
    metadata,
    _text("bib_id", primary_key=True),
    Column("n", Integer, primary_key=True, comment="the field's place in the merged record, from 0; -1 the leader"),
    _text("tag"),
    _text("source"),
    _text("legacy_id"),
    _text("rule"),
    comment="The base of each merged record (the leader's row), and whence each field comes that is not the base's.",
)

matched_cluster = Table(
    "matched_cluster",
    metadata,
    _text("bib_id", primary_key=True),
    _text("source", primary_key=True),
    _text("legacy_id", primary_key=True),
    Index("ix_matched_cluster_member", "source", "legacy_id"),
    comment="Founding members of every cluster that ever was: a cluster keeps its id while one of them is in it.",
)

matched_item = Table(
    "matched_item",
    metadata,
    _text("item_id", primary_key=True),
    _text("barcode"),
    _text("barcode_rule"),
)

matched_patron = Table(
    "matched_patron",
    metadata,
    _text("patron_id", primary_key=True),
    _text("person_id"),
)

ledger = Table(
    "ledger",
    metadata,
    _text("source", primary_key=True),
    _text("entity", primary_key=True),
    _text("legacy_id", primary_key=True),
    _text("fate"),
    _text("reason"),
    _text("target_id"),
    Column("ordinal", Integer, nullable=True, comment="the row of raw_*; NULL: an item that stands in a record"),
    Column("correction", TEXT, nullable=False, comment="file:row of the library's correction that was applied, or ''"),
)

matched_likely_person = Table(
    "matched_likely_person",
    metadata,
    _text("patron_id", primary_key=True),
    _text("other_patron_id", primary_key=True),
    _text("source"),
    _text("other_source"),
    _text("rule"),
    comment="Patrons of two sources that may be one person: shown to each library without the other's data.",
)

fee_balance = Table(
    "fee_balance",
    metadata,
    _text("source", primary_key=True),
    _text("term", primary_key=True),
    Column("rows", BigInteger, nullable=False),
    _text("amount"),
    comment="The source's debts as a sum: what was charged, paid, written off, estimated, refused, and is outstanding.",
)

source_rows = Table(
    "source_rows",
    metadata,
    _text("source", primary_key=True),
    _text("entity", primary_key=True),
    Column("rows", BigInteger, nullable=False),
    comment="Rows that came in, counted apart from the ledger; the balance holds the two against each other.",
)

reject = Table(
    "reject",
    metadata,
    _text("source", primary_key=True),
    _text("entity", primary_key=True),
    _text("legacy_id", primary_key=True),
    _text("file"),
    Column("line", BigInteger, nullable=False),
    _text("reason"),
    _text("field"),
    _text("value"),
    Column("cells", TEXT, nullable=False, comment="JSON: [[column, value], …], identity numbers masked"),
    Column("payload", LargeBinary, nullable=True, comment="MARC records: the bytes as delivered"),
)

issue = Table(
    "issue",
    metadata,
    _text("source"),
    _text("stage"),
    _text("entity"),
    _text("legacy_id"),
    _text("code"),
    _text("severity"),
    _text("field"),
    _text("value"),
    Index("ix_issue_source_stage", "source", "stage"),
)

check_result = Table(
    "check_result",
    metadata,
    _text("source", primary_key=True),
    _text("table_name", primary_key=True),
    _text("check_name", primary_key=True),
    _text("severity"),
    Column("success", Boolean, nullable=False),
    Column("rows", BigInteger, nullable=False, server_default="0", comment="how many were looked at"),
    Column("failing", Integer, nullable=False),
    _text("failing_keys"),
    _text("message_nb"),
    _text("message_en"),
    _text("advice_nb"),
    _text("advice_en"),
)
