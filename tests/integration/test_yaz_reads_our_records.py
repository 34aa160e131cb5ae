"""yaz-marcdump, which shares no code with us, reads what we write."""

import subprocess
from pathlib import Path

from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL, iso2709, marcxml

LEADER = "00000nam a2200000   4500"
RECORDS = [
    [LEADER, [["001", "1"], ["245", "10", "a", "Čáppa ŋuohta :", "b", "blåbær på Røros"], ["650", " 7", "a", "Bær"]]],
    [LEADER, [["001", "2"], ["245", "10", "a", "Война & мир <1>"], ["520", "  ", "a", "ø" * 4_000]]],
]


def marcdump(path: Path, *options: str) -> str:
    done = subprocess.run(["yaz-marcdump", *options, str(path)], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


def test_iso2709(tmp_path: Path) -> None:
    path = tmp_path / "bibs.mrc"
    path.write_bytes(b"".join(map(iso2709, RECORDS)))
    lines = marcdump(path, "-i", "marc", "-o", "line").splitlines()
    assert "245 10 $a Čáppa ŋuohta : $b blåbær på Røros" in lines
    assert "650  7 $a Bær" in lines
    assert "001 2" in lines
    assert "245 10 $a Война & мир <1>" in lines
    assert f"520    $a {'ø' * 4_000}" in lines


def test_marcxml_and_iso2709_are_the_same_records(tmp_path: Path) -> None:
    xml, mrc = tmp_path / "bibs.xml", tmp_path / "bibs.mrc"
    xml.write_text(MARCXML_HEAD + "".join(map(marcxml, RECORDS)) + MARCXML_TAIL, encoding="utf-8")
    mrc.write_bytes(b"".join(map(iso2709, RECORDS)))
    from_xml = marcdump(xml, "-i", "marcxml", "-o", "line").split("\n\n")
    from_mrc = marcdump(mrc, "-i", "marc", "-o", "line").split("\n\n")
    assert [r.splitlines()[1:] for r in from_xml] == [r.splitlines()[1:] for r in from_mrc]
