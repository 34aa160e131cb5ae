"""The reports: what a librarian reads, in one file that asks the network for nothing and names nobody."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from identity_numbers import synthetic
from sqlalchemy import Connection, delete
from staging_rows import good_source, put, row

from migration.issues import Mender, catalogue
from migration.marc.tables import RuleNote
from migration.quality.balance import blocking_checks
from migration.quality.checks import CheckResult, CheckSeverity, replace_results
from migration.quality.county import county_report, read_county
from migration.quality.county_readiness import Standing
from migration.quality.debts import Term
from migration.quality.history import record_counts
from migration.quality.pages import number, percent, size
from migration.quality.reports import source_report
from migration.quality.samples.results import Interval, Part, SampleResults
from migration.quality.words import CODE_LISTS
from migration.staging import schema
from migration.staging.engine import open_staging

ENTITIES = ("bib", "item", "patron", "loan", "reservation", "fee")
RUN = {"run_id": "r1", "run_type": "trial", "started_at": "2026-11-22 14:00", "tool_version": "0.1.0", "state": "done"}
VOID = {"meta", "br", "hr", "img", "input", "link", "rect"}


class Page(HTMLParser):
    """Checks nesting, and gathers tags, attributes, texts in one language and the cells of table rows."""

    def __init__(self, html: str, lang: str = "nb") -> None:
        super().__init__()
        self.other = "en" if lang == "nb" else "nb"
        self.hidden = 0
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            if self.hidden or dict(attrs).get("class") == self.other:
                self.hidden += 1
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.hidden -= bool(self.hidden)

    def handle_data(self, data: str) -> None:
        if self.hidden or {"style", "script"} & set(self.open):
            return
        self.text += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def row(self, first: str) -> list[str]:
        """Cells of the first row that begins so."""
        return next(cells for cells in map(clean, self.rows) if cells and cells[0] == first)


def clean(cells: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with open_staging(f"sqlite:///{tmp_path / 'staging.db'}").begin() as opened:
        yield opened


def result(
    source: str, name: str, *, success: bool, severity: CheckSeverity = "error", keys: tuple[str, ...] = ()
) -> CheckResult:
    return CheckResult(
        source=source,
        table_name="core_bib",
        check_name=name,
        severity=severity,
        success=success,
        failing=len(keys),
        failing_keys=keys,
        message_nb=f"Krav {name}.",
        message_en=f"Demand {name}.",
    )


def page(connection: Connection, source: str = "nordvik", title: str = "Nordvik folkebibliotek") -> Page:
    return Page(source_report(connection, source, title, RUN))


def county(connection: Connection, **titles: str) -> Page:
    standings = [Standing(source=key, title=title, passed={}) for key, title in titles.items()]
    return Page(county_report(read_county(connection, standings), RUN))


def issues(code: str, count: int, source: str = "nordvik", **columns: str) -> list[dict[str, object]]:
    severity = str(catalogue()[code].severity)
    return [row("issue", source, f"{n:03}", code=code, severity=severity, **columns) for n in range(count)]


def codes_of(severity: str, mender: Mender | None = None) -> list[str]:
    return [code for code, entry in catalogue().items() if entry.severity == severity and mender in (None, entry.mend)]


def test_a_page_is_one_file_that_fetches_nothing(connection: Connection) -> None:
    good_source(connection, "nordvik", ENTITIES)
    for html in (page(connection), county(connection, nordvik="Nordvik")):
        fetched = [
            a for _, attributes in html.tags for a in attributes if a in ("src", "srcset", "action", "xlink:href")
        ]
        targets = [attributes["href"] or "" for attributes in html.named("a")]
        assert fetched == []
        assert html.named("link") == html.named("img") == []
        assert html.named("script") == [{}]
        assert all(re.fullmatch(r"#[a-z]+|[a-z-]+(/[a-z]+)?\.(html|xlsx|csv)", target) for target in targets)
    text = source_report(connection, "nordvik", "Nordvik", RUN)
    assert not re.search(r"https?:|url\(|@import", text)


def test_a_page_can_be_read_by_all(connection: Connection) -> None:
    good_source(connection, "nordvik", ENTITIES)
    put(connection, "raw_file", [row("raw_file", "nordvik", "", file_no=1)])
    for html in (page(connection), county(connection, nordvik="Nordvik")):
        assert html.named("html") == [{"lang": "nb"}]
        assert len(html.named("h1")) == len(html.named("main")) == len(html.named("title")) == 1
        assert {"class": "skip", "href": "#main"} in html.named("a")
        assert html.named("th") != []
        assert all(attributes["scope"] in ("row", "col") for attributes in html.named("th"))
        assert len(html.named("caption")) == len(html.named("table"))
        assert all(a.get("aria-label") or a.get("aria-hidden") for a in html.named("svg"))
        labels = {a["aria-labelledby"] for a in html.named("section")}
        assert labels <= {attributes.get("id") for _, attributes in html.tags}


def test_names_and_values_are_escaped(connection: Connection) -> None:
    put(connection, "raw_file", [row("raw_file", "nordvik", "", file_no=1, name="<script>a</script>")])
    html = page(connection, title="Sult & <b>Pan</b>")
    assert html.named("script") == [{}]
    assert html.named("b") == []
    assert "Sult & <b>Pan</b>" in html.text
    assert "<script>a</script>" in html.text


def test_old_ids_are_told_with_what_they_are_ids_of(connection: Connection) -> None:
    """A loan and an item may have the same number."""
    put(connection, "issue", [row("issue", "nordvik", "17", entity=entity, code="bad_date", severity="warning",
                                  field="x") for entity in ("loan", "item")])  # fmt: skip
    text = words(page(connection).text)
    assert "eksemplarer 17; lån 17" in text


def test_the_run_is_named(connection: Connection) -> None:
    text = words(page(connection).text)
    for fact in ("r1 (prøvekjøring)", "22.11.2026 kl. 14.00", "grenselos 0.1.0", "kilde nordvik"):
        assert fact in text
    Page(source_report(connection, "nordvik", "Nordvik", {}))


def test_a_source_that_balances(connection: Connection) -> None:
    good_source(connection, "nordvik", ENTITIES, rows=2)
    html = page(connection)
    assert "Regnskapet går opp." in html.text
    assert html.row("Titler")[1:6] == ["2", "2", "0", "0", "0"]
    assert html.row("I alt")[1:6] == ["12", "12", "0", "0", "0"]
    assert html.row("Lån")[7] == "ja"


def test_a_source_that_does_not_balance(connection: Connection) -> None:
    good_source(connection, "nordvik", ["bib"])
    put(connection, "source_rows", [row("source_rows", "nordvik", "", entity="loan", rows=1234)])
    html = page(connection)
    assert "Regnskapet går ikke opp." in html.text
    assert html.row("Lån")[1:6] == ["1 234", "0", "0", "0", "0"]
    assert html.row("Lån")[7] == "nei"


def test_a_source_of_which_nothing_is_known(connection: Connection) -> None:
    text = words(page(connection).text)
    for words_ in (
        "Ingenting er lest inn ennå.",
        "Ingen filer er lest inn.",
        "Ingen kontroller er kjørt ennå.",
        "Det er ingen feil eller advarsler som dere kan rette.",
        "Alle koder som er i bruk, er bestemt.",
    ):
        assert words_ in text


def test_the_files_that_came_in(connection: Connection) -> None:
    files = [
        row("raw_file", "nordvik", "", file_no=1, name="katalog.mrc", format="iso2709", rows=1200, bytes=1_500_000),
        row("raw_file", "nordvik", "", file_no=2, name="Borrowers.csv", rows=3, bytes=812),
        row("raw_file", "sorvik", "", file_no=1, name="annen.mrc"),
    ]
    put(connection, "raw_file", files)
    html = page(connection)
    assert html.row("katalog.mrc") == ["katalog.mrc", "iso2709", "utf-8", "1 200", "1,5 MB"]
    assert html.row("Borrowers.csv")[3:] == ["3", "812 byte"]
    assert "annen.mrc" not in html.text


def test_the_most_useful_to_mend_come_first(connection: Connection) -> None:
    """Rows times severity: 40 warnings are 80 points, 12 errors 120, 2 errors 20; what nobody can mend has none."""
    error, other = codes_of("error", Mender.LIBRARY)[:2]
    warning, info = codes_of("warning", Mender.LIBRARY)[0], codes_of("info", Mender.LIBRARY)[0]
    projects = codes_of("error", Mender.PROJECT)[0]
    for code, count in ((warning, 40), (error, 2), (other, 12), (info, 99), (projects, 88)):
        put(connection, "issue", issues(code, count, field="title"))
    put(connection, "issue", issues(warning, 3, source="sorvik"))
    html = page(connection)
    listed = source_report(connection, "nordvik", "Nordvik", RUN).split('<ol class="mend">')[1].split("</ol>")[0]
    mend = words(Page(listed).text)
    advice = [words(catalogue()[code].advice_nb) for code in (other, warning, error)]
    assert [mend.index(a) for a in advice] == sorted(mend.index(a) for a in advice)
    assert "40 ganger" in mend
    assert "99" not in mend
    assert "88" not in mend
    assert "000, 001, 002, 003, 004, 005, 006, 007, 008, 009 …" in mend
    assert "010" not in mend
    assert kinds_of(html) == [projects, other, error, warning, info]


def kinds_of(html: Page) -> list[str]:
    """The codes of the table of all kinds, in its order."""
    return [r[0].split()[-1] for r in map(clean, html.rows) if len(r) == 5 and r[0].split()[-1] in catalogue()]


def test_each_kind_tells_what_has_changed_since_the_run_before(connection: Connection) -> None:
    more, fewer, same, new, gone = codes_of("warning", Mender.LIBRARY)[:5]
    for code, count in ((more, 3), (fewer, 1500), (same, 2), (gone, 4)):
        put(connection, "issue", issues(code, count))
    record_counts(connection, "before")
    connection.execute(delete(schema.issue))
    for code, count in ((more, 5), (fewer, 100), (same, 2), (new, 7)):
        put(connection, "issue", issues(code, count))
    record_counts(connection, "now")
    html = page(connection)
    changes = {r[0].split()[-1]: r[2] for r in map(clean, html.rows) if len(r) == 5 and r[0].split()[-1] in catalogue()}
    assert changes == {more: "▲ +2", fewer: "▼ −1 400", same: "som før", new: "ny"}
    assert "Borte siden forrige kjøring:" in html.text
    assert "(før 4)" in words(html.text)


def test_a_first_run_has_nothing_to_compare_with(connection: Connection) -> None:
    put(connection, "issue", issues(codes_of("warning", Mender.LIBRARY)[0], 3))
    record_counts(connection, "now")
    html = page(connection)
    assert [r[2] for r in map(clean, html.rows) if len(r) == 5 and r[0].split()[-1] in catalogue()] == ["–"]
    assert "Borte siden" not in html.text


def test_damaged_letters_are_told_by_language_with_id_and_title(connection: Connection) -> None:
    sami, other = (
        row("core_bib", "nordvik", "7", language="sme", title="Giehta?állosat"),
        row("core_bib", "nordvik", "8"),
    )
    kven = row("core_bib", "nordvik", "9", language="nob", title="Kuosuvaara")
    put(connection, "core_bib", [sami, other, kven])
    features = row("core_bib_features", "nordvik", "9", language="nob", languages='["nob","fkv"]')
    put(connection, "core_bib_features", [features])
    damaged = [row("issue", "nordvik", name, code="letter_lost", field=f) for name in "789" for f in ("245", "260")]
    put(connection, "issue", [*damaged, row("issue", "nordvik", "9", code="sami_encoding_repaired")])
    html = page(connection)
    assert html.row("nordsamisk sme") == ["nordsamisk sme", "1", "1", "0", "7 Giehta?állosat"]
    assert html.row("kvensk fkv") == ["kvensk fkv", "1", "1", "1", "9 Kuosuvaara"]
    assert html.row("russisk rus") == ["russisk rus", "0", "0", "0", ""]


def test_expectations_on_known_rows_stand_apart_from_the_checks(connection: Connection) -> None:
    met, unmet = result("nordvik", "bib 1", success=True), result("nordvik", "bib 2", success=False, keys=("bib 2",))
    put_golden = [replace(one, table_name="golden") for one in (met, unmet)]
    replace_results(connection, [*put_golden, result("nordvik", "good", success=True)])
    text = words(page(connection).text)
    assert "1 av 2 forventninger er som de skal være." in text
    assert "Krav bib 2." in text
    assert "Alle 1 kontroller er bestått." in text


SOUGHT = Interval(0.1, 0.05, 0.2)


def test_what_was_found_by_hand_is_told_of_all_rows(connection: Connection) -> None:
    part = Part(
        entity="bib", stratum="", population=1000, drawn=40, checked=30, faults=3, unsure=1, covered=1000, faulty=SOUGHT
    )
    found = SampleResults(source="nordvik", entities=(part,), strata=(), faults=(), changed=(), gone=2)
    html = Page(source_report(connection, "nordvik", "Nordvik", RUN, sample=found))
    assert html.row("Titler") == ["Titler", "40", "30", "3", "1", "5,0 % – 20,0 %"]
    assert "2 svar gjelder rader som er endret eller borte" in words(html.text)
    assert "Ingen svar er levert ennå." in page(connection).text


def test_every_word_of_the_page_is_in_both_languages(connection: Connection) -> None:
    """The English half of the page holds no Bokmål: neither of its common words nor the letters æ, ø and å."""
    good_source(connection, "nordvik", ENTITIES)
    for code in catalogue():
        put(connection, "issue", issues(code, 2, field="245"))
    codes = [row("core_code", "nordvik", "", code_list=name, status="unmapped") for name in CODE_LISTS]
    put(connection, "core_code", codes)
    put(connection, "fee_balance", [row("fee_balance", "nordvik", "", term=t, rows=1) for t in Term])
    html = source_report(connection, "nordvik", "Nordvik", RUN, as_of=date(2026, 11, 23))
    english, bokmal = Page(html, "en").text, Page(html).text
    assert {"Most useful to mend", "What came in"} <= set(map(str.strip, english.splitlines()))
    own = set(re.findall(r"\w+", english))
    assert own & {"ikke", "og", "som", "er", "av", "til", "med", "dere", "alle", "ingen"} == set()
    assert {w.rstrip("0123456789") for w in own if re.search("[ÆØÅæøå]", w)} == {"bokmål", "Bokmål", "å"}
    assert set(re.findall(r"\w+", bokmal)) & {"the", "and", "which", "with", "was"} == set()


def test_items_to_look_for_are_counted_and_what_cannot_be_known_is_said(connection: Connection) -> None:
    items = [
        row("core_item", "nordvik", "1", status="missing", last_seen_on="2026-11-01"),
        row("core_item", "nordvik", "2", last_seen_on="2019-01-01", total_loans=0, acquired_on="2018-01-01"),
        row("core_item", "nordvik", "3", last_seen_on="", total_loans=None),
    ]
    put(connection, "core_item", items)
    html = Page(source_report(connection, "nordvik", "Nordvik", RUN, as_of=date(2026, 11, 23)))
    assert html.row("Savnet eller tapt")[1] == "1"
    assert html.row("Inne, men ikke registrert på 5 år")[1] == "1"
    assert html.row("Aldri utlånt, kjøpt for mer enn 3 år siden")[1] == "1"
    assert "sist registrert 1, antall utlån 1, innkjøpsdag 0" in words(html.text)


def test_a_code_that_the_catalogue_no_longer_has_stands_for_itself(connection: Connection) -> None:
    put(connection, "issue", [row("issue", "nordvik", "1", code="long_gone", severity="warning")])
    assert "long_gone" in page(connection).text


def test_values_of_issues_are_not_repeated(connection: Connection) -> None:
    for code in catalogue():
        put(connection, "issue", issues(code, 1, value="hemmelig verdi"))
    assert "hemmelig" not in page(connection).text + county(connection, nordvik="Nordvik").text


def test_nobody_is_named(connection: Connection) -> None:
    good_source(connection, "nordvik", ENTITIES)
    put(
        connection,
        "core_patron",
        [row("core_patron", "nordvik", "2", surname="Hemmelig", email="hemmelig@example.org")],
    )
    assert "emmelig" not in page(connection).text + county(connection, nordvik="Nordvik").text


def test_failed_checks_are_shown_with_keys_and_passed_are_counted(connection: Connection) -> None:
    keys = tuple(f"b{n:02}" for n in range(12))
    results = [
        result("nordvik", "good", success=True),
        result("nordvik", "weak", success=False, severity="warning", keys=("a1",)),
        result("nordvik", "grave", success=False, keys=keys),
        result("sorvik", "other", success=False),
    ]
    replace_results(connection, results)
    html = page(connection)
    assert "2 av 3 kontroller er ikke bestått." in words(html.text)
    checks = [r for r in map(clean, html.rows) if len(r) == 4 and r[1].startswith("Krav")]
    assert [r[:3] for r in checks] == [
        ["Feil", "Krav grave. core_bib.grave", "12"], ["Advarsel", "Krav weak. core_bib.weak", "1"],
    ]  # fmt: skip
    assert checks[0][3] == "b00, b01, b02, b03, b04, b05, b06, b07, b08, b09 …"
    assert checks[1][3] == "a1"


def test_all_checks_passed(connection: Connection) -> None:
    replace_results(connection, [result("nordvik", "good", success=True)])
    assert "Alle 1 kontroller er bestått." in words(page(connection).text)


def test_codes_without_a_target(connection: Connection) -> None:
    codes = [
        row("core_code", "nordvik", "", code_list="item_status", legacy_code="X", status="unmapped", uses=1500),
        row("core_code", "nordvik", "", code_list="branch", legacy_code="7", label="Bussen", status="unmapped"),
        row("core_code", "nordvik", "", code_list="branch", legacy_code="8", status="ignored"),
        row("core_code", "nordvik", "", code_list="branch", legacy_code="9", status="mapped"),
        row("core_code", "sorvik", "", code_list="branch", legacy_code="6", status="unmapped"),
    ]
    put(connection, "core_code", codes)
    found = [r for r in map(clean, page(connection).rows) if len(r) == 4 and r[0] in ("eksemplarstatus", "avdeling")]
    assert found == [["avdeling", "7", "Bussen", "1"], ["eksemplarstatus", "X", "", "1 500"]]


def test_languages_formats_and_charsets_are_counted(connection: Connection) -> None:
    languages = ["nob", "nob", "nno", "sme", "fkv", "eng", "", "und"]
    bibs = [row("core_bib", "nordvik", str(n), language=language) for n, language in enumerate(languages)]
    bibs.append(row("core_bib", "nordvik", "m", language="sma", marc_format="marc21", charset="cp865"))
    bibs.append(row("core_bib", "nordvik", "n", language="sma", marc_format="marc21", charset="cp865"))
    put(connection, "core_bib", bibs)
    html = page(connection)
    assert html.row("bokmål")[1:3] == ["2", "20,0 %"]
    assert html.row("nordsamisk")[1] == html.row("kvensk")[1] == html.row("nynorsk")[1] == "1"
    assert html.row("sørsamisk")[1] == "2"
    assert html.row("lulesamisk")[1:3] == ["0", "0,0 %"]
    assert html.row("andre språk")[1] == "1"
    assert html.row("ukjent språk")[1] == "2"
    assert html.row("NORMARC")[1:3] == ["8", "80,0 %"]
    assert html.row("MARC 21")[1] == "2"
    assert html.row("cp865")[1] == "2"


def conversion_row(tag: str, code: str, fate: str, rule: str, uses: int, source: str = "nordvik") -> dict[str, object]:
    return row("core_conversion", source, "", tag=tag, code=code, fate=fate, rule=rule, uses=uses, example="12")


def test_what_became_of_the_subfields_is_summed_and_the_dropping_rules_are_named(connection: Connection) -> None:
    rows = [
        conversion_row("245", "a", "moved", "fields/245", 1500),
        conversion_row("245", "w", "dropped", "subfields/245$w", 30),
        conversion_row("300", "a", "dropped", "empty", 40),
        conversion_row("300", "b", "dropped", "empty", 1),
        conversion_row("245", "a", "moved", "fields/245", 7, source="sorvik"),
    ]
    put(connection, "core_conversion", rows)
    notes = {"subfields/245$w": RuleNote("Sorteringsform", "NORMARC 2012", "evidence")}
    html = Page(source_report(connection, "nordvik", "Nordvik", RUN, notes=notes))
    assert html.row("flyttet") == ["flyttet", "1 500", "95,5 %"]
    assert html.row("ukjent")[1] == "0"
    assert html.row("empty") == ["empty", "Delfeltet har ingen tekst.", "", "300$a 300$b", "41", "12"]
    assert html.row("subfields/245$w")[1:] == [
        "Sorteringsform", "NORMARC 2012 (dokumentert)", "245$w", "30", "12",
    ]  # fmt: skip


def test_unknown_fields_have_a_count_an_example_and_the_table_that_can_decide(connection: Connection) -> None:
    number = synthetic(9, 84)
    rows = [
        conversion_row("591", "a", "unknown", "", 2),
        conversion_row("245", "q", "unknown", "", 3),
        conversion_row("009", "", "unknown", "", 1),
    ]
    put(connection, "core_conversion", rows)
    values = {"591": ("a", f"Hos {number}"), "245": ("q", "x" * 100), "009": ("", "lokalt")}
    unknown = [
        row("core_bib_unknown", "nordvik", "12", n=n, tag=tag, code=code, value=value)
        for n, (tag, (code, value)) in enumerate(values.items())
    ]
    put(connection, "core_bib_unknown", unknown)
    notes = {"fields/245": RuleNote("Tittel", "NORMARC 2012", "evidence")}
    html = Page(source_report(connection, "nordvik", "Nordvik", RUN, notes=notes))
    assert html.row("245 $q") == ["245 $q", "3", "12", "x" * 80 + "…", "subfields.csv: 245,q,…"]
    assert html.row("591 $a") == ["591 $a", "2", "12", "Hos ***********", "local_decisions.csv: nordvik,*,591,a,…"]
    assert html.row("009") == ["009", "1", "12", "lokalt", "meld fra til prosjektet"]


def test_a_source_where_every_subfield_has_a_rule(connection: Connection) -> None:
    put(connection, "core_conversion", [conversion_row("245", "a", "moved", "fields/245", 1)])
    assert "Hvert delfelt som er i bruk, har en regel." in page(connection).text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1000, "1\u00a0000"), (1234567, "1\u00a0234\u00a0567")]
)
def test_numbers_are_norwegian(value: int, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0\u00a0byte"), (999, "999\u00a0byte"), (1500, "1,5\u00a0kB"), (2_000_000, "2,0\u00a0MB")]
)
def test_sizes_are_norwegian(value: int, text: str) -> None:
    assert size(value) == text


def test_shares_are_norwegian() -> None:
    assert percent(12.34) == "12,3\u00a0%"


def test_reports_and_balance_on_postgresql(postgres_database: str) -> None:
    engine = open_staging(postgres_database)
    with engine.begin() as opened:
        good_source(opened, "nordvik", ENTITIES, rows=2)
        put(opened, "source_rows", [row("source_rows", "sorvik", "", entity="loan", rows=1)])
        put(opened, "issue", issues(codes_of("warning")[0], 3, field="title"))
        put(opened, "matched_bib", [row("matched_bib", "nordvik", "1", cluster_size=2)])
        results = blocking_checks(opened)
        replace_results(opened, results)
        assert [(r.source, r.check_name) for r in results if not r.success] == [("sorvik", "balance")]
        assert page(opened).row("I alt")[1:6] == ["12", "12", "0", "0", "0"]
        text = words(county(opened, nordvik="Nordvik", sorvik="Sørvik").text)
        assert "Regnskapet går ikke opp." in text
        assert "Stopper leveransen" in text
    engine.dispose()
