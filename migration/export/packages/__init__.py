"""What a folder of files says of itself for machines: a Frictionless Data Package, and JSON Schemas of its rows."""
