"""Verify: what a folder is (a delivery, what a profile made of one, a delta, a package, a part), and whether it is
whole; with what was checked, and what was not."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from migration.export.delta.folders import damaged
from migration.export.manifest import NAME as MANIFEST
from migration.export.manifest import is_delta, manifest_of
from migration.export.trust.checking import PackageManifest, read_manifest
from migration.export.trust.model import PackError
from migration.export.trust.opened import open_delivery
from migration.export.trust.signing import public_key
from migration.pipeline.delta import verify_delta
from migration.pipeline.diffing import folder_of
from migration.pipeline.exporting import verify_export
from migration.pipeline.packing import is_package, signing_key, verify_package
from migration.pipeline.project import ConfigurationError
from migration.settings import Settings

Kind = Literal["delivery", "delta", "package", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """``problems``: a line each. ``says``: what was checked, and what was not. ``rows``: 0 where none were read."""

    path: Path
    kind: Kind
    problems: tuple[str, ...]
    files: int
    rows: int
    says: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(
    settings: Settings, name: str, base: str = "", target: Path | None = None, key: str = "",
    identity: Path | None = None,
) -> Verified:  # fmt: skip
    """Check a folder: its path, a run's name, ``last`` or ``previous``.

    Of a delta: ``base``, what it is applied to, and ``target``, where what comes out is written. Of a package: ``key``,
    the sender's, and ``identity``, the file of the recipient's secret key. Raises ConfigurationError.
    """
    folder = folder_of(settings, name)
    kind = _kind(folder)
    _require_fitting(folder, kind, bool(base or target), bool(key or identity))
    if target and not base:
        raise ConfigurationError(["--apply needs --base: the delivery that the delta is applied to"])
    if kind == "package":
        return _package(settings, folder, key, identity)
    if kind == "part":
        return _part(folder)
    if kind == "delta":
        return _delta(folder, folder_of(settings, base) if base else None, target)
    return _delivery(folder)


def _kind(folder: Path) -> Kind:
    if not folder.is_dir():
        raise ConfigurationError([f"{folder}: is not a directory, nor a run that made a delivery; name one of them"])
    if not (folder / MANIFEST).is_file():
        raise ConfigurationError([f"{folder} is no delivery, package or delta: it has no {MANIFEST}"])
    if is_package(folder):
        return "package"
    if "part" in manifest_of(folder):
        return "part"
    return "delta" if is_delta(folder) else "delivery"


def _require_fitting(folder: Path, kind: Kind, of_delta: bool, of_package: bool) -> None:
    """An option that is not used would seem to have been: nobody's signature stands under a delivery."""
    if of_delta and kind != "delta":
        raise ConfigurationError([f"{folder}: is no delta; --base and --apply are for deltas alone"])
    if of_package and kind != "package":
        told = "--public-key and --identity are for packages alone, which grenselos pack writes"
        raise ConfigurationError([f"{folder}: is no package; {told}"])


def _delivery(folder: Path) -> Verified:
    found = verify_export(folder)
    manifest = manifest_of(folder)
    made = f", by the profile {manifest['profile']}" if "profile" in manifest else ""
    says = f"{folder}: complete and consistent: {found.files} files, {found.rows} rows and records{made}"
    return Verified(
        path=folder, kind="delivery", problems=found.problems, files=found.files, rows=found.rows, says=(says,)
    )


def _delta(folder: Path, base: Path | None, target: Path | None) -> Verified:
    found = verify_delta(folder, base, target)
    if base:
        written = f"; written to {target}" if target else ""
        says = f"{folder}: applied to {base.name}, it gives {_result(folder)} byte for byte{written}"
    else:
        says = f"{folder}: {found.files} files, consistent in themselves; not proved against its base: name --base"
    return Verified(path=folder, kind="delta", problems=found.problems, files=found.files, rows=0, says=(says,))


def _result(delta: Path) -> str:
    """The name of the delivery that comes out."""
    manifest = manifest_of(delta)
    return ".".join(filter(None, (manifest["result"]["run_id"], manifest.get("profile"))))


def _package(settings: Settings, folder: Path, key: str, identity: Path | None) -> Verified:
    found = verify_package(settings, folder, key, identity)
    signer = _text(key) if key else signing_key(settings)
    says = (
        f"{folder}: complete and consistent: signed by {signer}; {_archives(read_manifest(folder), bool(identity))}",
        f"package of the delivery {found.delivery}: see that it is the one that you expect",
    )
    return Verified(path=folder, kind="package", problems=found.problems, files=found.files, rows=found.rows, says=says)


def _text(key: str) -> str:
    return public_key(Path(key)) if Path(key).is_file() else key


def _archives(manifest: PackageManifest, with_identity: bool) -> str:
    closed = 0 if with_identity else sum(bool(file.encrypted) for file in manifest.files)
    told = f"{len(manifest.files)} archives, {len(manifest.files) - closed} of them opened"
    return f"{told}; encrypted and not opened, name --identity: {closed}" if closed else told


def _part(folder: Path) -> Verified:
    """What its rows refer to stands in other parts, and it has not the whole delivery's files: only its sums count."""
    try:
        opened = open_delivery(folder)
    except PackError as error:
        raise ConfigurationError([str(error)]) from error
    problems = tuple(damaged(folder, opened.listed.values()))
    told = "it is a part of a package, so only checksums are compared: verify the package for all of it"
    says = f"{folder}: {len(opened.listed)} files, as their manifest lists them; {told}"
    return Verified(path=folder, kind="part", problems=problems, files=len(opened.listed), rows=0, says=(says,))
