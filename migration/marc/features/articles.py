"""Leading articles of titles, which aren't compared: by the second indicator, else by the record's language."""

import re

_NORDIC = "en et ei ein eit den det de dei"
_ARTICLES = {
    "nob": _NORDIC, "nno": _NORDIC, "nor": _NORDIC, "dan": "en et den det de", "swe": "en ett den det de",
    "eng": "the a an", "ger": "der die das ein eine", "fre": "le la les l un une", "spa": "el la los las un una",
    "ita": "il lo la gli i l un una uno", "por": "o a os as um uma", "dut": "de het een",
    "": "the den det ei ein eit dei",
}  # fmt: skip
"""By ISO 639-2; without a language those that are articles in whichever language has the word."""
_OF = {language: frozenset(words.split()) for language, words in _ARTICLES.items()}
_NONE: frozenset[str] = frozenset()
_FIRST = re.compile(r"\W*(l(?=['’])|\w+(?=\s))['’\s]+", re.IGNORECASE)


def without_article(title: str, skip: str, language: str) -> str:
    """``skip``: the second indicator of 245. One that would cut a word is wrong and isn't followed."""
    start = int(skip) if skip.isascii() and skip.isdigit() else 0
    if 0 < start < len(title) and not title[start - 1].isalnum():
        return title[start:]
    first = _FIRST.match(title)
    if first is None or first[1].lower() not in _OF.get(language, _NONE):
        return title
    return title[first.end() :] if re.search(r"\w", title[first.end() :]) else title
