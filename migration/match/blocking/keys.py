"""The keys under which descriptions meet, each with longer forms for blocks that are too large.

A key is SQL over ``source``; its parts are added one after the other: the first is the block, the second divides a
block that is too large, and so on. ``title_form`` has a title's main part, the whole of it, and its forms in another
script; ``bucket`` has the year, the year after (two records a year apart share one) and the other years; ``good`` has
identifiers that prove something.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """``proves``: whether those who share it share an identifier. ``where``: who has such a key."""

    name: str
    source: str
    parts: tuple[str, ...]
    where: str = "TRUE"
    proves: bool = False


_TITLE = "title_form JOIN description USING (d)"
_TITLE_YEAR = "title_form JOIN bucket USING (d) JOIN description USING (d)"
_NUMBER = "good JOIN description USING (d)"
_LONGER = ("left(title_key, 20)", "year", "part_number || '/' || coalesce(pages, 0)")


def _number(name: str, kinds: str) -> Key:
    return Key(name, _NUMBER, ("kind || ' ' || value", *_LONGER), f"kind IN ({kinds})", proves=True)


KEYS = (
    _number("isbn", "'isbn', 'ismn'"),
    _number("issn", "'issn'"),
    _number("other_number", "'ean', 'publisher_number'"),
    _number("control_number", "'national', 'supplier'"),
    Key(
        "title_year",
        _TITLE_YEAR,
        ("left(form, 10) || '/' || bucket || '/' || format_class", "left(form, 20)", "form || '/' || left(author, 5)",
         "coalesce(pages, 0) || '/' || part_number"),
    ),
    Key(
        "title_author",
        _TITLE,
        ("left(form, 6) || '/' || left(author, 5) || '/' || format_class", "left(form, 12)", "form || '/' || author",
         "year || '/' || part_number"),
        "author <> ''",
    ),
    Key(
        "title",
        _TITLE,
        ("left(form, 25) || '/' || format_class", "form || '/' || left(author, 5)", "year || '/' || part_number",
         "coalesce(pages, 0)"),
    ),
    Key(
        "author_year_pages",
        "bucket JOIN description USING (d)",
        ("left(author, 5) || '/' || bucket || '/' || pages || '/' || format_class", "left(title_key, 3)",
         "left(title_key, 10)"),
        "author <> '' AND pages IS NOT NULL",
    ),
    Key("host", _TITLE, ("host || '/' || left(form, 10)", "form", "coalesce(pages, 0)"), "host <> ''"),
    Key(
        "original_title",
        "description",
        ("left(original_title, 20) || '/' || left(author, 5) || '/' || language || '/' || format_class",
         "original_title", "year || '/' || part_number", "coalesce(pages, 0)"),
        "original_title <> ''",
    ),
)  # fmt: skip

PREPARED = (
    """
    CREATE TABLE title_form AS
    SELECT DISTINCT d, unnest([head, title_key] || CASE WHEN other_titles = '' THEN []
        ELSE from_json(other_titles, '["VARCHAR"]') END) AS form
    FROM description
    """,
    "DELETE FROM title_form WHERE form = ''",
    """
    CREATE TABLE bucket AS
    SELECT DISTINCT d, unnest([year, year + 1] || CASE WHEN other_years = '' THEN []
        ELSE list_transform(from_json(other_years, '["VARCHAR"]'), lambda y: TRY_CAST(y AS INTEGER)) END) AS bucket
    FROM stated
    """,
    "DELETE FROM bucket WHERE bucket IS NULL",
    """
    CREATE TABLE good AS
    SELECT DISTINCT d, kind, value FROM own_identifier JOIN description USING (digest)
    ANTI JOIN bad USING (kind, value)
    """,
)
