"""The code location: ``dagster dev -m assets.definitions``, on the project directory that the environment names."""

import dagster as dg

from assets.checks import county_checks, source_checks
from assets.core import core_tables
from assets.delivery import delivery
from assets.jobs import cutover, delta, one_source, trial
from assets.matched import matched_tables
from assets.overlap import overlap
from assets.raw import raw_tables
from assets.readiness import readiness
from assets.resources import ProjectResource
from assets.sensors import new_export
from assets.status import source_status

defs = dg.Definitions(
    assets=[raw_tables, core_tables, matched_tables, overlap, delivery, source_status, readiness],
    asset_checks=[source_checks, county_checks],
    jobs=[one_source, trial, delta, cutover],
    sensors=[new_export],
    resources={"grenselos": ProjectResource()},
    executor=dg.in_process_executor,
)
