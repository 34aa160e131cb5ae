"""The whole job on a small project, on SQLite and on PostgreSQL: fates, sums, twice equals once, and what stops it."""

import csv
import json
import threading
from pathlib import Path

import pytest
from projects import line_record, write, write_project
from sqlalchemy import Connection, delete, select, update

from migration import pipeline
from migration.export.verify import verify
from migration.ids import target_id
from migration.staging import schema
from migration.staging.engine import reading

VOLATILE = {"run", "run_count"}


def deliver_all(project: pipeline.Project) -> Path:
    """The whole job, stage by stage."""
    for key in pipeline.ready_sources(project, []):
        pipeline.land(project, key)
        pipeline.standardize(project, key)
    pipeline.match(project)
    pipeline.check_all(project)
    path = pipeline.deliver(project).path
    assert path is not None
    return path


def rows(folder: Path | None, name: str) -> list[dict[str, str]]:
    assert folder is not None
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fates(folder: Path | None) -> dict[tuple[str, str, str], tuple[str, str]]:
    ledger = rows(folder, "ledger.csv")
    return {(r["source"], r["entity"], r["legacy_id"]): (r["fate"], r["reason"]) for r in ledger}


def everything(connection: Connection) -> dict[str, list[str]]:
    """All rows of all staging tables but the run's own, as sorted texts; of a stage only how far it is, as its detail
    tells what the last run did."""
    stages = schema.source_stage.c
    queries = {name: select(table) for name, table in schema.metadata.tables.items() if name not in VOLATILE}
    queries["source_stage"] = select(stages.source, stages.stage, stages.state)
    return {name: sorted(repr(tuple(row)) for row in connection.execute(query)) for name, query in queries.items()}


def test_every_row_has_its_fate(project: pipeline.Project) -> None:
    result = pipeline.run(project)
    assert result.state == "done"
    assert fates(result.delivery) == {
        ("bakken", "bib", "1"): ("loaded", ""),
        ("bakken", "bib", "2"): ("loaded", ""),
        ("bakken", "bib", "3"): ("rejected", "title_missing"),
        ("bakken", "item", "11"): ("loaded", ""),
        ("bakken", "item", "12"): ("loaded", ""),
        ("bakken", "item", "13"): ("rejected", "bib_rejected"),
        ("bakken", "item", "14"): ("excluded", "item_discarded"),
        ("bakken", "patron", "7"): ("loaded", ""),
        ("bakken", "patron", "8"): ("loaded", ""),
        ("bakken", "loan", "1"): ("rejected", "item_on_loan_twice"),
        ("bakken", "loan", "2"): ("loaded", ""),
        ("bakken", "loan", "3"): ("rejected", "patron_missing"),
        ("bakken", "reservation", "1"): ("loaded", ""),
        ("bakken", "reservation", "2"): ("rejected", "bib_missing"),
        ("bakken", "fee", "1"): ("loaded", ""),
        ("bakken", "fee", "2"): ("excluded", "fee_estimated"),
        ("dalen", "bib", "1"): ("merged", ""),
        ("dalen", "bib", "2"): ("loaded", ""),
        ("dalen", "item", "1:5001"): ("loaded", ""),
        ("dalen", "item", "1#2"): ("loaded", ""),
        ("dalen", "item", "2:5009"): ("excluded", "item_discarded"),
    }


def test_the_delivery_verifies_from_its_files_alone(project: pipeline.Project) -> None:
    delivery = deliver_all(project)
    assert verify(delivery).problems == ()


def test_the_shared_title_is_one_record_with_both_numbers(project: pipeline.Project) -> None:
    delivery = deliver_all(project)
    shared = target_id("bakken", "bib", "1")
    crosswalk = {(r["source"], r["legacy_id"]): r for r in rows(delivery, "bibs_crosswalk.csv")}
    assert crosswalk["dalen", "1"]["target_id"] == shared
    assert crosswalk["dalen", "1"]["cluster_size"] == "2"
    assert {r["bib_id"] for r in rows(delivery, "items.csv") if r["barcode"].startswith("5001")} == {shared}
    xml = (delivery / "bibs.xml").read_text(encoding="utf-8")
    assert "(NO-2549901)1" in xml
    assert "(NO-2549902)1" in xml


