"""What the benches share: the app in this process on the real local AWS, its calls, and CPU time by parts."""

import json
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions")]

from chalicelib import wiring  # noqa: E402
from chalicelib.entrypoints import http  # noqa: E402

from tests.engine import Engine, EngineWired, environment, running  # noqa: E402

NEVER_REACHED = 10_000_000
HEADERS = {"nuannan-request": "1", "content-type": "application/json", "nuannan-device": "d" * 32}
WORDS = "您好，我是这个小区的居民。三号楼二单元的楼道灯已经坏了三天，老人晚上下楼看不见路，请尽快派人来修一下，谢谢。"
COMMUNITY = "370202001001"


@contextmanager
def stage() -> Iterator[tuple[Engine, EngineWired]]:
    """The engine in a process of its own, and in this process an environment as a function has it."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as engine:
        wired = engine.fresh()
        wired.districts.current()
        lift_limits()
        with environment(engine.environment(wired.settings)):
            from chalicelib.wiring import ports

            ports.cache_clear()
            yield engine, wired


def lift_limits() -> None:
    """The door counts as ever and lets all through: one source sends everything here, from this process."""
    from chalicelib.journey import door

    door.LIMITS |= {what: (NEVER_REACHED, window) for what, (_, window) in door.LIMITS.items()}


def submission(key: str, **fields: object) -> dict[str, Any]:
    """What API Gateway hands to the function when a citizen sends the form."""
    body = {"text": WORDS, "consent": True, "community": COMMUNITY, "phone": "13800138001", **fields}
    # What the front adds: without its key the function answers nobody.
    front = {http.ORIGIN_KEY: wiring.ports().origin_key.decode(), http.VIEWER: "192.0.2.1"}
    headers = HEADERS | front | {"idempotency-key": key}
    return {
        "requestContext": {
            "httpMethod": "POST",
            "resourcePath": "/api/petitions",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "pathParameters": None,
        "multiValueQueryStringParameters": None,
        "body": json.dumps(body, ensure_ascii=False),
        "isBase64Encoded": False,
        "stageVariables": None,
    }


@contextmanager
def recorded() -> Iterator[list[tuple[str, dict[str, Any], dict[str, Any]]]]:
    """Every AWS call of this process: "dynamodb.GetItem", its parameters, its answer."""
    from botocore.client import BaseClient

    calls: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    make = BaseClient._make_api_call

    def made(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        name = f"{client.meta.service_model.service_name}.{operation}"
        answer: dict[str, Any] = {}
        calls.append((name, parameters, answer))
        answer.update(make(client, operation, parameters))
        return answer

    with patch.object(BaseClient, "_make_api_call", made):
        yield calls


class Parts:
    """CPU time of named functions, each without what it calls of the others."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()
        self._stack: list[float] = []

    def timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The function, measured."""

        def measured(*args: Any, **named: Any) -> Any:
            self._stack.append(0.0)
            started = time.process_time()
            try:
                return call(*args, **named)
            finally:
                whole = time.process_time() - started
                self.spent[name] += whole - self._stack.pop()
                self.calls[name] += 1
                if self._stack:
                    self._stack[-1] += whole

        return measured

    @contextmanager
    def measure(self, *wanted: tuple[str, Any, str]) -> Iterator[None]:
        """While inside, each (part, owner, attribute) is measured."""
        patches = [patch.object(owner, name, self.timed(part, getattr(owner, name))) for part, owner, name in wanted]
        for each in patches:
            each.start()
        try:
            yield
        finally:
            for each in patches:
                each.stop()


def table(heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Nothing; prints aligned columns, numbers to the right."""
    lines = [tuple(f"{cell:,.1f}" if isinstance(cell, float) else str(cell) for cell in row) for row in (heads, *rows)]
    wide = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    for number, line in enumerate(lines):
        cells = [cell.ljust(wide[0]) if not place else cell.rjust(wide[place]) for place, cell in enumerate(line)]
        print("  " + "  ".join(cells).rstrip())
        if not number:
            print("  " + "  ".join("-" * width for width in wide))


def quiet() -> None:
    """Nothing; this process yields to what else runs on the machine."""
    os.nice(5)
