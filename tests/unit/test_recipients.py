"""To whom a package is encrypted, and what is refused."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
import pysequoia
import pytest

from migration.export.trust.encryption import decrypted, encrypt
from migration.export.trust.model import PackError
from migration.export.trust.recipients import read_identity, read_recipients
from migration.export.trust.signing import signature_problem

TEXT = b"Bj\xc3\xb8rn;" * 300_000


def age_key(folder: Path) -> tuple[str, Path]:
    key = pyrage.x25519.Identity.generate()
    path = folder / "key.txt"
    path.write_text(f"# comment\n{key}\n")
    return str(key.to_public()), path


def pgp_key(folder: Path) -> tuple[Path, Path]:
    key = pysequoia.Tsk.generate("Vendor <load@vendor.example>")
    public, secret = folder / "vendor.asc", folder / "secret.asc"
    public.write_text(str(pysequoia.Cert.from_bytes(bytes(key.extract_certificate()))))
    secret.write_text(str(key))
    return public, secret


def ssh_key(folder: Path) -> tuple[Path, Path]:
    path = folder / "id"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)]
    subprocess.run(command, check=True)
    return path.with_suffix(".pub"), path


@pytest.mark.parametrize("make", [age_key, pgp_key, ssh_key])
def test_the_recipient_reads_what_was_encrypted(tmp_path: Path, make: object) -> None:
    public, secret = make(tmp_path)  # type: ignore[operator]
    path = tmp_path / "file"
    encrypt(iter([TEXT[:7], b"", TEXT[7:]]), path, read_recipients([str(public)]))
    assert TEXT[:30] not in path.read_bytes()
    with decrypted(path, read_identity(secret)) as stream:
        assert stream.read() == TEXT


def test_each_of_several_recipients_reads_it(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    keys = [age_key(tmp_path / name) for name in ("one", "other")]
    path = tmp_path / "file"
    recipients = read_recipients([public for public, _ in keys])
    assert recipients.names == [public for public, _ in keys]
    encrypt(iter([TEXT]), path, recipients)
    for _, secret in keys:
        with decrypted(path, read_identity(secret)) as stream:
            assert stream.read() == TEXT


@pytest.mark.parametrize("make", [age_key, pgp_key])
def test_a_changed_file_and_a_stranger_s_key_are_told(tmp_path: Path, make: object) -> None:
    public, secret = make(tmp_path)  # type: ignore[operator]
    path = tmp_path / "file"
    encrypt(iter([TEXT]), path, read_recipients([str(public)]))
    (tmp_path / "stranger").mkdir()
    _, stranger = make(tmp_path / "stranger")  # type: ignore[operator]
    with pytest.raises(PackError, match="file cannot be decrypted"), decrypted(path, read_identity(stranger)) as stream:
        stream.read()
    content = bytearray(path.read_bytes())
    content[-100_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(PackError, match="file cannot be decrypted"), decrypted(path, read_identity(secret)) as stream:
        stream.read()


def test_age_reads_what_was_encrypted(tmp_path: Path) -> None:
    """The program itself, as the vendor has it."""
    public, secret = age_key(tmp_path)
    encrypt(iter([TEXT]), tmp_path / "file", read_recipients([public]))
    command = ["age", "--decrypt", "-i", str(secret), str(tmp_path / "file")]
    assert subprocess.run(command, check=True, capture_output=True).stdout == TEXT


@pytest.fixture
def gpg(tmp_path: Path) -> Iterator[Callable[..., bytes]]:
    """GnuPG with a home of its own."""
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)

    def run(*arguments: str) -> bytes:
        command = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--passphrase", "", *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout

    yield run
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)


def test_gnupg_reads_what_was_encrypted(tmp_path: Path, gpg: Callable[..., bytes]) -> None:
    """With a certificate that GnuPG made, and its secret key, which never leaves it."""
    gpg("--quick-generate-key", "load@vendor.example", "default", "default", "never")
    (tmp_path / "vendor.asc").write_bytes(gpg("--armor", "--export", "load@vendor.example"))
    encrypt(iter([TEXT]), tmp_path / "file", read_recipients([str(tmp_path / "vendor.asc")]))
    assert gpg("--decrypt", str(tmp_path / "file")) == TEXT


def test_a_certificate_that_has_expired_is_refused(tmp_path: Path, gpg: Callable[..., bytes]) -> None:
    then = ("--faked-system-time", "20200101T120000")
    gpg(*then, "--quick-generate-key", "load@vendor.example", "default", "default", "1d")
    (tmp_path / "old.asc").write_bytes(gpg("--armor", "--export", "load@vendor.example"))
    with pytest.raises(PackError, match="has expired or was revoked"):
        read_recipients([str(tmp_path / "old.asc")])


def test_a_ring_of_certificates_is_several_recipients(tmp_path: Path) -> None:
    """One after the other as text, or together as bytes: nobody of them is left out."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    keys = [pgp_key(tmp_path / name) for name in ("one", "other")]
    (tmp_path / "ring.asc").write_text("".join(public.read_text() for public, _ in keys))
    certs = [bytes(pysequoia.Cert.from_file(str(public))) for public, _ in keys]
    (tmp_path / "ring.gpg").write_bytes(b"".join(certs))
    for ring in ("ring.asc", "ring.gpg"):
        recipients = read_recipients([str(tmp_path / ring)])
        assert len(set(recipients.names)) == 2
        encrypt(iter([TEXT]), tmp_path / "file", recipients)
        for _, secret in keys:
            with decrypted(tmp_path / "file", read_identity(secret)) as stream:
                assert stream.read() == TEXT


