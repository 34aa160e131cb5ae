"""Packages handed over to an OpenSSH server: what is sent, what is not sent again, and what is told when it fails."""

import hashlib
import json
import os
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest
from delivered_folders import contents, write_folder
from sftp_server import Server, cut_after, make_key, sftp_server

from migration import pipeline
from migration.export.sending import sftp
from migration.export.sending.address import read_address
from migration.export.sending.model import SendError
from migration.pipeline import ConfigurationError, Sent, sending
from migration.settings import Settings

BIG = 3_000_000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "project").mkdir()
    return pipeline.settings_of(tmp_path / "project")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder as ``grenselos pack`` writes it; the first file takes many blocks."""
    return write_package(tmp_path / "package-1", encrypted="age")


def write_package(folder: Path, encrypted: str) -> Path:
    folder.mkdir()
    files = {"catalogue.tar": ("catalogue", "", os.urandom(BIG)), "NO-1.tar.age": ("NO-1", encrypted, b"secret")}
    described = []
    for name, (part, cipher, content) in files.items():
        (folder / name).write_bytes(content)
        facts = {"name": name, "part": part, "library": "", "encrypted": cipher, "bytes": len(content), "rows": {}}
        described.append({**facts, "sha256": hashlib.sha256(content).hexdigest()})
    manifest = {"form": "grenselos-package", "files": described, "rows": {}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "manifest.json.minisig").write_text("signature")
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with sftp_server(tmp_path / "server") as found:
        yield found


@pytest.fixture(autouse=True)
def no_pauses_and_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(sftp, "_PIECE", 2)


def send(settings: Settings, package: Path, server: Server, target: str = "", really: bool = True) -> Sent:
    to = target or server.target
    return pipeline.send(settings, package, to, really, key=server.key, known_hosts=server.known_hosts)


def steps(sent: Sent) -> list[tuple[str, int]]:
    return [(file.step, file.sent) for file in sent.files]


def test_nothing_is_sent_unless_it_is_asked_for(settings: Settings, package: Path, server: Server) -> None:
    planned = send(settings, package, server, really=False)
    assert (planned.is_done, planned.receipt, planned.bytes) == (False, None, sum(f.bytes for f in planned.files))
    assert list(server.root.iterdir()) == []
    assert list(settings.project.iterdir()) == []


@pytest.mark.parametrize("command", ["internal-sftp", ""])
def test_a_package_arrives_whole_and_is_not_sent_again(
    settings: Settings, package: Path, tmp_path: Path, command: str
) -> None:
    """Checked by reading it back, and by the server's own sha256sum where it lets us."""
    with sftp_server(tmp_path / "server", command) as server:
        sent = send(settings, package, server)
        assert contents(server.root / "package-1") == contents(package)
        assert [file.name for file in sent.files][-1] == "manifest.json"
        again = send(settings, package, server)
    assert {file.step for file in again.files} == {"there"}
    assert (again.bytes, again.receipt) == (0, None)


def test_what_is_read_back_does_not_wait_in_memory(server: Server) -> None:
    """64 MiB of zeros, of which a few blocks are asked for at a time."""
    (server.root / "in").mkdir()
    with (server.root / "in" / "big").open("wb") as file:
        file.truncate(1 << 26)
    with closing(sftp.SftpRemote(read_address(server.target), "in", server.known_hosts, server.key)) as remote:
        tracemalloc.start()
        digest = remote.digest("big")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert digest == hashlib.sha256(bytes(1 << 26)).hexdigest()
    assert most < 1 << 24


def test_the_receipt_says_what_went_where_and_to_whom(settings: Settings, package: Path, server: Server) -> None:
    receipt = send(settings, package, server).receipt
    assert receipt == settings.project / "receipts" / "package-1-1.json"
    said = json.loads(receipt.read_text())
    assert said["target"] == f"{server.target}/package-1"
    assert said["server"].startswith("ssh-ed25519 SHA256:")
    sums = {file["name"]: file["sha256"] for file in said["files"]}
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in contents(package).items()}


