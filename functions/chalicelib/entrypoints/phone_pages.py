"""What was reported on this phone: the list, one of them, and forgetting. Looking records nothing."""

from __future__ import annotations

from typing import Final

from chalice.app import Blueprint, Response

from chalicelib.entrypoints.http import set_cookie
from chalicelib.entrypoints.visitor import (
    FORM_ENCODED,
    MINE_COOKIE,
    VISIT_COOKIE,
    Visitor,
    page,
    visit_cookie,
)
from chalicelib.journey import links, on_phone
from chalicelib.messages.words import marked, other, say, status_text

phone_pages = Blueprint(__name__)
_page = page(lambda: phone_pages.current_request)
_CLEARED: Final = marked(
    "This phone is cleared: the numbers, and what was written in the form and not sent, with its photos, are gone from it. "
    "The work on the petitions goes on as before."
)
_FORGOTTEN: Final = marked(
    "The numbers are gone from this phone. What was written in the form and not sent was not deleted: your browser ran no script for it. "
    "The work on the petitions goes on as before."
)


@phone_pages.route("/p/phone", methods=["GET"])
@_page
def kept(visitor: Visitor) -> Response:
    """What was reported on this phone; the status where it holds no more than the visit of one."""
    found = on_phone.listed(visitor.ports, visitor.cookie(MINE_COOKIE), visitor.language)
    if not found and links.read_visit(visitor.ports, visitor.cookie(VISIT_COOKIE)):
        return visitor.to(f"/p/status?lang={visitor.language}")
    return _shown(visitor, found)


def _shown(visitor: Visitor, found: list[dict[str, object]], notice: str = "", cookies: tuple[str, ...] = ()) -> Response:
    return visitor.page(
        "on_phone.html",
        cookies=cookies,
        alternate=f"/p/phone?lang={other(visitor.language)}",
        petitions=[each | {"status_text": status_text(str(each["status"]), visitor.language, has_phone=bool(each["has_phone"]))} for each in found],
        notice=notice,
        csrf=visitor.csrf(MINE_COOKIE),
    )


@phone_pages.route("/p/phone/petition", methods=["POST"], content_types=FORM_ENCODED)
@_page
def open_one(visitor: Visitor) -> Response:
    """The status page of one of them; who may still see more of it keeps that."""
    visitor.check_csrf(MINE_COOKIE)
    opened = on_phone.visit(visitor.ports, visitor.cookie(MINE_COOKIE), visitor.fields.get("number", ""))
    held = links.read_visit(visitor.ports, visitor.cookie(VISIT_COOKIE))
    wider = held is not None and held.number == opened.number
    seen = () if wider else (visit_cookie(visitor.ports, opened.number, opened.scope),)
    return visitor.to(f"/p/status?lang={visitor.language}", seen)


@phone_pages.route("/p/phone/forget", methods=["POST"], content_types=FORM_ENCODED)
@_page
def forget(visitor: Visitor) -> Response:
    """The empty list, saying so itself: neither the numbers nor the visit are on this phone any more. A second press, or a reload, changes nothing.

    What the form keeps is out of our reach: the page's script deletes it, and says with `cleared` that it did.
    """
    if visitor.cookie(MINE_COOKIE):
        visitor.check_csrf(MINE_COOKIE)
    gone = (set_cookie(MINE_COOKIE, "", 0), set_cookie(VISIT_COOKIE, "", 0))
    return _shown(visitor, [], say(_CLEARED if visitor.fields.get("cleared") else _FORGOTTEN, visitor.language), gone)
