"""Mutation run over the rules: `python -m tests.prove.mutate [module …]`. One small change at a time; do tests notice?

mutmut keeps a copy of the tree and cannot follow this layout (functions/ and the repository both on the path), so this
small script does the same: it changes one node of a module's syntax, forks, imports the changed module in the child and
runs the tests that call the changed function (all of them for what stands at module level), until one fails.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis  # noqa: F401 (loaded once, before the forks)
import msgspec  # noqa: F401
import pytest

from infra import ROOT

DOMAIN = ROOT / "functions/chalicelib/domain"
MODULES = (
    "answers", "deadlines", "guards", "pauses", "petition", "phone", "places", "rates", "receipt_number", "replies",
    "round", "tally", "together", "transitions",
)  # fmt: skip
TESTS = [str(ROOT / "tests/domain"), str(ROOT / "tests/journey")]
WORKERS, SECONDS = 2, 60
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
REACHED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: the whole changed source, where it is, and what it says."""

    module: str
    line: int
    function: int
    what: str
    source: str


def mutants(module: str) -> Iterator[Mutant]:
    """Every small change of a module that this script knows."""
    tree = ast.parse((DOMAIN / f"{module}.py").read_text(encoding="utf-8"))
    for node, function in _nodes(tree):
        for what, change in _changes(node):
            held = copy.copy(node.__dict__)
            before = ast.unparse(node)
            change()
            after = ast.unparse(tree)
            said = f"{before[:70]} -> {ast.unparse(node)[:70]} ({what})".replace("\n", " ")
            node.__dict__.clear()
            node.__dict__.update(held)
            yield Mutant(module, node.lineno, function, said, after)


