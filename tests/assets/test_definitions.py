"""The graph as the UI shows it: assets, partitions, checks, jobs, sensor."""

import dagster as dg

from migration.pipeline import RUN_TYPES
from migration.sources import load_sources
from migration.staging.schema import metadata

INTERNAL = {"run", "run_count", "source_stage", "check_result"}


def test_the_definitions_load_and_hold_together(defs):
    dg.Definitions.validate_loadable(defs)


def test_every_staging_table_is_an_asset_by_the_same_name(defs):
    keys = {key.to_user_string() for key in defs.resolve_asset_graph().get_all_asset_keys()}
    assert keys == set(metadata.tables) - INTERNAL | {"delivery", "overlap", "readiness", "source_status"}


def test_a_source_s_tables_are_partitioned_by_source_and_the_county_s_are_not(defs, project):
    graph = defs.resolve_asset_graph()
    sources = list(load_sources(project / "mappings" / "sources.yaml"))
    for key in graph.get_all_asset_keys():
        partitions = graph.get(key).partitions_def
        if key.to_user_string().startswith(("matched_", "delivery", "overlap", "readiness")):
            assert partitions is None
        else:
            assert partitions.get_partition_keys() == sources


def test_an_excluded_source_has_no_partition(defs, tmp_path):
    from assets.partitions import source_partitions

    library = '{unit: 1, isil: NO-2549900, name: A, type: public, municipality: "5499"}'
    entry = "  {key}: {{title: A, status: {status}, libraries: [{library}]}}\n"
    statuses = {"pilot-one": "pilot", "ready-one": "ready", "excluded-one": "excluded"}
    lines = [entry.format(key=key, status=status, library=library) for key, status in statuses.items()]
    path = tmp_path / "sources.yaml"
    path.write_text("sources:\n" + "".join(lines), encoding="utf-8")

    assert source_partitions(load_sources(path)).get_partition_keys() == ["pilot-one", "ready-one"]


def test_the_jobs_and_the_sensor_are_there(defs):
    assert defs.resolve_job_def("one_source").partitions_def is not None
    for run_type in RUN_TYPES:
        assert defs.resolve_job_def(run_type).partitions_def is None
    assert defs.resolve_sensor_def("new_export").job_name == "one_source"


def test_the_balance_blocks_and_stands_on_the_ledger(defs):
    graph = defs.resolve_asset_graph()
    spec = graph.get_check_spec(dg.AssetCheckKey(dg.AssetKey("ledger"), "balance"))
    assert spec.blocking


def test_every_suite_is_an_asset_check(defs, project):
    from migration.settings import overlay_names

    suites = {name.removesuffix(".json") for name in overlay_names(project, "expectations", "*.json")}
    checks = defs.resolve_asset_graph().asset_check_keys
    assert suites == {c.asset_key.to_user_string() for c in checks if c.name == "suite"}


def test_every_asset_says_what_it_is_in_both_languages(defs):
    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        nb, _, en = graph.get(key).description.partition("\n\n")
        assert nb.endswith(".")
        assert en.startswith("*")


def test_every_asset_can_be_found_by_owner_group_tags_and_kind(defs):
    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.owners
        assert node.group_name in {"raw", "core", "matched", "delivery"}
        assert {"layer", "subject", "personal_data"} <= set(node.tags)
        assert node.kinds


def test_every_check_says_what_it_asks_in_both_languages(defs):
    graph = defs.resolve_asset_graph()
    for key in graph.asset_check_keys:
        nb, _, en = graph.get_check_spec(key).description.partition("\n\n")
        assert nb.endswith(".")
        assert en.startswith("*")
