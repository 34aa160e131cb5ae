"""The features that are graded, and the grades each can have: the columns and cells of the decision table.

Grades are ordered from agreement to contradiction. ``unknown``: one side or both say nothing.
"""

GRADES: dict[str, tuple[str, ...]] = {
    "identifier": ("shared", "publisher_number", "unproved", "unknown", "disjoint"),
    "format": ("equal", "serial", "component", "different"),
    "language": ("equal", "general", "family", "unknown", "different"),
    "part": ("equal", "none", "one_sided", "different"),
    "edition": ("equal", "none", "one_sided", "different"),
    "version": ("equal", "one_sided", "different"),
    "year": ("equal", "both", "other", "near", "unknown", "different"),
    "extent": ("equal", "few", "close", "near", "unknown", "different"),
    "title": (
        "equal",
        "alike",
        "generic",
        "cut",
        "shortened",
        "stub",
        "reworded",
        "similar",
        "numbers",
        "unknown",
        "different",
    ),
    "author": ("equal", "compatible", "none", "missing", "different", "namesake"),
    "publisher": ("equal", "alike", "unknown", "different"),
    "place": ("equal", "unknown", "different"),
    "series": ("equal", "unknown", "different", "number"),
    "height": ("equal", "unknown", "different"),
    "original": ("equal", "unknown", "different"),
    "host": ("equal", "none", "one_sided", "different"),
}
"""* ``identifier``: *shared*: a good one of the thing itself in common; *publisher_number*: only one of 028, which
  re-issues share; *unproved*: only bad ones, or those of a set; *disjoint*: both have good ISBNs, none in common.
* ``format``: *serial*, *component*: equal, and of a kind that has rows of its own.
* ``language``: *general*: a code for two forms and one of them (nor and nno); *family*: a code for several languages
  and one of these (smi and sme).
* ``part``: volume number and title of the part; *none*: neither has any.
* ``version``: abridged, easy to read, school grade, teacher's book …
* ``year``: *both*: one year apart, and one of the records gives both; *other*: equal to a copyright, printing or
  original year of the other; *near*: one year apart.
* ``extent``: pages, else physical units or minutes; *few*: equal, but as few as many picture books have; *close*: as
  far apart as cataloguers count; *near*: as another printing may be.
* ``title``: *alike*: slips, marks or hyphens, or cut otherwise; *generic*: equal or alike, but the title of many works
  (``Dikt``); *cut*: one without its subtitle, which explains, or the title is so long that it is no other's;
  *shortened*: one without its subtitle; *stub*: the same, but what is left may be the title of a series; *reworded*: a
  subtitle, or a long title, that says much the same; *similar*: another word or another subtitle; *numbers*: alike,
  but for numbers or words that say which one of several.
* ``author``: *compatible*: initials, transliterations, or main entry in one and added entry in the other; *missing*:
  one record names nobody; *none*: neither does; *namesake*: the same surname with another given name.
* ``series``: *number*: the same series, but another number in it.
"""
FEATURES = tuple(GRADES)
