"""Administrators change what their role reaches, checked as files are, once, with a history; rules are tried first."""

from dataclasses import replace

import pytest
from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.errors import ConfigurationConflict, Forbidden, InvalidInput, NotFound
from chalicelib.domain.phrases import Phrase
from chalicelib.domain.ports import Person
from chalicelib.domain.rule_checks import rules_from
from chalicelib.domain.rules import Rule
from chalicelib.journey.door import OF_DISTRICT
from chalicelib.journey.look import petition_for_staff
from chalicelib.journey.organise import document, history, organisation, put, put_rows, put_units
from chalicelib.journey.trial import tried, tried_by

from tests.fakes.district import (
    BAY,
    DEPARTMENT,
    DISPATCHER,
    DISTRICT,
    ELM,
    ELM_OFFICER,
    HILL,
    OAK,
    PIER,
    staff,
)
from tests.fakes.two_districts import CITY, PORT, QUAY, make_two
from tests.journey.steps import HAPPY, answers, asked, report

ADMIN, CITY_ADMIN, HILL_ADMIN = (staff(Role.ADMIN, unit) for unit in (DISTRICT, CITY, HILL))
LAMP = {
    "name": "lamp", "category": "01", "area": "", "channel": "", "kind": "", "urgency": "", "least_confidence": "",
    "words": "", "unit": "street",
}  # fmt: skip
GRID_2 = {"code": "G-elm-2", "parent": ELM, "level": "grid", "name_zh": "榆二网格", "name_en": "Elm Grid 2"}


@pytest.fixture
def two(world):
    people = {"ann": (ELM,), "ben": (OAK,), "cap": (PIER,), "abroad": (QUAY,), "both": (ELM, QUAY)}
    for login, units in people.items():
        roles = tuple(HeldRole(Role.GRID_WORKER, unit) for unit in units)
        world.people.add(Person(login, login, login, roles, "", False, 1))
    return make_two(world)


def version(world, code: str = DISTRICT) -> str:
    return world.configurations.get(code).version


def cover(absent: str, covering: str) -> dict[str, str]:
    return {"absent": absent, "covering": covering, "from": "2025-10-01", "to": "2025-10-08"}


def test_change_is_written_once_with_who_when_and_what(two) -> None:
    before = version(two)
    done = put(two, ADMIN, "", before, "rules", [LAMP])
    assert (done["district"], done["added"], done["version"]) == (DISTRICT, ["rules/lamp"], version(two))
    assert done["version"] != before
    changed = put(two, ADMIN, "", version(two), "rules", [LAMP | {"unit": "community"}])
    assert changed["changed"] == ["rules/lamp"]
    items, cursor = history(two, ADMIN, "", 1, None)
    (latest,) = items
    assert (latest["by"], latest["fields"]) == (ADMIN.login, {"rules/lamp": {"unit": ["street", "community"]}})
    assert latest["at"] == two.clock.now().isoformat()
    (first,), last = history(two, ADMIN, "", 1, cursor)
    assert (first["version_before"], last) == (before, None)


def test_nothing_is_written_when_nothing_differs(two) -> None:
    before = version(two)
    assert put(two, ADMIN, "", before, "rules", [])["version"] == before
    assert history(two, ADMIN, "", 5, None) == ([], None)


def test_second_is_refused_and_told_who_was_first_when_two_change_at_once(two) -> None:
    seen = version(two)
    put(two, ADMIN, "", seen, "rules", [LAMP])
    with pytest.raises(ConfigurationConflict) as refused:
        put(two, CITY_ADMIN, DISTRICT, seen, "rota", [cover("ann", "ben")])
    assert refused.value.details == {"version": version(two), "first": {"by": ADMIN.login}}


def test_loser_of_the_race_is_refused_when_both_had_read_the_same(two, monkeypatch) -> None:
    monkeypatch.setattr(two.configurations, "replace", lambda *_: False)
    with pytest.raises(ConfigurationConflict):
        put(two, ADMIN, "", version(two), "rules", [LAMP])


