"""Signatures of a manifest, held against minisign itself."""

import subprocess
from pathlib import Path

import pytest

from migration.export.trust.model import PackError
from migration.export.trust.signing import make_keys, public_key, read_secret, sign, signature_problem


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.json"
    path.write_text('{"form": "grenselos-package"}')
    return path


def signed(manifest: Path, password: str = "") -> str:
    folder = manifest.parent
    key = make_keys(folder / "secret", folder / "public", password)
    sign(manifest, read_secret(folder / "secret", password), "delivery 1")
    return key


def test_minisign_takes_the_signature(manifest: Path) -> None:
    key = signed(manifest)
    command = ["minisign", "-V", "-m", str(manifest), "-P", key]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Trusted comment: delivery 1" in said


def test_a_signature_of_minisign_is_taken(manifest: Path) -> None:
    folder = manifest.parent
    subprocess.run(["minisign", "-G", "-W", "-p", folder / "public", "-s", folder / "secret"], check=True)
    subprocess.run(["minisign", "-S", "-m", manifest, "-s", folder / "secret"], check=True)
    assert signature_problem(manifest, str(folder / "public")) == ""
    assert signature_problem(manifest, public_key(folder / "public")) == ""


def test_the_secret_key_is_its_owner_s_alone_and_may_have_a_password(manifest: Path) -> None:
    signed(manifest, "Hemmelig-1")
    secret = manifest.parent / "secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    for password, said in (("", "no password is set"), ("feil", "wrong password")):
        with pytest.raises(PackError, match=said):
            read_secret(secret, password)


def test_the_same_is_signed_the_same(manifest: Path) -> None:
    signed(manifest)
    signature = manifest.with_name("manifest.json.minisig")
    first = signature.read_bytes()
    sign(manifest, read_secret(manifest.parent / "secret", ""), "delivery 1")
    assert signature.read_bytes() == first


def test_what_is_wrong_with_a_signature_is_told(manifest: Path) -> None:
    key = signed(manifest)
    other = make_keys(manifest.parent / "other", manifest.parent / "other.pub", "")
    signature = manifest.with_name("manifest.json.minisig")
    assert signature_problem(manifest, key) == ""
    assert "is not the key's signature" in signature_problem(manifest, other)
    text = signature.read_text()
    signature.write_text(text.replace("delivery 1", "delivery 2"))
    assert "is not the key's signature" in signature_problem(manifest, key)
    signature.write_text(text)
    manifest.write_text("{}")
    assert "is not the key's signature" in signature_problem(manifest, key)
    signature.write_text("no signature")
    assert signature_problem(manifest, key) == "is no signature"
    signature.unlink()
    assert signature_problem(manifest, key) == "is missing"
    with pytest.raises(PackError, match="no public key of minisign"):
        signature_problem(manifest, "RWQ")


def test_a_key_that_others_can_read_is_not_used_unless_it_has_a_password(tmp_path: Path) -> None:
    for name, password in (("open", ""), ("locked", "Hemmelig-1")):
        make_keys(tmp_path / name, tmp_path / f"{name}.pub", password)
        (tmp_path / name).chmod(0o640)
    assert read_secret(tmp_path / "locked", "Hemmelig-1")
    with pytest.raises(PackError, match="others on this machine can read"):
        read_secret(tmp_path / "open", "")


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe", b"untrusted comment: a key\nAAAA\n"])
def test_what_is_no_signing_key_is_told_as_that(tmp_path: Path, content: bytes) -> None:
    """And not as one whose password is missing."""
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(PackError, match="is no secret key of minisign"):
        read_secret(tmp_path / "secret", "")
    with pytest.raises(PackError, match="cannot be read"):
        read_secret(tmp_path, "")


def test_a_key_is_made_once(tmp_path: Path) -> None:
    make_keys(tmp_path / "secret", tmp_path / "public", "")
    with pytest.raises(PackError, match="is there already"):
        make_keys(tmp_path / "secret", tmp_path / "public", "")
    with pytest.raises(PackError, match="make one with grenselos keys"):
        read_secret(tmp_path / "none", "")
