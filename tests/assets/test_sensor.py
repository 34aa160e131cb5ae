"""The sensor asks for a run when an export is new or has changed, and lies still."""

import dagster as dg
import pytest

SOURCE = "nordvik"


@pytest.fixture
def look(defs, instance):
    """Look once more: the sources whose run is asked for."""
    from assets.resources import ProjectResource

    sensor = defs.resolve_sensor_def("new_export")
    cursor = None

    def look():
        nonlocal cursor
        context = dg.build_sensor_context(
            instance=instance, cursor=cursor, definitions=defs, resources={"grenselos": ProjectResource()}
        )
        tick = sensor.evaluate_tick(context)
        cursor = tick.cursor
        return sorted(request.partition_key for request in tick.run_requests)

    return look


def catalogue(project):
    return next((project / "exports" / SOURCE).glob("nordvik.*"))


def test_an_export_seen_for_the_first_time_may_still_be_copied(look):
    assert look() == []


def test_an_export_that_lies_still_is_asked_for_once(look):
    look()
    assert SOURCE in look()
    assert look() == []


def test_only_the_source_that_changed_is_asked_for(look, project):
    look()
    look()
    with catalogue(project).open("ab") as file:
        file.write(b"\n")
    assert look() == []
    assert look() == [SOURCE]


def test_an_export_that_goes_back_to_what_it_was_is_asked_for_again(look, project):
    added = project / "exports" / SOURCE / "Fees.csv"
    look(), look()
    added.write_text("Id\n", encoding="utf-8")
    look(), look()
    added.unlink()
    look()
    assert look() == [SOURCE]


def test_a_source_without_an_export_is_not_asked_for(look, project):
    for path in (project / "exports" / SOURCE).iterdir():
        path.unlink()
    look()
    assert SOURCE not in look()
