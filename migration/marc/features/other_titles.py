"""Further forms of a title, under which it may meet its like: other scripts (880), romanizations, parallel titles."""

from functools import lru_cache

from migration.marc.features.forms import folded
from migration.marc.features.scripts import latin_forms, skeleton
from migration.marc.features.subfields import Fields
from migration.marc.features.titles import ROMANIZED, Titles, titles
from migration.marc.fields import first_value


def title_key(title: Titles) -> str:
    """Title and subtitle, folded, for blocking."""
    return _key(title.title, title.subtitle)


@lru_cache(maxsize=65_536)
def _key(title: str, subtitle: str) -> str:
    return folded(f"{title} {subtitle}")


def other_titles(title: Titles, fields: Fields, language: str, year: str) -> tuple[str, ...]:
    """Folded: the title in Latin letters in two ways, the 880 of the 245 in its own letters and in Latin ones, parallel
    titles; not the title itself."""
    found = [*_forms(title), *map(folded, title.parallel)]
    if language in ROMANIZED:
        found.append(skeleton(title_key(title)))
    for field in fields.get("880", ()):
        if first_value(field, "6").startswith("245"):
            linked = titles(field, language, year)
            found += [title_key(linked), *_forms(linked)]
    return tuple(dict.fromkeys(form for form in found if form and form != title_key(title)))


def _forms(title: Titles) -> list[str]:
    whole = f"{title.title} {title.subtitle}".strip()
    texts = (whole, title.title) if title.subtitle else (whole,)
    return [form for text in texts for form in latin_forms(text)]
