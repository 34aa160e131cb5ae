"""What was taken out for privacy counts as taken out, by the same rules as in the conversion."""

import pytest
from marc_records import MARC21_LEADER, NORMARC_LEADER, record, rules

from migration.marc.validation import compare


def is_lost(line: str) -> bool:
    """Whether a note that stands in the source and not in the target counts as lost."""
    before, after = record(line, leader=NORMARC_LEADER), record("245 10 $aX", leader=MARC21_LEADER)
    return "note_lost" in [issue.code for issue in compare(before, after, rules())]


@pytest.mark.parametrize(
    "line",
    [
        "500 ## $aLånt ut til kari nordmann",
        "500 ## $aLånt ut til$bKari Nordmann",
        "500 ## $aUtlånt\u00a012.3.2019 til Kari",
        "500 ## $aPassord: hemmelig",
        "583 ## $xInnbundet$aPassord: hemmelig",
    ],
)
def test_what_the_conversion_takes_out_is_not_lost(line: str) -> None:
    assert not is_lost(line)


@pytest.mark.parametrize(
    "line",
    [
        "500 ## $aUtlånt til utstilling 2010",
        "500 ## $aManuset ble levert av Henrik Ibsen i 1879",
        "520 ## $aLånt ut til Kari Nordmann",
        "500 ## $aPassord fås i skranken",
        "583 ## $aLånt ut til Kari Nordmann",
    ],
)
def test_what_it_leaves_is_lost(line: str) -> None:
    assert is_lost(line)
