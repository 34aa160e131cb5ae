"""What an asset needs besides its partition: the open project."""

from contextlib import AbstractContextManager

import dagster as dg

from migration import pipeline


class ProjectResource(dg.ConfigurableResource):  # type: ignore[type-arg]  # generic in its value only for IO managers
    """Opens the project directory and the staging database that the environment names (``migration.settings``).

    It has no fields on purpose: the UI shows a resource's configuration, and a staging URL may hold a password.
    """

    def open(self) -> AbstractContextManager[pipeline.Project]:
        """Return the project as a context manager. Raises ConfigurationError with every problem at once."""
        return pipeline.open_project()
