"""Asks a Chalice app as API Gateway would, with headers and a body for JSON."""

from __future__ import annotations

import importlib
import json
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from chalice.app import Chalice

OURS = {"nuannan-request": "1", "content-type": "application/json"}


def fresh_app() -> tuple[Chalice, Any]:
    """The real app and its system routes, imported anew: Chalice can register a blueprint once in a process."""
    import chalicelib

    held = sys.modules.get("chalicelib.entrypoints")
    with patch.dict(sys.modules):
        for name in [each for each in sys.modules if _anew(each)]:
            del sys.modules[name]
        made = importlib.import_module("app").app
        system = sys.modules["chalicelib.entrypoints.system"]
        others = {name: module for name, module in sys.modules.items() if not _anew(name)}
    # What was loaded on the way stays loaded, or there would be two of it.
    sys.modules.update(others)
    if held is not None:
        chalicelib.entrypoints = held  # type: ignore[attr-defined]
    return made, system


def _anew(name: str) -> bool:
    return name == "app" or name.startswith("chalicelib.entrypoints")


def ask(
    app: Chalice,
    method: str,
    path: str,
    body: object = None,
    headers: dict[str, str] | None = None,
    authorizer: dict[str, str] | None = None,
    parts: dict[str, str] | None = None,
) -> SimpleNamespace:
    """The answer: status, JSON body (None for anything else), headers by lower-case name, and the words as they came."""
    address, _, query = path.partition("?")
    sent = body if isinstance(body, str) or body is None else json.dumps(body)
    held = headers if headers is not None else OURS
    context = {"httpMethod": method, "resourcePath": address, "identity": {"sourceIp": "192.0.2.1"}}
    asked = {name: [value] for name, value in (pair.split("=") for pair in query.split("&") if pair)}
    told = app(
        {
            "requestContext": context | ({"authorizer": authorizer} if authorizer else {}),
            "headers": held,
            "multiValueHeaders": {name: [value] for name, value in held.items()},
            "pathParameters": parts,
            "multiValueQueryStringParameters": asked or None,
            "body": sent,
            "isBase64Encoded": False,
            "stageVariables": None,
        },
        None,
    )
    lines: dict[str, Any] = {name.lower(): values for name, values in told["multiValueHeaders"].items()}
    single = {name.lower(): value for name, value in told["headers"].items()}
    words = told["body"]
    body = json.loads(words) if words and "/json" in str(single.get("content-type")) else None
    return SimpleNamespace(status=told["statusCode"], body=body, headers=single, lines=lines, words=words)