@pytest.mark.parametrize(
    ("document", "rows", "place", "reason"),
    [
        ("rules", [LAMP, LAMP], 1, "it is written twice"),
        ("rules", [LAMP | {"unit": "nowhere"}], 0, "there is no unit nowhere"),
        ("rules", [LAMP | {"category": "77"}], 0, "there is no category 77"),
        ("rules", [LAMP, LAMP | {"name": "b", "words": "灯"}], 1, "never reached"),
        ("rules", [{"name": "lamp"}], 0, "a row has exactly"),
        ("rules", [LAMP | {"extra": ""}], 0, "a row has exactly"),
        ("rules", [LAMP, LAMP | {"name": "b", "unit": " \r\n"}], 1, "unit must not be empty"),
        ("rota", [cover("ann", "ann")], 0, "cannot cover themselves"),
        ("rota", [cover("ann", "ben") | {"to": "2025-09-01"}], 0, "from must be before to"),
        ("settings", [{"code": DISTRICT}], 0, "name_zh is missing"),
    ],
)
def test_document_is_refused_with_its_row_when_a_file_would_be(two, document, rows, place, reason) -> None:
    before = version(two)
    with pytest.raises(InvalidInput) as refused:
        put(two, ADMIN, "", before, document, rows)
    assert refused.value.fields == {"rows": "configuration_faulty"}
    assert any(each["row"] == place and reason in each["reason"] for each in refused.value.details["faults"])
    assert version(two) == before


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"code": PORT}, "the code of a district cannot be changed"),
        ({"response_hours": True}, "response_hours is missing or no int"),
        ({"closing_days": {"1": True, "2": 2, "5": 5}}, "every limit must be a whole number"),
        ({"limit_submit": "many"}, "limit_submit must be a whole number"),
        ({"sms_prices": {"sns": -1}}, "sms_prices must be yuan"),
        ({"sms_prices": 0.05}, "sms_prices must be yuan"),
        ({"least_confidence": 2}, "least_confidence must be a number"),
        ({"areas_credit": "one line\nand another"}, "areas_credit must be one line of at most 120"),
        ({"areas_credit": 7}, "areas_credit must be one line of at most 120"),
        ({"kept_days": 30}, "kept_days must be a whole number from 31"),
        ({"kept_days": "365"}, "kept_days must be a whole number from 31"),
        ({"discipline_unit": ["x"]}, "is no unit of the district"),
        ({"discipline_unit": "P-crew"}, "is no unit of the district"),
        ({"zone": "../etc/passwd"}, "zone or hours"),
    ],
)
def test_settings_are_refused_when_they_make_no_sense(two, changed, reason) -> None:
    settings = {**two.configurations.get(DISTRICT).documents["settings"][0], **changed}
    with pytest.raises(InvalidInput) as refused:
        put(two, ADMIN, "", version(two), "settings", [settings])
    (fault,) = [each for each in refused.value.details["faults"] if reason in each["reason"]]
    assert fault["field"] in {*changed, "zone"}


def test_every_setting_that_is_offered_may_be_set_as_it_counts_without(two) -> None:
    held = organisation(two, ADMIN, "", "en")
    said = {each["name"]: each["without"] for each in held["offered"] if each["without"] is not None}  # type: ignore[union-attr]
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
    settings = {**held["settings"], **told, "sms_prices": {"sns": 0.05}, "discipline_unit": DEPARTMENT}  # type: ignore[dict-item]
    put(two, ADMIN, "", version(two), "settings", [settings])
    assert organisation(two, ADMIN, "", "en")["settings"] == settings


def test_settings_count_from_now_on_when_they_are_sound(two) -> None:
    settings = {**two.configurations.get(DISTRICT).documents["settings"][0], "response_hours": 6}
    assert put(two, ADMIN, "", version(two), "settings", [settings])["changed"] == ["settings"]
    assert organisation(two, ADMIN, "", "en")["settings"]["response_hours"] == 6


def test_nobody_gives_themselves_what_somebody_else_may_do(two) -> None:
    two.people.add(Person(ADMIN.login, "a", "a", (HeldRole(Role.ADMIN, DISTRICT),), "", False, 1))
    with pytest.raises(InvalidInput) as refused:
        put(two, ADMIN, "", version(two), "rota", [cover("ann", "ben"), cover("ann", ADMIN.login)])
    (fault,) = refused.value.details["faults"]
    assert (fault["row"], "cannot be who covers" in fault["reason"]) == (1, True)
    put(two, CITY_ADMIN, DISTRICT, version(two), "rota", [cover("ann", ADMIN.login)])
    put(two, ADMIN, "", version(two), "rota", [cover("ann", ADMIN.login), cover("ann", "ben")])


