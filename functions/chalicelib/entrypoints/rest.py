"""The REST handler as a whole: who may knock, what Chalice would answer by itself, and one observed line for each call."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice, Request

from chalicelib.domain.errors import MethodNotAllowed, NotFound, NuannanError, UnsupportedMedia
from chalicelib.entrypoints import http
from chalicelib.observability import correlated, log, log_error, observed

JSON = "application/json"
READS = frozenset({"GET", "HEAD"})  # too many to log each; their metrics are kept
FAULT = 500


class RestApi(Chalice):
    """Chalice, whose own refusals have our shape and tell nothing of what was asked.

    Chalice answers an unknown path, method or kind of content before any view or middleware runs, and logs an
    error with its words and path, which may hold a link's token. Both are kept from happening here.
    """

    def __init__(self) -> None:
        super().__init__(app_name="nuannan")
        self.api.binary_types = []
        self.log.disabled = True

    def __call__(self, event: Any, context: Any) -> Any:
        """API Gateway's answer to its own event."""
        return self._observed((event, context))

    @observed("api")
    def _observed(self, asked: tuple[Any, Any]) -> Any:
        event, context = asked
        request = _request(event, context)
        if request is None:  # not from the gateway
            return http.refusal(NotFound(), "zh").to_dict([])
        with correlated(http.correlation_of(request)):
            answer = self._answered(request, event, context)
            status = answer["statusCode"]
            if request.method not in READS or status >= FAULT:
                log("api.answered", method=request.method, route=_route(request), status=status)
            return answer

    def _answered(self, request: Request, event: Any, context: Any) -> dict[str, Any]:
        language = http.language_of(request)
        try:
            http.check_came_through_front(request)
            self._check_known(request)
        except NuannanError as refused:
            return http.refusal(refused, language).to_dict([])
        except Exception as error:  # noqa: BLE001 (the outermost edge: what is needed to decide is away)
            log_error("api.crashed", error)
            return http.crashed(language).to_dict([])
        answer: dict[str, Any] = super().__call__(event, context)
        # What does not carry our header is Chalice's own and can only be a crash outside a view.
        ours = "Cache-Control" in answer["headers"]
        return answer if ours else http.crashed(language).to_dict([])

    def _check_known(self, request: Request) -> None:
        """Nothing. Raises: NotFound, MethodNotAllowed, UnsupportedMedia as Chalice would find."""
        by_method = self.routes.get(request.context["resourcePath"])
        if by_method is None:
            raise NotFound
        route = by_method.get(request.method)
        if route is None:
            raise MethodNotAllowed(sorted(by_method))
        kind = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
        if route.content_types and not {kind, "*/*"} & set(route.content_types):
            raise UnsupportedMedia


def _route(request: Request) -> str:
    """The route's pattern, never the path: that may hold a link's token."""
    pattern = str(request.context["resourcePath"])
    return pattern.replace("{", ":").replace("}", "")


def _request(event: Any, context: Any) -> Request | None:
    """The gateway's event as a request; None for an event of any other shape."""
    if not isinstance(event, dict):
        return None
    try:
        request = Request(event, context)
    except (KeyError, TypeError, AttributeError):
        return None
    return request if request.context.get("resourcePath") else None
