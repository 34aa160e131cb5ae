"""Invented libraries: what ``make_samples.py`` and ``county.py`` have in common. Imports nothing of ``migration``."""
