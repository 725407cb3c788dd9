"""The local front: one origin for pages and API, by the list that CloudFront is made from, and the phone simulator."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore.exceptions import ClientError

from infra import ROOT
from infra.local.phones import Phones, reply_event

PAGES = Path(__file__).parent / "pages"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
LARGEST_BODY = 10 * 1024 * 1024  # Source: API Gateway's payload limit
HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "transfer-encoding",
        "content-length",
        "host",
        "te",
        "upgrade",
        "date",
        "server",
    }
)


@dataclass(frozen=True, slots=True)
class Origins:
    """What lies behind the front."""

    api_host: str
    api_prefix: str
    s3: Any
    sns: Any
    site_bucket: str
    bulletins_bucket: str
    inbound_topic: str
    phones: Phones
    now: Callable[[], str]


def rules() -> dict[str, Any]:
    """The list of paths and headers."""
    read: dict[str, Any] = json.loads((ROOT / "infra/front.json").read_text())
    return read


def make_server(port: int, origins: Origins) -> ThreadingHTTPServer:
    """The front, listening on loopback only."""
    listed = rules()

    class Front(Handler):
        behind = origins
        listed_rules = listed

    server = ThreadingHTTPServer(("127.0.0.1", port), Front)
    server.daemon_threads = True
    return server


def serve(server: ThreadingHTTPServer) -> threading.Thread:
    """The thread that serves until `server.shutdown()`."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    return thread


class Handler(BaseHTTPRequestHandler):
    """One request."""

    behind: Origins
    listed_rules: dict[str, Any]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: paths hold link tokens."""

    def do_GET(self) -> None:
        """Any request."""
        self._route()

    do_POST = do_DELETE = do_HEAD = do_PUT = do_GET

    def _route(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            self._send(
                413,
                {"Content-Type": "application/json"},
                b'{"code":"body_too_large","message":"","fields":{}}',
            )
            return
        body = self.rfile.read(length)
        path = urlsplit(self.path).path
        if path.startswith("/phones/"):
            self._phones(path, body)
        elif any(
            path == each or (each.endswith("/") and path.startswith(each))
            for each in self.listed_rules["api"]
        ):
            self._api(body)
        elif any(path.startswith(each) for each in self.listed_rules["bulletins"]):
            self._file(self.behind.bulletins_bucket, path)
        else:
            self._file(self.behind.site_bucket, path)

    def _api(self, body: bytes) -> None:
        origin = http.client.HTTPConnection(self.behind.api_host, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        headers["X-Forwarded-For"] = self.client_address[0]
        try:
            origin.request(self.command, self.behind.api_prefix + self.path, body or None, headers)
            answer = origin.getresponse()
            content = answer.read()
        except OSError:
            self._send(
                502, {"Content-Type": "application/json"}, b'{"code":"internal","message":"","fields":{}}'
            )
            return
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
        self._send(answer.status, kept, content)

    def _file(self, bucket: str, path: str) -> None:
        key = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        try:
            found = self.behind.s3.get_object(Bucket=bucket, Key=key)
            status, kind, content = 200, found["ContentType"], found["Body"].read()
        except ClientError:
            status, kind, content = 404, KINDS[".html"], self._not_found()
        self._send(status, {"Content-Type": kind, "Cache-Control": "no-cache"}, content)

    def _not_found(self) -> bytes:
        try:
            page: bytes = self.behind.s3.get_object(Bucket=self.behind.site_bucket, Key="404.html")[
                "Body"
            ].read()
        except ClientError:
            return b"404"
        return page

    def _phones(self, path: str, body: bytes) -> None:
        if path.startswith("/phones/api/"):
            self._phones_api(path, body)
            return
        name = path.removeprefix("/phones/") or "index.html"
        file = PAGES / name
        if file.parent != PAGES or not file.is_file():
            self._json(404, {"code": "not_found"})
            return
        self._send(200, {"Content-Type": KINDS[file.suffix]}, file.read_bytes())

    def _phones_api(self, path: str, body: bytes) -> None:
        behind = self.behind
        if path == "/phones/api/phones" and self.command == "GET":
            self._json(200, {"phones": behind.phones.all()})
            return
        if path == "/phones/api/messages" and self.command == "GET":
            after = parse_qs(urlsplit(self.path).query).get("after", ["0"])[0]
            self._json(200, {"messages": behind.phones.after(int(after) if after.isdecimal() else 0)})
            return
        try:
            came = json.loads(body)
            phone, words = str(came["phone"]), str(came["body"])
        except (ValueError, KeyError, TypeError):
            self._json(400, {"code": "body_broken"})
            return
        if path == "/phones/api/outbound":
            self._json(200, {"id": behind.phones.receive(phone, words, str(came["reference"]), behind.now())})
        elif path == "/phones/api/replies":
            identity = str(came.get("id") or behind.phones.reply(phone, words, behind.now()))
            kind = {"DataType": "String", "StringValue": "reply"}
            behind.sns.publish(
                TopicArn=behind.inbound_topic,
                Message=reply_event(phone, words, f"sim-{identity}"),
                Subject="reply",
                MessageAttributes={"kind": kind},
            )
            self._json(200, {"id": identity})
        else:
            self._json(404, {"code": "not_found"})

    def _json(self, status: int, body: object) -> None:
        self._send(
            status, {"Content-Type": "application/json"}, json.dumps(body, ensure_ascii=False).encode()
        )

    def _send(self, status: int, headers: dict[str, str] | list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        pairs = list(headers.items()) if isinstance(headers, dict) else headers
        names = {name.lower() for name, _ in pairs}
        pairs += [
            (name, value) for name, value in self.listed_rules["headers"].items() if name.lower() not in names
        ]
        for name, value in pairs:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
