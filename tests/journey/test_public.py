"""What everybody may read: filters, counts, single petitions, feeds, figures; and nothing that nobody cleared."""


import pytest
from chalicelib.domain.errors import InvalidInput, PetitionNotFound
from chalicelib.domain.figures import BulletinRecord
from chalicelib.domain.marks import marks
from chalicelib.domain.rates import Rate
from chalicelib.journey import public, public_figures
from chalicelib.journey.clear import Decision, decide
from chalicelib.journey.count import count
from chalicelib.journey.filters import PAGE, Asked

from tests.fakes.district import BAY, DISPATCHER, DISTRICT, ELM, HILL, PIER, ZONE
from tests.journey.steps import HAPPY, UNSOLVED, answers, asked, do, petition, report

MONTH = "2025-09"


def cleared(world, words: str = "路灯坏了", reply: str = "", number: str = "", **fields) -> str:
    number = number or report(world, **fields).number
    version = petition(world, number).version
    decide(world, Decision(number, version, "publish", words, reply), DISPATCHER, world.ids.token())
    return number


def listing(world, language: str = "zh", **asked):
    return public.listing(world, Asked(**asked), language)


def test_list_shows_what_was_cleared_and_nothing_else(world) -> None:
    report(world, text="没有公开的诉求")
    number = cleared(world, "路灯坏了")
    made = listing(world)
    assert [(each["number"], each["words"]) for each in made["items"]] == [(number, "路灯坏了")]
    assert (made["total"], made["pages"], made["whole"]) == (1, 1, True)
    assert "没有公开的诉求" not in str(made)


def test_list_tells_no_phone_no_unit_person_and_no_minute(world) -> None:
    cleared(world)
    [shown] = listing(world)["items"]
    assert set(shown) == {
        "number", "number_shown", "status", "category", "category_name", "street", "street_name", "place_name",
        "submitted_at", "longitude", "latitude", "solved", "words", "language", "reply", "reply_stands", "reply_waits", "published_at",
    }  # fmt: skip
    assert shown["submitted_at"] == world.clock.now().astimezone(ZONE).date().isoformat()


def test_a_newer_answer_waits_to_be_cleared_and_an_old_one_is_not_shown_as_the_result(world) -> None:
    number = cleared(world, "路灯坏了")
    one = lambda: public.petition(world, number, "zh")  # noqa: E731
    assert (one()["reply_waits"], "clear" in marks(petition(world, number))) == (False, False)
    world.clock.move(minutes=1)
    do(world, number, "accept")
    do(world, number, "close", note="换了灯泡")
    assert (one()["reply_waits"], one()["reply_stands"]) == (True, False)
    assert "clear" in marks(petition(world, number))
    world.clock.move(minutes=1)
    cleared(world, "路灯坏了", "灯已换好", number)
    assert (one()["reply"], one()["reply_waits"], one()["reply_stands"]) == ("灯已换好", False, True)
    assert "clear" not in marks(petition(world, number))
    answers(world, number, UNSOLVED)
    assert (one()["reply"], one()["reply_waits"], one()["reply_stands"]) == ("灯已换好", False, False)


@pytest.mark.parametrize(("asked", "count"), [
    ({}, 4), ({"area": HILL}, 3), ({"area": BAY}, 1), ({"category": "02"}, 1), ({"category": "01", "area": HILL}, 2),
    ({"status": "open"}, 4), ({"status": "settled"}, 0), ({"month": "2025-08"}, 0), ({"area": DISTRICT}, 4),
])  # fmt: skip
def test_filters_leave_what_fits_all_of_them(world, asked: dict[str, str], count: int) -> None:
    for fields in ({}, {}, {"category": "02"}, {"community": PIER}):
        cleared(world, **fields)
    made = listing(world, **asked)
    assert (made["total"], len(made["items"])) == (count, count)