def _nodes(tree: ast.Module) -> list[tuple[ast.expr | ast.stmt, int]]:
    """Every node that can be changed, with the first line of the function that it stands in (0: at module level)."""
    found: list[tuple[ast.expr | ast.stmt, int]] = []

    def visit(node: ast.AST, function: int) -> None:
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Protocol" for base in node.bases):
            return
        if isinstance(node, ast.Assign) and not function and _names_only(node):
            return
        if isinstance(node, ast.FunctionDef | ast.Lambda) and not function:
            decorators = [each.lineno for each in getattr(node, "decorator_list", [])]
            function = min([node.lineno, *decorators])
        if isinstance(node, ast.expr | ast.stmt):
            found.append((node, function))
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
                continue
            for child in value if isinstance(value, list) else [value]:
                docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
                if isinstance(child, ast.AST) and not docstring and not isinstance(child, ast.Import | ast.ImportFrom):
                    visit(child, function)

    visit(tree, 0)
    return found


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    """What can be done to one node: a word for it, and a function that does it in place."""
    fields = node.__dict__

    def put(**values: object):
        return lambda: fields.update(values)

    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            if type(operator) in COMPARED:
                ops = [*node.ops]
                ops[place] = COMPARED[type(operator)]()
                yield "compare", put(ops=ops)
    elif isinstance(node, ast.BinOp) and type(node.op) in REACHED:
        yield "operator", put(op=REACHED[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield "and/or", put(op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", put(operand=ast.UnaryOp(ast.Not(), node.operand))
    elif isinstance(node, ast.Constant):
        yield from _constants(node, put)
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield "condition", put(test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "return None", put(value=ast.Constant(None))
    elif isinstance(node, ast.Assign) and not _is_none(node.value):
        yield "= None", put(value=ast.Constant(None))
    elif isinstance(node, ast.AugAssign) and type(node.op) in REACHED:
        yield "operator", put(op=REACHED[type(node.op)]())
    elif isinstance(node, ast.Call) and node.keywords:
        for place in range(len(node.keywords)):
            yield "without a keyword", put(keywords=[*node.keywords[:place], *node.keywords[place + 1 :]])
    elif isinstance(node, ast.Lambda):
        yield "lambda", put(body=ast.UnaryOp(ast.Not(), node.body))


def _constants(node: ast.Constant, put) -> Iterator[tuple[str, object]]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", put(value=not value)
    elif isinstance(value, int | float):
        yield "constant", put(value=value + 1)
    elif isinstance(value, str) and value:
        yield "constant", put(value=f"XX{value}")


def _names_only(node: ast.Assign) -> bool:
    """True for what only type checkers and star imports read: an alias of a type, and `__all__`."""
    return isinstance(node.value, ast.Subscript) or ast.unparse(node.targets[0]) == "__all__"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from the changed source."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant, self.name = mutant, f"chalicelib.domain.{mutant.module}"

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module) -> None:
        exec(compile(self.mutant.source, f"<{self.name}, changed>", "exec"), module.__dict__)


class Watch:
    """Remembers which functions of the rules each test called."""

    def __init__(self, into: Path) -> None:
        self.into, self.called = into, {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        calls: set[str] = set()

        def profile(frame, event, _):
            if event == "call" and frame.f_code.co_filename.startswith(str(DOMAIN)):
                calls.add(f"{Path(frame.f_code.co_filename).stem}:{frame.f_code.co_firstlineno}")

        sys.setprofile(profile)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            self.called[item.nodeid] = sorted(calls)

    def pytest_sessionfinish(self) -> None:
        self.into.write_text(json.dumps(self.called))


class Chosen:
    """Leaves only the named tests, those of the module's own file first."""

    def __init__(self, names: set[str] | None, module: str) -> None:
        self.names, self.own = names, f"test_{module}"

    def pytest_collection_modifyitems(self, items) -> None:
        items[:] = [each for each in items if self.names is None or each.nodeid in self.names]
        items.sort(key=lambda each: self.own not in each.nodeid)


def _run(plugin: object, files: list[str]) -> int:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    return int(pytest.main(["-x", "-q", "--tb=no", "-p", "no:warnings", "--rootdir", str(ROOT), *files], [plugin]))


def _forked(work) -> int:
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of its own CPU time, however busy the machine is
        code = work()
    finally:
        os._exit(code)


def watched() -> dict[str, set[str]]:
    """For each function of the rules the tests that call it."""
    into = Path(tempfile.mkdtemp()) / "called.json"
    _, status = os.waitpid(_forked(lambda: _run(Watch(into), TESTS)), 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit("the tests fail without any change")
    tests: dict[str, set[str]] = {}
    for name, calls in json.loads(into.read_text()).items():
        for call in calls:
            tests.setdefault(call, set()).add(name)
    return tests


def _judge(mutant: Mutant, tests: dict[str, set[str]]) -> int:
    """A child that ends with 0 when no test noticed the change."""
    names = tests.get(f"{mutant.module}:{mutant.function}", set()) if mutant.function else None
    files = TESTS if names is None else sorted({str(ROOT / name.split("::")[0]) for name in names})

    def work() -> int:
        if not files:
            return 0
        sys.meta_path.insert(0, Changed(mutant))
        return _run(Chosen(names, mutant.module), files)

    return _forked(work)


def survivors(made: list[Mutant], tests: dict[str, set[str]]) -> list[Mutant]:
    """The changes that no test noticed."""
    running: dict[int, Mutant] = {}
    left: list[Mutant] = []

    def wait() -> None:
        child, status = os.wait()
        mutant = running.pop(child)
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            print(f"  (stopped after {SECONDS} CPU seconds) {mutant.module}.py:{mutant.line}: {mutant.what}", flush=True)
        if code == 0:
            left.append(mutant)
            print(f"  {mutant.module}.py:{mutant.line}: {mutant.what}", flush=True)

    for mutant in made:
        if len(running) == WORKERS:
            wait()
        running[_judge(mutant, tests)] = mutant
    while running:
        wait()
    return left


def main() -> None:
    parser = argparse.ArgumentParser(description="Changes the rules one node at a time and names what no test noticed.")
    parser.add_argument("modules", nargs="*", default=MODULES)
    parser.add_argument("--every", type=int, default=1, help="only each n-th change")
    asked = parser.parse_args()
    os.nice(10)
    tests = watched()
    total: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for module in asked.modules:
        started = time.monotonic()
        made = list(mutants(module))[:: asked.every]
        left = survivors(made, tests)
        total[module], lost[module] = len(made), len(left)
        killed = len(made) - len(left)
        print(f"{module}: {killed} of {len(made)} killed, {time.monotonic() - started:.0f} s", flush=True)
    every, missed = sum(total.values()), sum(lost.values())
    print(f"all: {every - missed} of {every} killed, {(every - missed) / every:.1%}")


if __name__ == "__main__":
    main()