def test_a_barcode_of_two_libraries_is_made_unique_by_rule(project: pipeline.Project) -> None:
    delivery = deliver_all(project)
    items = {(r["source"], r["legacy_id"]): r for r in rows(delivery, "items.csv")}
    kept, renamed = items["bakken", "11"], items["dalen", "1:5001"]
    assert (kept["barcode"], kept["barcode_rule"]) == ("5001", "")
    assert (renamed["original_barcode"], renamed["barcode_rule"]) == ("5001", "duplicate_renamed")
    named = {(r["source"], r["legacy_id"]) for r in rows(delivery, "issues.csv") if r["code"] == "barcode_duplicate"}
    assert named == {("bakken", "11"), ("dalen", "1:5001")}


def test_a_second_run_changes_nothing_but_the_run_s_own_rows(project: pipeline.Project) -> None:
    first = pipeline.run(project)
    with project.engine.connect() as connection:
        before = everything(connection)
    second = pipeline.run(project)
    with project.engine.connect() as connection:
        assert everything(connection) == before
    assert first.delivery is not None
    assert second.delivery is not None
    for path in first.delivery.rglob("*.*"):
        if path.name != "manifest.json":
            assert path.read_bytes() == (second.delivery / path.relative_to(first.delivery)).read_bytes()


def test_raw_payloads_are_the_delivered_bytes(project: pipeline.Project) -> None:
    pipeline.land(project, "bakken")
    raw = schema.raw_bib.c
    with project.engine.connect() as connection:
        query = select(raw.payload).where(raw.source == "bakken").order_by(raw.ordinal)
        landed = b"".join(bytes(p) for p in connection.execute(query).scalars())
    exported = project.settings.project / "exports" / "bakken" / "katalog.txt"
    assert landed == exported.read_bytes()


