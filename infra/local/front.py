"""The local front: one origin for pages and API, by the list that CloudFront is made from, and the phone simulator."""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore.exceptions import ClientError

from infra import gateway, generated
from infra.local.phones_api import REFUSED, PhonesApi

PAGES = Path(__file__).parent / "pages"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
LARGEST_BODY = 10 * 1024 * 1024  # Source: API Gateway's payload limit
LONGEST_NUMBER = 18
SILENT_SECONDS = 60  # a browser that opens a connection and says nothing does not hold a thread for ever
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
    origin_key: str
    s3: Any
    site_bucket: str
    bulletins_bucket: str
    uploads_bucket: str
    photos_bucket: str
    phones: PhonesApi
    map_tile_host: str = ""


def make_server(port: int, origins: Origins) -> ThreadingHTTPServer:
    """The front, listening on loopback only."""
    listed = generated.front(origins.map_tile_host)

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


def _is_the_engines(status: int, content: bytes) -> bool:
    """True for a failure that no function of ours worded, such as one whose function could not be called."""
    return status >= 500 and b'"code"' not in content and b"<html" not in content  # noqa: PLR2004 (server's faults)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    behind: Origins
    listed_rules: dict[str, Any]
    protocol_version = "HTTP/1.1"
    timeout = SILENT_SECONDS

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: paths hold link tokens."""

    def do_GET(self) -> None:
        """Any request."""
        self._route()

    do_POST = do_DELETE = do_HEAD = do_PUT = do_PATCH = do_OPTIONS = do_GET

    def _route(self) -> None:
        said = self.headers.get("Content-Length") or "0"
        length = int(said) if said.isdecimal() and len(said) < LONGEST_NUMBER else LARGEST_BODY + 1
        if length > LARGEST_BODY or self.headers.get("Transfer-Encoding"):
            self.close_connection = True  # what follows is not read
            self._refuse("REQUEST_TOO_LARGE" if said.isdecimal() and length else "DEFAULT_4XX")
            return
        body = self.rfile.read(length)
        path = urlsplit(self.path).path
        if path.startswith("/phones/"):
            self._phones(path, body)
        elif any(
            path == each or (each.endswith("/") and path.startswith(each))
            for each in (*self.listed_rules["api"], *self.listed_rules["public"])
        ):
            self._api(body)
        elif path in self.listed_rules["uploads"]:
            self._signed(f"/{self.behind.uploads_bucket}", body)
        elif any(path.startswith(each) for each in self.listed_rules["photos"]):
            self._signed(f"/{self.behind.photos_bucket}{self.path}", b"")
        elif any(path.startswith(each) for each in self.listed_rules["bulletins"]):
            self._file(self.behind.bulletins_bucket, path)
        else:
            self._file(self.behind.site_bucket, path)

    def _api(self, body: bytes) -> None:
        origin = http.client.HTTPConnection(self.behind.api_host, timeout=60)
        try:
            origin.request(self.command, self.behind.api_prefix + self.path, body or None, self._passed_on())
            answer = origin.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException, ValueError):
            self._refuse("DEFAULT_5XX", 502)
            return
        finally:
            origin.close()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
        if answer.headers.get("x-amzn-ErrorType") or _is_the_engines(answer.status, content):
            self._say(*gateway.answered(answer.status, answer.headers.get("x-amzn-ErrorType")))
            return
        self._send(answer.status, kept, content)

    def _signed(self, address: str, body: bytes) -> None:
        """Passed on to a bucket as it came: a signature of a function lets it in, or nothing does.

        The local engine lets in what carries none at all, which S3 does not.
        """
        if b'name="x-amz-signature"' not in body and "X-Amz-Signature=" not in self.path:
            self._refuse("DEFAULT_4XX", 403)
            return
        kind = {"Content-Type": self.headers["Content-Type"]} if self.headers["Content-Type"] else {}
        origin = http.client.HTTPConnection(self.behind.api_host, timeout=60)
        try:
            origin.request(self.command, address, body or None, kind)
            answer = origin.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException, ValueError):
            self._refuse("DEFAULT_5XX", 502)
            return
        finally:
            origin.close()
        self._send(answer.status, [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP], content)

    def _passed_on(self) -> dict[str, str]:
        """The viewer's headers with those that the front alone sets, whatever the viewer sent under their names."""
        viewer, key = self.listed_rules["viewer"], self.listed_rules["origin_key"]
        own = {viewer.lower(), key.lower()}
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP | own}
        forwarded = ", ".join(filter(None, (headers.get("X-Forwarded-For"), self.client_address[0])))
        return {
            **headers,
            "X-Forwarded-For": forwarded,
            viewer: self.client_address[0],
            key: self.behind.origin_key,
        }

    def _refuse(self, name: str, status: int = 400) -> None:
        """Answers what the gateway would."""
        self._say(gateway.ANSWERS[name][0] or status, gateway.body(name))

    def _say(self, status: int, body: str) -> None:
        plain = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        self._send(status, plain, body.encode())

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
            self._refuse("RESOURCE_NOT_FOUND")
            return
        self._send(200, {"Content-Type": KINDS[file.suffix]}, file.read_bytes())

    def _phones_api(self, path: str, body: bytes) -> None:
        phones = self.behind.phones
        if self.command == "GET":
            told = phones.get(path, parse_qs(urlsplit(self.path).query))
        else:
            told = phones.post(path, body)
        if told.status == 0:
            self.close_connection = True  # the carrier took it and says nothing
        elif told.body is None:
            self._refuse("RESOURCE_NOT_FOUND")
        elif told is REFUSED:
            self._refuse("DEFAULT_4XX")
        else:
            self._json(told.status, told.body)

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
