"""The phone simulator of the local stage: a carrier that keeps messages on a page and can receive."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass

from chalicelib.domain.ports import Sent

TIMEOUT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Simulator:
    """Posts to the simulator's own address; the same reference again is the same message."""

    url: str
    name: str = "simulator"
    receives: bool = True

    def send(self, phone: str, text: str, reference: str) -> Sent:
        """The simulator's id, or a named error."""
        body = json.dumps({"phone": phone, "body": text, "reference": reference}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})  # noqa: S310 (the deployment's own address)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                return Sent(str(json.load(answer)["id"]))
        except urllib.error.HTTPError as error:
            return Sent(None, f"http_{error.code}", retry=error.code >= 500)  # noqa: PLR2004
        except OSError:
            return Sent(None, "unreachable", retry=True)
