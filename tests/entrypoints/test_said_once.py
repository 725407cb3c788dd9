"""What a page says was just done: said after the deed and by no address of anybody's making, no bookmark and no late reload."""

from __future__ import annotations

import pytest
from chalicelib.domain.answers import lapse
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Status
from chalicelib.journey import follow, links

from tests.entrypoints.keeping import Browser, held, seeing
from tests.entrypoints.walk import petition_in
from tests.fakes import FakePorts
from tests.frontend.markup import elements, faults

SAID = {
    "photo": "We have your photo", "words": "We have what you added", "danger": "ring now", "rated": "Your answer has been counted",
    "withdrawn": "Your petition is withdrawn", "erased": "Your words and your number have been erased", "appealed": "We have your appeal",
    "late": "We have kept your answer", "reopened": "is being handled on its own again",
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("world")


def notices(page: str) -> list[str]:
    """What the page says of itself; the place where copying is answered says nothing yet."""
    return [each.text for each in elements(page) if each.attributes.get("role") == "status" and not {"hidden", "data-copied"} & each.attributes.keys()]


@pytest.mark.parametrize("done", SAID)
def test_status_says_nothing_was_done_when_only_its_address_does(done: str) -> None:
    browser = Browser()
    browser.report()
    assert notices(browser.send("GET", f"/p/status?done={done}&lang=en").words) == []


def test_lists_say_nothing_was_done_when_only_their_address_does(world: FakePorts) -> None:
    browser = Browser()
    number = browser.report()
    assert "gone from" not in browser.send("GET", "/p/phone?done=forgotten&lang=en").words
    assert notices(browser.send("GET", "/p/following?done=joined&lang=en").words) == []
    browser.jar["__Host-follow"] = held.world.secrets.sign("follow", f"{int(world.clock.now().timestamp()) + 3600}.{number}")
    assert notices(browser.send("GET", "/p/following?done=joined&lang=en").words) == []
    assert "gone from" not in Browser().send("GET", "/p/phone?done=forgotten&lang=en").words


def test_what_was_done_is_said_of_this_petition_for_ten_minutes(world: FakePorts) -> None:
    browser, stranger = Browser(), Browser()
    browser.report()
    stranger.jar["lang"] = "en"  # its key is another's
    stranger.report()
    fields = browser.hidden("/p/status?lang=en")
    address = browser.send("POST", "/p/withdraw?lang=en", form={"csrf": fields["csrf"], "reason": ""}).headers["location"]
    page = browser.send("GET", address).words
    assert [SAID["withdrawn"] in each for each in notices(page)] == [True]
    assert faults(page) == []
    assert notices(stranger.send("GET", address).words) == []
    world.clock.move(minutes=11)
    assert notices(browser.send("GET", address).words) == []


def test_answer_that_came_too_late_is_never_said_to_count(world: FakePorts) -> None:
    """The question stood open on a phone while silence ended the petition."""
    browser = seeing(world, Status.CLOSED)
    fields = browser.hidden("/p/rate?lang=en") | {"digit": "4", "comment": "Still <dark>."}
    ended = links.read_visit(world, browser.jar["__Host-petition"])
    assert ended is not None
    held_now = world.petitions.get(ended.number)
    assert held_now is not None
    world.memory.petitions[ended.number] = lapse(held_now, world.clock.now())
    for _ in range(2):
        address = browser.send("POST", "/p/rate?lang=en", form=fields).headers["location"]
    page = browser.send("GET", address).words
    assert [each.strip() for each in notices(page)] == ["We have kept your answer, but it came too late to count."]
    assert page.count("You answered: Not resolved. It came too late") == 1
    assert "Still &lt;dark&gt;." in page
    assert "you may still appeal, until" in page
    assert faults(page) == []
    assert browser.send("POST", "/api/ratings", {"digit": 4, "comment": "Still <dark>."}).body["late"] is True


def test_what_was_forgotten_is_said_by_the_answer_itself() -> None:
    browser = Browser()
    browser.report()
    told = browser.send("POST", "/p/phone/forget?lang=en", form={"csrf": browser.hidden("/p/phone?lang=en")["csrf"]})
    assert (told.status, browser.jar.keys() & {"__Host-mine", "__Host-petition"}) == (200, set())
    assert [("The numbers are gone from this phone" in each) for each in notices(told.words)] == [True]
    assert 'href="/p/phone?lang=zh"' in told.words  # in the other language it is a page that can be fetched


def test_joining_is_said_for_ten_minutes_after_it(world: FakePorts) -> None:
    browser = Browser()
    number = petition_in(world, Status.HANDLING).number
    browser.jar["__Host-follow"] = follow.follow_cookie(world, "", number)
    assert len(notices(browser.send("GET", "/p/following?done=joined&lang=en").words)) == 1
    world.clock.move(minutes=11)
    assert notices(browser.send("GET", "/p/following?done=joined&lang=en").words) == []


def test_photo_that_came_in_is_said_where_the_bucket_leads_and_the_next_keeps_its_place(world: FakePorts) -> None:
    browser = Browser()
    browser.report()
    form = browser.send("POST", "/p/photo?lang=en", form={"csrf": browser.hidden("/p/status?lang=en")["csrf"]}).words
    [back] = [each.attributes["value"] for each in elements(form) if each.attributes.get("name") == "success_action_redirect"]
    path = back.removeprefix(world.districts.current().site_origin)
    world.clock.move(minutes=30)  # as long as its form lasts
    page = browser.send("GET", path).words
    assert [SAID["photo"] in each for each in notices(page)] == [True]
    assert browser.hidden(path)["after"] == "photo"



TAKE_ON, DONE = "The unit must take it on by Monday 29 September 2025, 13:00", "It must be done by Thursday 9 October 2025, 17:00"
DATES_COME = "You see the unit and the dates here as soon as it has one."


@pytest.mark.parametrize(
    ("status", "action", "path", "fields", "promised"),
    [
        (Status.HANDLING, None, "/p/words", {"words": "Third floor too"}, ["done"]),
        (Status.ASSIGNED, None, "/p/words", {"words": "Third floor too"}, ["taken on", "done"]),
        (Status.ON_HOLD, None, "/p/words", {"words": "Third floor too"}, ["looked at again"]),
        (Status.SUBMITTED, None, "/p/words", {"words": "Third floor too"}, ["dates come"]),
        (Status.CLOSED, None, "/p/words", {"words": "Third floor too"}, []),
        (Status.HANDLING, None, "/p/words", {"words": "The stairs are on fire"}, []),  # nothing stands beside "ring now"
        (Status.CLOSED, None, "/p/rate", {"digit": "4"}, ["taken on", "done"]),
        (Status.CLOSED, None, "/p/rate", {"digit": "1"}, []),
        (Status.SETTLED, Action.APPEAL, "/p/appeal", {"reason": "Still dark"}, ["dates come"]),
        (Status.HANDLING, None, "/p/withdraw", {"reason": ""}, []),
    ],
)
def test_what_was_done_comes_with_by_when_it_goes_on(
    world: FakePorts, status: Status, action: Action | None, path: str, fields: dict[str, str], promised: list[str]
) -> None:
    browser = seeing(world, status, action)
    form = {"csrf": browser.hidden("/p/status?lang=en")["csrf"]} | fields
    address = browser.send("POST", f"{path}?lang=en", form=form).headers["location"]
    page = browser.send("GET", address).words
    [said] = notices(page)
    told = {"taken on": "must take it on by", "done": "must be done by", "looked at again": "is looked at again on", "dates come": DATES_COME}
    assert [name for name, words_of_it in told.items() if words_of_it in said] == promised
    assert faults(page) == []
    assert not [each for each in told.values() if each in browser.send("GET", "/p/status?lang=en").words]


def test_what_is_past_is_no_promise(world: FakePorts) -> None:
    browser = Browser()
    number = browser.report()
    told = []
    for words in ("one", "two"):
        form = browser.hidden("/p/words?lang=en") | {"words": words}
        address = browser.send("POST", "/p/words?lang=en", form=form).headers["location"]
        told += [*notices(browser.send("GET", address).words), browser.send("GET", "/p/receipt?lang=en").words]
        world.clock.move(hours=4)
        browser.jar["__Host-petition"] = links.visit_cookie(world, number, links.DEVICE)
    assert [TAKE_ON in told[0], DONE in told[0]] == [True, True]
    assert [TAKE_ON in told[2], DONE in told[2]] == [False, True]
    assert ["must take it on by" in each for each in (told[1], told[3])] == [True, False]
