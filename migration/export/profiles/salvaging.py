"""Reads as much of a profile as can be read, so that what else is wrong is told at once, too."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from migration.export.profiles.model import FORMS
from migration.export.profiles.wording import Steps, in_words
from migration.suggesting import nearest

Problems = list[tuple[Steps, str]]
"""Where, and what is wrong there."""
_Model = TypeVar("_Model", bound=BaseModel)
_STAND_INS: Mapping[str, str] = {"title": "", "form": "jsonl", "rows": "", "file": ""}
"""For words that must be there. JSON lines demand the least of columns; of nothing no more is told."""


def salvaged(model: type[_Model], data: object) -> tuple[_Model | None, Problems]:
    """The model of the data without what is wrong there, and that; None where nothing is left."""
    problems: Problems = []
    rest: Any = deepcopy(data)
    while True:
        try:
            return model.model_validate(rest), problems
        except ValidationError as error:
            errors = error.errors(include_url=False)
        # What is wrong only after something was taken away follows from that.
        problems = problems or [(one["loc"], in_words(model, one)) for one in errors]
        mended = [_mended(rest, one) for one in errors]
        if not all(mended):
            return None, problems


def _mended(data: Any, error: Mapping[str, Any]) -> bool:
    """Take away what is wrong, and with it the least that lacks something; False where that is all there is."""
    steps: Steps = error["loc"]
    if not steps:
        return False
    parent, last = _parent(data, steps), steps[-1]
    if isinstance(parent, dict) and last in _STAND_INS and error["type"] != "extra_forbidden":
        meant = nearest(str(error["input"]), FORMS) if last == "form" else ""
        stand_in = meant or _STAND_INS[str(last)]
        # Where it does not help, the word is a name that somebody chose: a file that is called "title".
        if parent.get(last) != stand_in:
            parent[last] = stand_in
            return True
    while steps:
        parent, last = _parent(data, steps), steps[-1]
        if isinstance(parent, dict) and last in parent:
            del parent[last]
            return True
        steps = steps[:-1]
    return True  # it went with another


def _parent(data: Any, steps: Steps) -> Any:
    for step in steps[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
