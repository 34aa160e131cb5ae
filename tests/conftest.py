"""What holds for every test: no national identity number in any log, report, delivery or table that it left behind."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from leaks import identity_numbers, written_leaks

# A busy machine is no fault of the code: no example has a time limit, and slow ones do not fail a test.
settings.register_profile("grenselos", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("grenselos")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Fails a test that passed and leaked: into what it printed or logged, or into what it wrote below ``tmp_path``."""
    report = yield
    if report.when == "call" and report.passed:
        leaks = [f"{title}: {n}" for title, text in report.sections for n in identity_numbers(text.encode())]
        tmp_path = item.funcargs.get("tmp_path") if hasattr(item, "funcargs") else None
        if leaks := [*leaks, *(written_leaks(tmp_path) if tmp_path else [])]:
            report.outcome = "failed"
            report.longrepr = "national identity numbers were written:\n" + "\n".join(leaks[:20])
    return report
