"""Packages of a project from the command line: made, checked, and read with the recipient's own programs."""

import csv
import hashlib
import io
import json
import subprocess
import tarfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pyrage
import pysequoia
import pytest
from click.testing import Result
from delivered_folders import contents
from frictionless import Package
from projects import SOURCES, write_project
from small_deliveries import write_delivery
from typer.testing import CliRunner

from migration import pipeline
from migration.cli.frame import app
from migration.pipeline import ConfigurationError

BAKKEN = "NO-2549901"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two libraries, of which Bakken has patrons 7 and 8; patron 9's loan is rejected. With a signing key."""
    folder = write_project(tmp_path_factory.mktemp("packages") / "project")
    with pipeline.open_project(folder) as opened:
        assert pipeline.run(opened).delivery
    assert called(folder, "keys").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vendor's secret key of age; the public one stands in a comment, as age-keygen writes it."""
    key = pyrage.x25519.Identity.generate()
    path = tmp_path_factory.mktemp("vendor") / "key.txt"
    path.write_text(f"# public key: {key.to_public()}\n{key}\n")
    return path


def public(vendor: Path) -> str:
    return vendor.read_text().partition("public key: ")[2].partition("\n")[0]


def called(folder: Path, *args: object) -> Result:
    return CliRunner().invoke(app, ["--project", str(folder), *map(str, args)])


def packed(folder: Path, *args: object) -> Path:
    done = called(folder, "--json", "pack", *args)
    assert done.exit_code == 0, done.output + str(done.exception)
    return Path(json.loads(done.stdout)["path"])


@pytest.fixture(scope="module")
def package(project: Path, vendor: Path) -> Path:
    return packed(project, "--recipient", public(vendor))


def delivery(project: Path) -> Path:
    return next(path for path in (project / "deliveries").iterdir() if "." not in path.name)


def unpacked(content: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]


def by_age(path: Path, key: Path) -> dict[str, bytes]:
    command = ["age", "--decrypt", "-i", str(key), str(path)]
    return unpacked(subprocess.run(command, check=True, capture_output=True).stdout)


def rows(content: bytes) -> int:
    return len(list(csv.reader(io.StringIO(content.decode(), newline="")))) - 1


def test_it_holds_the_catalogue_in_clear_and_each_library_s_people_encrypted(package: Path) -> None:
    names = sorted(path.name for path in package.iterdir())
    assert names == [f"{BAKKEN}.tar.age", "catalogue.tar", "manifest.json", "manifest.json.minisig"]
    assert package.stat().st_mode & 0o777 == 0o700


def test_the_vendor_reads_it_with_age_and_tar(package: Path, vendor: Path, project: Path) -> None:
    inside = by_age(package / f"{BAKKEN}.tar.age", vendor)
    for name in ("patrons.csv", "loans.csv", "reservations.csv", "fees.csv"):
        assert inside[f"{BAKKEN}/{name}"] == (delivery(project) / name).read_bytes()
    manifest = json.loads(inside[f"{BAKKEN}/manifest.json"])
    for file in manifest["files"]:
        content = inside[f"{BAKKEN}/{file['name']}"]
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])


def test_the_vendor_proves_the_sender_with_minisign(package: Path, project: Path) -> None:
    command = ["minisign", "-V", "-m", str(package / "manifest.json"), "-p", str(project / "grenselos.pub")]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_nobody_s_name_is_in_clear(package: Path, project: Path) -> None:
    patrons = (delivery(project) / "patrons.csv").read_bytes()
    assert b"Nilsen" in patrons
    for name, content in contents(package).items():
        assert b"Nilsen" not in content, name


def test_every_row_of_the_delivery_is_packed_once_or_stays_at_home(package: Path, project: Path, vendor: Path) -> None:
    """Counted from the files, and held against the account that the manifest gives."""
    found: Counter[str] = Counter()
    for inside in (unpacked((package / "catalogue.tar").read_bytes()), by_age(package / f"{BAKKEN}.tar.age", vendor)):
        found.update({name.partition("/")[2]: rows(text) for name, text in inside.items() if name.endswith(".csv")})
    account: Mapping[str, Mapping[str, int]] = json.loads((package / "manifest.json").read_text())["rows"]
    for path in delivery(project).rglob("*.csv"):
        name = path.relative_to(delivery(project)).as_posix()
        assert found[name] == account[name]["packed"], name
        assert found[name] + account[name]["at_home"] == rows(path.read_bytes()), name
    assert {name: counts["at_home"] for name, counts in account.items() if "rejects/" in name or "ledger" in name} == {
        "ledger.csv": 4,  # loans 1 and 3, reservation 2, fee 2
        "rejects/bib.csv": 0,
        "rejects/bib.mrc": 0,
        "rejects/fee.csv": 0,
        "rejects/item.csv": 0,
        "rejects/loan.csv": 2,
        "rejects/patron.csv": 0,
        "rejects/reservation.csv": 1,
    }


