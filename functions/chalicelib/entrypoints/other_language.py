"""Where a page leads in the other language: never to what repeats a form, and away from nothing that was written."""

from __future__ import annotations

from typing import Final

from chalice.app import Request

from chalicelib.messages.words import other

# The page that a form stands on, by where the form goes. What no address shows is missing: its form is not sent again for a language.
_FORM_STANDS_ON: Final = {
    **{at: at for at in ("/p/words", "/p/rate", "/p/erase")},
    **dict.fromkeys(("/p/withdraw", "/p/appeal", "/p/reopen", "/p/photo"), "/p/status"),
    **dict.fromkeys(("/p/my/code", "/p/my/verification", "/p/my/petition", "/p/my/stop"), "/p/my"),
    **dict.fromkeys(("/p/phone/petition", "/p/phone/forget"), "/p/phone"),
    "/p/following/stop": "/p/following",
}


def of_page(request: Request, language: str) -> str:
    """The address that shows a page, or the form that led to it, in the other language; empty where there is none."""
    at = "" if request.method != "POST" else _FORM_STANDS_ON.get(request.path)
    return "" if at is None else f"{at}?lang={other(language)}"


def of_notice(request: Request, language: str, written: str) -> str:
    """Where a notice leads in the other language: nowhere while it holds what was written, which would be lost."""
    return "" if written else of_page(request, language)
