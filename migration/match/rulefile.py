"""Reads a YAML file of rules into its pydantic model; every problem at once, with file and line."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from migration.yamlfile import YamlError, read_yaml

M = TypeVar("M", bound=BaseModel)


class RuleFileError(Exception):
    """A rule file cannot be used. ``problems``: one line each, with file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_rules(path: Path, model: type[M]) -> M:
    """The file's rules. Raises RuleFileError with every problem at once."""
    try:
        file = read_yaml(path)
    except YamlError as error:
        raise RuleFileError([str(error)]) from error
    try:
        return model.model_validate({} if file.data is None else file.data)
    except ValidationError as error:
        places = [(file.where(e["loc"]), ".".join(str(s) for s in e["loc"]), e["msg"]) for e in error.errors()]
        raise RuleFileError(
            [f"{line}: {f'{where}: ' if where else ''}{text}" for line, where, text in places]
        ) from None
