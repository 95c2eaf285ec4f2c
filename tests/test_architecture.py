"""The arrows of the layout, and the one home of each heavy package, read from the sources with `ast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("ingest", "assistant", "eval")
SOURCES = [*(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))), ROOT / "app.py"]


def name_of(path: Path) -> str:
    """ingest/load/pdf.py -> ingest/load/pdf.py, as a posix path from the root."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), name_of(path))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in the file: `a.b` for `import a.b`, `a.b.c` for `from a.b import c`."""
    package = name_of(path).split("/")[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("__import__", "import_module", "importlib.import_module")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def importers(package: str) -> set[str]:
    """The files that import a package or anything in it."""
    return {name_of(path) for path in SOURCES if any(is_in(module, package) for module in imports(path))}


def test_the_sources_are_read() -> None:
    assert {"ingest/vectors.py", "ingest/load/pdf.py", "assistant/chain.py", "eval/__main__.py", "app.py"} <= {
        name_of(path) for path in SOURCES
    }
    assert "ingest/generation.py" in importers("ingest.vectors")
    assert "ingest/vectors.py" in importers("chromadb")  # inside a function


FORBIDDEN = {
    "ingest": ("assistant", "eval", "app", "tests"),
    "assistant": ("eval", "app", "tests"),
    "eval": ("app", "tests"),
}


@pytest.mark.parametrize(("package", "above"), FORBIDDEN.items())
def test_arrows_run_one_way(package: str, above: tuple[str, ...]) -> None:
    wrong = {
        f"{name_of(path)} -> {module}"
        for path in SOURCES
        if name_of(path).startswith(f"{package}/")
        for module in imports(path)
        if any(is_in(module, other) for other in above)
    }
    assert wrong == set()


def test_app_starts_the_assistant_and_nothing_else() -> None:
    ours = {m for m in imports(ROOT / "app.py") if any(is_in(m, package) for package in PACKAGES)}
    assert ours
    allowed = ("assistant", "ingest.config", "ingest.model.BadInput")  # the one error that becomes exit 2
    assert not {m for m in ours if not any(is_in(m, one) for one in allowed)}


RIVALS = {"eval/rivals.py"}
"""Builds what a user would write instead, with the same packages."""


@pytest.mark.parametrize(
    ("package", "homes"),
    [
        ("chromadb", {"ingest/vectors.py"}),
        ("tantivy", {"ingest/lexical.py"}),
        ("sqlite3", {"ingest/store.py"}),
        ("pypdfium2", {"ingest/load/pdf.py"}),
    ],
)
def test_one_home(package: str, homes: set[str]) -> None:
    found = {name for name in importers(package) if not name.startswith("ingest/train/")} - RIVALS
    assert {name for name in found if name.startswith(("ingest/", "app.py"))} == homes
    if package != "sqlite3":  # the assistant keeps its own records
        assert found == homes


def test_sentence_transformers_serves_the_encoder_and_its_training() -> None:
    for package in ("sentence_transformers", "torch", "transformers"):
        assert {n for n in importers(package) if not n.startswith("ingest/train/")} <= {"ingest/encoder.py"}
    assert "ingest/encoder.py" in importers("sentence_transformers")


@pytest.mark.parametrize(
    ("package", "folder"),
    [
        ("gradio", "assistant/web/"),
        ("langchain_openai", "assistant/llm/"),
        ("openai", "assistant/llm/"),
        ("httpx", "assistant/llm/"),
        ("openpyxl", "assistant/render/"),
        ("argon2", "assistant/access/"),
    ],
)
def test_at_most_one_module(package: str, folder: str) -> None:
    found = importers(package)
    assert len(found) <= 1
    assert all(name.startswith(folder) for name in found)


def test_the_records_are_the_home_of_sqlalchemy() -> None:
    """Sign-in keeps its sessions in the records' tables, and says so in SQLAlchemy's words."""
    found = importers("sqlalchemy")
    assert all(name.startswith(("assistant/records/", "assistant/access/")) for name in found), found


def test_of_the_trainer_only_its_command_is_imported() -> None:
    outside = [path for path in SOURCES if not name_of(path).startswith("ingest/train/")]
    found = {(name_of(path), module) for path in outside for module in imports(path) if is_in(module, "ingest.train")}
    assert {(name, module.rsplit(".", 1)[0]) for name, module in found} == {
        ("ingest/__main__.py", "ingest.train.command")
    }


def test_nothing_is_imported_as_a_builtin() -> None:
    for path in [*SOURCES, *(ROOT / "tests").rglob("*.py")]:
        bound = {
            alias.asname or alias.name
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert "eval" not in bound, name_of(path)
    assert not [
        name_of(p) for p in SOURCES if p.stem == "eval" or (p.parent.name == "eval" and p.parent.parent != ROOT)
    ]


CHILD_ENVIRONMENT = {"ingest/load/sandbox.py"}
"""Passes LD_LIBRARY_PATH on to its child process: no setting of ours."""
DEFAULTS = {"app.py", "ingest/encoder.py", "ingest/vectors.py", "ingest/train/run.py"}
"""Set variables for packages that know no other way (offline, no telemetry, quiet tokenizers)."""


def environment_uses(path: Path) -> tuple[int, int]:
    """(reads, writes) of os.environ and os.getenv in a file."""
    writes = reads = 0
    written: set[int] = set()
    for node in ast.walk(tree(path)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Subscript) and ast.unparse(target.value).endswith("environ"):
                written.add(id(target.value))
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("setdefault", "update")
            and ast.unparse(node.func.value).endswith("environ")
        ):
            written.add(id(node.func.value))
    for node in ast.walk(tree(path)):
        is_environ = isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.environb", "os.getenv")
        if is_environ and id(node) in written:
            writes += 1
        elif is_environ:
            reads += 1
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            reads += sum(alias.name in ("environ", "getenv", "environb") for alias in node.names)
    return reads, writes


def test_the_environment_is_read_in_one_file() -> None:
    uses = {name_of(path): environment_uses(path) for path in SOURCES}
    assert {name for name, (reads, _) in uses.items() if reads} == {"ingest/config.py"} | CHILD_ENVIRONMENT
    assert {name for name, (_, writes) in uses.items() if writes} <= DEFAULTS
