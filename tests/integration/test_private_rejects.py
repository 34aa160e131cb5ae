"""A record that is refused lies in the rejects byte for byte, but for passwords and notes about borrowers."""

import os
from pathlib import Path

import pytest
from projects import write, write_project

from migration import pipeline
from migration.export.verify import verify

LINES = (
    "*000     nam\r\n*001 9\r\n*300  $aUten tittel\r\n*590  $aUtlånt til elev Kari N.\r\n"
    "*85640$uhttps://bruker:hemmelig@host.no/db$zÅpent\r\n^\r\n"
)
MASKED = LINES.replace("Utlånt til elev Kari N.", "*" * 24).replace("https://bruker:hemmelig@host.no/db", "*" * 34)


def test_what_must_not_leave_the_library_is_masked_in_the_rejects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRENSELOS_AS_OF", "2026-11-22")
    directory = write_project(tmp_path / "project")
    catalogue = directory / "exports" / "bakken" / "katalog.txt"
    write(catalogue, catalogue.read_bytes().decode() + LINES)
    with pipeline.open_project(directory, f"sqlite:///{tmp_path / 'staging.db'}") as project:
        delivered = pipeline.run(project).delivery
        assert delivered is not None
        folder = Path(os.fspath(getattr(delivered, "path", delivered)))
    assert MASKED.strip().encode() in (folder / "rejects" / "bib.mrc").read_bytes()
    assert verify(folder).problems == ()
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            assert b"hemmelig" not in text, path.name
            assert b"Kari" not in text, path.name
