"""Health, and the description of the API."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.http import answer, view
from chalicelib.observability import log_error
from chalicelib.wiring import ports

system = Blueprint(__name__)
_view = view(lambda: system.current_request)


@system.route("/health", methods=["GET"])
@_view
def health(request: Request) -> Response:  # noqa: ARG001
    """Whether the platform can work: the table answers and a district is loaded."""
    wired = ports()
    table, ready = "ok", False
    try:
        ready = wired.table_answers()
    except Exception as error:  # noqa: BLE001 (whatever keeps the table away, the answer says so)
        log_error("health.table_away", error)
        table = "away"
    body = {
        "status": "ok" if ready else "no_district" if table == "ok" else "table_away",
        "table": table,
        "stage": wired.settings.stage,
        "version": wired.settings.version,
        "now": wired.clock.now().isoformat(),
    }
    return answer(body, 200 if ready else 503)


@system.route("/openapi.json", methods=["GET"])
@_view
def openapi(request: Request) -> Response:  # noqa: ARG001
    """The description of this API."""
    from chalicelib.entrypoints.openapi import document

    return answer(document())
