"""Deltas: what became another from one delivery to the next, as files; applied to the one they give the other.

Files are compared and joined as they stand, row by row in the order of their keys, by bytes: nothing is parsed that
need not be, and nothing is held. Which files have rows with keys is read from ``datapackage.json``, so that any folder
that has one can be compared.
"""
