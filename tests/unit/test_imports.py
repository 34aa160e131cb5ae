"""Who may import whom (docs/architecture.md): the code is parsed, not run, so that a hidden import is seen, too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LAYERS = (
    ("assets", "migration.cli"),
    ("migration.pipeline",),
    ("migration.extract", "migration.transform", "migration.match", "migration.staging", "migration.quality",
     "migration.export", "migration.anonymise"),
    ("migration.marc", "migration.rows"),
    ("migration.crosswalks", "migration.sources", "migration.exclusions", "migration.expected_differences",
     "migration.load_statuses",
     "migration.privacy_rules", "migration.patron_kinds", "migration.postal_codes", "migration.textbooks"),
    ("migration.model", "migration.issues", "migration.ids", "migration.charsets", "migration.privacy",
     "migration.yamlfile", "migration.csvfile", "migration.wholefile", "migration.health_words",
     "migration.item_statuses", "migration.suggesting", "migration.terms"),
    ("migration.features",),
    ("migration.settings",),
)  # fmt: skip
"""From the top; a part may import the parts of the layers below its own, and no part beside it."""

SLOW_OR_SYSTEM = ("pyodbc", "great_expectations")
"""Slow to import, or in need of a system library: only imported where they are used."""


READERS = ("environ", "environb", "getenv", "getenvb")


def part_of(module: str) -> str | None:
    """The part of the house that a module belongs to: itself or the package that holds it."""
    parts = [part for layer in LAYERS for part in layer]
    return next((part for part in parts if module == part or module.startswith(part + ".")), None)


def layer_of(part: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if part in layer)


def imports(tree: ast.AST, package: str) -> Iterator[str]:
    """Every module that a piece of code imports, wherever it does so; ``from x import y`` as ``x.y`` as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            module = ".".join(name for name in (base, node.module) if name)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def at_module_level(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: everything outside of functions, and not what only mypy reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from at_module_level(node)


def wrong_imports(module: str, package: str, code: str) -> list[str]:
    """Imports that break the order of the house, as ``importer > imported``."""
    tree, own = ast.parse(code), part_of(module)
    wrong = []
    for name in imports(tree, package):
        other = part_of(name)
        if other and own and other != own and layer_of(own) >= layer_of(other):
            wrong.append(f"{module} > {other}")
        if name.split(".")[0] == "dagster" and not module.startswith("assets"):
            wrong.append(f"{module} > dagster")
    return sorted(set(wrong))


def early_imports(module: str, code: str) -> list[str]:
    """Imports of slow or system-bound libraries that happen when the module itself is imported."""
    statements = [n for n in at_module_level(ast.parse(code)) if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {name.split(".")[0] for statement in statements for name in imports(statement, module)}
    return sorted(f"{module} > {name}" for name in names & set(SLOW_OR_SYSTEM))


def reads_environment(code: str) -> bool:
    """Whether code names the environment of ``os``, by whatever name ``os`` goes."""
    tree = ast.parse(code)
    modules = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "os"
    }
    return any(
        (isinstance(node, ast.Attribute) and node.attr in READERS and ast.unparse(node.value) in modules)
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and any(a.name in READERS for a in node.names))
        for node in ast.walk(tree)
    )


def module_name(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def package_name(path: Path) -> str:
    return module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]


MODULES = sorted(path for top in ("migration", "assets") for path in (ROOT / top).rglob("*.py"))


def test_the_house_is_found():
    assert {"migration.settings", "migration.export.verify", "assets"} <= {module_name(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_every_module_has_its_place(path):
    assert module_name(path) == "migration" or part_of(module_name(path)) is not None


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_go_down_only(path):
    assert wrong_imports(module_name(path), package_name(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_slow_libraries_wait_until_they_are_used(path):
    assert early_imports(module_name(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [p for p in MODULES if module_name(p) != "migration.settings"], ids=module_name)
def test_only_settings_reads_the_environment(path):
    assert not reads_environment(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("module", "code", "wrong"),
    [
        ("migration.match.blocking", "from migration.staging.read import pages", "migration.staging"),
        ("migration.match.blocking", "from migration import staging", "migration.staging"),
        ("migration.match.blocking", "from ..staging import read", "migration.staging"),
        ("migration.ids", "def f():\n    import migration.sources", "migration.sources"),
        ("migration.rows", "from migration.marc import stored", "migration.marc"),
        ("migration.pipeline.land", "from dagster import asset", "dagster"),
        (
            "migration.transform.items",
            "if TYPE_CHECKING:\n    from migration.pipeline import land",
            "migration.pipeline",
        ),
    ],
)
def test_an_import_up_or_aside_is_seen(module, code, wrong):
    assert wrong_imports(module, module.rpartition(".")[0], code) == [f"{module} > {wrong}"]


def test_an_import_down_or_within_is_fine():
    code = "from migration.match.rules import load\nfrom migration.issues import Issue\nimport os\nimport rapidfuzz"
    assert wrong_imports("migration.match.blocking", "migration.match", code) == []


@pytest.mark.parametrize(
    ("code", "early"),
    [
        ("import pyodbc", ["m > pyodbc"]),
        (
            "try:\n    from great_expectations.core import suite\nexcept ImportError:\n    raise",
            ["m > great_expectations"],
        ),
        ("class A:\n    import pyodbc", ["m > pyodbc"]),
        ("def connect():\n    import pyodbc\n    return pyodbc", []),
        ("if TYPE_CHECKING:\n    import pyodbc", []),
    ],
)
def test_an_early_import_is_seen(code, early):
    assert early_imports("m", code) == early


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.environ['A']",
        "from os import environ",
        "import os as o\no.getenv('A')",
        "import os\ndict(os.environ)",
    ],
)
def test_a_look_at_the_environment_is_seen(code):
    assert reads_environment(code)


@pytest.mark.parametrize("code", ["settings.environ['A']", "import os\nos.replace('a', 'b')"])
def test_what_settings_pass_down_is_fine(code):
    assert not reads_environment(code)