def test_counts_by_street_say_what_choosing_it_would_show(world) -> None:
    for community, category in ((ELM, "01"), (ELM, "02"), (PIER, "01")):
        cleared(world, community=community, category=category)
    made = listing(world, category="01", area=HILL)
    counts = {street["code"]: street["count"] for area in made["areas"] for street in area["streets"]}
    assert counts == {HILL: 1, BAY: 1}
    for street, number in counts.items():
        assert listing(world, category="01", area=street)["total"] == number
    drawn = {each["code"]: (each["count"], each["shade"]) for each in made["streets"]}
    assert drawn == {HILL: (1, 4), BAY: (1, 4)}
    assert [(each["code"], each["count"]) for each in made["categories"]] == [("01", 1), ("02", 1), ("03", 0)]
    assert made["statuses"] == {"open": 1, "closed": 0, "settled": 0}


def test_list_goes_on_page_by_page_without_a_gap(world) -> None:
    numbers = {cleared(world, phone=None) for _ in range(PAGE + 3)}
    first, second = listing(world), listing(world, page="2")
    assert (first["pages"], len(first["items"]), len(second["items"])) == (2, PAGE, 3)
    assert {each["number"] for each in (*first["items"], *second["items"])} == numbers


@pytest.mark.parametrize(("asked", "fault"), [
    ({"area": "nowhere"}, "area"), ({"area": ELM}, "area"), ({"category": "99"}, "category"), ({"month": "2025-13"}, "month"),
    ({"month": "2025-1"}, "month"), ({"month": "2026-01"}, "month"), ({"status": "merged"}, "status"), ({"page": "0"}, "page"),
    ({"page": "-1"}, "page"), ({"page": "9" * 400}, "page"), ({"page": "²"}, "page"), ({"month": "x" * 9_000}, "month"),
])  # fmt: skip
def test_a_filter_that_is_nothing_we_have_is_refused_by_its_name(world, asked: dict[str, str], fault: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        listing(world, **asked)
    assert refused.value.fields == {fault: "unknown_choice"}


def test_one_petition_is_shown_with_what_was_done(world) -> None:
    number = asked(world)
    answers(world, number, HAPPY)
    cleared(world, "路灯坏了", "已修好", number)
    seen = public.petition(world, number, "en")
    assert (seen["words"], seen["reply"], seen["solved"], seen["status"]) == ("路灯坏了", "已修好", True, "settled")
    assert (seen["street_name"], seen["category_name"]) == ("Hill Street", "Lighting")


@pytest.mark.parametrize("number", ["", "1", "x" * 9_000, "12345678901234", "57785067285632"])
def test_a_petition_that_is_not_public_is_not_there(world, number: str) -> None:
    hidden = report(world).number
    for each in (number, hidden):
        with pytest.raises(PetitionNotFound):
            public.petition(world, each, "zh")


def test_who_hides_is_shown_by_the_street_alone(world) -> None:
    number = cleared(world, hide_identity=True)
    seen = public.petition(world, number, "zh")
    assert (seen["street"], seen["place_name"], seen["longitude"]) == (HILL, "", None)


def test_feed_brings_the_newest_of_a_street_and_category_over_two_months(world) -> None:
    old = cleared(world)
    world.clock.move(days=20)
    new = cleared(world)
    cleared(world, community=PIER)
    cleared(world, category="02")
    made = public.newest(world, Asked(area=HILL, category="01"), "zh")
    assert [each["number"] for each in made["items"]] == [new, old]
    assert (made["area_name"], made["category_name"]) == ("山街道", "照明")


def test_feed_and_lately_know_what_took_longer_than_two_months(world) -> None:
    slow, quiet = asked(world), cleared(world)
    world.clock.move(days=150)
    answers(world, slow, HAPPY)
    late = cleared(world, number=slow)
    made = public.newest(world, Asked(area=HILL), "zh")
    assert [each["number"] for each in made["items"]] == [late, quiet]
    assert [each["number"] for each in public_figures.lately(world, Asked(area=HILL), "zh")["items"]] == [late]
    assert public.newest(world, Asked(area=BAY), "zh")["items"] == []


def test_a_street_lists_its_own_where_its_district_has_more_than_can_be_listed(world, monkeypatch) -> None:
    here = [cleared(world) for _ in range(2)]
    for _ in range(4):
        cleared(world, community=PIER)
    monkeypatch.setattr(public, "MOST", 3)
    assert public.listing(world, Asked(), "zh")["whole"] is False
    made = public.listing(world, Asked(area=HILL), "zh")
    assert ([each["number"] for each in made["items"]], made["total"], made["whole"]) == (sorted(here, reverse=True), 2, True)
    assert next(each["count"] for each in made["areas"][0]["streets"] if each["code"] == HILL) == 2


def test_feed_reads_no_page_beyond_the_one_that_fills_it(world, monkeypatch) -> None:
    numbers = [cleared(world) for _ in range(5)]
    monkeypatch.setattr(public, "AT_ONCE", 2)
    monkeypatch.setattr(public, "NEWEST", 2)
    latest, pages = world.petitions.latest, []
    monkeypatch.setattr(world.petitions, "latest", lambda *asked: pages.append(asked) or latest(*asked))
    made = public.newest(world, Asked(), "zh")
    assert [each["number"] for each in made["items"]] == sorted(numbers, reverse=True)[:2]
    assert len(pages) == 1


def counted(world) -> None:
    for number in list(world.memory.petitions):
        count(world, petition(world, number))


def test_lately_counts_truly_and_shows_only_what_its_citizen_calls_solved(world) -> None:
    solved, cross = asked(world), asked(world, phone="13800138002")
    answers(world, solved, HAPPY)
    answers(world, cross, UNSOLVED)
    for number in (solved, cross):
        cleared(world, number=number)
    counted(world)
    made = public_figures.lately(world, Asked(), "zh")
    assert (made["received"], made["closed"], made["resolved"]) == (2, 2, Rate(1, 2))
    assert [each["number"] for each in made["items"]] == [solved]
    assert public_figures.lately(world, Asked(area=BAY), "zh")["items"] == []


def test_lately_knows_the_newest_bulletin_of_the_district_once_its_files_are_there(world) -> None:
    assert public_figures.lately(world, Asked(), "zh")["bulletin"] is None
    july, august = (BulletinRecord(DISTRICT, f"2025-{month}", place, place, world.clock.now(), "d", complete=month == "07") for place, month in ((1, "07"), (2, "08")))
    world.bulletins.record(july)
    assert public_figures.lately(world, Asked(area=HILL), "zh")["bulletin"] == july
    world.bulletins.record(august)
    assert public_figures.lately(world, Asked(), "zh")["bulletin"] is None, "a link to it would lead to nothing"
    world.bulletins.complete(august)
    assert public_figures.lately(world, Asked(), "zh")["bulletin"].period == "2025-08"


def test_figures_are_those_of_the_counters(world) -> None:
    for place in range(3):
        number = asked(world, phone=f"1380013800{place + 1}")
        answers(world, number, HAPPY)
    report(world, category="02", community=PIER)
    counted(world)
    made = public_figures.figures(world, Asked(), "en")
    assert (made["counts"], made["running"]) == ({"received": 4, "closed": 3, "settled": 3}, True)
    assert made["rates"]["resolution_rate"] == Rate(3, 3)
    assert [(each["code"], each["count"]) for each in made["categories"]] == [("01", 3), ("02", 1)]
    streets = {each["code"]: (each["received"], each["closed"]) for each in made["streets"]}
    assert (streets[HILL], streets[BAY]) == ((3, 3), (1, 0))
    assert [each["received"] for each in made["year"]] == [0] * 11 + [4]
    assert public_figures.figures(world, Asked(area=HILL), "en")["streets"] == []
    assert public_figures.figures(world, Asked(month="2025-08"), "en")["counts"]["received"] == 0
