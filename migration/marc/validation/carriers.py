"""Material (rule B8): leader/06, 007, 300 and 336-338 speak of the same kind of thing."""

import re
from functools import lru_cache

from migration.issues import Issue
from migration.marc.rules import Rules
from migration.marc.validation.survey import Survey

_CONTENT = {
    "a": "txt tct sti tcf", "t": "txt tct sti", "c": "ntm tcm ntv tcn", "d": "ntm tcm ntv tcn",
    "e": "cri crd crm crt crf crn tci", "f": "cri crd crm crt crf crn tci", "g": "tdi tdm sti", "i": "spw snd",
    "j": "prm snd", "k": "sti tci tcf", "m": "cop cod tdi txt sti snd prm spw cri crd tdf", "r": "tdf tcf cri",
}  # fmt: skip
"""Codes of 336 that each type in leader/06 can have; kits and mixed materials can have any."""
_MEDIA = {
    "a": "n",
    "c": "c",
    "d": "n",
    "f": "n",
    "g": "g",
    "h": "h",
    "k": "n",
    "m": "g",
    "q": "n",
    "s": "s",
    "t": "n",
    "v": "v",
}
"""The code of 337 that each category of 007 speaks of. Film (m) is projected."""
_NOT_TEXT = re.compile(
    r"\b(?:\d+ )?(?:cd(?:-plate\w*)?|lydbok|lydplate\w*|dvd(?:-video)?|blu-?ray|videokassett\w*|vhs|kassett\w*)\b", re.I
)


def carrier_issues(survey: Survey, rules: Rules) -> tuple[Issue, ...]:
    fields = survey.fields
    kind = survey.leader[6]
    if "336" in fields or "337" in fields or "338" in fields:
        return _coded(
            kind,
            "".join([(f.data or "")[:1] for f in fields.get("007", ())]),
            tuple(survey.values("336", "b")),
            tuple(survey.values("337", "b")),
            tuple(survey.values("338", "b")),
        )
    if kind in "at" and "007" not in fields and any(_NOT_TEXT.search(v) for v in survey.values("300", "a")):
        return (Issue("material_differs", "LDR/06", kind),)
    return ()


@lru_cache(maxsize=16_384)
def _coded(
    kind: str, categories: str, content: tuple[str, ...], media: tuple[str, ...], carriers: tuple[str, ...]
) -> tuple[Issue, ...]:
    """``categories``: 007/00 of each 007."""
    issues = []
    possible = _CONTENT.get(kind, "").split()
    if content and possible and not any(code in possible for code in content):
        issues.append(Issue("content_differs", "336$b", f"{kind} {content[0]}"))
    spoken = {_MEDIA[category] for category in categories if category in _MEDIA}
    if spoken and media and not spoken & set(media):
        issues.append(Issue("media_differs", "337$b", f"{categories} {media[0]}"))
    wrong = [code for code in carriers if media and code[:1] not in media and code not in ("zu",)]
    if wrong and not set(media) & {"x", "z"}:
        issues.append(Issue("carrier_differs", "338$b", f"{media[0]} {wrong[0]}"))
    return tuple(issues)
