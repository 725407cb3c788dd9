"""A supervisor's part in a bulletin: words before it is issued, approval, and the order to correct one."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import BulletinConflict, BulletinIssued, Forbidden, InvalidInput, NotFound
from chalicelib.domain.figures import Changed, Correction
from chalicelib.domain.publication import Publication
from chalicelib.domain.tally import ALL, OWN, Cell
from chalicelib.journey.publish import publish_due
from chalicelib.journey.review import Words, bulletins, revise, say
from chalicelib.journey.watch import late_bulletins

from tests.fakes import ports
from tests.fakes.district import BAY, DISTRICT, ELM, HILL, staff
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
    for asked in (lambda: bulletins(world, who, HILL, "en"), lambda: say(world, who, words()), lambda: revise(world, who, words(why="x"))):
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
        revise(world, CHIEF, words(why="  "))
    revise(world, CHIEF, words(why="A late answer"))
    with pytest.raises(BulletinConflict):
        revise(world, OF_HILL, words(why="The same again"))
    assert publish_due(world, PlainPages()) == [f"{HILL}/2025-09/r1"]
    assert "A late answer" in page(world, name="2025-09-r1")
    assert page(world) == first
    (second, one) = bulletins(world, CHIEF, HILL, "en").answer["issued"]
    assert (second["href"], one["href"]) == (f"/bulletins/{HILL}/2025-09/r1/index.html", f"/bulletins/{HILL}/2025-09/index.html")


def test_revision_of_a_text_says_what_the_text_was_and_is(world) -> None:
    say(world, CHIEF, words(remarks="Quick work", cases=(("Lamp", "It shines"),), approve=True))
    publish_due(world, PlainPages())
    revise(world, CHIEF, words(why="A name was wrong", remarks="Good work", cases=(("Lamp", "It shines"),)))
    publish_due(world, PlainPages())
    made = world.bulletins.figures(world.bulletins.issued(HILL)[-1].inputs)
    assert made.correction == Correction("A name was wrong", (Changed(HILL, "said.remarks", "Quick work", "Good work"),))
    assert bulletins(world, CHIEF, HILL, "en").differs == []


def test_nothing_is_revised_that_was_not_issued(world) -> None:
    with pytest.raises(NotFound):
        revise(world, CHIEF, words(why="x"))


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
