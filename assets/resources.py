"""What an asset needs besides its partition: the open project."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from assets.failures import stopped, unusable
from migration import pipeline


class ProjectResource(dg.ConfigurableResource):  # type: ignore[type-arg]  # generic in its value only for IO managers
    """Opens the project directory and the staging database that the environment names (``migration.settings``).

    It has no fields on purpose: the UI shows a resource's configuration, and a staging URL may hold a password.
    """

    @contextmanager
    def open(self) -> Iterator[pipeline.Project]:
        """The project. Raises dagster.Failure, in words, for whatever the pipeline foresaw, all problems at once."""
        try:
            with pipeline.open_project() as project:
                try:
                    yield project
                except pipeline.GateError as error:
                    raise stopped(project, error) from error
        except pipeline.ConfigurationError as error:
            raise unusable(error.problems) from error
