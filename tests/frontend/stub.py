"""The built site with a stub of the API behind it: enough for what a page does, and no more."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CSP = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
FORM = {
    "categories": [
        {"code": "01", "name": "Roads", "kind": "livelihood"},
        {"code": "02", "name": "Noise", "kind": "livelihood"},
    ],
    "questions": [
        {"category": "02", "name": "when", "kind": "choice", "required": True, "text": "When is it worst?",
         "choices": [{"code": "night", "name": "At night"}]},
        {"category": "02", "name": "since", "kind": "date", "required": False, "text": "Since when?", "choices": []},
    ],
    "streets": [
        {"code": "s1", "name": "North Street", "communities": [{"code": "c1", "name": "Hill Community"}]}
    ],
    "district": {"code": "d", "name": "Some District"},
    "consent_version": "1",
}
RECEIPT = {
    "number": "12345678901234", "number_shown": "1234-5678-901-234", "unit_name": "Hill Community", "place_note": "",
    "response_due": "2025-09-30T12:20:00Z", "deadline": None, "emergency": None,
}  # fmt: skip


@dataclass
class Stub:
    """What the API answers, and what it was sent: `answers` are taken one after the other, the last one stays."""

    answers: list[tuple[int, Mapping[str, Any]] | None] = field(default_factory=lambda: [(201, RECEIPT)])
    desk: dict[str, tuple[int, Any]] = field(default_factory=dict)
    received: list[dict[str, Any]] = field(default_factory=list)
    delay: threading.Event | None = None
    elsewhere: Mapping[str, Any] = field(default_factory=lambda: FORM)  # the form of a district that is asked for

    def petitions(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]] | None:
        """The next answer; None is a connection that breaks after the petition has arrived."""
        kept = {name.lower(): value for name, value in headers.items()}
        self.received.append({"headers": kept, "body": json.loads(body)})
        if self.delay:
            self.delay.wait(5)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, stub: Stub, **options: Any) -> None:
        self.stub = stub
        super().__init__(*args, **options)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/api/form":
            return self._json(200, FORM if "district=" not in self.path else self.stub.elsewhere)
        if path in self.stub.desk:
            return self._json(*self.stub.desk[path])
        if path.startswith("/p/"):
            return self._text(200, f"<!doctype html><title>{path}</title><h1>{self.path}</h1>", "text/html")
        super().do_GET()
        return None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        if path == "/api/petitions":
            answer = self.stub.petitions(dict(self.headers), body)
            if answer is None:
                self.connection.close()
                return None
            return self._json(*answer)
        status, answer = self.stub.desk.get(
            f"POST {path}", (404, {"code": "not_found", "message": "?", "fields": {}})
        )
        return self._json(status, answer)

    def _json(self, status: int, answer: Any) -> None:
        self._text(status, json.dumps(answer), "application/json")

    def _text(self, status: int, text: str, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Nothing; the test's own output stays readable."""


def serve(folder: Path, stub: Stub) -> ThreadingHTTPServer:
    """A running server on a free port of 127.0.0.1."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder), stub=stub))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
