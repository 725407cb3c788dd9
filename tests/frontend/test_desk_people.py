"""An administrator looks after people, in a real browser: found, changed in sight of the difference, put back, let in again."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.frontend.desk_world import SOMEBODY, fill_stub
from tests.frontend.stub import Stub
from tests.frontend.test_desk_finding import sent

WAITS_MS = 15_000
SUN = "/api/desk/people/sun"
SOMEBODY_ROW = {name: SOMEBODY[name] for name in ("login", "name", "disabled", "roles")}


@pytest.fixture(params=[(360, 740), (1280, 800)], ids=["phone", "screen"])
def page(request: pytest.FixtureRequest, chromium: Any, stub: Stub) -> Iterator[Any]:
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    made = context.new_page()
    made.set_default_timeout(WAITS_MS)
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    fill_stub(stub, "admin")
    yield made
    assert made.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
    assert faults == []


def test_people_are_found_a_part_at_a_time_and_opened(page: Any, origin: str, stub: Stub) -> None:
    more = [{**SOMEBODY_ROW, "login": f"p{n}", "name": f"Person {n}"} for n in range(3)]
    stub.desk["/api/desk/people"] = (200, {"items": more, "cursor": "next"})
    page.goto(f"{origin}/en/desk/#admin/people")
    page.get_by_text("Found so far: 18.").wait_for()
    stub.desk["/api/desk/people"] = (200, {"items": [SOMEBODY_ROW], "cursor": None})
    page.get_by_label("Login or name").fill("sun")
    page.get_by_label("Role").select_option("grid_worker")
    page.get_by_label("Login or name").press("Enter")
    page.locator("p[role=status]", has_text="Found: 1").wait_for()
    page.get_by_role("link", name="Sun sun").press("Enter")
    page.get_by_role("heading", name="Sun (sun)").wait_for()
    page.get_by_role("button", name="Back to the list of people").click()
    page.get_by_label("Login or name").wait_for()


def test_roles_are_changed_in_sight_of_the_difference(page: Any, origin: str, stub: Stub) -> None:
    page.goto(f"{origin}/en/desk/#admin/people/sun")
    page.get_by_role("button", name="Take out: grid worker · Hill Community").click()
    page.get_by_label("Role", exact=True).select_option("officer")
    page.get_by_label("Unit", exact=True).select_option("s1")
    page.get_by_role("button", name="Add this role").click()
    changes = page.get_by_role("region", name="What will change")
    said = " ".join(changes.inner_text().split())
    assert "Roles: grid worker · Hill Community officer · North Street" in said
    stub.desk[f"PUT {SUN}"] = (409, {"code": "person_conflict", "message": "Somebody changed this person first.", "version": "p2", "first": {"by": "boss"}})
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("Somebody changed this person first.").wait_for()
    stub.desk[f"PUT {SUN}"] = (200, {})
    page.get_by_role("button", name="Save").click()
    page.locator("#spoken", has_text="Saved.").wait_for(state="attached")
    assert sent(stub, SUN)[-1] == {"version": "p1", "name_zh": "孙", "name_en": "Sun", "roles": [{"role": "officer", "unit": "s1"}]}


def test_what_was_changed_is_put_back_from_the_history(page: Any, origin: str, stub: Stub) -> None:
    page.goto(f"{origin}/en/desk/#admin/people/sun")
    page.get_by_text("What has happened").click()
    page.get_by_role("button", name="Undo this change").click()
    page.get_by_role("button", name="Save").click()
    page.locator("#spoken", has_text="Saved.").wait_for(state="attached")
    assert sent(stub, SUN) == [{"version": "p1", "name_zh": "孙", "name_en": "Old Sun", "roles": [{"role": "officer", "unit": "c2"}]}]


def test_somebody_new_is_told_beside_the_field_what_is_wrong_and_then_invited(page: Any, origin: str, stub: Stub) -> None:
    refusal = {"code": "invalid_input", "message": "Please check what is marked.", "fields": {"login": {"code": "login_taken", "message": "Somebody has this login already."}}}
    stub.desk["POST /api/desk/people"] = (400, refusal)
    page.goto(f"{origin}/en/desk/#admin/people")
    page.get_by_role("link", name="New person").click()
    for label, words in (("Login", "sun"), ("Chinese name", "孙"), ("English name", "Sun")):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("Role", exact=True).select_option("grid_worker")
    page.get_by_label("Unit", exact=True).select_option("c1")
    page.get_by_role("button", name="Add this role").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_role("link", name="Somebody has this login already.").click()
    assert page.evaluate("document.activeElement.id") == "person-login"
    assert page.get_by_label("Login", exact=True).get_attribute("aria-invalid") == "true"
    stub.desk["POST /api/desk/people"] = (201, {"token": "sun.t", "path": "/desk/enrol/#sun.t", "hours": 72})
    page.get_by_role("button", name="Save").click()
    page.get_by_text("/desk/enrol/#sun.t").wait_for()
    page.get_by_role("heading", name="Sun (sun)").wait_for()
    assert sent(stub, "/api/desk/people")[-1] == {"login": "sun", "name_zh": "孙", "name_en": "Sun", "roles": [{"role": "grid_worker", "unit": "c1"}]}


def test_who_was_put_out_is_let_in_again_and_not_invited(page: Any, origin: str, stub: Stub) -> None:
    stub.desk[SUN] = (200, SOMEBODY | {"disabled": True})
    page.goto(f"{origin}/en/desk/#admin/people/sun")
    page.get_by_text("Cannot sign in.").wait_for()
    assert page.get_by_role("button", name="Invite to enrol again").count() == 0
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Enable again").click()
    page.locator("#spoken", has_text="Saved.").wait_for(state="attached")
    assert sent(stub, f"{SUN}/enabling") == [{"version": "p1"}]


def test_ones_own_rights_are_shown_and_not_offered_for_change(page: Any, origin: str, stub: Stub) -> None:
    stub.desk[SUN] = (200, SOMEBODY | {"own": True})
    page.goto(f"{origin}/en/desk/#admin/people/sun")
    page.get_by_text("You cannot change your own rights.").wait_for()
    for name in ("Add this role", "Disable at once", "Undo this change", "Save"):
        assert page.get_by_role("button", name=name).count() == 0
