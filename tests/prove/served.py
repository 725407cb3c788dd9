"""The built site and the real app behind one address of this machine, over the in-memory world: for a browser to look at."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from chalice.app import Chalice

from tests.entrypoints.gateway import OURS, ask
from tests.entrypoints.walk import HEADERS
from tests.frontend.stub import CSP

APP = ("/api/", "/p/", "/s/", "/public/")


@dataclass
class Served:
    """What answers: the app, who is signed in at the desk, and pages that a test puts there."""

    app: Chalice
    staff: dict[str, str]
    pages: dict[str, Callable[[], str]]


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, served: Served, **options: Any) -> None:
        self.served = served
        super().__init__(*arguments, **options)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        if self.path.startswith("/assets/"):
            self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def do_GET(self) -> None:
        if self.path in self.served.pages:
            self._say(SimpleNamespace(status=200, words=self.served.pages[self.path](), headers={"content-type": "text/html; charset=utf-8"}, lines={}))
        elif self.path.startswith(APP):
            self._ask()
        else:
            super().do_GET()

    def do_POST(self) -> None:
        self._ask()

    def _ask(self) -> None:
        """The app's answer, asked as API Gateway would."""
        path = urlsplit(self.path).path
        resource, parts = matched(self.served.app, path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode() if length else None
        headers = HEADERS | {name.lower(): value for name, value in self.headers.items()} | (OURS if path.startswith("/api/") else {})
        query = self.path.partition("?")[2]
        self._say(ask(self.served.app, self.command, f"{resource}?{query}", body, headers, self.served.staff if path.startswith("/api/desk/") else None, parts))

    def _say(self, told: SimpleNamespace) -> None:
        content = told.words.encode("utf-8", "surrogatepass") if isinstance(told.words, str) else told.words or b""
        self.send_response(told.status)
        for name, value in told.headers.items():
            # What the app says may be kept for a while is another world's after the next change of worlds.
            if name not in ("content-length", "content-security-policy", "cache-control"):
                self.send_header(name, value)
        for cookie in told.lines.get("set-cookie", []):
            self.send_header("Set-Cookie", cookie)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing; the test's own output stays readable."""


def matched(app: Chalice, path: str) -> tuple[str, dict[str, str] | None]:
    """The route that a path belongs to, and what stands in its places; the path itself where there is none."""
    if path in app.routes:
        return path, None
    said = path.split("/")
    for route in app.routes:
        places = route.split("/")
        if len(places) == len(said) and all(place.startswith("{") or place == word for place, word in zip(places, said, strict=True)):
            return route, {place[1:-1]: word for place, word in zip(places, said, strict=True) if place.startswith("{")}
    return path, None


def serve(folder: Path, served: Served) -> ThreadingHTTPServer:
    """A running server of 127.0.0.1 on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder), served=served))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server