def test_a_certificate_that_only_signs_is_refused_before_anything_is_written(
    tmp_path: Path, gpg: Callable[..., bytes]
) -> None:
    gpg("--quick-generate-key", "load@vendor.example", "ed25519", "sign", "never")
    (tmp_path / "sign.asc").write_bytes(gpg("--armor", "--export", "load@vendor.example"))
    with pytest.raises(PackError, match="nothing can be encrypted to the certificate"):
        read_recipients([str(tmp_path / "sign.asc")])


def test_a_key_that_is_too_weak_is_refused(tmp_path: Path, gpg: Callable[..., bytes]) -> None:
    gpg("--quick-generate-key", "load@vendor.example", "rsa1024", "default", "never")
    (tmp_path / "weak.asc").write_bytes(gpg("--armor", "--export", "load@vendor.example"))
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", str(tmp_path / "weak")], check=True)
    for name, said in (("weak.asc", "nothing can be encrypted"), ("weak.pub", "no key that age can encrypt to")):
        with pytest.raises(PackError, match=said) as error:
            read_recipients([str(tmp_path / name)])
        assert "\n" not in str(error.value)


def test_an_error_while_it_is_encrypted_is_the_error_that_is_told(tmp_path: Path) -> None:
    public, _ = age_key(tmp_path)

    def broken() -> object:
        yield b"begun"
        raise PackError("the delivery is gone")

    with pytest.raises(PackError, match="the delivery is gone"):
        encrypt(broken(), tmp_path / "file", read_recipients([public]))  # type: ignore[arg-type]


def test_a_file_of_several_age_keys_is_several_recipients(tmp_path: Path) -> None:
    keys = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]
    (tmp_path / "keys.txt").write_text("# vendor\n" + "\n".join(keys) + "\n")
    assert read_recipients([str(tmp_path / "keys.txt")]).names == keys
    (tmp_path / "keys.txt").write_text(f"{keys[0]}\nagel{keys[1][4:]}\n")
    with pytest.raises(PackError, match="is no key that age can encrypt to"):  # or the second could not read it
        read_recipients([str(tmp_path / "keys.txt")])


def test_whose_an_ssh_key_is_stays_out_of_the_manifest(tmp_path: Path) -> None:
    public, _ = ssh_key(tmp_path)
    kind, key, _ = public.read_text().split(" ", 2)
    assert read_recipients([f"{kind} {key} ola@vendor.example\n"]).names == [f"{kind} {key}"]


def test_what_is_no_secret_key_is_told_as_that(tmp_path: Path) -> None:
    certificate, _ = pgp_key(tmp_path)
    (tmp_path / "letter.txt").write_text("Kjære leverandør")
    (tmp_path / "locked.age").write_bytes(pyrage.passphrase.encrypt(b"AGE-SECRET-KEY-1", "a password"))
    for path, said in ((certificate, "no secret key"), ("letter.txt", "no secret key"), ("locked.age", "password")):
        with pytest.raises(PackError, match=said):
            read_identity(tmp_path / path)


def test_a_secret_key_is_no_recipient(tmp_path: Path) -> None:
    _, pgp = pgp_key(tmp_path)
    _, age = age_key(tmp_path)
    binary = tmp_path / "binary"
    binary.write_bytes(bytes(pysequoia.Tsk.from_file(str(pgp))))
    for path in (pgp, age, binary):
        with pytest.raises(PackError, match="is a secret key"):
            read_recipients([str(path)])


@pytest.mark.parametrize("dressed", ["{}", " {}\n", "# key: {}", "identity:{}"])
@pytest.mark.parametrize("letters", [str.upper, str.lower])
def test_a_secret_key_in_the_place_of_a_recipient_is_not_shown(dressed: str, letters: Callable[[str], str]) -> None:
    secret = letters(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(PackError, match=r"secret half of a key.*name the public one") as error:
        read_recipients([dressed.format(secret)])
    assert secret[15:20] not in str(error.value)


def test_what_is_no_recipient_is_not_shown_whole(tmp_path: Path) -> None:
    """It may be a secret of a kind that is not known here."""
    _, pgp = pgp_key(tmp_path)
    lines = [line for line in pgp.read_text().splitlines() if "PRIVATE" not in line]
    for text in ("R" * 50, "".join(lines)[-200:], "x" * 5000, "\0abcdefghijklmnopqrstuvw"):
        with pytest.raises(PackError, match="is no key") as error:
            read_recipients([text])
        assert text[16:] not in str(error.value)
        with pytest.raises(PackError, match="is no public key of minisign"):
            signature_problem(tmp_path / "manifest.json", text)
    with pytest.raises(PackError, match=str(tmp_path / "vendors.asc")):
        read_recipients([str(tmp_path / "vendors.asc")])
    secret = str(pyrage.x25519.Identity.generate())
    with pytest.raises(PackError, match="a secret key") as error:
        read_identity(Path(secret))
    assert secret[15:] not in str(error.value)


def test_recipients_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    public, _ = age_key(tmp_path)
    certificate, _ = pgp_key(tmp_path)
    (tmp_path / "letter.txt").write_text("Kjære leverandør")
    for given, said in (
        ([public, str(certificate)], "two kinds"),
        ([str(tmp_path / "letter.txt")], "neither a key of age nor an OpenPGP certificate"),
        ([str(tmp_path / "missing.asc")], "nor a file of one"),
        (["age1qqqq"], "no key that age can encrypt to"),
        ([], "no recipient is named"),
    ):
        with pytest.raises(PackError, match=said):
            read_recipients(given)
