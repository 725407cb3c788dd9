"""One draft and several pages of one phone: nothing that is written is lost, taken back words stay back, and each petition arrives once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from chalicelib.messages.pages import render
from playwright.sync_api import expect

from tests.conftest import ARGUMENTS, CHROMIUM
from tests.frontend.conftest import watched
from tests.frontend.stub import RECEIPT, Stub
from tests.frontend.test_in_chromium import PERFECT, PROBE, REFUSAL, look, send, write
from tests.frontend.test_photos import choose, taken
from tests.frontend.waiting import in_charge, until

# How many pictures the device keeps.
PICTURES = """() => new Promise((done) => { const asked = indexedDB.open("nuannan", 1); asked.onsuccess = () => {
  const count = asked.result.transaction("photos").objectStore("photos").count(); count.onsuccess = () => { asked.result.close(); done(count.result); };
}; })"""
OTHERS = "We already have what you sent from this page before."
MISMATCH = (409, {"code": "idempotency_mismatch", "message": "This key was used before with other content.", "fields": {}})


@dataclass
class Keyed(Stub):
    """Takes a key once, as the function does: the same words again get the same receipt, others are refused."""

    taken: dict[str, tuple[dict[str, Any], Mapping[str, Any]]] = field(default_factory=dict)
    lost: int = 0  # how many answers are lost on their way
    told: Mapping[str, Any] = field(default_factory=dict)
    held: threading.Event | None = None  # an answer waits for it
    down: bool = False
    numbers: list[str] = field(default_factory=list)  # as they are given out, one after the other
    refused: set[str] = field(default_factory=set)  # words that are not taken

    def petitions(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]] | None:
        super().petitions(headers, body)
        if self.down:
            return 503, {"code": "unavailable", "message": "Later.", "fields": {}}
        said, key = self.received[-1]["body"], self.received[-1]["headers"]["idempotency-key"]
        if said["text"] in self.refused:
            return 400, REFUSAL
        if key not in self.taken:
            number = {"number_shown": self.numbers.pop(0)} if self.numbers else {}
            self.taken[key] = (said, RECEIPT | self.told | number)
        first, receipt = self.taken[key]
        if self.lost:
            self.lost -= 1
            return None
        if self.held:
            self.held.wait(20)
        return (201, receipt) if first == said else MISMATCH

    def texts(self) -> list[str]:
        """The words of every petition that arrived."""
        return [said["text"] for said, _ in self.taken.values()]


@pytest.fixture
def stub() -> Keyed:
    return Keyed()


@pytest.fixture(scope="module")
def remembering(chromium: Any) -> Iterator[Any]:
    """Chromium as people have it: Back brings a page from memory, which Playwright switches off."""
    browser = chromium.browser_type.launch(
        executable_path=str(CHROMIUM), args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield browser
    browser.close()


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    context.set_default_timeout(30_000)
    yield context
    context.close()


def kept(page: Any, part: str) -> Any:
    return page.evaluate(f"JSON.parse(localStorage['nuannan.draft'] ?? '{{\"values\":{{}}}}'){part}")


def wait_without_a_line(page: Any) -> None:
    in_charge(page)
    page.context.set_offline(True)
    send(page)
    page.locator("#waiting").wait_for()


class TestFromMemory:
    """What Back brings again."""

    @pytest.fixture
    def page(self, remembering: Any) -> Iterator[Any]:
        with watched(remembering, viewport={"width": 360, "height": 740}, locale="zh-CN") as page:
            yield page

    def test_the_home_page_sends_no_words_that_were_taken_back(self, page: Any, origin: str, stub: Keyed) -> None:
        stub.down = True
        write(page, origin)
        send(page)
        page.locator("#waiting").wait_for()
        page.goto(f"{origin}/en/")
        page.locator("#waiting").wait_for()
        page.click("#waiting a")
        page.click("#change")
        page.fill("#text", "New words that took an hour")
        page.evaluate("history.back()")
        page.wait_for_url(f"{origin}/en/")
        expect(page.locator("#waiting")).to_be_hidden()
        stub.down = False
        page.wait_for_timeout(6_000)  # longer than the first waits between two tries
        assert stub.texts() == []
        assert kept(page, ".values.text") == "New words that took an hour"

    def test_photos_can_be_chosen_again_after_four_were_sent(self, page: Any, origin: str, stub: Keyed) -> None:
        stub.told = {"photo_token": "t"}
        write(page, origin)
        choose(page, 4, *[taken(f"{n}.jpg") for n in range(4)])
        page.evaluate("window.before = true")
        send(page)
        page.wait_for_url("**/p/receipt*")
        page.evaluate("history.back()")
        expect(page.locator("#report")).to_be_visible(timeout=15_000)
        assert page.evaluate("window.before")  # from memory indeed
        expect(page.locator("#text")).to_have_value("")
        expect(page.locator("#photos canvas")).to_have_count(0)
        expect(page.locator("#photos .stacked")).to_be_visible()


def test_a_page_that_waits_stops_when_another_takes_the_words_back(phone: Any, origin: str, stub: Keyed) -> None:
    first = phone.new_page()
    write(first, origin)
    wait_without_a_line(first)
    second = phone.new_page()
    second.goto(f"{origin}/en/")
    second.locator("#waiting").wait_for()
    first.click("#change")
    first.fill("#text", "Other words")
    phone.set_offline(False)
    expect(second.locator("#waiting")).to_be_hidden(timeout=15_000)
    assert stub.received == []
    assert kept(second, ".values.text") == "Other words"


def test_a_further_petition_of_another_tab_is_sent_once_its_writer_says_so(phone: Any, origin: str, stub: Keyed) -> None:
    second = phone.new_page()
    write(second, origin)
    first = phone.new_page()
    write(first, origin)
    send(first)
    first.wait_for_url("**/p/receipt*")
    second.fill("#text", "The bin overflows.")
    send(second)
    second.get_by_text(OTHERS).wait_for()
    assert second.input_value("#text") == "The bin overflows."
    send(second)
    second.wait_for_url("**/p/receipt*")
    assert stub.texts() == ["The lamp before house 3 has been dark since Monday.", "The bin overflows."]


def test_the_same_words_of_another_tab_are_one_petition(phone: Any, origin: str, stub: Keyed) -> None:
    pages = [phone.new_page(), phone.new_page()]
    for page in pages:
        write(page, origin)
    for page in pages:
        send(page)
        page.wait_for_url("**/p/receipt*")
    assert len(stub.texts()) == 1


class TestChangedMeanwhile:
    """A try is under way, or its answer was lost, and its writer changes the words."""

    @pytest.fixture
    def page(self, page: Any, origin: str, stub: Keyed) -> Any:
        stub.told = {"photo_token": "t"}
        write(page, origin)
        choose(page, 2, taken(), taken("b.jpg", 1))
        return page

    def test_nothing_jumps_and_what_arrived_is_told_with_what_did_not(self, page: Any, stub: Keyed) -> None:
        stub.lost = 1
        send(page)
        page.locator("#waiting").wait_for()
        stub.held = threading.Event()
        page.click("#try-now")
        until(lambda: len(stub.received) == 2)
        page.click("#change")
        page.fill("#text", "It is dark since Sunday, and ")
        stub.held.set()
        page.wait_for_timeout(1_000)
        page.locator("#text").press_sequentially("the stairs too")
        expect(page.locator("#report")).to_be_visible()
        stub.held = None
        send(page)
        earlier = page.locator("#earlier")
        earlier.wait_for()
        expect(earlier).to_contain_text(RECEIPT["number_shown"])
        expect(earlier.locator(".said")).to_have_text("It is dark since Sunday, and the stairs too")
        assert stub.texts() == ["The lamp before house 3 has been dark since Monday."]
        assert len(stub.uploads) == 2  # they follow what arrived
        assert kept(page, ".values") == {}
        stub.pages["/p/words"] = '<!doctype html><textarea id="words"></textarea><script type="module" src="/assets/page.js"></script>'
        earlier.get_by_role("link", name="Add it to my petition").click()
        expect(page.locator("#words")).to_have_value("It is dark since Sunday, and the stairs too")

    def test_other_facts_than_words_are_no_words_to_add(self, page: Any, stub: Keyed) -> None:
        stub.lost = 1
        send(page)
        page.locator("#waiting").wait_for()
        page.click("#change")
        page.fill("#phone", "13800138000")
        send(page)
        page.locator("#earlier").wait_for()
        expect(page.locator("#earlier-changed")).to_be_hidden()
        expect(page.locator("#earlier-own")).to_be_visible()

    def test_what_belongs_to_somebody_else_cannot_be_opened_here(self, page: Any, stub: Keyed) -> None:
        page.check("#for_other")
        page.fill("#phone", "13800138000")
        stub.lost = 1
        send(page)
        page.locator("#waiting").wait_for()
        page.click("#change")
        page.fill("#text", "Changed")
        send(page)
        page.locator("#earlier").wait_for()
        expect(page.locator("#earlier .said")).to_have_text("Changed")
        assert page.locator("#earlier a:visible").count() == 0


@pytest.mark.parametrize("fact", ["danger", "for somebody", "one's own"])
def test_the_home_page_says_of_what_it_sent_what_the_form_would(phone: Any, origin: str, stub: Keyed, fact: str) -> None:
    stub.told = {"emergency": "119"} if fact == "danger" else {}
    page = phone.new_page()
    write(page, origin)
    if fact == "for somebody":
        page.check("#for_other")
        page.fill("#phone", "13800138000")
    wait_without_a_line(page)
    page.goto(f"{origin}/en/")
    phone.set_offline(False)
    page.locator("#arrived").wait_for()
    assert page.locator("#arrived-danger").is_visible() == (fact == "danger")
    assert page.get_by_text("Please pass the number on").is_visible() == (fact == "for somebody")
    if fact == "for somebody":
        page.get_by_text("We reach them by phone").wait_for()
    assert page.get_by_role("link", name="What happens next").is_visible() == (fact != "for somebody")


def test_who_is_in_danger_waits_for_no_photo(page: Any, origin: str, stub: Keyed) -> None:
    stub.told = {"photo_token": "t", "emergency": "119"}
    write(page, origin)
    choose(page, 1, taken())
    slow = threading.Event()
    page.route("**/uploads*", lambda route: None if not slow.is_set() else route.continue_())  # never answered
    send(page)
    page.locator("#emergency").wait_for()
    assert page.locator("#photos-sending").is_hidden()
    assert kept(page, ".values") == {}


class TestOwedPhotos:
    """Photos whose petition has arrived."""

    @pytest.fixture
    def page(self, page: Any, origin: str, stub: Keyed) -> Any:
        stub.told = {"photo_token": "t"}
        stub.upload_status = 503
        write(page, origin)
        choose(page, 2, taken(), taken("b.jpg", 1))
        send(page)
        page.get_by_text("will be sent by themselves").wait_for()
        return page

    @pytest.mark.parametrize("where", ["/p/receipt", "/p/status", "/en/report/"])
    def test_they_follow_from_whatever_is_opened_next(self, page: Any, origin: str, stub: Keyed, where: str) -> None:
        stub.pages |= dict.fromkeys(("/p/receipt", "/p/status"), '<!doctype html><script type="module" src="/assets/page.js"></script>')
        stub.upload_status = 204
        page.goto(f"{origin}{where}")
        until(lambda: len(stub.uploads) == 2)
        until(lambda: page.evaluate("localStorage.getItem('nuannan.photos')") == "[]")

    def test_one_that_is_refused_holds_up_no_other_and_its_loss_is_told(self, page: Any, origin: str, stub: Keyed) -> None:
        stub.upload_status = 204
        refused = page.evaluate("JSON.parse(localStorage['nuannan.photos'])[0].id")
        gone = {"status": 404, "json": {"code": "link_invalid", "message": "?", "fields": {}}}
        page.route("**/api/photos*", lambda route: route.fulfill(**gone) if refused in route.request.post_data else route.continue_())
        page.goto(f"{origin}/en/")
        page.get_by_text("A photo could not be sent").wait_for()
        assert len(stub.uploads) == 1
        assert page.evaluate("localStorage.getItem('nuannan.photos')") == "[]"

    def test_a_store_that_cannot_be_read_just_now_loses_none(self, page: Any, origin: str, stub: Keyed) -> None:
        stub.upload_status = 204
        page.add_init_script("if (location.pathname === '/en/') indexedDB.open = () => { throw new Error('not now'); }")
        asked = len(stub.photos)
        page.goto(f"{origin}/en/")
        page.wait_for_timeout(1_000)
        assert len(stub.photos) == asked
        page.goto(f"{origin}/en/report/")
        until(lambda: len(stub.uploads) == 2)


def test_next_says_so_when_a_part_of_the_page_cannot_be_loaded_and_works_once_it_can(chromium: Any, origin: str, stub: Keyed) -> None:
    with watched(chromium, viewport={"width": 360, "height": 740}, service_workers="block") as page:
        page.route("**/checking.js*", lambda route: route.abort())
        write(page, origin)
        page.click("button[type=submit]")
        page.get_by_text("What you wrote is kept on this phone.").wait_for()
        page.unroute("**/checking.js*")
        send(page)
        page.wait_for_url("**/p/receipt*")
        assert len(stub.texts()) == 1


def test_a_late_position_takes_no_keyboard_away(page: Any, origin: str) -> None:
    page.add_init_script(
        "navigator.geolocation.getCurrentPosition = (found) => { window.answer = () => found({ coords: { longitude: 120.38, latitude: 36.06, accuracy: 30 } }); }"
    )
    write(page, origin)
    page.click("#where .ask")
    page.locator("#place_words").press_sequentially("behind ")
    page.evaluate("window.answer()")
    page.keyboard.type("house 3")
    assert page.input_value("#place_words") == "behind house 3"
    page.click("#where .drop")
    page.click("#where .ask")
    page.evaluate("window.answer()")
    assert page.evaluate("document.activeElement.className").endswith("drop")


def test_photos_that_the_device_has_lost_are_promised_to_nobody(page: Any, origin: str) -> None:
    write(page, origin)
    choose(page, 4, *[taken(f"{n}.jpg") for n in range(4)])
    page.evaluate("""() => new Promise((done) => { indexedDB.open('nuannan', 1).onsuccess = (event) => {
      const change = event.target.result.transaction('photos', 'readwrite');
      change.objectStore('photos').clear();
      change.oncomplete = done;
    }; })""")
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    expect(page.locator("#photos .stacked")).to_be_visible(timeout=15_000)
    look(page)
    expect(page.locator("#check dl")).not_to_contain_text("Photos")


@pytest.mark.parametrize("what", ["words", "a photo"])
def test_nothing_is_promised_of_a_storage_that_is_full(page: Any, origin: str, what: str) -> None:
    write(page, origin)
    if what == "a photo":
        page.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
        choose(page, 1, taken())
    page.fill("#text", "Newer words")
    if what == "words":
        page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
        page.fill("#text", "The newest words")
    page.context.set_offline(True)
    send(page)
    expect(page.locator("#waiting-open")).to_be_visible()
    expect(page.locator("#waiting-lasts")).to_be_hidden()


def test_a_chosen_suggestion_leaves_the_reader_where_it_was_put(page: Any, origin: str) -> None:
    write(page, origin)
    page.fill("#text", "The street lamp is dark")
    page.locator("#suggestions button").first.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('for')") == "category"
    assert page.locator("#category").input_value() == "0101"


def test_a_form_with_something_in_it_is_started_anew_after_one_question(page: Any, origin: str) -> None:
    page.goto(f"{origin}/en/report/")
    page.locator("#community option[value=c1]").wait_for(state="attached")
    anew = page.get_by_role("button", name="Start anew")
    expect(anew).to_be_hidden()
    write(page, origin)
    page.fill("#phone", "13800138000")
    page.fill("#name", "Wang")
    page.select_option("#category", "02")
    choose(page, 1, taken())
    key = kept(page, ".key")
    page.once("dialog", lambda asked: asked.dismiss())
    anew.click()
    assert page.input_value("#name") == "Wang"
    page.once("dialog", lambda asked: asked.accept())
    anew.click()
    expect(page.locator("#text")).to_have_value("")
    expect(anew).to_be_hidden()
    expect(page.locator("#photos canvas")).to_have_count(0)
    expect(page.locator("#questions .field")).to_have_count(0)
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    assert [page.input_value(each) for each in ("#text", "#phone", "#name", "#community", "#category")] == [""] * 5
    assert not page.is_checked("#consent")
    assert kept(page, ".key") != key
    assert "Wang" not in page.evaluate("JSON.stringify(localStorage)")
    until(lambda: page.evaluate(PICTURES) == 0, page)


def test_a_phone_is_cleared_of_what_waits_only_after_it_was_named(page: Any, origin: str, stub: Keyed) -> None:
    stub.pages["/p/phone"] = render("on_phone.html", "en", alternate="", petitions=[], notice="", csrf="c")
    stub.desk["POST /p/phone/forget"] = (200, {})
    stub.down = True
    page.goto(f"{origin}/en/")
    page.evaluate("localStorage['nuannan.desk.outbox'] = '{}'; localStorage['nuannan.care'] = '1'")
    write(page, origin)
    page.fill("#name", "Wang")
    choose(page, 1, taken())
    send(page)
    page.locator("#waiting").wait_for()
    page.goto(f"{origin}/p/phone?lang=en")
    asked: list[str] = []
    page.once("dialog", lambda each: (asked.append(each.message), each.dismiss()))
    page.get_by_role("button", name="Clear this phone").click()
    until(lambda: asked, page)
    assert asked[0].startswith("One petition has not been sent yet.")
    assert "Wang" in page.evaluate("JSON.stringify(localStorage)")
    assert page.evaluate(PICTURES) == 1
    page.once("dialog", lambda each: each.accept())
    with page.expect_request("**/p/phone/forget*") as gone:
        page.get_by_role("button", name="Clear this phone").click()
    assert "cleared=1" in gone.value.post_data
    page.goto(f"{origin}/en/")
    assert set(page.evaluate("Object.keys(localStorage)")) == {"nuannan.desk.outbox", "nuannan.care"}
    assert page.evaluate(PICTURES) == 0


class TestFurther:
    """One petition waits, and its writer has another."""

    @pytest.fixture
    def page(self, phone: Any, origin: str, stub: Keyed) -> Any:
        page = phone.new_page()
        write(page, origin)
        wait_without_a_line(page)
        page.get_by_role("button", name="Write another one").click()
        expect(page.locator("#text")).to_have_value("")
        page.select_option("#community", "c1")
        page.check("#consent")
        return page

    def test_each_is_sent_once_in_order_and_every_number_is_shown(self, page: Any, phone: Any, stub: Keyed) -> None:
        page.fill("#text", "The bin overflows.")
        send(page)
        items = page.locator("#shelf li")
        expect(items).to_have_count(2)
        expect(page.locator("#report")).to_be_hidden()
        assert page.evaluate(PROBE) == PERFECT
        assert stub.received == []
        stub.numbers = ["1111-1111-111-111", "2222-2222-222-222"]
        phone.set_offline(False)
        expect(page.locator("#shelf .number")).to_have_text(["1111-1111-111-111", "2222-2222-222-222"])
        assert stub.texts() == ["The lamp before house 3 has been dark since Monday.", "The bin overflows."]
        assert len({each["headers"]["idempotency-key"] for each in stub.received}) == 2
        page.reload()
        expect(page.locator("#shelf .number")).to_have_count(2)
        page.get_by_role("button", name="I have noted the number").first.click()
        expect(page.locator("#shelf .number")).to_have_text(["2222-2222-222-222"])
        page.get_by_role("button", name="I have noted the number").click()
        expect(page.locator("#report")).to_be_visible()
        assert len(stub.received) == 2

    def test_a_number_that_comes_while_one_writes_moves_nothing(self, page: Any, phone: Any, stub: Keyed) -> None:
        page.locator("#text").press_sequentially("The bin ")
        phone.set_offline(False)
        expect(page.locator("#shelf .number")).to_have_text(RECEIPT["number_shown"])
        page.locator("#text").press_sequentially("overflows.")
        assert page.evaluate("document.activeElement.id") == "text"
        assert page.input_value("#text") == "The bin overflows."
        send(page)
        page.wait_for_url("**/p/receipt*")
        assert stub.texts() == ["The lamp before house 3 has been dark since Monday.", "The bin overflows."]

    def test_one_is_changed_while_the_other_stays_and_one_is_taken_out(self, page: Any, phone: Any, stub: Keyed) -> None:
        page.fill("#text", "The bin overflows.")
        page.locator("#shelf").get_by_role("button", name="Change what I wrote").click()
        expect(page.locator("#text")).to_have_value("The lamp before house 3 has been dark since Monday.")
        expect(page.locator("#shelf li")).to_contain_text("Not finished")
        page.fill("#text", "The lamp is whole again, the cable is not.")
        send(page)
        expect(page.locator("#shelf li")).to_have_count(2)
        page.once("dialog", lambda asked: asked.accept())
        page.locator("#shelf li", has_text="The bin").get_by_role("button", name="Take it out").click()
        expect(page.locator("#shelf li")).to_have_count(1)
        phone.set_offline(False)
        expect(page.locator("#shelf .number")).to_have_count(1)
        assert stub.texts() == ["The lamp is whole again, the cable is not."]

    def test_two_pages_send_each_once_and_the_home_page_shows_the_numbers(self, page: Any, phone: Any, origin: str, stub: Keyed) -> None:
        page.fill("#text", "The bin overflows.")
        send(page)
        expect(page.locator("#shelf li")).to_have_count(2)
        home = phone.new_page()
        home.goto(f"{origin}/en/")
        expect(home.locator("#shelf li")).to_have_count(2)
        stub.lost = 2  # answers
        phone.set_offline(False)
        for each in (page, home):
            expect(each.locator("#shelf .number")).to_have_count(2)
        assert sorted(stub.texts()) == ["The bin overflows.", "The lamp before house 3 has been dark since Monday."]

    def test_what_is_refused_is_opened_with_its_faults_and_holds_up_none_behind_it(self, page: Any, phone: Any, stub: Keyed) -> None:
        page.fill("#text", "The bin overflows.")
        send(page)
        expect(page.locator("#shelf li")).to_have_count(2)
        stub.refused = {"The lamp before house 3 has been dark since Monday."}
        phone.set_offline(False)
        expect(page.locator("#shelf .number")).to_have_count(1)
        page.locator("#shelf li", has_text="We could not take").get_by_role("button", name="Change what I wrote").click()
        expect(page.locator("#text-error")).to_contain_text("Tell us what the problem is.")
        stub.refused = set()
        page.fill("#text", "The lamp is dark.")
        send(page)
        page.wait_for_url("**/p/receipt*")
        assert stub.texts() == ["The bin overflows.", "The lamp is dark."]

    def test_photos_follow_their_own_petition(self, page: Any, phone: Any, stub: Keyed) -> None:
        stub.told = {"photo_token": "t"}
        page.fill("#text", "The bin overflows.")
        choose(page, 2, taken(), taken("b.jpg", 1))
        send(page)
        expect(page.locator("#shelf li")).to_have_count(2)
        expect(page.locator("#shelf li").last).to_contain_text("Photos: 2")
        phone.set_offline(False)
        expect(page.locator("#shelf .number")).to_have_count(2)
        until(lambda: len(stub.uploads) == 2, page)
        until(lambda: page.evaluate(PICTURES) == 0, page)


def test_what_an_earlier_release_let_wait_is_taken_over(page: Any, origin: str, stub: Keyed) -> None:
    page.goto(f"{origin}/en/")
    said = {"text": "Old words.", "consent": True, "consent_version": "1", "language": "en", "community": "c1"}
    for name, words in (("nuannan.draft", "Old words."), ("nuannan.shelf.b" + "b" * 20, "Other words.")):
        held = {"key": name[-21:] if "shelf" in name else "a" * 21, "since": 1, "values": {"text": words}, "tried": [], "queued": said | {"text": words}}
        page.evaluate("([name, held]) => { localStorage[name] = JSON.stringify(held); }", [name, held])
    page.goto(f"{origin}/en/report/")
    expect(page.locator("#shelf .number")).to_have_count(2)
    assert stub.texts() == ["Other words.", "Old words."]
    assert set(stub.taken) == {"a" * 21, "b" * 21}


def test_what_was_chosen_is_sent_though_its_list_does_not_come_again(chromium: Any, origin: str, stub: Keyed) -> None:
    with watched(chromium, service_workers="block") as page:
        write(page, origin)
        page.route("**/api/form?*", lambda route: route.abort())
        page.reload()
        expect(page.locator("#lists-missing")).to_be_visible()
        send(page)
        page.wait_for_url("**/p/receipt*")
        assert stub.received[0]["body"]["community"] == "c1"
