"""The built site with a stub of the API behind it: enough for what a page does, and no more."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

STALLED_SECONDS = 60
# The same that CloudFront and the local front send.
CSP = json.loads((Path(__file__).parents[2] / "infra/front.json").read_text())["headers"]["Content-Security-Policy"]
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
    "consent_version": "1", "response_hours": 6, "closing_days": [2, 4, 9],
}
WORDS = {
    "categories": [
        {"code": "01", "name": "Roads", "words": {}},
        {"code": "0101", "name": "Street lamps", "words": {" lamp": 9, "路灯": 9}},
        {"code": "02", "name": "Noise", "words": {}},
        {"code": "0201", "name": "Building sites", "words": {" noise": 9}},
    ],
    "least": 8, "most": 3,
}  # fmt: skip
MAP = {
    "credit": "Outlines & Sons",
    "frame": {"west": 120.3, "north": 36.095, "per_longitude": 8080.0, "per_latitude": 10000.0},
    "streets": [
        {"code": "s1", "name": "North Street", "path": "M0 0L500 0L500 400L0 400Z", "x": 250, "y": 200},
        {"code": "s2", "name": "South Street", "path": "M500 0L1000 0L1000 400L500 400Z", "x": 750, "y": 200},
    ],
    "tiles": None,
}
CHECKED: Mapping[str, Any] = {"emergency": None, "place_name": "Hill Community", "categories": [], "nearby": []}
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
    asked: list[tuple[str, int]] = field(default_factory=list)  # what the desk read, and whether it had it already
    sent: list[dict[str, Any]] = field(default_factory=list)  # what the desk sent
    dead: bool = False  # the desk stands in a dead spot: what it sends arrives, and no answer comes back
    delay: threading.Event | None = None
    stalled: threading.Event | None = None  # the line hangs: what is asked for is taken, and answered once this is set
    fetched: list[str] = field(default_factory=list)  # the path of each GET, as it came
    checks: list[tuple[int, Mapping[str, Any]]] = field(default_factory=lambda: [(200, CHECKED)])
    photos: list[dict[str, Any]] = field(default_factory=list)  # places that were asked for
    uploads: dict[str, bytes] = field(default_factory=dict)  # what came in, by its place
    upload_status: int = 204
    checked: list[dict[str, Any]] = field(default_factory=list)  # what was looked at before sending
    form: Mapping[str, Any] = field(default_factory=lambda: FORM)
    elsewhere: Mapping[str, Any] = field(default_factory=lambda: FORM)  # the form of a district that is asked for
    map: Mapping[str, Any] = field(default_factory=lambda: MAP)
    pages: dict[str, str] = field(default_factory=dict)  # pages that a function renders, by their paths
    policy: str = CSP

    def petitions(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]] | None:
        """The next answer; None is a connection that breaks after the petition has arrived."""
        kept = {name.lower(): value for name, value in headers.items()}
        self.received.append({"headers": kept, "body": json.loads(body)})
        if self.delay:
            self.delay.wait(5)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # a page of forty files is there sooner over connections that stay
    disable_nagle_algorithm = True

    def __init__(self, *args: Any, stub: Stub, **options: Any) -> None:
        self.stub = stub
        super().__init__(*args, **options)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.stub.policy)
        super().end_headers()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.stub.fetched.append(path)
        if self.stub.stalled:
            self.stub.stalled.wait(STALLED_SECONDS)
        if path == "/api/form":
            return self._json(200, self.stub.form if "district=" not in self.path else self.stub.elsewhere)
        if path in ("/api/form/words", "/api/form/map"):
            return self._json(200, WORDS if path.endswith("words") else self.stub.map)
        if path in self.stub.pages:
            return self._text(200, self.stub.pages[path], "text/html")
        if path in self.stub.desk:
            return self._tagged(*self.stub.desk[path])
        if path.startswith("/p/"):
            return self._text(200, f"<!doctype html><title>{path}</title><h1>{self.path}</h1>", "text/html")
        super().do_GET()
        return None

    def _tagged(self, status: int, answer: Any) -> None:
        """The answer with the mark of its content; nothing when the caller has it. Counts what the desk asked for."""
        answer = answer(self.path) if callable(answer) else answer
        mark = f'"{hashlib.blake2b(json.dumps(answer).encode(), digest_size=8).hexdigest()}"'
        known = self.headers.get("If-None-Match") == mark and status == 200
        self.stub.asked.append((self.path.partition("?")[0], 304 if known else status))
        self.send_response(304 if known else status)
        self.send_header("ETag", mark)
        content = b"" if known else json.dumps(answer).encode()
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        path = self.path.partition("?")[0]
        self.stub.sent.append({"path": path, "key": None, "body": body})
        self._json(*self.stub.desk[f"PUT {path}"])

    def do_DELETE(self) -> None:
        path = self.path.partition("?")[0]
        self._json(*self.stub.desk.get(f"DELETE {path}", (200, {})))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        if path == "/api/petitions":
            answer = self.stub.petitions(dict(self.headers), body)
            if answer is None:
                return self._breaks_off()
            return self._json(*answer)
        if path == "/uploads":
            self.send_response(self.stub.upload_status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            if self.stub.upload_status < 300:  # noqa: PLR2004 (taken)
                self.stub.uploads.update([_upload(body)])
            return None
        if path == "/api/photos":
            asked = json.loads(body)
            self.stub.photos.append(asked)
            taken = asked["id"] in self.stub.uploads
            return self._json(200, {"state": "ready" if taken else "awaited", "fields": {} if taken else {"key": asked["id"]}})
        if path == "/api/checks":
            self.stub.checked.append(json.loads(body))
            return self._json(*(self.stub.checks.pop(0) if len(self.stub.checks) > 1 else self.stub.checks[0]))
        self.stub.sent.append({"path": path, "key": self.headers.get("Idempotency-Key"), "body": json.loads(body) if body else None})
        if self.stub.dead:
            return self._breaks_off()
        status, answer = self.stub.desk.get(
            f"POST {path}", (404, {"code": "not_found", "message": "?", "fields": {}})
        )
        return self._json(status, answer(json.loads(body) if body else None) if callable(answer) else answer)

    def _breaks_off(self) -> None:
        """What comes back is no answer. With no byte at all a browser would send again by itself, over a connection that it had used before."""
        self.wfile.write(b"\0" * 9)
        self.close_connection = True

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


def _upload(body: bytes) -> tuple[str, bytes]:
    """The place and the content of a form that a browser sent to the bucket."""
    boundary = body.partition(b"\r\n")[0]
    parts = [each.partition(b"\r\n\r\n") for each in body.split(boundary)[1:-1]]
    found = {head.partition(b'name="')[2].partition(b'"')[0].decode(): content[:-2] for head, _, content in parts}
    return found["key"].decode(), found["file"]


class _Server(ThreadingHTTPServer):
    """Once it is closed, its connections are as well: nobody is answered any more."""

    daemon_threads = True

    def __init__(self, *args: Any, **options: Any) -> None:
        self.connections: set[socket.socket] = set()
        super().__init__(*args, **options)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        for each in list(self.connections):
            with suppress(OSError):  # it ended by itself meanwhile
                each.shutdown(socket.SHUT_RDWR)


def serve(folder: Path, stub: Stub, port: int = 0) -> ThreadingHTTPServer:
    """A running server of 127.0.0.1, on a free port when none is named."""
    server = _Server(("127.0.0.1", port), partial(_Handler, directory=str(folder), stub=stub))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server