def test_each_district_is_offered_the_limits_that_count_there(two) -> None:
    own, other = organisation(two, ADMIN, "", "en"), organisation(two, CITY_ADMIN, PORT, "en")
    assert set(own["limits"]) == set(other["limits"]) == {f"limit_{what}" for what in OF_DISTRICT}
    assert (own["site_limits"]["limit_submit"], own["site_limits"]["limit_sms_phone"]) == (120, 20)
    assert (other["site_limits"], other["site_district"]) == ({}, {"code": DISTRICT, "name": "Small District"})


def test_a_limit_of_the_whole_site_is_refused_where_it_counts_nothing(two) -> None:
    settings = {**two.configurations.get(PORT).documents["settings"][0], "limit_submit": 7}
    with pytest.raises(InvalidInput) as refused:
        put(two, CITY_ADMIN, PORT, version(two, PORT), "settings", [settings])
    assert "limit_submit counts for the whole site" in str(refused.value.details)
    own = {**two.configurations.get(DISTRICT).documents["settings"][0], "limit_submit": 7}
    assert put(two, ADMIN, "", version(two), "settings", [own])["changed"] == ["settings"]


def moved(world, code: str, parent: str) -> dict[str, object]:
    rows = world.configurations.get(DISTRICT).documents["units"]
    return {**next(row for row in rows if row["code"] == code), "parent": parent}


@pytest.mark.parametrize(
    ("who", "rows", "removed", "allowed"),
    [
        (ADMIN, [GRID_2], [], True),
        (CITY_ADMIN, [GRID_2], [], True),
        (HILL_ADMIN, [GRID_2], [], True),
        (HILL_ADMIN, [], ["G-elm-1"], True),
        (HILL_ADMIN, [GRID_2 | {"code": "G-pier", "parent": PIER}], [], False),
        (HILL_ADMIN, [GRID_2 | {"code": "C-new", "parent": BAY, "level": "community"}], [], False),
        (HILL_ADMIN, [], [PIER], False),
        (HILL_ADMIN, [(PIER, HILL)], [], False),
        (HILL_ADMIN, [(OAK, BAY)], [], False),
        (ADMIN, [(OAK, BAY)], [], True),
        (staff(Role.ADMIN, PORT), [GRID_2], [], False),
        (staff(Role.SUPERVISOR, DISTRICT), [GRID_2], [], False),
        (ELM_OFFICER, [GRID_2], [], False),
    ],
)
def test_role_at_a_unit_reaches_its_subtree_and_no_further(two, who, rows, removed, allowed) -> None:
    said = [moved(two, *row) if isinstance(row, tuple) else row for row in rows]
    if not allowed:
        with pytest.raises(Forbidden):
            put_units(two, who, DISTRICT, version(two), said, removed)
        return
    done = put_units(two, who, DISTRICT, version(two), said, removed)
    assert done["added"] or done["changed"] or done["removed"]


@pytest.mark.parametrize("document", ["rules", "settings"])
def test_what_concerns_the_whole_district_is_its_own_admins(two, document) -> None:
    rows = {"rules": [LAMP], "settings": [{**two.configurations.get(DISTRICT).documents["settings"][0], "response_hours": 6}]}
    with pytest.raises(Forbidden):
        put(two, HILL_ADMIN, DISTRICT, version(two), document, rows[document])


@pytest.mark.parametrize(
    ("who", "row", "allowed"),
    [
        (HILL_ADMIN, cover("ann", "ben"), True),
        (HILL_ADMIN, cover("ann", "cap"), True),
        (HILL_ADMIN, cover("cap", "ben"), False),
        (HILL_ADMIN, cover("nobody", "ben"), False),
        (HILL_ADMIN, cover("ann", "nobody"), False),
        (ADMIN, cover("abroad", "ben"), False),
        (ADMIN, cover("both", "ben"), False),
    ],
)
def test_rota_gives_away_only_what_the_admin_reaches(two, who, row, allowed) -> None:
    if allowed:
        assert put(two, who, DISTRICT, version(two), "rota", [row])["added"]
        return
    with pytest.raises(Forbidden):
        put(two, who, DISTRICT, version(two), "rota", [row])


def test_unit_stays_when_it_still_has_open_petitions(two) -> None:
    report(two)
    with pytest.raises(InvalidInput) as refused:
        put_units(two, ADMIN, "", version(two), [], ["G-elm-1", ELM])
    assert "C-elm still has open petitions" in str(refused.value.details)


