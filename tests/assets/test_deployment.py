"""The deployment, read as data: what is pinned, what is open to the network, where secrets are."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
PINNED = re.compile(r"^[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-[a-z0-9-]+)?$")


def text(name):
    return (DEPLOY / name).read_text(encoding="utf-8")


def config(name):
    return yaml.safe_load(text(name))


@pytest.mark.parametrize("service", SERVICES)
def test_every_image_is_pinned(service):
    assert PINNED.match(SERVICES[service]["image"])


def test_the_base_image_is_pinned():
    (base,) = re.findall(r"^FROM (\S+)", text("Dockerfile"), re.MULTILINE)
    assert PINNED.match(base)


def test_only_the_proxy_is_open_to_the_network():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_only_the_code_container_reaches_the_libraries_databases():
    inner_only = {name for name, service in SERVICES.items() if service["networks"] == ["inner"]}
    assert COMPOSE["networks"]["inner"]["internal"] is True
    assert inner_only == {"postgres", "web", "daemon"}


def test_the_exports_are_mounted_read_only():
    volumes = SERVICES["code"]["volumes"]
    assert next(v for v in volumes if "/exports:" in v).endswith(":ro")


def test_the_proxy_asks_for_a_login_over_tls_and_serves_no_delivery():
    nginx = text("proxy/nginx.conf")
    assert "auth_basic_user_file /run/secrets/proxy_users;" in nginx
    assert "auth_basic off" not in nginx
    assert re.findall(r"^\s*listen (.+);", nginx, re.MULTILINE) == ["8443 ssl"]
    assert not any("deliveries" in volume for volume in SERVICES["proxy"]["volumes"])


def test_every_secret_is_a_file_that_git_ignores():
    files = {secret["file"] for secret in COMPOSE["secrets"].values()}
    assert all(file.startswith("./deploy/secrets/") for file in files)
    assert text("secrets/.gitignore").split() == ["*", "!.gitignore"]
    assert "deploy/secrets" in text("Dockerfile.dockerignore").split()


def test_every_secret_that_a_service_names_is_declared_and_read_from_its_file():
    for service in SERVICES.values():
        named = set(service.get("secrets", []))
        read = set(re.findall(r"/run/secrets/(\w+)", str(service.get("environment", {}))))
        assert named <= set(COMPOSE["secrets"])
        assert read <= named
    nginx = set(re.findall(r"/run/secrets/(\w+)", text("proxy/nginx.conf")))
    assert nginx == set(SERVICES["proxy"]["secrets"])


def test_no_secret_stands_in_the_compose_file():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert name.endswith("_FILE") or not re.search(r"PASSWORD|SECRET|KEY|TOKEN", name)
            assert not re.search(r"://[^/@]*:[^/@]*@", value)


@pytest.mark.parametrize("name", ["dagster.yaml", "local/dagster.yaml"])
def test_telemetry_is_off(name):
    assert config(name)["telemetry"] == {"enabled": False}


@pytest.mark.parametrize("name", ["dagster.yaml", "local/dagster.yaml"])
def test_dagster_accepts_its_configuration(name, tmp_path):
    from dagster._core.instance.config import dagster_instance_config

    shutil.copy(DEPLOY / name, tmp_path / "dagster.yaml")
    accepted, _ = dagster_instance_config(str(tmp_path))
    assert accepted["concurrency"]["runs"]["max_concurrent_runs"] in (1, 2)


def test_dagster_s_own_storage_names_the_driver_that_it_speaks():
    assert config("dagster.yaml")["storage"]["postgres"]["postgres_db"]["scheme"] == "postgresql+psycopg2"


def test_web_and_daemon_ask_the_code_container():
    (location,) = config("workspace.yaml")["load_from"]
    assert location["grpc_server"]["host"] == "code"
    assert str(location["grpc_server"]["port"]) in SERVICES["code"]["command"]


def test_the_image_installs_what_was_tested_and_only_with_hashes():
    ours, tested = locked(DEPLOY / "requirements.lock"), locked(ROOT / "requirements-dev.lock")
    assert ours <= tested
    assert any(pin.startswith("dagster-postgres==") for pin in ours)
    assert not any(pin.startswith(("pytest==", "playwright==")) for pin in ours)
    assert "--require-hashes" in text("Dockerfile")


def locked(path):
    return set(re.findall(r"^([a-z0-9._\[\]-]+==\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def entrypoint(environment, *command):
    return subprocess.run(
        ["sh", DEPLOY / "entrypoint.sh", *command],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_entrypoint_puts_a_secret_file_into_its_variable(tmp_path):
    secret = tmp_path / "nordvik_odbc"
    secret.write_text("DSN=a b;PWD=$x'\"\n", encoding="utf-8")

    done = entrypoint({"NORDVIK_ODBC_FILE": str(secret)}, "sh", "-c", 'printf %s "$NORDVIK_ODBC|${NORDVIK_ODBC_FILE-}"')

    assert (done.returncode, done.stdout) == (0, "DSN=a b;PWD=$x'\"|")


def test_the_entrypoint_names_the_secret_file_that_is_missing(tmp_path):
    done = entrypoint({"PGPASSWORD_FILE": str(tmp_path / "postgres_password")}, "true")

    assert done.returncode == 2
    assert "postgres_password" in done.stderr


def test_make_secrets_makes_every_secret_for_its_owner_only_and_keeps_what_is_there(tmp_path):
    shutil.copy(DEPLOY / "make-secrets.sh", tmp_path)
    (tmp_path / "secrets").mkdir()
    made = [tmp_path / "secrets" / Path(secret["file"]).name for secret in COMPOSE["secrets"].values()]

    run = ["sh", str(tmp_path / "make-secrets.sh"), "kari", "localhost"]
    first = subprocess.run(run, capture_output=True, text=True, check=True)
    contents = [path.read_bytes() for path in made]
    again = subprocess.run(run, capture_output=True, text=True, check=True)

    assert all(contents)
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    assert "login: kari" in first.stdout
    assert again.stdout == ""
    assert [path.read_bytes() for path in made] == contents
