"""What a citizen adds to their petition without script: a photo, or words. The device that sent it alone may."""

from __future__ import annotations

from chalice.app import Blueprint, Response

from chalicelib.domain.errors import InvalidInput, LinkInvalid
from chalicelib.domain.photos import FORM_LASTS
from chalicelib.entrypoints.done import LASTS, sealed
from chalicelib.entrypoints.visitor import FORM_ENCODED, VISIT_COOKIE, Visitor, field_words, page, switch
from chalicelib.journey import add, door, links, look, photos
from chalicelib.messages.words import for_citizen

adding_pages = Blueprint(__name__)
_page = page(lambda: adding_pages.current_request)


@adding_pages.route("/p/photo", methods=["POST"], content_types=FORM_ENCODED)
@_page
def photo(visitor: Visitor) -> Response:
    """The form that takes one photo in, straight into the bucket; the petition's own device alone gets it."""
    visit = visitor.visit
    visitor.check_csrf(VISIT_COOKIE)
    if visit.scope != links.DEVICE:
        raise LinkInvalid
    door.knock(visitor.ports, visitor.source, "photo")
    kind = "image/png" if visitor.fields.get("type") == "image/png" else "image/jpeg"
    done = sealed(visitor, "photo", visit.number, FORM_LASTS + LASTS)  # the bucket leads there when the photo is in it
    back = f"{visitor.ports.districts.current().site_origin}/p/status?done={done}&lang={visitor.language}"
    after = visitor.fields.get("after") == "photo"
    form = photos.begin_page(visitor.ports, visit.number, kind, back, after=after)
    return visitor.page("photo.html", fields=form["fields"], kind=kind)


@adding_pages.route("/p/words", methods=["GET"])
@_page
def words_form(visitor: Visitor) -> Response:
    """The form for words, or the status when none may be added; looking records nothing."""
    return _form(visitor, {})


@adding_pages.route("/p/words", methods=["POST"], content_types=FORM_ENCODED)
@_page
def words(visitor: Visitor) -> Response:
    """The status after the words came in, or the form again with what was typed."""
    visit = visitor.visit
    visitor.check_csrf(VISIT_COOKIE)
    if visit.scope != links.DEVICE:
        raise LinkInvalid
    if visitor.only_language:
        return _form(visitor, {})
    door.knock(visitor.ports, visitor.source, "words")
    try:
        told = add.add(visitor.ports, visit, visitor.fields.get("words", ""))
    except InvalidInput as refusal:
        return _form(visitor, field_words(refusal, visitor.language))
    done = sealed(visitor, "danger" if told["emergency"] else "words", visit.number)
    return visitor.to(f"/p/status?done={done}&lang={visitor.language}")


def _form(visitor: Visitor, errors: dict[str, str]) -> Response:
    view = look.status_for_citizen(visitor.ports, visitor.visit, visitor.language)
    if not view["can_add_words"] and not errors:
        return visitor.to(f"/p/status?lang={visitor.language}")
    return visitor.page(
        "words.html",
        400 if errors else 200,
        petition=for_citizen(view, visitor.language),
        values=visitor.fields,
        switch=switch("add", "/p/words"),
        errors=errors,
        csrf=visitor.csrf(VISIT_COOKIE),
    )
