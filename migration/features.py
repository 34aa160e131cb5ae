"""What a bibliographic record says of itself, by which it is matched: taken once per record from MARC 21, versioned.

Two forms of text. *Folded* (``migration.marc.folding``): plain small letters, for blocking and for names. *Comparison
form*: small letters with their marks (``čáhci`` is not ``cahci``), words parted by single blanks, without ISBD signs.
Unknown is ``""``, None or an empty tuple.
"""

from dataclasses import dataclass

FEATURES_VERSION = 2
"""Counts up whenever the same record gives other features: what was decided by an older version is decided anew."""

IDENTIFIER_KINDS = ("isbn", "issn", "ismn", "ean", "publisher_number", "national", "supplier", "local")
SCOPES = ("own", "set", "part", "other_form", "cancelled")
"""Of what an identifier is: of the thing described, of the set it is in, of one of its parts, of another form of it
(the e-book's in the paper book's record), or cancelled ($z)."""


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """``value``: ISBN-13 and ISSN bare; ``publisher_number``: folded brand and number; ``national``, ``supplier``:
    ``(agency)number``."""

    kind: str
    value: str
    scope: str = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class BibFeatures:
    """Features of one record.

    * ``format_class``: one of ``migration.marc.features.carrier.FORMATS``.
    * ``title``, ``subtitle``, ``part_title``: 245 $a, $b, $p in comparison form, without a leading article.
    * ``part_number``: numbers of 245 $n, else of a volume statement in $a, $b or $p (``2``; ``2 1`` for a part of a
      part; ``mars`` or ``a`` where it is a word).
    * ``title_key``: 245 $a $b folded, without a statement of the volume, for blocking. ``other_titles``: further forms
      of it, folded: original script of 880, Cyrillic in two transliterations.
    * ``original_title``: of a translation, folded (240 $a, 500 ``Originaltittel``, 765 $t).
    * ``responsibility``: 245 $c in comparison form.
    * ``author``: 100's surname and initial, 110, 111, else the first 700; folded. ``names``: every person and body of
      1XX and 7XX (no analytics), folded, surname first, in order. ``birth_year``: of 100 $d.
    * ``year``: of this edition, four digits. ``other_years``: copyright, printing, original.
    * ``edition``: number or marks of 250 (a printing is none). ``version``: marks that make another text or use of it:
      ``abridged``, ``easy_read``, ``facsimile``, ``school``, ``book_club``, ``annotated``, ``bilingual``, ``nob``,
      ``nno``, ``grade-8`` …
    * ``pages`` (highest number of the pagination), ``front_pages`` (Roman), ``volumes`` (number of physical units where
      300 counts volumes or discs), ``minutes``, ``height`` in cm.
    * ``language``: 008/35-37 or 041 $a, ISO 639-2; ``languages``: all of 041 $a; ``original_language``: 041 $h.
    * ``publishers``, ``places``: all of 260/264 $b and $a, folded, without words for companies. ``country``: 008/15-17.
    * ``series``: titles, folded; ``series_number``.
    * ``host``: what a component part belongs to (773 $w or $t, with $g), folded.
    """

    format_class: str = ""
    title: str = ""
    subtitle: str = ""
    part_number: str = ""
    part_title: str = ""
    title_key: str = ""
    other_titles: tuple[str, ...] = ()
    original_title: str = ""
    responsibility: str = ""
    author: str = ""
    names: tuple[str, ...] = ()
    birth_year: str = ""
    year: str = ""
    other_years: tuple[str, ...] = ()
    edition: str = ""
    version: tuple[str, ...] = ()
    pages: int | None = None
    front_pages: int | None = None
    volumes: int | None = None
    minutes: int | None = None
    height: int | None = None
    language: str = ""
    languages: tuple[str, ...] = ()
    original_language: str = ""
    publishers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    country: str = ""
    series: tuple[str, ...] = ()
    series_number: str = ""
    host: str = ""
    identifiers: tuple[Identifier, ...] = ()
