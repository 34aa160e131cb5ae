"""Write ``sample_data/``: ``python benchmarks/make_samples.py [DIRECTORY]``. The same bytes in every run."""

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from synthetic import fjordkysten, lyngheia, nordvik, readme, storvarre
from synthetic.expectations import Expected, write_expected
from synthetic.library import Library
from synthetic.shared import FJORDKYSTEN, LYNGHEIA, NORDVIK, STORVARRE, Shelf, shelf

BUILDERS: dict[str, Callable[[Library, Shelf, Path], None]] = {
    NORDVIK: nordvik.build,
    FJORDKYSTEN: fjordkysten.build,
    LYNGHEIA: lyngheia.build,
    STORVARRE: storvarre.build,
}


def write_samples(directory: Path) -> Expected:
    """Write exports, expectations and README; ``mappings/`` is written by hand and left alone."""
    expected, shelves = Expected(), shelf()
    for seed, (source, build) in enumerate(BUILDERS.items()):
        folder = directory / "exports" / source
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        build(Library(source=source, expected=expected, random=Random(seed)), shelves, folder)
    write_expected(expected, directory)
    readme.write_readme(expected, directory)
    return expected


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "sample_data")