def test_a_broken_connection_is_made_anew_and_gone_on_from(settings: Settings, package: Path, server: Server) -> None:
    with cut_after(server.port, BIG // 2) as port:
        sent = send(settings, package, by(server, port), target=server.target.replace(str(server.port), str(port)))
    assert contents(server.root / "package-1") == contents(package)
    step, size = steps(sent)[0]
    assert step == "resumed"
    assert 0 < size < BIG


def by(server: Server, port: int) -> Server:
    """The same server, known at another port."""
    known = server.known_hosts.with_name(f"known_{port}")
    known.write_text(server.known_hosts.read_text().replace(str(server.port), str(port)))
    return replace(server, port=port, known_hosts=known)


def test_who_is_interrupted_goes_on_later(settings: Settings, package: Path, server: Server) -> None:
    there = server.root / "package-1"
    there.mkdir()
    (there / "catalogue.tar.partial").write_bytes((package / "catalogue.tar").read_bytes()[:-1000])
    assert steps(send(settings, package, server))[0] == ("resumed", 1000)
    assert contents(there) == contents(package)


def test_what_became_another_at_the_other_end_is_sent_again(settings: Settings, package: Path, server: Server) -> None:
    send(settings, package, server)
    (server.root / "package-1" / "NO-1.tar.age").write_bytes(b"SECRET")
    assert [file.name for file in send(settings, package, server).files if file.step == "replaced"] == [
        "NO-1.tar.age", "manifest.json.minisig", "manifest.json",
    ]  # fmt: skip
    assert contents(server.root / "package-1") == contents(package)


def test_a_server_without_openssh_s_way_to_rename_is_served_too(
    settings: Settings, package: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError("Operation unsupported")  # as paramiko tells of it, without a number

    monkeypatch.setattr(paramiko.SFTPClient, "posix_rename", unsupported)
    there = server.root / "package-1"
    there.mkdir()
    (there / "NO-1.tar.age").write_bytes(b"of before")
    send(settings, package, server)
    assert contents(there) == contents(package)


def test_a_partial_file_of_another_content_is_not_gone_on_from(
    settings: Settings, package: Path, server: Server
) -> None:
    """Neither a piece of what was packed before, nor one that is longer than all of it."""
    there = server.root / "package-1"
    there.mkdir()
    (there / "catalogue.tar.partial").write_bytes(b"x" * 1000)
    (there / "NO-1.tar.age.partial").write_bytes(b"secret and more")
    assert steps(send(settings, package, server))[:2] == [("sent", BIG), ("sent", 6)]
    assert contents(there) == contents(package)


def test_who_was_killed_before_the_receipt_gets_it_from_the_next_sending(
    settings: Settings, package: Path, server: Server
) -> None:
    first = send(settings, package, server).receipt
    assert first
    first.unlink()
    again = send(settings, package, server)
    assert (again.bytes, again.receipt) == (0, first)
    assert send(settings, package, server).receipt is None


def test_a_delivery_s_own_folders_come_along(settings: Settings, package: Path, server: Server, tmp_path: Path) -> None:
    """A delivery or an export may be sent, too, if people's data may travel in clear."""
    folder = tmp_path / "run-1"
    (folder / "codes" / "own").mkdir(parents=True)
    names = ("patrons.csv", "codes/gender.csv", "codes/own/a.csv")
    for name in names:
        (folder / name).write_text(name)
    sums = [{"name": n, "bytes": len(n), "sha256": hashlib.sha256(n.encode()).hexdigest()} for n in names]
    (folder / "manifest.json").write_text(json.dumps({"files": sums}))
    for target in (server.target, str(tmp_path / "share")):
        pipeline.send(settings, folder, target, True, plain=True, key=server.key, known_hosts=server.known_hosts)
    assert contents(server.root / "run-1") == contents(tmp_path / "share" / "run-1") == contents(folder)


def packed_again(package: Path) -> None:
    """Another package under the same name: what is encrypted has other bytes each time."""
    manifest = json.loads((package / "manifest.json").read_text())
    for file in manifest["files"]:
        content = os.urandom(file["bytes"])
        (package / file["name"]).write_bytes(content)
        file["sha256"] = hashlib.sha256(content).hexdigest()
    (package / "manifest.json").write_text(json.dumps(manifest))
    (package / "manifest.json.minisig").write_text("another signature")


def test_no_earlier_manifest_stands_over_the_files_of_another_package(
    settings: Settings, package: Path, server: Server
) -> None:
    """The first file comes, the second does not: what is there does not look like a package until the rest has come."""
    send(settings, package, server)
    packed_again(package)
    there = server.root / "package-1"
    (there / "NO-1.tar.age.partial").mkdir()
    with pytest.raises(ConfigurationError, match=r"NO-1\.tar\.age\.partial: the server refused"):
        send(settings, package, server)
    assert sorted(path.name for path in there.iterdir()) == ["NO-1.tar.age", "NO-1.tar.age.partial", "catalogue.tar"]
    (there / "NO-1.tar.age.partial").rmdir()
    send(settings, package, server)
    assert contents(there) == contents(package)


def test_the_manifest_comes_again_with_any_file(settings: Settings, package: Path, server: Server) -> None:
    send(settings, package, server)
    (server.root / "package-1" / "catalogue.tar").unlink()
    planned = send(settings, package, server, really=False)
    assert [file.step for file in planned.files] == ["sent", "there", "replaced", "replaced"]
    assert steps(send(settings, package, server)) == steps(planned)


def test_what_is_of_an_earlier_package_is_told_and_left(
    settings: Settings, package: Path, server: Server, tmp_path: Path
) -> None:
    for target, there in ((server.target, server.root), (str(tmp_path / "share"), tmp_path / "share")):
        (there / "package-1").mkdir(parents=True)
        (there / "package-1" / "NO-9.tar.age").write_bytes(b"of a library that has left")
        (there / "package-1" / "catalogue.tar.partial").write_bytes(b"ours")
        for really in (False, True):
            assert send(settings, package, server, target, really).strangers == ["NO-9.tar.age"]
        assert (there / "package-1" / "NO-9.tar.age").exists()


def test_a_delivery_has_folders_of_its_own(settings: Settings, server: Server, tmp_path: Path) -> None:
    delivery = write_folder(tmp_path / "run-1", {"codes/status.csv": b"a,b\n", "shelves.csv": b"id\n"})
    for target, there in ((server.target, server.root), (str(tmp_path / "share"), tmp_path / "share")):
        done = pipeline.send(settings, delivery, target, True, True, server.key, server.known_hosts)
        assert contents(there / "run-1") == contents(delivery)
        assert done.strangers == []


def refused(settings: Settings, package: Path, server: Server, target: str = "") -> str:
    with pytest.raises(ConfigurationError) as error:
        send(settings, package, server, target)
    assert not (settings.project / "receipts").exists()
    return str(error.value)


def test_a_server_that_nobody_knows_is_refused(settings: Settings, package: Path, server: Server) -> None:
    server.known_hosts.write_text("")
    assert "nobody knows this server" in refused(settings, package, server)
    assert list(server.root.iterdir()) == []


def test_a_server_with_another_key_is_refused(
    settings: Settings, package: Path, server: Server, tmp_path: Path
) -> None:
    stranger = make_key(tmp_path / "stranger").with_suffix(".pub").read_text()
    server.known_hosts.write_text(f"[127.0.0.1]:{server.port} {stranger}")
    assert "the server has another key" in refused(settings, package, server)


def test_a_key_that_the_server_does_not_know_is_told(
    settings: Settings, package: Path, server: Server, tmp_path: Path
) -> None:
    stranger = replace(server, key=make_key(tmp_path / "stranger"))
    assert "the server does not let us in" in refused(settings, package, stranger)


def test_a_server_that_is_not_there_is_told(settings: Settings, package: Path, server: Server) -> None:
    target = server.target.replace(str(server.port), "1")
    assert "there is no connection" in refused(settings, package, server, target)


def test_a_full_disk_is_told(settings: Settings, package: Path, server: Server) -> None:
    there = server.root / "package-1"
    there.mkdir()
    (there / "catalogue.tar.partial").symlink_to("/dev/full")
    assert "catalogue.tar.partial: the server took 0 bytes of 524288; see to space" in refused(
        settings, package, server
    )
    assert not (there / "manifest.json").exists()


def test_missing_rights_are_told(settings: Settings, package: Path, tmp_path: Path) -> None:
    with sftp_server(tmp_path / "server", "internal-sftp -R") as server:
        assert "the server refused (Permission denied)" in refused(settings, package, server)


def test_a_path_that_is_not_there_is_no_invitation_to_make_it(
    settings: Settings, package: Path, server: Server
) -> None:
    said = refused(settings, package, server, f"{server.target}/a/b")
    assert said.startswith(f"{server.target}/a/b: the server refused (No such file)")


def test_a_file_that_is_damaged_here_is_not_sent(settings: Settings, package: Path, server: Server) -> None:
    (package / "NO-1.tar.age").write_bytes(b"SECRET")
    (package / "catalogue.tar").unlink()
    said = refused(settings, package, server)
    assert "catalogue.tar, NO-1.tar.age are not what the manifest says; nothing was sent" in said
    assert list(server.root.iterdir()) == []


@pytest.mark.parametrize("inside", [".", "sub", "../package-1/sub/.."])
def test_a_package_is_not_sent_into_itself(settings: Settings, package: Path, inside: str) -> None:
    before = contents(package)
    for target in (package / inside, package.parent):
        with pytest.raises(ConfigurationError, match="the package would be sent into itself"):
            pipeline.send(settings, package, str(target), really=True)
    assert contents(package) == before


def test_people_in_clear_are_not_sent(settings: Settings, package: Path, server: Server, tmp_path: Path) -> None:
    plain = write_package(tmp_path / "plain", encrypted="")
    assert "has patrons' data in clear (NO-1.tar.age)" in refused(settings, plain, server)
    (package / "manifest.json").write_text('{"files": [{"name": "patrons.csv", "bytes": 1, "sha256": ""}]}')
    assert "is no package" in refused(settings, package, server)
    to = tmp_path / "share"
    done = pipeline.send(settings, plain, str(to), really=True, plain=True)
    assert contents(to / "plain") == contents(plain)
    assert done.receipt


@pytest.mark.parametrize("really", [True, False])
def test_a_folder_that_is_not_what_its_manifest_says_is_not_begun(
    settings: Settings, package: Path, server: Server, really: bool
) -> None:
    """Said before anything is sent, and not as if the other end were to blame."""
    whole = contents(package)
    for name, content in (("catalogue.tar", None), ("NO-1.tar.age", b"secret and more"), ("NO-1.tar.age", b"s")):
        (package / name).unlink()
        if content:
            (package / name).write_bytes(content)
        with pytest.raises(ConfigurationError, match=f"{name} is not what the manifest says; nothing was sent"):
            send(settings, package, server, really=really)
        (package / name).write_bytes(whole[name])
    (package / "manifest.json.minisig").unlink()
    with pytest.raises(ConfigurationError, match="is not signed"):
        send(settings, package, server, really=really)
    assert list(server.root.iterdir()) == []


def test_a_key_that_cannot_be_used_is_told_at_once(
    settings: Settings, package: Path, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "note").write_text("no key")
    locked = make_key(tmp_path / "locked", "a password")
    for key, why in (
        (tmp_path / "gone", "cannot be read"),
        (tmp_path / "note", "no private key"),
        (locked, "password"),
    ):
        assert why in refused(settings, package, replace(server, key=key))


def test_who_is_refused_leaves_no_connection_open(
    settings: Settings, package: Path, server: Server, tmp_path: Path
) -> None:
    """A server counts those who never log in, and then lets nobody in."""
    refused(settings, package, replace(server, key=make_key(tmp_path / "stranger")))
    assert not any(isinstance(one, paramiko.Transport) and one.is_active() for one in threading.enumerate())


def test_a_list_of_servers_that_is_none_is_told(settings: Settings, package: Path, server: Server) -> None:
    server.known_hosts.write_bytes(b"\xff\xfe")
    assert "is no list of servers" in refused(settings, package, server)


def test_a_folder_that_is_not_there_is_no_invitation_to_make_it(
    settings: Settings, package: Path, tmp_path: Path
) -> None:
    """A share that is not mounted, say."""
    with pytest.raises(ConfigurationError, match="No such file or directory"):
        pipeline.send(settings, package, str(tmp_path / "mnt" / "vendor" / "in"), really=True)
    assert not (tmp_path / "mnt").exists()


def test_an_address_of_scp_is_not_taken_for_a_folder(settings: Settings, package: Path) -> None:
    with pytest.raises(ConfigurationError, match="looks like an address of scp; write sftp://"):
        pipeline.send(settings, package, "load@host:/in")


@pytest.mark.parametrize(
    ("text", "host", "port", "path"),
    [
        ("sftp://load@host/in", "host", 22, "/in"),
        ("sftp://load@host:2222/in/", "host", 2222, "/in"),
        ("sftp://load@[2001:db8::1]:2222/in", "2001:db8::1", 2222, "/in"),
        ("sftp://load@[::1]/~/in%20box%23", "::1", 22, "/~/in box#"),
        ("sftp://a%40b@host/in box", "host", 22, "/in box"),
    ],
)
def test_an_address_is_told_as_it_can_be_given_again(text: str, host: str, port: int, path: str) -> None:
    found = read_address(text)
    assert (found.host, found.port, str(found.path)) == (host, port, path)
    assert read_address(str(found)) == found


@pytest.mark.parametrize("text", ["sftp://host/in#box", "sftp://host/in?box", "sftp://u:secret@host/in", "sftp://host"])
def test_an_address_that_would_lead_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(SendError) as error:
        read_address(text)
    assert "secret" not in str(error.value)


def test_another_protocol_is_not_known(settings: Settings, package: Path) -> None:
    with pytest.raises(ConfigurationError, match="ftp:// is not known; name a folder or sftp://"):
        pipeline.send(settings, package, "ftp://host/in")