def test_a_part_is_a_data_package(package: Path, tmp_path: Path, vendor: Path) -> None:
    for inside in (unpacked((package / "catalogue.tar").read_bytes()), by_age(package / f"{BAKKEN}.tar.age", vendor)):
        for name, content in inside.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content)
    for part in ("catalogue", BAKKEN):
        report = Package(str(tmp_path / part / "datapackage.json")).validate()
        assert report.valid, report.flatten(["title", "message"])[:3]


def test_what_was_packed_is_verified(package: Path, project: Path, vendor: Path) -> None:
    assert "complete and consistent" in called(project, "verify", package).output
    assert "complete and consistent" in called(project, "verify", package, "--identity", vendor).output


def test_whose_key_does_not_fit_is_told_so(package: Path, project: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(str(pyrage.x25519.Identity.generate()))
    told = called(project, "verify", package, "--identity", tmp_path / "other.txt")
    assert told.exit_code == 1
    assert "No matching keys found" in told.output


def test_verify_says_of_which_delivery_a_package_is(package: Path, project: Path, tmp_path: Path) -> None:
    """An old package under a new name is signed, and sound."""
    (tmp_path / "20991231-cutover").mkdir()
    for path, content in contents(package).items():
        (tmp_path / "20991231-cutover" / path).write_bytes(content)
    told = called(project, "verify", tmp_path / "20991231-cutover").output
    assert f"package of the delivery {delivery(project).name}" in told


def test_the_vendor_who_has_no_project_needs_the_public_key(package: Path, project: Path, tmp_path: Path) -> None:
    without = called(tmp_path, "verify", package)
    assert without.exit_code == 1
    assert "cannot be checked without the sender's public key" in without.output
    assert called(tmp_path, "verify", package, "--public-key", project / "grenselos.pub").exit_code == 0


@pytest.mark.parametrize("name", ["catalogue.tar", f"{BAKKEN}.tar.age", "manifest.json"])
def test_every_change_is_found(project: Path, vendor: Path, name: str, package: Path, tmp_path: Path) -> None:
    for path, content in contents(package).items():
        (tmp_path / path).write_bytes(content if path != name else content.replace(content[900:903], b"XYZ", 1))
    found = called(project, "verify", tmp_path)
    assert found.exit_code == 1
    assert name in found.output


def test_what_is_missing_and_what_is_too_much_is_found(project: Path, package: Path, tmp_path: Path) -> None:
    for path, content in contents(package).items():
        if path != "catalogue.tar":
            (tmp_path / path).write_bytes(content)
    (tmp_path / "patrons.csv").write_text("Nilsen")
    found = called(project, "verify", tmp_path).output
    assert "catalogue.tar: is missing" in found
    assert "patrons.csv: is not in the manifest" in found


def test_packing_the_same_delivery_gives_the_same_catalogue(project: Path, package: Path, vendor: Path) -> None:
    """What is encrypted differs each time, or it could be compared; what is inside does not."""
    first, inside = (package / "catalogue.tar").read_bytes(), by_age(package / f"{BAKKEN}.tar.age", vendor)
    again = packed(project, "--recipient", public(vendor), "--library", BAKKEN)
    assert again.name == f"{package.name}.{BAKKEN}"
    assert (again / "catalogue.tar").read_bytes() == first
    assert by_age(again / f"{BAKKEN}.tar.age", vendor) == inside


def test_only_the_libraries_that_are_named_are_packed(project: Path, vendor: Path) -> None:
    path = packed(project, "--recipient", public(vendor), "--library", "NO-2549902")
    assert [p.name for p in path.glob("*.age")] == []
    account = json.loads((path / "manifest.json").read_text())["rows"]
    assert account["patrons.csv"] == {"packed": 0, "not_chosen": 2, "at_home": 0}
    assert called(project, "verify", path).exit_code == 0


def test_an_isil_of_any_letters_is_one_folder(tmp_path: Path, vendor: Path) -> None:
    """In the package's name, in the archive's, and inside: no other folder, and nothing that a system cannot write."""
    folder = write_project(tmp_path / "project", SOURCES.replace(BAKKEN, "NO-A/B:c"))
    with pipeline.open_project(folder) as opened:
        pipeline.run(opened)
    called(folder, "keys")
    path = packed(folder, "--recipient", public(vendor), "--library", "NO-A/B:c")
    assert path == folder / "packages" / f"{delivery(folder).name}.NO-A%2FB%3Ac"
    inside = by_age(path / "NO-A%2FB%3Ac.tar.age", vendor)
    assert {name.partition("/")[0] for name in inside} == {"NO-A%2FB%3Ac"}
    assert json.loads(inside["NO-A%2FB%3Ac/manifest.json"])["library"] == "NO-A/B:c"
    assert called(folder, "verify", path, "--identity", vendor).exit_code == 0


def test_a_key_that_does_not_fit_is_told(package: Path, project: Path, tmp_path: Path) -> None:
    (tmp_path / "age.txt").write_text(str(pyrage.x25519.Identity.generate()))
    (tmp_path / "secret.asc").write_text(str(pysequoia.Tsk.generate("Vendor <load@vendor.example>")))
    fits = {"age.txt": "No matching keys found", "secret.asc": "encrypted by age, and the key is one of pgp"}
    for name, why in fits.items():
        found = called(project, "verify", package, "--identity", tmp_path / name)
        assert found.exit_code == 1
        said = " ".join(found.output.split())
        assert f"{BAKKEN}.tar.age: the key of --identity does not open it (" in said
        assert why in said
        assert "name the secret key of one of the recipients in manifest.json" in said
        assert "ask the sender" not in said
        assert "(empty file)" not in said


def test_a_profile_s_files_are_divided_like_the_delivery(project: Path, vendor: Path) -> None:
    assert called(project, "export", "koha").exit_code in (0, 1)  # 1: rows that Koha would refuse are left out
    path = packed(project, "--profile", "koha", "--recipient", public(vendor))
    inside = by_age(path / f"{BAKKEN}.tar.age", vendor)
    export = delivery(project).with_name(f"{delivery(project).name}.koha")
    for name in ("patrons.csv", "issues.csv", "reserves.csv", "accountlines.csv"):
        assert inside[f"{BAKKEN}/{name}"] == (export / name).read_bytes()
    catalogue = unpacked((path / "catalogue.tar").read_bytes())
    assert catalogue["catalogue/bibs.xml"] == (export / "bibs.xml").read_bytes()
    assert called(project, "verify", path, "--identity", vendor).exit_code == 0


def test_records_for_a_harvester_need_no_recipient(project: Path) -> None:
    """Nobody's data are in them; the answers travel with the records."""
    assert called(project, "export", "biblioteksok").exit_code == 0
    path = packed(project, "--profile", "biblioteksok")
    assert sorted(file.name for file in path.iterdir()) == ["catalogue.tar", "manifest.json", "manifest.json.minisig"]
    export = delivery(project).with_name(f"{delivery(project).name}.biblioteksok")
    inside = unpacked((path / "catalogue.tar").read_bytes())
    for file in ("bibs.xml", "oai/Identify.xml", "oai/ListRecords.marcxchange.xml"):
        assert inside[f"catalogue/{file}"] == (export / file).read_bytes()
    assert called(project, "verify", path).exit_code == 0


CARD = {"person_id": str(UUID(int=21)), "card_number": "N1", "surname": "Hætta"}
LIBRARIES = ("NO-2549902", "NO-2549901", "NO-2549901", "NO-2549902")
PATRONS = [{**CARD, "patron_id": str(UUID(int=21 + n)), "library": library} for n, library in enumerate(LIBRARIES)]


@pytest.mark.parametrize(
    ("only", "told"), [((), True), (("--library", BAKKEN), True), (("--library", "NO-2549902"), False)]
)
def test_patrons_whose_row_is_another_librarys_are_told(
    tmp_path: Path, vendor: Path, only: tuple[str, ...], told: bool
) -> None:
    """One person with one card has four patrons, but one row in Koha, Dalen's (the first): Bakken's two go along."""
    folder = write_project(tmp_path / "project")
    write_delivery(folder / "deliveries" / "run-1", patrons=PATRONS)
    called(folder, "keys")
    assert called(folder, "export", "koha").exit_code in (0, 1)
    done = called(folder, "pack", "--profile", "koha", "--recipient", public(vendor), *only)
    assert done.exit_code == 0, done.output
    line = "patrons who are one row with that of another library travel, with their loans, there: 2 in NO-2549902"
    assert (f"{BAKKEN}: {line}" in done.output) == told
    [path] = (folder / "packages").iterdir()
    assert json.loads((path / "manifest.json").read_text())["folded"] == ({BAKKEN: {"NO-2549902": 2}} if told else {})
    assert called(folder, "verify", path, "--identity", vendor).exit_code == 0


def refused(project: Path, *args: object) -> str:
    done = called(project, "pack", *args)
    assert isinstance(done.exception, ConfigurationError)
    return str(done.exception)


def test_people_are_not_written_in_clear_unless_it_is_asked_for(project: Path, vendor: Path, tmp_path: Path) -> None:
    assert "nobody is named who may read the patrons' data" in refused(project, "--library", "NO-2549901")
    assert "choose one" in refused(project, "--plain", "--recipient", public(vendor))


def test_recipients_may_stand_in_a_table_of_the_project(project: Path, vendor: Path) -> None:
    table = project / "mappings" / "recipients.csv"
    table.write_text(f"recipient,note\n{public(vendor)},the vendor\n")
    (delivery(project).rename(delivery(project).with_name("other")))
    path = packed(project, "other")
    table.unlink()
    assert json.loads((path / "manifest.json").read_text())["recipients"] == [public(vendor)]


def test_what_cannot_be_used_is_told(project: Path, vendor: Path, tmp_path: Path) -> None:
    to = ("--recipient", public(vendor))
    assert "no library of sources.yaml has the ISIL NO-1" in refused(project, "--library", "NO-1", *to)
    assert "is there already" in refused(project, "other", *to)
    assert "there is no signing key" in refused(copied(project, tmp_path / "copy"), *to)
    again = called(project, "keys")
    assert "is there already" in str(again.exception)


def copied(project: Path, folder: Path) -> Path:
    """The project without its signing key."""
    for name, content in contents(project).items():
        if not name.startswith((".grenselos.minisign", "packages")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return folder
