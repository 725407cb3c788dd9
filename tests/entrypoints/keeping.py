"""A browser over the real pages and journeys, in a world in memory: it keeps the cookies that it is given."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlencode

from chalicelib import wiring
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Status
from chalicelib.journey import links

from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import HEADERS, fresh_world, petition_in
from tests.fakes import FakePorts
from tests.fakes.district import ELM
from tests.frontend.markup import elements

held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()


class Browser:
    """Keeps the cookies that it is given, and drops those that are over at once."""

    def __init__(self) -> None:
        self.jar: dict[str, str] = {}

    def send(self, method: str, path: str, body: object = None, form: dict[str, str] | None = None, **headers: str) -> SimpleNamespace:
        kind = "application/json" if form is None else "application/x-www-form-urlencoded"
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        brought = {name.replace("_", "-"): value for name, value in headers.items()}
        told = ask(app, method, path, body if form is None else urlencode(form), HEADERS | {"cookie": cookies, "content-type": kind} | brought)
        for line in told.lines.get("set-cookie", []):
            name, _, rest = line.partition("=")
            self.jar[name] = rest.partition(";")[0]
            if "Max-Age=0" in line:
                del self.jar[name]
        return told

    def report(self, **fields: object) -> str:
        body = {"text": "三单元楼道灯坏了", "consent": True, "category": "01", "community": ELM, **fields}
        told = self.send("POST", "/api/petitions", body, idempotency_key="k" * 19 + str(len(self.jar)), nuannan_device="d" * 30)
        assert told.status == 201, told.words
        return str(told.body["number"])

    def hidden(self, path: str) -> dict[str, str]:
        return {each.attributes["name"]: each.attributes["value"] for each in elements(self.send("GET", path).words) if each.attributes.get("type") == "hidden"}


def seeing(world: FakePorts, status: Status, action: Action | None = None) -> Browser:
    """The browser that sent a petition, which stands so now."""
    browser = Browser()
    number = petition_in(world, status, action).number
    browser.jar["__Host-petition"] = links.visit_cookie(world, number, links.DEVICE)
    return browser
