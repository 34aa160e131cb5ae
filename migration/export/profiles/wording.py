"""What is wrong with the words of a profile, in words: pydantic's kinds of errors, told to who wrote the file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from migration.suggesting import did_you_mean

Steps = tuple[str | int, ...]

_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "int_parsing": "must be a whole number, not {input!r}",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number, not {input}",
    "bool_parsing": "must be true or false, not {input!r}",
    "bool_type": "must be true or false",
    "greater_than_equal": "must be {ge} or more, not {input}",
    "string_too_short": "must have {min_length} characters, not {input!r}",
    "string_too_long": "must have {max_length} characters, not {input!r}",
    "string_pattern_mismatch": "must be a tag of three digits, not {input!r}",
    "string_type": "must be a text",
    "dict_type": "must have words with values",
    "model_type": "must have words with values",
    "tuple_type": "must be a list",
}
"""By kind; tags are the only texts with a pattern."""


def in_words(model: type[BaseModel], error: Mapping[str, Any]) -> str:
    """One error of the validation of a ``model``."""
    kind, steps, given = error["type"], error["loc"], error.get("input")
    if kind == "extra_forbidden":
        known = known_words(model, steps[:-1])
        return f"unknown word{did_you_mean(str(steps[-1]), known) or '.'} There are {', '.join(known)}"
    if kind == "literal_error":
        known = [word.strip("'") for word in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        return f"{given!r} is no word for it{did_you_mean(str(given), known) or '.'} There are {', '.join(known)}"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return _WORDS.get(kind, str(error["msg"])).format(input=given, **error.get("ctx", {}))


def known_words(model: type[BaseModel], steps: Sequence[str | int]) -> list[str]:
    """The words that may stand at a place, in their order."""
    is_key = False
    for step in steps:
        if isinstance(step, int) or is_key:
            is_key = False
            continue
        annotation = next(field.annotation for name, field in _fields(model) if name == step)
        model, is_key = next(_models(annotation)), "dict" in _kinds(annotation)
    return [name for name, _ in _fields(model)]


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    yield from ((field.alias or name, field) for name, field in model.model_fields.items())


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _kinds(annotation: Any) -> set[str]:
    return {getattr(get_origin(annotation), "__name__", "")}
