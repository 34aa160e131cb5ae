"""Sending a file: whatever is at the other end, the file is there at last, and no byte is sent twice."""

import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.export.sending.address import read_address
from migration.export.sending.folder import FolderRemote
from migration.export.sending.model import Outgoing, SendError
from migration.export.sending.transfer import plan, transfer


def outgoing(content: bytes) -> Outgoing:
    return Outgoing("file", len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture
def ends(tmp_path: Path) -> tuple[Path, Path]:
    """Here and there."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    return here, there


@pytest.mark.parametrize(
    ("before", "step", "sent"),
    [
        ({}, "sent", 6),
        ({"file": b"abcdef"}, "there", 0),
        ({"file": b"abcdeX"}, "replaced", 6),
        ({"file": b"abc"}, "replaced", 6),
        ({"file.partial": b"abcd"}, "resumed", 2),
        ({"file.partial": b"abcdef"}, "resumed", 0),
        ({"file.partial": b"abX"}, "sent", 6),
        ({"file.partial": b"abcdefgh"}, "sent", 6),
        ({"file.partial": b""}, "sent", 6),
    ],
)
def test_what_is_sent_depends_on_what_is_there(
    ends: tuple[Path, Path], before: dict[str, bytes], step: str, sent: int
) -> None:
    here, there = ends
    (here / "file").write_bytes(b"abcdef")
    for name, content in before.items():
        (there / name).write_bytes(content)
    remote, file = FolderRemote(there), outgoing(b"abcdef")
    assert [(one.step, one.sent) for one in plan([file], here, remote)] == [(step, sent)]
    assert {path.name: path.read_bytes() for path in there.iterdir()} == before
    transfer(*plan([file], here, remote), here, remote)
    assert {path.name: path.read_bytes() for path in there.iterdir()} == {"file": b"abcdef"}


@given(st.binary(min_size=1), st.none() | st.binary(), st.none() | st.binary(), st.integers(0, 20))
def test_whatever_is_there_the_file_comes_whole(
    content: bytes, file: bytes | None, partial: bytes | None, begun: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        here, there = Path(name, "here"), Path(name, "there")
        here.mkdir()
        there.mkdir()
        (here / "file").write_bytes(content)
        for path, text in ((there / "file", file), (there / "file.partial", partial and content[:begun] + partial)):
            if text is not None:
                path.write_bytes(text)
        remote = FolderRemote(there)
        transfer(*plan([outgoing(content)], here, remote), here, remote)
        assert (there / "file").read_bytes() == content
        assert plan([outgoing(content)], here, remote)[0].step == "there"


def test_a_file_that_is_not_what_its_manifest_says_is_not_renamed(ends: tuple[Path, Path]) -> None:
    here, there = ends
    (here / "file").write_bytes(b"other!")
    remote = FolderRemote(there)
    with pytest.raises(SendError, match=r"file\.partial: came as something else than the manifest says"):
        transfer(*plan([outgoing(b"abcdef")], here, remote), here, remote)
    assert list(there.iterdir()) == []


def test_a_full_disk_is_told(ends: tuple[Path, Path]) -> None:
    here, there = ends
    (here / "file").write_bytes(b"abcdef")
    (there / "file.partial").symlink_to("/dev/full")
    with pytest.raises(SendError, match="No space left on device; see to space and rights there"):
        transfer(*plan([outgoing(b"abcdef")], here, FolderRemote(there)), here, FolderRemote(there))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sftp://vendor:Hemmelig-1@host/in", "a password does not belong into an address"),
        ("sftp://host", "is no address"),
        ("sftp://host/", "is no address"),
        ("sftp://host:port/in", "is no address"),
        ("sftp:///in", "is no address"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(text: str, said: str) -> None:
    with pytest.raises(SendError, match=said) as error:
        read_address(text)
    assert "Hemmelig" not in str(error.value)


def test_an_address() -> None:
    address = read_address("sftp://vendor@host.example:2222/inn%20boks/county")
    assert (address.host, address.port, address.user) == ("host.example", 2222, "vendor")
    assert str(address.path) == "/inn boks/county"
    assert str(read_address("sftp://host/in")) == "sftp://host/in"
