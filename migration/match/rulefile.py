"""Reads a YAML file of rules into its pydantic model; every problem at once, with file and line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


class RuleFileError(Exception):
    """A rule file cannot be used. ``problems``: one line each, with file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_rules(path: Path, model: type[M]) -> M:
    """The file's rules. Raises RuleFileError with every problem at once."""
    loader = yaml.SafeLoader(_text(path))
    try:
        node = loader.get_single_node()
        repeated = [f"{path}:{line}: the key {key!r} stands twice" for line, key in _repeated(node)]
        data = loader.construct_document(node) if node else {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RuleFileError([f"{path}:{line}: {getattr(error, 'problem', None) or error}"]) from error
    try:
        rules = model.model_validate(data)
    except ValidationError as error:
        raise RuleFileError(repeated + [_problem(path, node, e["loc"], e["msg"]) for e in error.errors()]) from error
    if repeated:
        raise RuleFileError(repeated)
    return rules


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise RuleFileError([f"{path}: does not exist"]) from error
    except UnicodeDecodeError as error:
        raise RuleFileError([f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8"]) from error


def _repeated(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """YAML allows a key twice and keeps the last: a rule would silently vanish."""
    if isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _repeated(part)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _repeated(value)


def _problem(path: Path, node: yaml.Node | None, steps: Sequence[int | str], text: str) -> str:
    where = ".".join(str(s) for s in steps)
    return f"{path}:{_line(node, steps)}: {f'{where}: ' if where else ''}{text}"


def _line(node: yaml.Node | None, steps: Sequence[int | str]) -> int:
    """Line of the innermost part of the file that the path of keys and positions reaches."""
    line = node.start_mark.line + 1 if node else 1
    for step in steps:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == step]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        else:
            break
    return line
