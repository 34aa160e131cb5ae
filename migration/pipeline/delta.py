"""Delta: what became another since an earlier delivery, as a folder of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migration.export.delta.applying import Proof, check_delta, prove
from migration.export.delta.describing import DeltaFile
from migration.export.delta.model import CHANGES, DeltaError
from migration.export.delta.writing import write_delta
from migration.export.folder import whole_folder
from migration.pipeline.diffing import LAST, delivery_of
from migration.pipeline.project import ConfigurationError, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """``path``: its folder; ``base``, ``delivery``: names of what it was made from."""

    path: Path
    base: str
    delivery: str
    files: Sequence[DeltaFile]

    @property
    def changes(self) -> Mapping[str, Mapping[str, int]]:
        """Per file that has rows with keys: how many of them became what."""
        return {
            file.name: {change: sum(counts[change] for counts in file.changes.values()) for change in CHANGES}
            for file in self.files
            if not file.whole
        }

    @property
    def whole(self) -> Sequence[str]:
        """Files that stand in the delta as they are in the new delivery."""
        return [file.name for file in self.files if file.whole]


def delta(project: Project, base: str, delivery: str = LAST, target: Path | None = None) -> Delta:
    """Write what makes ``delivery`` of ``base`` to ``target``, else beside the delivery, as ``<delivery>.delta``.

    ``base``, ``delivery``: a run, a delivery's folder (of any profile), ``last`` or ``previous``. Raises
    ConfigurationError where one of them cannot be used, or where ``target`` is there.
    """
    former, new = (delivery_of(project, name) for name in (base, delivery))
    if former.resolve() == new.resolve():
        told = f"{base} and {delivery}" if base != delivery else base
        raise ConfigurationError([f"{told}: base and delivery are the same, {new.name}; name the one that is loaded"])
    path = target or new.parent / f"{new.name}.delta"
    try:
        with whole_folder(path, mode=0o700) as folder:
            files = write_delta(former, new, folder)
    except FileExistsError as error:
        raise ConfigurationError([f"{path} is there already; name a new folder with --to"]) from error
    except DeltaError as error:
        raise ConfigurationError([str(error)]) from error
    return Delta(path=path, base=former.name, delivery=new.name, files=files)


def verify_delta(folder: Path, base: Path | None = None, target: Path | None = None) -> Proof:
    """Check a delta; with ``base``, that it gives the new delivery, which is written to ``target``, a new folder.

    Raises ConfigurationError where a folder cannot be used, and where ``base`` is not what the delta was made from.
    """
    try:
        return prove(folder, base, target) if base else check_delta(folder)
    except DeltaError as error:
        raise ConfigurationError([str(error)]) from error
