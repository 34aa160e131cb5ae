"""grenselos: moves libraries from Mikromarc to a new library system. Knows nothing of Dagster."""

__version__ = "0.1.0"
