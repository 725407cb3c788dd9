"""A supervisor's part in a bulletin: words before it is issued, approval, and the order to correct one."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import (
    BulletinConflict,
    BulletinIssued,
    CountersImpossible,
    Forbidden,
    InvalidInput,
    NotFound,
)
from chalicelib.domain.figures import Case, Changed, Correction, Said
from chalicelib.domain.publication import Publication
from chalicelib.domain.tally import ALL, OWN, Cell
from chalicelib.journey.correct import Order, issued, revise
from chalicelib.journey.publish import publish_due
from chalicelib.journey.review import Words, bulletins, preview, say
from chalicelib.journey.told import notices_of
from chalicelib.journey.watch import late_bulletins
from chalicelib.messages import bulletin

from tests.fakes import ports
from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, ELM, HILL, staff
from tests.fakes.small import PlainPages
from tests.fakes.two_districts import CITY, make_two
from tests.journey.steps import report

OCTOBER = datetime(2025, 10, 1, 0, 20, tzinfo=UTC)
CHIEF = staff(Role.SUPERVISOR, DISTRICT, "chief")
OF_HILL = staff(Role.SUPERVISOR, HILL, "hill")


@pytest.fixture
def world():
    made = ports()
    made.districts.held = replace(made.districts.held, settings={"bulletin_review": True})
    made.clock.moment = OCTOBER
    return made


def words(**changes) -> Words:
    return replace(Words(HILL, "2025-09", 0), **changes)


def page(world, unit=HILL, name="2025-09") -> str:
    return world.bulletins.files[f"{unit}/{name}.txt"].decode()


def test_bulletin_waits_for_approval_and_holds_what_was_said(world) -> None:
    assert publish_due(world, PlainPages()) == []
    (draft,) = bulletins(world, CHIEF, HILL, "en").answer["drafts"]
    assert (draft["version"], draft["approved_at"]) == (1, None)
    kept = say(world, OF_HILL, words(version=1, remarks=" Quick\r\nwork ", cases=(("Lamp", "It shines"), ("", " ")), thanks=("Mr Wang", "")))
    assert (kept["version"], kept["remarks"], len(kept["cases"]), kept["thanks"], kept["by"]) == (2, "Quick\nwork", 1, ["Mr Wang"], "hill")
    assert publish_due(world, PlainPages()) == []
    say(world, CHIEF, words(version=2, remarks="Quick", approve=True))
    assert publish_due(world, PlainPages()) == [f"{HILL}/2025-09"]
    assert "Quick" in page(world)


def test_words_said_ahead_are_in_a_bulletin_that_needs_no_review(world) -> None:
    world.districts.held = replace(world.districts.held, settings={})
    say(world, CHIEF, words(remarks="R", thanks=("The stairwell leaders",)))
    assert f"{HILL}/2025-09" in publish_due(world, PlainPages())
    assert "The stairwell leaders" in page(world)


def test_one_of_two_supervisors_is_told_who_was_first(world) -> None:
    say(world, CHIEF, words(remarks="one"))
    with pytest.raises(BulletinConflict) as told:
        say(world, OF_HILL, words(remarks="other"))
    assert told.value.details == {"version": 1, "first": {"by": "chief"}}
    real = world.bulletins.keep_draft

    def overtaken(draft, version_before):
        world.bulletins.keep_draft = real
        say(world, CHIEF, words(version=1, remarks="between"))
        return real(draft, version_before)

    world.bulletins.keep_draft = overtaken
    with pytest.raises(BulletinConflict):
        say(world, OF_HILL, words(version=1, remarks="late"))
    assert world.bulletins.drafts(HILL)[0].said.remarks == "between"


def test_issued_bulletin_takes_no_words(world) -> None:
    say(world, CHIEF, words(approve=True))
    publish_due(world, PlainPages())
    with pytest.raises(BulletinIssued):
        say(world, CHIEF, words(version=1, remarks="too late"))


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"period": "2025-13"}, "period", "period_unknown"), ({"period": "2025-W40"}, "period", "period_unknown"),
        ({"unit": ELM}, "period", "period_unknown"), ({"remarks": "x" * 2001}, "remarks", "text_too_long"),
        ({"cases": (("a", "b"),) * 21}, "cases", "too_many"), ({"thanks": ("a",) * 21}, "thanks", "too_many"),
        ({"remarks": "请打13800138001"}, "remarks", "personal_data"), ({"cases": (("a", "身份证370202199001011234"),)}, "cases", "personal_data"),
    ],
)  # fmt: skip
def test_words_that_cannot_stand_are_refused(world, changes, field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as told:
        say(world, CHIEF, words(**changes))
    assert told.value.fields == {field: code}
    assert world.bulletins.drafts(HILL) == []


@pytest.mark.parametrize("who", [staff(Role.OFFICER, DISTRICT), staff(Role.SUPERVISOR, BAY), staff(Role.ADMIN, DISTRICT)])
def test_who_does_not_supervise_the_unit_is_refused(world, who) -> None:
    for asked in (lambda: bulletins(world, who, HILL, "en"), lambda: say(world, who, words()), lambda: revise(world, who, Order(HILL, "2025-09", "x"))):
        with pytest.raises(Forbidden):
            asked()


def test_unit_that_does_not_exist_is_refused(world) -> None:
    with pytest.raises(Forbidden):
        say(world, CHIEF, words(unit="nowhere"))


def test_revision_is_issued_once_with_its_reason(world) -> None:
    say(world, CHIEF, words(approve=True))
    publish_due(world, PlainPages())
    first = page(world)
    with pytest.raises(InvalidInput):
        revise(world, CHIEF, Order(HILL, "2025-09", "  "))
    revise(world, CHIEF, Order(HILL, "2025-09", "A late answer"))
    with pytest.raises(BulletinConflict):
        revise(world, OF_HILL, Order(HILL, "2025-09", "The same again"))
    assert publish_due(world, PlainPages()) == [f"{HILL}/2025-09/r1"]
    assert "A late answer" in page(world, name="2025-09-r1")
    assert page(world) == first
    (second, one) = bulletins(world, CHIEF, HILL, "en").answer["issued"]
    assert (second["href"], one["href"]) == (f"/bulletins/{HILL}/2025-09/r1/index.html", f"/bulletins/{HILL}/2025-09/index.html")


def test_revision_of_a_text_says_what_the_text_was_and_is(world) -> None:
    say(world, CHIEF, words(remarks="Quick work", cases=(("Lamp", "It shines"),), approve=True))
    publish_due(world, PlainPages())
    revise(world, CHIEF, Order(HILL, "2025-09", "A name was wrong", remarks="Good work"))
    publish_due(world, PlainPages())
    made = world.bulletins.figures(world.bulletins.issued(HILL)[-1].inputs)
    assert made.correction == Correction("A name was wrong", (Changed(HILL, "said.remarks", "Quick work", "Good work"),))
    assert bulletins(world, CHIEF, HILL, "en").differs == []


def test_revision_keeps_what_was_said_and_is_not_spoken_of(world) -> None:
    say(world, CHIEF, words(remarks="Quick work", cases=(("Lamp", "It shines"),), thanks=("Mr Wang",), approve=True))
    publish_due(world, PlainPages())
    revise(world, CHIEF, Order(HILL, "2025-09", "A figure was wrong"))
    publish_due(world, PlainPages())
    made = world.bulletins.figures(world.bulletins.issued(HILL)[-1].inputs)
    assert made.said == Said("Quick work", (Case("Lamp", "It shines"),), ("Mr Wang",))
    assert made.correction == Correction("A figure was wrong", ())
    revise(world, CHIEF, Order(HILL, "2025-09", "Nobody asked Mr Wang", thanks=()))
    publish_due(world, PlainPages())
    made = world.bulletins.figures(world.bulletins.issued(HILL)[-1].inputs)
    assert made.said == Said("Quick work", (Case("Lamp", "It shines"),))


def test_what_an_issued_bulletin_says_is_read_to_be_corrected_however_old_it_is(world) -> None:
    say(world, CHIEF, words(remarks="Quick work", cases=(("Lamp", "It shines"),), thanks=("Mr Wang",), approve=True))
    publish_due(world, PlainPages())
    world.clock.moment = datetime(2027, 6, 2, tzinfo=UTC)
    told = issued(world, OF_HILL, HILL, "2025-09")
    assert (told["revision"], told["remarks"], told["cases"]) == (0, "Quick work", [{"title": "Lamp", "text": "It shines"}])
    assert (told["thanks"], told["ordered_at"]) == (["Mr Wang"], None)
    revise(world, CHIEF, Order(HILL, "2025-09", "A name was wrong", 0, "Good work"))
    assert issued(world, OF_HILL, HILL, "2025-09")["ordered_at"] == "2027-06-02T00:00:00+00:00"
    publish_due(world, PlainPages())
    told = issued(world, OF_HILL, HILL, "2025-09")
    assert (told["revision"], told["remarks"], told["ordered_at"]) == (1, "Good work", None)
    with pytest.raises(BulletinConflict):  # another was issued since it was looked at
        revise(world, CHIEF, Order(HILL, "2025-09", "The same again", 0))
    with pytest.raises(NotFound):
        issued(world, OF_HILL, HILL, "2025-08")
    with pytest.raises(Forbidden):
        issued(world, staff(Role.SUPERVISOR, BAY), HILL, "2025-09")


def test_all_issued_are_listed_when_asked_for(world) -> None:
    world.districts.held = replace(world.districts.held, settings={})
    for place in range(15):
        world.clock.moment = datetime(2025 + (9 + place) // 12, (9 + place) % 12 + 1, 2, tzinfo=UTC)
        publish_due(world, PlainPages())
    told = bulletins(world, CHIEF, HILL, "en").answer
    assert (len(told["issued"]), told["older"]) == (13, True)
    told = bulletins(world, CHIEF, HILL, "en", older=True).answer
    assert (len(told["issued"]), told["older"]) == (15, False)


def test_draft_is_shown_as_it_will_look_and_nothing_of_it_is_kept(world) -> None:
    world.tally.cells[Cell("2025-09", HILL, ALL)] = Counter({"received": 7})
    world.tally.cells[Cell("2025-09", ELM, ALL)] = Counter({"received": 7})
    publish_due(world, bulletin)
    say(world, CHIEF, words(version=1, remarks="Quick work"))
    files, records, kept = dict(world.bulletins.files), dict(world.bulletins.records), dict(world.bulletins.kept)
    shown = preview(world, CHIEF, HILL, "2025-09", bulletin, "en")
    assert (world.bulletins.files, world.bulletins.records, world.bulletins.kept) == (files, records, kept)
    say(world, CHIEF, words(version=2, remarks="Quick work", approve=True))
    publish_due(world, bulletin)
    issued_page = world.bulletins.files[f"{HILL}/2025-09/en.html"].decode()
    body = issued_page[issued_page.index("<h1>") : issued_page.index('<h2>The figures as files')]
    said = body.split("</p>", 1)[1]  # behind the line with its number, where the draft says that it is none
    unlinked = re.sub(r'<p class="behind">.*?</p>', "", said)
    assert squeezed(unlinked) in squeezed(shown)
    assert "No. 1 of 2025 (No. 1 of all)" in shown
    assert "Draft: not issued yet" in shown
    assert "/bulletins/" not in shown[shown.index("<h1>") : shown.index("</main>")]


def squeezed(page: str) -> str:
    return re.sub(r"\s+", "", page)


def test_nothing_is_previewed_of_others_or_of_what_is_no_draft(world) -> None:
    publish_due(world, PlainPages())
    with pytest.raises(Forbidden):
        preview(world, staff(Role.SUPERVISOR, BAY), HILL, "2025-09", PlainPages(), "en")
    with pytest.raises(InvalidInput):
        preview(world, CHIEF, HILL, "2025-13", PlainPages(), "en")
    say(world, CHIEF, words(version=1, approve=True))
    publish_due(world, PlainPages())
    with pytest.raises(BulletinIssued):
        preview(world, CHIEF, HILL, "2025-09", PlainPages(), "en")
    world.tally.cells[Cell("2025-09", BAY, ALL)] = Counter({"received": -7})
    with pytest.raises(CountersImpossible):
        preview(world, CHIEF, BAY, "2025-09", PlainPages(), "en")


def test_supervisors_are_told_once_that_a_draft_waits(world) -> None:
    publish_due(world, PlainPages())
    publish_due(world, PlainPages())
    told, _ = notices_of(world, OF_HILL, HILL, 50, None, "en")
    assert told == [{
        "number": None, "number_shown": "", "action": "bulletin_waits", "at": "2025-10-01T00:20:00+00:00",
        "bulletin": {"unit": HILL, "unit_name": world.districts.held.organisation.name(HILL, "en"), "period": "2025-09"},
    }]  # fmt: skip
    of_all, _ = notices_of(world, CHIEF, DISTRICT, 50, None, "en")
    assert {each["bulletin"]["unit"] for each in of_all} == {DISTRICT, DEPARTMENT, HILL, BAY}
    assert len(of_all) == 4


def test_nobody_is_told_where_no_supervisor_looks(world) -> None:
    world.districts.held = replace(world.districts.held, settings={})
    publish_due(world, PlainPages())
    assert notices_of(world, CHIEF, DISTRICT, 50, None, "en")[0] == []


def test_nothing_is_revised_that_was_not_issued(world) -> None:
    with pytest.raises(NotFound):
        revise(world, CHIEF, Order(HILL, "2025-09", "x"))


def test_figures_that_moved_after_the_issue_are_shown_as_a_hint(world) -> None:
    world.districts.held = replace(world.districts.held, settings={})
    publish_due(world, PlainPages())
    assert bulletins(world, CHIEF, HILL, "en").differs == []
    world.tally.cells[Cell("2025-09", HILL, ALL)] = Counter({"answers": 1, "status.settled": 1})
    world.tally.cells[Cell("2025-09", HILL, OWN)] = Counter({"answers": 1})
    assert bulletins(world, CHIEF, HILL, "en").differs == [{"period": "2025-09", "measure": "answers", "before": 0, "after": 1}]


@pytest.mark.parametrize(("bare", "hints"), [("2025-09", []), ("2025-Q3", ["answers"])])
def test_hint_is_of_the_newest_bulletin_whichever_record_names_no_figures(world, bare: str, hints: list[str]) -> None:
    world.districts.held = replace(world.districts.held, settings={"bulletin_kinds": ["month", "quarter"]})
    publish_due(world, PlainPages())
    held = world.bulletins.records[HILL, bare, 0]
    world.bulletins.records[HILL, bare, 0] = replace(held, inputs="")
    world.tally.cells[Cell("2025-09", HILL, ALL)] = Counter({"answers": 1})
    assert [each["measure"] for each in bulletins(world, CHIEF, HILL, "en").differs] == hints


def test_cleared_petitions_of_the_month_are_offered_as_cases(world) -> None:
    world.clock.moment = datetime(2025, 9, 20, 2, tzinfo=UTC)
    number = report(world).number
    held = world.petitions.get(number)
    shown = replace(held, published_at=world.clock.now(), published_month="2025-09")
    world.memory.petitions[number] = shown
    world.memory.publications[number] = Publication(number, "2025-09", "The lamp is dark.", "", world.clock.now(), "chief")
    world.clock.moment = OCTOBER
    (offered,) = bulletins(world, CHIEF, DISTRICT, "en").answer["candidates"]
    assert (offered["number"], offered["words"]) == (number, "The lamp is dark.")


@pytest.mark.parametrize(("kinds", "month"), [(["month", "quarter"], "2025-10"), (["month", "week"], "2025-11")])
def test_cleared_petitions_are_offered_for_the_newest_bulletin_whatever_its_kind(world, kinds: list[str], month: str) -> None:
    world.districts.held = replace(world.districts.held, settings={"bulletin_kinds": kinds})
    for moment in (OCTOBER, datetime(2025, 11, 1, 1, tzinfo=UTC), datetime(2025, 11, 10, 1, tzinfo=UTC)):
        world.clock.moment = moment
        assert publish_due(world, PlainPages()) is not None
    for shown in ("2025-09", "2025-10", "2025-11"):
        number = report(world, device=shown).number
        world.memory.petitions[number] = replace(world.petitions.get(number), published_at=world.clock.now(), published_month=shown)
        world.memory.publications[number] = Publication(number, shown, shown, "", world.clock.now(), "chief")
    assert [each["words"] for each in bulletins(world, CHIEF, DISTRICT, "en").answer["candidates"]] == [month]


def test_city_s_bulletin_is_due_and_issued_when_a_supervisor_of_the_city_approves_it(world) -> None:
    make_two(world)
    of_the_city = staff(Role.SUPERVISOR, CITY, "mayor")
    publish_due(world, PlainPages())
    told = bulletins(world, of_the_city, CITY, "en").answer
    assert (told["due"], [each["approved_at"] for each in told["drafts"]]) == (["2025-09"], [None])
    world.clock.moment = datetime(2025, 10, 7, tzinfo=UTC)
    assert f"{CITY}/2025-09" in late_bulletins(world)
    say(world, of_the_city, words(unit=CITY, version=1, remarks="Ten districts", approve=True))
    assert publish_due(world, PlainPages()) == [f"{CITY}/2025-09"]
    assert "Ten districts" in page(world, CITY)
    assert f"{CITY}/2025-09" not in late_bulletins(world)


def test_bulletin_nobody_approves_is_late_after_the_days_that_are_given(world) -> None:
    publish_due(world, PlainPages())
    assert late_bulletins(world) == []
    world.clock.moment = datetime(2025, 10, 7, tzinfo=UTC)
    assert f"{HILL}/2025-09" in late_bulletins(world)
