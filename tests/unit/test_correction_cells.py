"""A cell of a correction against the export's: what a spreadsheet only writes its own way is no correction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity_numbers import synthetic

from migration.transform.corrections import Verdict, judge

NUMBER = synthetic(3, 85)


@pytest.mark.parametrize(
    ("original", "handed_in"),
    [
        ("Lån", " Lån "),
        ("NULL", ""),
        ("to\r\nlinjer", "to\nlinjer"),
        ("2026-11-29", "29.11.2026"),
        ("2026-11-01T10:15:30", "01.11.2026 10:15"),
        ("2026-11-01 10:15:30.000", "1.11.2026 10:15:30"),
        ("2026-11-29", "29.11.2026 00:00"),
        ("249.00", "249"),
        ("249.50", "249,5"),
        ("839.80", "839.8"),
        ("true", "SANN"),
        ("False", "USANN"),
        (f"fnr {NUMBER}", "fnr ***********"),
    ],
)
def test_what_says_the_same(original: str, handed_in: str) -> None:
    assert judge(original, handed_in) is Verdict.SAME


@pytest.mark.parametrize(
    ("original", "handed_in"),
    [
        ("", "x"),
        ("x", ""),
        ("2026-11-29", "28.11.2026"),
        ("2026-11-29", "29.11.26x"),
        ("2026-02-30", "30.02.2026"),
        ("249", "250"),
        ("true", "USANN"),
        ("7", "07"),
        ("5001", "5002"),
        ("1-2", "2"),
        ("mai", "juni"),
        ("0035001", "35002"),
        ("Ex. 1", "jan"),
        ("Máret", "Maret"),
        ("Čálliid", "Čálliidlágádus"),
        ("Bjørnå", "Bjørn?"),
    ],
)
def test_what_says_something_else(original: str, handed_in: str) -> None:
    assert judge(original, handed_in) is Verdict.CHANGED


@pytest.mark.parametrize(
    ("original", "handed_in"),
    [
        ("0035001", "35001"),
        ("000", "0"),
        ("03010012345678", "3,01E+12"),
        ("03010012345678", "3.01001E+12"),
        ("12345678901234567", "12345678901234500"),
        ("1-2", "01.feb"),
        ("5/2019", "mai.19"),
        ("12.50", "12.mai"),
        ("=1+1", "#NAVN?"),
        ("2026-11-29", "########"),
        ("Čálliidlágádus", "?álliidlágádus"),
        ("Čálliidlágádus", "Cálliidlágádus"),
        ("Ráđđi, Biŋŋá", "Ráddi, Bi??á"),
        ("Ráđđi, Biŋŋá", "Ráddi, Binná"),
        ("Biŋŋá, Ole", "Bi??á, Olav"),
    ],
)
def test_what_a_spreadsheet_spoilt(original: str, handed_in: str) -> None:
    assert judge(original, handed_in) is Verdict.SPOILT


def test_a_masked_identity_number_never_overwrites() -> None:
    assert judge(f"fnr {NUMBER}", "fødselsnr ***********") is Verdict.MASKED
    assert judge("", "****** *****") is Verdict.MASKED


@given(st.text(), st.text())
def test_it_never_raises(original: str, handed_in: str) -> None:
    assert judge(original, original) is Verdict.SAME
    assert judge(original, handed_in) in Verdict


@given(st.integers(0, 10**30), st.from_regex(r"[0-9]([.,][0-9]{0,30})?[eE][+]?[0-9]{1,6}", fullmatch=True))
def test_numbers_never_make_it_raise(original: int, handed_in: str) -> None:
    assert judge(str(original), handed_in) in (Verdict.CHANGED, Verdict.SPOILT)
