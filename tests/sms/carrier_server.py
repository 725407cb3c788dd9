"""A carrier of SMS on this machine: it answers what it was told to answer, and keeps what it was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HANGS, CUTS = "hangs", "cuts"  # it takes the request and never answers; it takes it and hangs up


@dataclass
class CarrierServer:
    """What is asked of it is answered by `answer`: a status with a body, or one of the two silences."""

    answer: tuple[int, bytes] | str = (200, b"{}")
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""
    over: threading.Event = field(default_factory=threading.Event)


class Quiet(ThreadingHTTPServer):
    """A client that went away is what some tests are about."""

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def carrier_server() -> Iterator[CarrierServer]:
    """A server on a port of its own; it ends with the block."""
    held = CarrierServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            held.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if held.answer == HANGS:
                held.over.wait(10)
            if isinstance(held.answer, str):
                self.close_connection = True
                return
            status, content = held.answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    held.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield held
    finally:
        held.over.set()
        server.shutdown()
        server.server_close()