def test_a_source_that_fails_in_the_middle_leaves_everything_as_it_was(
    project: pipeline.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver_all(project)
    with project.engine.connect() as connection:
        before = everything(connection)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("migration.pipeline.standardizing.standardize_loans", fail)
    with pytest.raises(OSError, match="No space left"):
        pipeline.standardize(project, "bakken")
    with project.engine.connect() as connection:
        assert everything(connection) == before


def test_a_missing_mandatory_column_stops_before_anything_is_changed(project: pipeline.Project) -> None:
    deliver_all(project)
    write(project.settings.project / "exports" / "bakken" / "BorrowerLoans.csv", "Id;ItemId\n1;12\n")
    with project.engine.connect() as connection:
        before = everything(connection)
    with pytest.raises(pipeline.ConfigurationError, match=r"BorrowerLoans.csv:1: .*BorrowerId"):
        deliver_all(project)
    with pytest.raises(pipeline.ConfigurationError):
        pipeline.land(project, "bakken")
    with project.engine.connect() as connection:
        assert everything(connection) == before


def test_the_gate_stands_in_the_staging_database(project: pipeline.Project) -> None:
    deliver_all(project)
    delivered = len(list((project.settings.project / "deliveries").iterdir()))
    with project.engine.begin() as connection:
        lost = (schema.ledger.c.source == "dalen") & (schema.ledger.c.legacy_id == "2:5009")
        connection.execute(delete(schema.ledger).where(lost))
    results = pipeline.check_source(project, "dalen")
    assert [r.check_name for r in results if not r.success and r.severity == "blocking"] == ["balance"]
    for stage in (pipeline.match, pipeline.deliver):
        with pytest.raises(pipeline.GateError, match=r"dalen: balance"):
            stage(project)
    assert len(list((project.settings.project / "deliveries").iterdir())) == delivered


def test_a_delivery_checks_the_balance_itself(project: pipeline.Project) -> None:
    deliver_all(project)
    with project.engine.begin() as connection:
        changed = update(schema.source_rows).where(schema.source_rows.c.source == "bakken")
        connection.execute(changed.values(rows=schema.source_rows.c.rows + 1))
    with pytest.raises(pipeline.GateError, match="bakken: balance"):
        pipeline.deliver(project)


def test_stages_refuse_to_stand_on_what_is_not_there(project: pipeline.Project) -> None:
    with pytest.raises(pipeline.GateError, match="has not been landed"):
        pipeline.standardize(project, "bakken")
    with pytest.raises(pipeline.GateError, match="no source has been loaded"):
        pipeline.deliver(project)
    pipeline.land(project, "bakken")
    with pytest.raises(pipeline.GateError, match="not standardized: bakken"):
        pipeline.match(project)
    pipeline.standardize(project, "bakken")
    with pytest.raises(pipeline.GateError, match="run grenselos match"):
        pipeline.deliver(project)


def test_a_killed_delivery_leaves_nothing_half_written(
    project: pipeline.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver_all(project)
    folder = project.settings.project / "deliveries"
    before = sorted(p.name for p in folder.iterdir())

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("migration.pipeline.delivering.write_manifest", fail)
    with pytest.raises(OSError, match="No space left"):
        pipeline.deliver(project)
    assert sorted(p.name for p in folder.iterdir()) == before


def test_a_cluster_keeps_its_id_when_its_first_member_leaves(project: pipeline.Project) -> None:
    deliver_all(project)
    catalogue = project.settings.project / "exports" / "bakken" / "katalog.txt"
    write(catalogue, line_record("2", "En annen bok"))
    delivery = deliver_all(project)
    crosswalk = {(r["source"], r["legacy_id"]): r for r in rows(delivery, "bibs_crosswalk.csv")}
    assert crosswalk["dalen", "1"]["target_id"] == target_id("bakken", "bib", "1")
    assert crosswalk["dalen", "1"]["fate"] == "loaded"
    assert verify(delivery).problems == ()


def test_an_excluded_source_leaves_the_delivery(project: pipeline.Project, staging: str) -> None:
    deliver_all(project)
    yaml = project.settings.project / "mappings" / "sources.yaml"
    text = yaml.read_text(encoding="utf-8")
    yaml.write_text(
        text.replace("title: Dalen bibliotek", "title: Dalen bibliotek\n    status: excluded"), encoding="utf-8"
    )
    with pipeline.open_project(project.settings.project, staging) as again:
        delivery = deliver_all(again)
    assert {r["source"] for r in rows(delivery, "ledger.csv")} == {"bakken"}
    assert verify(delivery).problems == ()


def test_the_manifest_names_what_was_extracted(project: pipeline.Project) -> None:
    delivery = pipeline.run(project, run_type="cutover").delivery
    assert delivery is not None
    manifest = json.loads((delivery / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["contract_version"], manifest["run_type"]) == (1, "cutover")
    extracted = {s["source"]: [f["name"] for f in s["extracted_files"]] for s in manifest["sources"]}
    assert extracted["dalen"] == ["katalog.txt"]


@pytest.mark.parametrize("name", ["dalen", "Dalen bibliotek", "5498"])
def test_a_source_answers_to_its_key_its_libraries_and_its_municipality(project: pipeline.Project, name: str) -> None:
    assert pipeline.ready_sources(project, [name]) == ["dalen"]


def test_status_tells_how_far_each_source_has_come(project: pipeline.Project) -> None:
    pipeline.land(project, "bakken")
    found = {s.source: s.stages for s in pipeline.status(project)}
    assert found == {"bakken": ("land",), "dalen": ()}


def test_a_source_excluded_after_matching_needs_a_new_matching(project: pipeline.Project, staging: str) -> None:
    deliver_all(project)
    yaml = project.settings.project / "mappings" / "sources.yaml"
    text = yaml.read_text(encoding="utf-8")
    excluded = text.replace("title: Dalen bibliotek", "title: Dalen bibliotek\n    status: excluded")
    yaml.write_text(excluded, encoding="utf-8")
    with (
        pipeline.open_project(project.settings.project, staging) as again,
        pytest.raises(pipeline.OrderError, match="since they were matched"),
    ):
        pipeline.deliver(again)


@pytest.mark.suites
def test_a_project_s_own_blocking_check_cannot_be_passed_by(project: pipeline.Project) -> None:
    check = {
        "type": "expect_column_values_to_not_be_in_set",
        "kwargs": {"column": "barcode", "value_set": ["5001"]},
        "severity": "critical",
        "meta": {"name": "no_5001", "nb": "Ikke 5001", "en": "Not 5001", "blocking": True},
    }
    suite = json.dumps({"name": "core_item", "expectations": [check], "meta": {}})
    write(project.settings.project / "expectations" / "core_item.json", suite)
    result = pipeline.run(project)
    assert (result.state, result.delivery) == ("blocked", None)
    assert "no_5001" in result.blocked_by
    for key in ("bakken", "dalen"):
        pipeline.standardize(project, key)
    pipeline.match(project)
    with pytest.raises(pipeline.OrderError, match="not checked as it stands now"):
        pipeline.deliver(project)
    pipeline.check_all(project)
    with pytest.raises(pipeline.GateError, match="no_5001"):
        pipeline.deliver(project)


def test_one_bad_cell_costs_no_more_than_itself(project: pipeline.Project) -> None:
    folder = project.settings.project / "exports" / "bakken"
    write(
        folder / "Borrowers.csv",
        "Id;Name;Expires;source;reason\n7;Hætta, M\x00áret;9999-12-31T23:59:59Z;x;y\n"
        "8\x00;Nilsen, Ole;;;\n;Uten id;;x;y\n",
    )
    delivery = deliver_all(project)
    assert verify(delivery).problems == ()
    surnames = {r["legacy_id"]: r["given_name"] for r in rows(delivery, "patrons.csv")}
    assert surnames == {"7": "Máret", "8": "Ole"}
    (rejected,) = rows(delivery, "rejects/patron.csv")
    assert (rejected["source.1"], rejected["source"], rejected["reason"]) == ("x", "bakken", "id_missing")
    assert "control_characters_removed" in {r["code"] for r in rows(delivery, "issues.csv")}


def test_a_reader_sees_one_moment(project: pipeline.Project) -> None:
    pipeline.land(project, "bakken")
    with reading(project.engine) as connection:
        before = everything(connection)
        pipeline.land(project, "dalen")
        assert everything(connection) == before
    with reading(project.engine) as connection:
        assert everything(connection) != before


def test_writers_wait_for_each_other(project: pipeline.Project) -> None:
    """Else a source landed anew while the county is matched would leave references that do not resolve."""
    done: list[str] = []
    with project.engine.begin():
        other = threading.Thread(target=lambda: (pipeline.land(project, "dalen"), done.append("landed")))
        other.start()
        other.join(timeout=0.5)
        assert done == []
    other.join(timeout=30)
    assert done == ["landed"]


@pytest.mark.parametrize("key", ["", "kort"])
def test_a_key_that_protects_nobody_is_refused(tmp_path: Path, key: str) -> None:
    project = write_project(tmp_path / "project")
    (project / ".grenselos.key").write_text(key, encoding="ascii")
    with pytest.raises(pipeline.ConfigurationError, match="too short"):
        pipeline.open_project(project)


def test_a_decision_of_an_unknown_library_and_a_misspelt_table_are_told(tmp_path: Path) -> None:
    project = write_project(tmp_path / "fylket")
    head = "for_source,format,tag,codes,action,target,decided_by,decided_on,note_nb\n"
    write(project / "mappings" / "marc" / "local_decisions.csv", head + "baken,*,591,*,drop,,KN,2026-11-22,\n")
    write(project / "mappings" / "marc" / "local_decision.csv", head)
    with pytest.raises(pipeline.ConfigurationError) as caught:
        pipeline.open_project(project)
    assert "for_source 'baken' is not in sources.yaml; it has bakken, dalen" in str(caught.value)
    assert "local_decision.csv: no table has this name" in str(caught.value)
