"""The one import rule of design section 7, read from the syntax of every module."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parent.parent / "functions" / "chalicelib"

# What a layer may import from chalicelib besides itself.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "domain": frozenset(),
    "journey": frozenset({"domain"}),
    "storage": frozenset({"domain"}),
    "sms": frozenset({"domain"}),
    "identity": frozenset({"domain"}),
    "messages": frozenset({"domain"}),
    "images": frozenset({"domain"}),
    "cold_start": frozenset(),
    "settings": frozenset({"domain"}),
    "observability": frozenset({"domain"}),
    # The edge words its refusals itself; every other sentence reaches it through a journey.
    "entrypoints": frozenset({"domain", "journey", "messages", "wiring", "settings", "observability"}),
    "wiring": frozenset({"domain", "journey", "storage", "sms", "identity", "images", "messages", "settings", "observability"}),
}

PURE = ("domain", "journey")
# Clock, chance, environment, network and AWS come in through ports.
IMPURE_MODULES = frozenset(
    {"aws_lambda_powertools", "boto3", "botocore", "chalice", "http", "os", "random", "requests", "secrets"}
    | {"socket", "subprocess", "time", "urllib", "uuid"}
)
IMPURE_CALLS = frozenset({"now", "utcnow", "today", "time_ns"})


class Violation(NamedTuple):
    module: str
    line: int
    what: str


def layer_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imported_modules(tree: ast.AST, module: str, is_package: bool) -> Iterator[tuple[int, str]]:
    """Every imported module with its line; `from . import x` is made absolute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                kept = module.split(".")[: -node.level + is_package or None]
                base = ".".join([*kept, base]).rstrip(".")
            if base == "chalicelib":
                yield from ((node.lineno, f"chalicelib.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, base


def import_faults(layer: str, imported: str) -> str | None:
    top = imported.partition(".")[0]
    if top == "chalicelib":
        target = layer_of(imported)
        allowed = target in (layer, "") or target in MAY_IMPORT[layer]
        return None if allowed else f"{layer} imports {target}"
    if layer in PURE and top in IMPURE_MODULES and imported != "urllib.parse":  # it quotes and asks nobody
        return f"{layer} imports {top}"
    if layer == "domain" and top not in sys.stdlib_module_names:
        return f"domain imports {top}, which is not in the standard library"
    return None


def impure_calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls such as datetime.now() and date.today(), and any touch of os.environ."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "environ":
            yield node.lineno, "touches os.environ"
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        called = ast.unparse(node.func)
        clock = node.func.attr in IMPURE_CALLS and called.rsplit(".", 2)[-2] in ("datetime", "date", "time")
        if clock or called == "time.time":
            yield node.lineno, f"calls {called}()"


def violations(source: str, module: str, is_package: bool = False) -> list[Violation]:
    tree, layer = ast.parse(source), layer_of(module)
    if layer not in MAY_IMPORT:
        return [Violation(module, 1, "lies in no known layer")] if layer else []
    found = [
        Violation(module, line, fault)
        for line, imported in imported_modules(tree, module, is_package)
        if (fault := import_faults(layer, imported))
    ]
    if layer in PURE:
        found += [Violation(module, line, what) for line, what in impure_calls(tree)]
    return found


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def test_every_module_imports_one_way() -> None:
    found = [
        violation
        for module, path in modules()
        for violation in violations(path.read_text("utf-8"), module, path.name == "__init__.py")
    ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("chalicelib.domain.rates", "from chalicelib.journey import submit"),
        ("chalicelib.domain.rates", "from ..storage.keys import pk"),
        ("chalicelib.domain.rates", "import msgspec"),
        ("chalicelib.domain.rates", "def late():\n    import boto3"),
        ("chalicelib.domain.rates", "from datetime import datetime\ndatetime.now()"),
        ("chalicelib.domain.rates", "import datetime\ndatetime.datetime.utcnow()"),
        ("chalicelib.domain.rates", "import datetime\ndatetime.date.today()"),
        ("chalicelib.journey.submit", "from chalicelib import storage"),
        ("chalicelib.journey.submit", "from chalicelib.messages.errors import text"),
        ("chalicelib.journey.submit", "import time\ntime.time()"),
        ("chalicelib.journey.submit", "import secrets"),
        ("chalicelib.journey.submit", "from os import environ"),
        ("chalicelib.journey.submit", "import chalice"),
        ("chalicelib.storage.petitions", "from chalicelib.journey import submit"),
        ("chalicelib.sms.sns", "from ..storage import keys"),
        ("chalicelib.messages.sms", "import chalicelib.wiring"),
        ("chalicelib.entrypoints.citizen", "from chalicelib.storage import keys"),
        ("chalicelib.wiring", "from chalicelib.entrypoints import http"),
        ("chalicelib.helpers", "x = 1"),
    ],
)
def test_a_planted_violation_is_caught(module: str, source: str) -> None:
    assert violations(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("chalicelib.domain.rates", "from datetime import time, datetime\nfrom . import petition"),
        ("chalicelib.journey.submit", "from ..domain.errors import Busy\ndef f(ports): ports.clock.now()"),
        ("chalicelib.entrypoints.citizen", "from chalicelib import wiring\nimport chalice, time"),
        ("chalicelib.storage.petitions", "import boto3\nfrom chalicelib.domain import petition"),
    ],
)
def test_an_allowed_import_passes(module: str, source: str) -> None:
    assert violations(source, module) == []


def test_a_package_resolves_its_relative_imports_against_itself() -> None:
    assert violations("from ..storage import keys", "chalicelib.journey", is_package=True)
    assert violations("from .submit import submit", "chalicelib.journey", is_package=True) == []
