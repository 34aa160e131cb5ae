"""A Fellegi-Sunter model of descriptions that are one title, learnt by Splink from a catalogue without labels.

``learn`` wants a database that ``prepare`` has filled. Samples are drawn by hashes of what is described and learnt from
by one thread, so that the same catalogue gives the same model, in whatever order its rows come.
"""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from splink import DuckDBAPI, Linker

Model = Mapping[str, Any]

THREADS = 2
ENOUGH = 100
"""From fewer descriptions, or fewer pairs of an equal identifier, nothing can be learnt."""
SAMPLED = 200_000
"""Descriptions to learn from at most: all of a title or none, so that what belongs together is sampled together."""
SAME_TITLE = 50
"""Descriptions of one title to learn from at most: others are ``Dikt`` and ``Årsmelding``, of which every two would be
compared."""
UNRELATED = 1_500
"""Descriptions of which every two are compared, to learn how often unrelated records agree."""
_FOUND = 0.6
"""Share of the true pairs that an equal identifier is expected to find; only the general level hangs on it."""

_PREPARE = """
    CREATE TABLE described AS
    SELECT d, nullif(title_key, '') AS title, nullif(author, '') AS author, format_class AS format, edition,
        TRY_CAST(year AS INTEGER) AS year, coalesce(pages, minutes) AS extent,
        from_json(nullif(publishers, ''), '["VARCHAR"]') AS publisher, part_number || '/' || part_title AS part,
        version_marks AS version, nullif(language, '') AS language, own AS identifiers, list_min(own) AS number,
        md5(concat_ws('|', title_key, author, year, pages, publishers, part, edition, format, given.identifiers))
            AS mark
    FROM given, LATERAL (SELECT list_transform(
        list_filter(from_json(nullif(given.identifiers, ''), '[["VARCHAR"]]'), lambda i: i[3] = 'own'),
        lambda i: i[1] || ' ' || i[2]) AS own)
"""
_SAMPLE = """
    CREATE TABLE sampled AS
    SELECT * FROM described
    WHERE ('0x' || left(md5(title), 8))::BIGINT <= $share * 4294967295
    QUALIFY row_number() OVER (PARTITION BY title ORDER BY mark, d) <= $same
    ORDER BY mark, d
"""
_UNRELATED = "CREATE TABLE unrelated AS FROM described ORDER BY mark, d LIMIT $count"
_PROVED = """
    SELECT count(*) FROM (SELECT d, unnest(identifiers) AS i FROM described) a
    JOIN (SELECT d, unnest(identifiers) AS i FROM described) b ON a.i = b.i AND a.d < b.d
"""

COMPARISONS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title_l = title_r",
        "starts_with(title_l, title_r || ' ') OR starts_with(title_r, title_l || ' ')",
        "jaro_winkler_similarity(title_l, title_r) >= 0.95",
        "jaro_winkler_similarity(title_l, title_r) >= 0.88",
    ),
    "author": ("author_l = author_r", "levenshtein(author_l, author_r) <= 2"),
    "year": ("year_l = year_r", "abs(year_l - year_r) = 1", "abs(year_l - year_r) <= 5"),
    "extent": (
        "extent_l = extent_r",
        "abs(extent_l - extent_r) <= 4",
        "abs(extent_l - extent_r) <= 0.05 * greatest(extent_l, extent_r)",
    ),
    "publisher": (
        "list_has_any(publisher_l, publisher_r)",
        "starts_with(publisher_l[1], publisher_r[1]) OR starts_with(publisher_r[1], publisher_l[1])",
        "jaro_winkler_similarity(publisher_l[1], publisher_r[1]) >= 0.9",
    ),
    "part": ("part_l = part_r", "part_l = '/' OR part_r = '/'"),
    "edition": ("edition_l = edition_r", "edition_l = '' OR edition_r = ''"),
    "version": ("version_l = version_r", "version_l = '' OR version_r = ''"),
    "language": ("language_l = language_r",),
    "format": ("format_l = format_r",),
    "identifiers": ("list_has_any(identifiers_l, identifiers_r)",),
}
"""The levels of each feature from agreement downwards; below the last, all that is otherwise. Unknown has no weight."""
_ALL_BUT = ("title", "author", "year", "part", "edition", "version", "language", "format")
_ROUNDS = (
    "l.number = r.number AND l.identifiers IS NOT NULL AND r.identifiers IS NOT NULL",
    " AND ".join(f"l.{name} = r.{name}" for name in _ALL_BUT),
)
"""Pairs to learn from. What a round looks pairs up by, it can't learn itself: the first learns all but identifiers, the
second these. Looked up by title and author alone, the model would learn to know works instead of their editions."""
_SELDOM = 0.001
"""A grade that was hardly ever seen of one title or of two weighs no more than this: seldom isn't never."""


