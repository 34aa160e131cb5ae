"""Which records are worth comparing: descriptions, bad identifiers, blocks and candidate pairs, in DuckDB.

``catalogue.open_catalogue`` is the door. Records with the same features are one *description*; descriptions that share
a key (an ISBN, the start of a title and a year …) stand in one *block*; two descriptions of one block are a *candidate
pair*, unless the decision table can only call them apart. A pair costs no more than its block allows: blocks that are
too large are divided by longer keys, and what cannot be divided is reported.
"""
