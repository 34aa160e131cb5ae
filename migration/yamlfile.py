"""YAML that people write: read strictly, with the line of every key, so that a problem can be pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

try:
    from yaml import CBaseLoader, CSafeLoader
except ImportError:  # a PyYAML that was built without libyaml; every wheel has it
    from yaml import BaseLoader as CBaseLoader  # type: ignore[assignment]
    from yaml import SafeLoader as CSafeLoader  # type: ignore[assignment]


class YamlError(Exception):
    """The file cannot be read as YAML. The text says where and why."""


class _UniqueKeys(yaml.constructor.BaseConstructor):
    """YAML allows a key twice and keeps the last: an entry would silently vanish."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


class _Loader(_UniqueKeys, yaml.SafeLoader):
    """Scalars are what YAML takes them for."""


class _TextLoader(_UniqueKeys, yaml.BaseLoader):
    """Every scalar is text, as it is written: ``0123`` is no octal number, ``2026-02-01`` no date, ``no`` no false."""


class _FastLoader(_UniqueKeys, CSafeLoader):
    """As ``_Loader``, read by libyaml: ten times as fast, but less is said of what it cannot read, and where."""


class _FastTextLoader(_UniqueKeys, CBaseLoader):
    """As ``_TextLoader``, read by libyaml."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One document. ``data`` is None for an empty file."""

    path: Path
    data: object
    root: yaml.Node | None

    def where(self, steps: Sequence[str | int]) -> str:
        """``file:line`` of the deepest of these steps (keys, list positions) that the file has."""
        node, line = self.root, 1
        for step in steps:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return f"{self.path}:{line}"


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        pairs = ((key.start_mark.line + 1, value) for key, value in node.value if key.value == str(step))
        return next(pairs, None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def read_yaml(path: Path, *, as_text: bool = False) -> YamlFile:
    """Read one file. Raises YamlError where it is missing, is not UTF-8, is not YAML or has a key twice.

    ``as_text``: every scalar as a string, for files that are full of numbers from somewhere else.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        try:
            return _read(path, (_FastTextLoader if as_text else _FastLoader)(text))
        except yaml.YAMLError:
            return _read(path, (_TextLoader if as_text else _Loader)(text))  # for its words and its line
    except OSError as error:
        raise YamlError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise YamlError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}" if mark else ""
        raise YamlError(f"{path}{where}: {getattr(error, 'problem', None) or error}") from error
    except ValueError as error:  # 2026-02-30
        raise YamlError(f"{path}: has a value that cannot be read ({error}); put it in quotes") from error


def _read(path: Path, loader: "_Loader | _TextLoader | _FastLoader | _FastTextLoader") -> YamlFile:
    root = loader.get_single_node()
    return YamlFile(path, loader.construct_document(root) if root else None, root)
