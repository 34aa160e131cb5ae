"""Takes the pictures of the guides: Dagster's UI and the reports of a copy of sample_data, in headless Chromium.

``.venv/bin/python scripts/screenshots.py [--into FOLDER] [--chromium PATH]`` writes PNG files, by default into
``docs/images``. Anybody can run it again.
"""

import argparse
import io
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
MADE = ("staging.db*", "deliveries", "reports", ".dagster", ".grenselos.key")
SOURCE = "nordvik"
WIDTH, HEIGHT = 1600, 900
COLOURS = 96
START_SECONDS = 180
RUN_SECONDS = 600
SETTLE = 2_500
"""Milliseconds for animations and for what a page fetches late."""

EXPECTED = """titler:
  - post: 1001
    hvorfor: den alle spør etter
    tittel: En annen tittel enn den som står der
    stopper: ja
"""
"""An expectation that fails, and keeps the delivery back: for the picture of a stopped run."""

LAUNCH = """mutation($job: String!, $config: RunConfigData!) { launchRun(executionParams: {
  selector: {repositoryLocationName: "assets.definitions", repositoryName: "__repository__", jobName: $job},
  runConfigData: $config }) { __typename ... on LaunchRunSuccess { run { runId } } } }"""
STATE = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


@dataclass(frozen=True, slots=True)
class Camera:
    """A browser's page, the addresses of the UI and of the reports, and where pictures go."""

    page: Page
    ui: str
    reports: str
    into: Path

    def take(self, name: str, path: str, *, wait_for: str, report: bool = False, click: str = "") -> None:
        """A picture of the page at ``path`` once the text ``wait_for`` is to be seen on it; in few colours: small.

        ``click``: the text of a button to press before.
        """
        self.page.goto((self.reports if report else self.ui) + path)
        if click:
            self.page.get_by_text(click, exact=True).first.click(timeout=60_000)
        self.page.get_by_text(wait_for).first.wait_for(timeout=60_000)
        self.page.wait_for_timeout(SETTLE)
        image = (
            Image.open(io.BytesIO(self.page.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        )
        image.save(self.into / f"{name}.png", optimize=True)

    def ask(self, query: str, **variables: object) -> Any:
        """The data that the UI's own GraphQL answers."""
        answer = self.page.request.post(f"{self.ui}/graphql", data={"query": query, "variables": variables})
        return answer.json()["data"]

    def run(self, job: str) -> str:
        """Start a job on all sources that are ready, and wait for its end; the run's id."""
        run_id = self.ask(LAUNCH, job=job, config={"ops": {}})["launchRun"]["run"]["runId"]
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            if self.ask(STATE, id=run_id)["runOrError"]["status"] in ("SUCCESS", "FAILURE", "CANCELED"):
                return str(run_id)
            time.sleep(2)
        raise SystemExit(f"the run {run_id} did not end")


def take_all(camera: Camera, project: Path) -> None:
    """All pictures, in the order in which a project goes on: a trial, what it shows, and one that is stopped."""
    camera.run("trial")
    camera.take("graph", "/assets/core_loan?view=lineage", wait_for="raw_loan")
    camera.take("status", "/assets/source_status?view=overview", wait_for="Rader inn")
    camera.take("plots", "/assets/source_status?view=overview", wait_for="rows_in", click="Plots")
    camera.take("checks", "/assets/ledger?view=checks&checkDetail=row_counts", wait_for="Hele listen")
    camera.take("launchpad", "/locations/assets.definitions/jobs/trial/playground", wait_for="Launch Run")
    run = sorted(path.parent.name for path in (project / "reports").glob("*/index.html"))[-1]
    camera.take("county-report", f"/{run}/index.html", wait_for="Regnskapet", report=True)
    camera.take("source-report", f"/{run}/{SOURCE}.html", wait_for="Regnskapet", report=True)
    expect_what_fails(project)
    camera.take("stopped", f"/runs/{camera.run('trial')}", wait_for="Leveransen er stoppet")
    camera.take("readiness", "/assets/readiness?view=checks&checkDetail=ready", wait_for="klare for overgangen")


def expect_what_fails(project: Path) -> None:
    own = project / "mappings" / "golden"
    own.mkdir(exist_ok=True)
    (own / f"{SOURCE}.yaml").write_text(EXPECTED, encoding="utf-8")


@contextmanager
def user_interface(project: Path, port: int, reports: int) -> Iterator[None]:
    """A UI that was started as `make ui` starts it, on these ports."""
    environment = os.environ | {
        "GRENSELOS_PROJECT": str(project),
        "GRENSELOS_AS_OF": "2026-11-22",
        "PORT": str(port),
        "REPORTS_PORT": str(reports),
    }
    environment.pop("GRENSELOS_STAGING_URL", None)
    process = subprocess.Popen(  # noqa: S603  # our own script, and paths of our own
        [ROOT / "scripts" / "ui.sh"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)


def wait_until_it_answers(page: Page, url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if page.request.get(f"{url}/server_info").ok:
                return
        except Error:
            time.sleep(1)
    raise SystemExit("the UI did not start")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    port, reports = free_port(), free_port()
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        project = Path(directory) / "fylket"
        shutil.copytree(ROOT / "sample_data", project, ignore=shutil.ignore_patterns(*MADE))
        browser = playwright.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="nb-NO")
        ui = f"http://127.0.0.1:{port}"
        with user_interface(project, port, reports):
            wait_until_it_answers(page, ui)
            take_all(Camera(page, ui, f"http://127.0.0.1:{reports}", arguments.into), project)
        browser.close()


if __name__ == "__main__":
    main()
