"""Dagster's UI in a real browser: somebody starts a source's run there and sees it succeed."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright
from sample_project import ROOT, copy_sample

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SOURCE = "nordvik"
START_SECONDS = 120
RUN_MILLISECONDS = 180_000


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_it_answers(url, process, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/server_info", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError(f"Dagster did not start:\n{log.read_text(encoding='utf-8')}")


def stop(process):
    """Interrupt the whole process group, as Ctrl-C in `make ui` does."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def project(tmp_path):
    return copy_sample(tmp_path / "project")


@pytest.fixture
def ui(project, tmp_path):
    """The address of a server that was started as `make ui` starts it, but on a port of its own."""
    port, log = free_port(), tmp_path / "dagster.log"
    ports = {"PORT": str(port), "REPORTS_PORT": str(free_port())}
    environment = os.environ | {"GRENSELOS_PROJECT": str(project), **ports}
    environment.pop("GRENSELOS_STAGING_URL", None)
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [ROOT / "scripts" / "ui.sh"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # A shell that runs the tests in the background hands down an ignored interrupt: it could not be stopped.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


@pytest.fixture
def page():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser.new_page(viewport={"width": 1400, "height": 900})
        browser.close()


def start_source(page, source):
    page.get_by_role("button", name="Materialize all").click(timeout=60_000)
    page.get_by_role("dialog").get_by_text("Select a partition").click()
    page.get_by_placeholder("Filter partitions").fill(source)
    page.get_by_role("menuitem").filter(has_text=source).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Launch 1 run").click()
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=60_000)


def full_list(page):
    """The list behind the link of the check that is shown."""
    link = page.get_by_role("link", name="Hele listen").first
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        link.click()
    return download.value.path().read_text(encoding="utf-8-sig")


def test_a_source_s_run_is_started_in_the_ui_and_its_checks_lead_to_the_rows_that_fail(page, ui):
    hosts, errors = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    job = f"{ui}/locations/assets.definitions/jobs/one_source"

    page.goto(job)
    start_source(page, SOURCE)
    page.get_by_role("tab", name="Runs").click()
    expect(page.get_by_text(SOURCE).first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Success", exact=True).first).to_be_visible(timeout=RUN_MILLISECONDS)

    page.goto(f"{ui}/assets/ledger?view=checks&checkDetail=balance")
    expect(page.get_by_text("I orden: ").first).to_be_visible(timeout=30_000)

    page.goto(f"{ui}/assets/ledger?view=checks&checkDetail=row_counts")
    expect(page.get_by_text("Råd:").first).to_be_visible(timeout=30_000)
    assert "rejected_" in full_list(page)

    page.goto(f"{ui}/assets/source_status?view=overview")
    expect(page.get_by_role("cell", name="kontrollert").first).to_be_visible(timeout=30_000)
    page.get_by_text("Plots", exact=True).first.click()
    expect(page.get_by_text("rejected_percent").first).to_be_visible(timeout=30_000)

    assert hosts - {None} == {"127.0.0.1"}  # nothing is fetched from, or told to, anybody else
    assert errors == []
