"""Reads ``mappings/golden/<source>.yaml``: every problem at once, each with its file and line."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from migration.quality.golden.entries import SECTIONS, Entry, GoldenFile
from migration.suggesting import did_you_mean
from migration.yamlfile import YamlError, YamlFile, read_yaml

SUFFIX = ".yaml"
NOT_READ = ("README.md",)


class GoldenError(Exception):
    """Expectations cannot be read. ``problems``: one line each, with file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Expectation:
    """One entry of a source's file, and the line on which it stands."""

    source: str
    line: int
    entry: Entry

    @property
    def where(self) -> str:
        return f"{self.source}{SUFFIX}:{self.line}"


def load_golden(folder: Path) -> Mapping[str, Sequence[Expectation]]:
    """The expectations of each file by its source. A name that begins with ``_`` is somebody's draft and not read.

    Raises GoldenError with the problems of all files.
    """
    problems: list[str] = []
    found = {path.stem: _expectations(path, problems) for path in _files(folder, problems)}
    if problems:
        raise GoldenError(problems)
    return found


def _files(folder: Path, problems: list[str]) -> Iterator[Path]:
    for path in sorted(folder.glob("*")):
        if path.name.startswith(("_", ".", "~")) or path.name in NOT_READ:
            continue
        if path.suffix == SUFFIX:
            yield path
        else:
            problems.append(f"{path}: is not read; a file of expectations is called <source>{SUFFIX}")


def _expectations(path: Path, problems: list[str]) -> list[Expectation]:
    try:
        file = read_yaml(path, as_text=True)
        golden = GoldenFile.model_validate(_sections(file))
    except YamlError as error:
        problems.append(str(error))
        return []
    except ValidationError as error:
        problems += dict.fromkeys(_told(file, e) for e in error.errors(include_url=False, include_input=False))
        return []
    found = list(_placed(file, golden))
    problems += _repeated(path, found)
    return found


def _sections(file: YamlFile) -> Any:
    """The file's data; a section without entries, as the template has it, is left out."""
    data = _composed(file.data or {})
    return (
        {key: value for key, value in data.items() if value != "" or key not in SECTIONS}
        if isinstance(data, dict)
        else data
    )


def _composed(data: Any) -> Any:
    """All texts in NFC, as the keys are spelt here: a Mac may write ``å`` as two characters."""
    if isinstance(data, dict):
        return {_composed(key): _composed(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_composed(value) for value in data]
    return unicodedata.normalize("NFC", data) if isinstance(data, str) else data


def _placed(file: YamlFile, golden: GoldenFile) -> Iterator[Expectation]:
    for name, field in GoldenFile.model_fields.items():
        for n, entry in enumerate(getattr(golden, name)):
            yield Expectation(file.path.stem, _line(file.where((field.alias or name, n))), entry)


def _line(where: str) -> int:
    return int(where.rpartition(":")[2])


def _repeated(path: Path, found: Sequence[Expectation]) -> Iterator[str]:
    first: dict[tuple[object, ...], int] = {}
    for one in found:
        key = (one.entry.entity, *one.entry.named)
        if (line := first.setdefault(key, one.line)) != one.line:
            yield f"{path}:{one.line}: the same row is named on line {line}; write all that is expected of it there"


def _told(file: YamlFile, error: ErrorDetails) -> str:
    steps = [step for step in error["loc"] if step != "[key]"]
    name = ".".join(str(step) for step in steps[2:]) or (str(steps[0]) if steps else "")
    return f"{file.where(steps)}: {name}{': ' if name else ''}{_words(error, _known(steps))}"


def _words(error: ErrorDetails, known: Mapping[str, str]) -> str:
    """Our own words for what goes wrong most often; the value itself is never repeated, since it may be a person's."""
    kind, name = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        return f"is no key here{_nearest(name, known)} (keys: {', '.join(known)})"
    if kind in ("tuple_type", "list_type"):
        return "must be a list; begin each entry with “- ”"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "must be keys with values, each on a line of its own (key: value)"
    return error["msg"].removeprefix("Value error, ")


def _nearest(name: str, known: Mapping[str, str]) -> str:
    """By Bokmål key, or by the English name that the delivery has."""
    english = {field: key for key, field in known.items()}
    return f"; did you mean {english[name]}?" if name in english else did_you_mean(name, known)


def _known(steps: Sequence[int | str]) -> Mapping[str, str]:
    """The keys that may stand where these steps lead, with their English names."""
    section = SECTIONS.get(str(steps[0])) if len(steps) > 1 else None
    model: type[BaseModel] = section or GoldenFile
    return {field.alias or name: name for name, field in model.model_fields.items()}
