"""A copy of sample_data as it was delivered, without what a run has made there."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE = shutil.ignore_patterns("staging.db*", "deliveries", "reports", ".dagster", ".grenselos.key")


def copy_sample(directory: Path) -> Path:
    """A project directory of the test's own."""
    shutil.copytree(ROOT / "sample_data", directory, ignore=MADE)
    return directory