def test_tree_stays_whole_when_a_unit_with_others_below_is_removed(two) -> None:
    with pytest.raises(InvalidInput) as refused:
        put_units(two, ADMIN, "", version(two), [], [HILL])
    assert "its parent S-hill does not exist" in str(refused.value.details)


def test_unit_of_another_district_is_refused(two) -> None:
    with pytest.raises(InvalidInput):
        put_units(two, CITY_ADMIN, DISTRICT, version(two), [GRID_2 | {"code": QUAY}], [])


def test_looking_needs_the_role_and_a_district_that_is_loaded(two) -> None:
    assert organisation(two, HILL_ADMIN, DISTRICT, "en")["version"] == version(two)
    for who, code, error in (
        (ELM_OFFICER, DISTRICT, Forbidden), (ADMIN, PORT, Forbidden), (ADMIN, "nowhere", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            organisation(two, who, code, "en")


def test_trial_tells_what_would_change_of_open_and_past_petitions(two) -> None:
    open_one, over = report(two).number, asked(two)
    answers(two, over, HAPPY)
    report(two, community=BAY)
    told = tried_by(two, ADMIN, "", [LAMP], 10, None, "en")
    assert (told["looked_at"], told["cursor"]) == (2, {"list": "ended"})
    assert [(each["number"], each["before"]["unit"], each["after"]) for each in told["changes"]] == [
        (open_one, ELM, {"unit": HILL, "unit_name": "Hill Street", "rule": "lamp"})
    ]
    rest = tried_by(two, ADMIN, "", [LAMP], 10, told["cursor"], "en")
    assert ([each["number"] for each in rest["changes"]], rest["cursor"]) == ([over], None)


def test_rules_are_tried_above_those_that_count(two) -> None:
    report(two)
    two.districts.held = replace(two.districts.held, rules=rules_from([LAMP | {"unit": "street"}]))
    placed = lambda rows, **how: [each["after"]["unit"] for each in tried_by(two, DISPATCHER, "", rows, 50, None, "zh", **how)["changes"]]  # noqa: E731
    elsewhere = LAMP | {"name": "mine", "words": "猫", "unit": "community"}
    assert placed([elsewhere]) != []
    assert placed([elsewhere], above=True) == []
    assert placed([elsewhere | {"words": "灯"}], above=True) == [ELM]


def test_trial_comes_to_its_end_page_by_page_and_changes_nothing(two) -> None:
    numbers = {report(two).number for _ in range(5)}
    before, found, cursor, pages = dict(two.memory.petitions), set(), None, 0
    while pages == 0 or cursor:
        told = tried(two, two.districts.held, [LAMP], 2, cursor)
        found |= {each["number"] for each in told["changes"]}
        cursor, pages = told["cursor"], pages + 1
    assert (found, pages) == (numbers, 4)
    assert two.memory.petitions == before


def test_trial_reads_words_when_a_rule_asks_for_them(two) -> None:
    report(two)
    number = report(two, text="闻到煤气味").number
    told = tried(two, two.districts.held, [LAMP | {"category": "", "words": "煤气", "unit": DEPARTMENT}], 10, None)
    assert [(each["number"], each["after"]["unit"]) for each in told["changes"]] == [(number, DEPARTMENT)]


def test_trial_names_the_command_centre_when_the_rules_leave_a_petition_to_it(two) -> None:
    report(two)
    told = tried(two, two.districts.held, [LAMP | {"unit": "command_centre"}], 10, None)
    assert told["changes"][0]["after"] == {"unit": DISTRICT, "unit_name": "小区", "rule": "lamp"}
    assert told["open_categories"] == ["01"]


def test_trial_is_refused_when_the_rules_are_faulty_or_the_role_does_not_reach(two) -> None:
    with pytest.raises(InvalidInput):
        tried_by(two, DISPATCHER, "", [LAMP | {"unit": "nowhere"}], 10, None, "zh")
    for who in (ELM_OFFICER, HILL_ADMIN, replace(ADMIN, roles=())):
        with pytest.raises(Forbidden):
            tried_by(two, who, DISTRICT, [LAMP], 10, None, "zh")


def test_rules_that_stand_are_compared_with_those_that_are_tried(two) -> None:
    two.districts.held = replace(two.districts.held, rules=(Rule("old", "street"),))
    report(two)
    (change,) = tried(two, two.districts.held, [LAMP | {"unit": "community"}], 10, None)["changes"]
    assert (change["before"]["rule"], change["after"]["rule"]) == ("old", "lamp")


def test_person_without_any_role_has_nothing_to_look_after(two) -> None:
    with pytest.raises(Forbidden):
        organisation(two, Staff("x", "x", ()), "", "en")


PHRASE = {"name": "亮了", "category": "01", "text_zh": "{place}的灯亮了", "text_en": ""}


def test_rows_of_a_document_are_new_changed_or_gone_and_the_others_stay(two) -> None:
    put_rows(two, ADMIN, "", version(two), "phrases", [PHRASE, PHRASE | {"name": "在修"}], [])
    done = put_rows(two, ADMIN, "", version(two), "phrases", [PHRASE | {"text_en": "It shines."}], ["在修"])
    assert (done["changed"], done["removed"]) == (["phrases/亮了"], ["phrases/在修"])
    assert document(two, ADMIN, "", "phrases") == {
        "district": DISTRICT, "version": version(two), "rows": [PHRASE | {"text_en": "It shines."}],
    }  # fmt: skip
    newest = history(two, ADMIN, "", 1, None)[0][0]
    assert newest["fields"]["phrases/在修"]["text_zh"] == [PHRASE["text_zh"], None]
    assert newest["fields"]["phrases/亮了"] == {"text_en": ["", "It shines."]}


def test_categories_and_years_are_kept_in_order_wherever_a_row_came_in(two) -> None:
    under = {"code": "0102", "name_zh": "桥", "name_en": "Bridges", "kind": "", "urgency": "", "first_level": "", "department": ""}
    put_rows(two, ADMIN, "", version(two), "categories", [under, under | {"code": "0101", "name_zh": "路"}], [])
    assert [row["code"] for row in document(two, ADMIN, "", "categories")["rows"]] == ["01", "0101", "0102"]
    years = [{"year": year, "free": [f"{year}-01-01"], "worked": []} for year in (2027, 2026)]
    put_rows(two, ADMIN, "", version(two), "calendars", years, [])
    assert [row["year"] for row in document(two, ADMIN, "", "calendars")["rows"]] == [2026, 2027]


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("phrases", PHRASE | {"text_zh": "{phone}"}, "{phone} is none of"), ("phrases", PHRASE | {"more": "x"}, "a row has exactly"),
        ("questions", {"category": "09", "name": "a", "kind": "text", "required": "no", "text_zh": "a", "text_en": "a", "choices": ""}, "no category 09"),
        ("categories", {"code": "1", "name_zh": "a", "name_en": "a", "kind": "", "urgency": "", "first_level": "", "department": ""}, "2, 4 or 6 digits"),
        ("calendars", {"year": 2026, "free": ["2026-10-03"], "worked": []}, "2026-10-03 is no free weekday"),
        ("calendars", {"year": "2026", "free": [], "worked": []}, "a row has exactly"),
        ("calendars", {"year": 2026, "free": "2026-10-01", "worked": []}, "a row has exactly"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_told_and_nothing_is_written(two, name: str, row: dict[str, object], said: str) -> None:
    before = version(two)
    with pytest.raises(InvalidInput) as refused:
        put_rows(two, ADMIN, "", before, name, [row], [])
    assert said in str(refused.value.details)
    assert version(two) == before


def test_a_document_that_is_changed_otherwise_is_not_there(two) -> None:
    for name in ("rules", "areas", "nothing"):
        with pytest.raises(NotFound):
            document(two, ADMIN, "", name)
        with pytest.raises(NotFound):
            put_rows(two, ADMIN, "", version(two), name, [], [])


def test_only_an_administrator_of_the_whole_district_changes_them(two) -> None:
    assert document(two, HILL_ADMIN, "", "phrases")["rows"] == []
    with pytest.raises(Forbidden):
        put_rows(two, HILL_ADMIN, "", version(two), "phrases", [PHRASE], [])
    with pytest.raises(Forbidden):
        put_rows(two, DISPATCHER, "", version(two), "phrases", [PHRASE], [])


def test_a_standard_answer_stands_beside_the_petitions_that_it_fits(world) -> None:
    texts = {"zh": "{place}的灯亮了", "en": "The lamp shines."}
    lamp, noise = Phrase("lamp", "01", texts["zh"], texts["en"]), Phrase("noise", "02", "x", "")
    world.districts.held = replace(world.districts.held, phrases=(noise, lamp))
    for language, text in texts.items():
        number = report(world, language=language).number
        assert petition_for_staff(world, ELM_OFFICER, number, "zh")["phrases"] == [{"name": "lamp", "text": text}]
