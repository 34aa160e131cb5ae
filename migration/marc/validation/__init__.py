"""Validation of MARC 21: what stops a delivery (A), what may be wrong (B), what is untidy (C). Nothing is repaired.

``validate`` looks at one record of the output, ``compare`` at what became of a source record.
"""

from migration.marc.validation.conservation import compare
from migration.marc.validation.record import validate

__all__ = ["compare", "validate"]
