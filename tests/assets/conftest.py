"""The definitions, loaded on a copy of sample_data."""

import dagster as dg
import pytest
from few_suites import few_suites
from sample_project import copy_sample

__all__ = ["few_suites"]


@pytest.fixture(scope="session")
def use_project():
    """Make a copy of sample_data the project that the environment names."""

    def use(directory, monkeypatch):
        monkeypatch.setenv("GRENSELOS_PROJECT", str(copy_sample(directory)))
        monkeypatch.delenv("GRENSELOS_STAGING_URL", raising=False)
        monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
        return directory

    return use


@pytest.fixture
def project(tmp_path, monkeypatch, use_project):
    return use_project(tmp_path / "project", monkeypatch)


@pytest.fixture
def defs(project):
    from assets.definitions import defs  # reads sources.yaml when it loads

    return defs


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance
