"""What a code may become, and what an undecided one most likely is."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from migration.crosswalks import Crosswalk
from migration.quality.mapping_book.lines import EVERYBODY, CodeList

MOST = 3
LIKELY = 70
"""Likeness, 0 to 100, below which nothing is proposed."""
EXAMPLES = 4

Proposing = Callable[[str], Sequence[str]]


def vocabulary(shipped: Crosswalk, own: Crosswalk, named: Mapping[str, str]) -> Mapping[str, str]:
    """Valid values of a list and what each is used for, sorted; none where no row is shipped: a library's own list.

    A project may have further values: those of its own rows. ``named``: values that are valid besides, by name.
    """
    if not shipped.rows:
        return {}
    examples: dict[str, list[str]] = defaultdict(list)
    for row in (*shipped.rows.values(), *own.rows.values()):
        if row.target_code and row.legacy_code not in examples[row.target_code]:
            examples[row.target_code].append(row.legacy_code)
    used_for = {target: ", ".join(codes[:EXAMPLES]) for target, codes in examples.items() if target}
    return dict(sorted({**used_for, **named}.items()))


def proposer(code_list: CodeList) -> Proposing:
    """What a text is most likely to become: at most three values, the likeliest first.

    It is held against the codes and names that have been decided, here or by other libraries, and the values' names.
    """
    from rapidfuzz import fuzz, process

    known = dict(reversed([(folded(text), target) for text, target in _known(code_list) if _says_something(text)]))
    texts = list(known)

    @cache
    def propose(text: str) -> Sequence[str]:
        if not _says_something(text):
            return ()
        best: dict[str, float] = {}
        for name, score, _ in process.extract(
            folded(text), texts, scorer=fuzz.token_set_ratio, score_cutoff=LIKELY, limit=10
        ):
            best[known[name]] = max(best.get(known[name], 0.0), score)
        return [target for target, _ in sorted(best.items(), key=lambda found: (-found[1], found[0]))[:MOST]]

    return propose


def folded(text: str) -> str:
    """Without words of one or two letters, unless there are no others: a shared *i* or *av* is no likeness."""
    words = text.casefold().replace("_", " ").split()
    return " ".join([word for word in words if len(word) > 2] or words)


def _says_something(text: str) -> bool:
    """A number of one library says nothing of another's."""
    return any(c.isalpha() for c in text)


def _known(code_list: CodeList) -> Iterator[tuple[str, str]]:
    """Texts and what they become; what comes first counts."""
    for row in code_list.crosswalk.rows.values():
        if row.target_code and (row.source == EVERYBODY or not code_list.is_local):
            yield row.legacy_code, row.target_code
    for use in code_list.uses:
        decided = code_list.deciding(use)
        if decided is not None and decided.target_code:
            yield use.label, decided.target_code
    for target, used_for in code_list.valid.items():
        yield target, target
        yield used_for, target