def prepare(connection: "DuckDBPyConnection") -> None:
    """Make the table ``described`` from ``given``: descriptions by ``d``, in the form in which they are compared."""
    connection.execute("SET enable_progress_bar = false")
    connection.execute(_PREPARE)


def learn(database: "DuckDBAPI") -> Model | None:
    """A model of what agreement in each feature is worth; None where there is too little to learn it from."""
    connection = database.duckdb_con
    (count,) = connection.execute("SELECT count(*) FROM described").fetchone() or (0,)
    (proved,) = connection.execute(_PROVED).fetchone() or (0,)
    if min(count, proved) < ENOUGH:
        return None
    connection.execute("SET threads = 1")
    connection.execute(_SAMPLE, {"share": min(1.0, SAMPLED / count), "same": SAME_TITLE})
    connection.execute(_UNRELATED, {"count": UNRELATED})
    prior = proved / _FOUND / (count * (count - 1) / 2)
    model = _learn_agreement(database, _learn_chance(database, _settings(prior)))
    connection.execute(f"SET threads = {THREADS}")
    return model


def _settings(prior: float) -> Model:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "d",
        "probability_two_random_records_match": min(prior, 0.5),
        "comparisons": [_comparison(name, levels) for name, levels in COMPARISONS.items()],
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "match_weight_column_prefix": "by_",
        "max_iterations": 20,
    }


def _comparison(name: str, levels: tuple[str, ...]) -> dict[str, Any]:
    unknown = {"sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL", "is_null_level": True}
    said = [{"sql_condition": condition, "label_for_charts": condition} for condition in levels]
    other = {"sql_condition": "ELSE", "label_for_charts": "otherwise"}
    return {"output_column_name": name, "comparison_levels": [unknown, *said, other]}


def _learn_chance(database: "DuckDBAPI", settings: Model) -> Model:
    """How often unrelated records agree: of all pairs of a few descriptions."""
    learning = linker(database, "unrelated", settings)
    learning.training.estimate_u_using_random_sampling(max_pairs=UNRELATED**2, min_count_per_level=None, num_chunks=1)
    return learning.misc.save_model_to_json()


def _learn_agreement(database: "DuckDBAPI", settings: Model) -> Model:
    """How often records of one title agree: by expectation maximisation."""
    learning = linker(database, "sampled", settings)
    for rule in _ROUNDS:
        learning.training.estimate_parameters_using_expectation_maximisation(rule)
    return _moderated(learning.misc.save_model_to_json())


def _moderated(model: Model) -> Model:
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            for chance in ("m_probability", "u_probability"):
                if level.get(chance) is not None:
                    level[chance] = max(_SELDOM, level[chance])
    return model


def linker(database: "DuckDBAPI", table: str, model: Model) -> "Linker":
    """Splink on one of the database's tables; its messages go nowhere."""
    from splink import Linker

    logging.getLogger("splink").setLevel(logging.CRITICAL + 1)
    return Linker(database.register(table), dict(model), log_level=None)
