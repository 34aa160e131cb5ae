"""Two small suites of forty, which take most of a small run's time; a test marked ``suites`` has all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from migration.pipeline import quality
from migration.settings import SHIPPED

ONE_OF_EACH = {False: "raw_item.json", True: "matched_redirect.json"}
"""Whether it is the county's, and the suite."""


@contextmanager
def two_suites() -> Iterator[None]:
    """For a fixture that lives longer than a test."""

    def chosen(_project: object, *, county: bool) -> list[Path]:
        return [SHIPPED / "expectations" / ONE_OF_EACH[county]]

    with patch.object(quality, "_suites", chosen):
        yield


@pytest.fixture(autouse=True)
def few_suites(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("suites"):
        yield
    else:
        with two_suites():
            yield
