"""Two districts of one city on the real local stage: each place finds its own, each unit its work, rules are changed."""

import subprocess
import sys
import time
import uuid

import pytest

from tests.lives.test_one_life import PHONE, ROOT, Stage

HARBOUR_GRID = {"longitude": 123.004, "latitude": 34.004}
SHINAN_GRID_STREET = "370202014"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory):
    made = Stage(tmp_path_factory.mktemp("stage") / "home")
    yield made
    made.stop()


def put(stage: Stage, cookie: str, path: str, body: dict):
    return stage.call("PUT", f"/api/desk/organisation/{path}", body, Cookie=cookie)


def load(stage: Stage, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "infra.load_district", *arguments]
    return subprocess.run(command, cwd=ROOT, env=stage.environment, check=False, capture_output=True, text=True)


def test_form_offers_the_streets_of_both_districts_and_their_questions(stage: Stage) -> None:
    form = stage.call("GET", "/api/form?lang=en")[1]
    names = [street["name"] for street in form["streets"]]
    assert "Harbour District · Lighthouse Quay" in names
    assert "Xianggang Middle Road Subdistrict" in names
    assert {each["category"] for each in form["questions"]} == {"04", "11", "15"}


def test_petition_reaches_the_grid_of_its_own_district_when_a_point_is_sent(stage: Stage) -> None:
    status, receipt, _ = stage.submit(community=None, point=HARBOUR_GRID, category="0102", phone=PHONE, language="en")
    assert (status, receipt["unit_name"]) == (201, "Lantern West")
    lantern, hdispatcher, dispatcher = (stage.sign_in(each) for each in ("lantern", "hdispatcher", "dispatcher"))
    path = f"/api/desk/petitions/{receipt['number']}"
    assert stage.act(lantern, receipt["number"], "accept")[1]["status"] == "handling"
    told = stage.call("GET", f"{path}/placement?lang=en", Cookie=hdispatcher)[1]
    assert (told["rule"], told["unit_name"]) == ("one_step", "Lantern West")
    assert stage.call("GET", path, Cookie=dispatcher)[0] == 404
    owned = stage.call("GET", "/api/desk/petitions?district=379001", Cookie=hdispatcher)[1]["items"]
    assert [each["number"] for each in owned] == [receipt["number"]]
    assert stage.call("GET", "/api/desk/petitions?district=379001", Cookie=dispatcher)[0] == 403


def test_answers_are_asked_for_by_the_district_that_requires_them(stage: Stage) -> None:
    fields = {"community": "379001001001", "category": "0402"}
    status, told, _ = stage.submit(**fields)
    assert (status, told["fields"]["answers.when_worst"]["code"]) == (400, "answer_missing")
    status, receipt, _ = stage.submit(**fields, answers={"when_worst": "night"})
    assert status == 201
    seen = stage.petition(stage.sign_in("quay"), receipt["number"])
    assert [each["answer"] for each in seen["answers"]] == ["夜间"]
    status, receipt, _ = stage.submit(community="370202001001", category="0402")
    assert status == 201


def test_complaint_goes_past_the_unit_complained_of(stage: Stage) -> None:
    receipt = stage.submit(community="379001001001", about_unit="379001001", text="工作人员态度差")[1]
    assert receipt["unit_name"] == "监察室"
    quay = stage.sign_in("quay")
    assert stage.call("GET", f"/api/desk/petitions/{receipt['number']}", Cookie=quay)[0] == 404


def test_rules_count_at_once_when_they_were_tried_and_put(stage: Stage) -> None:
    admin = stage.sign_in("hadmin")
    old = stage.submit(community="379001002001", text="the street lamp flickers")[1]
    assert old["unit_name"] == "麻绳社区"
    held = stage.call("GET", "/api/desk/organisation", Cookie=admin)[1]
    assert (held["district"], len(held["rules"])) == ("379001", 3)
    empty = dict.fromkeys(held["rules"][0], "")
    rules = [{**empty, "name": "lamps", "words": "lamp", "unit": "379001-works"}, *held["rules"]]
    trial = stage.call("POST", "/api/desk/rules/trial", {"rows": rules}, Cookie=admin)[1]
    assert [(each["number"], each["after"]["unit"]) for each in trial["changes"]] == [(old["number"], "379001-works")]
    seen = {"version": held["version"], "rows": rules}
    assert put(stage, admin, "rules", seen)[1]["added"] == ["rules/lamps"]
    assert put(stage, admin, "rules", seen)[1]["code"] == "configuration_conflict"
    foreign = put(stage, stage.sign_in("supervisor"), "rules", {**seen, "district": "379001"})
    assert (foreign[0], foreign[1]["code"]) == (403, "forbidden")
    for _ in range(100):  # another process may hold the old rules for up to a minute
        receipt = stage.submit(community="379001002001", text="the street lamp flickers")[1]
        if receipt["unit_name"] == "市政工程局":
            break
        time.sleep(1)
    assert receipt["unit_name"] == "市政工程局"
    history = stage.call("GET", "/api/desk/organisation/history", Cookie=admin)[1]["items"]
    assert (history[0]["by"], history[0]["added"], len(history)) == ("hadmin", ["rules/lamps"], 2)


def test_who_covers_takes_the_petition_of_the_absent_ones_grid(stage: Stage) -> None:
    admin, breakwater = stage.sign_in("hadmin"), stage.sign_in("breakwater")
    number = stage.submit(community=None, point=HARBOUR_GRID)[1]["number"]
    assert stage.call("GET", f"/api/desk/petitions/{number}", Cookie=breakwater)[0] == 404
    today = stage.call("GET", "/health")[1]["now"][:10]
    version = stage.call("GET", "/api/desk/organisation", Cookie=admin)[1]["version"]
    row = {"absent": "lantern", "covering": "breakwater", "from": today, "to": f"{int(today[:4]) + 1}{today[4:]}"}
    assert put(stage, admin, "rota", {"version": version, "rows": [row]})[0] == 200
    for _ in range(80):  # the authorizer's process looks again within a minute
        status, told, _ = stage.act(breakwater, number, "accept", version=2)
        if status == 200:
            break
        time.sleep(1)
    assert told["status"] == "handling"
    history = stage.call("GET", f"/api/desk/petitions/{number}", Cookie=breakwater)[1]["history"]
    assert (history[-1]["action"], history[-1]["by"]) == ("accept", "breakwater")


def test_somebody_is_helped_to_submit_and_told_by_sms(stage: Stage) -> None:
    body = {"text": "老人家的灯坏了", "consent": True, "community": "370202001001", "phone": "13800138077"}
    headers = {"Cookie": stage.sign_in("grid"), "Idempotency_Key": str(uuid.uuid4())}
    status, receipt, _ = stage.call("POST", "/api/desk/petitions", body, **headers)
    assert status == 201
    assert stage.call("POST", "/api/desk/petitions", body, **headers)[1]["number"] == receipt["number"]
    history = stage.call("GET", f"/api/desk/petitions/{receipt['number']}", Cookie=headers["Cookie"])[1]["history"]
    assert (history[0]["by"], history[0]["role"]) == ("grid", "grid_worker")


def test_month_has_a_page_for_each_district(stage: Stage) -> None:
    month = stage.call("GET", "/health")[1]["now"][:7]
    stage.clock("--by=+0s", f"--interim={month}")
    for code in ("370202", "379001"):
        assert stage.call("GET", f"/bulletins/{code}/{month}-interim/figures.json")[0] == 200


def test_folder_is_loaded_into_the_running_stage_with_a_dry_run_first(stage: Stage, tmp_path) -> None:
    from shutil import copytree

    folder = copytree(ROOT / "infra/districts/shinan", tmp_path / "shinan")
    units = folder / "units.csv"
    units.write_text(units.read_text("utf-8") + "x,nowhere,grid,格,Grid\n", "utf-8")
    told = load(stage, str(folder))
    assert (told.returncode, "units.csv:" in told.stderr) == (1, True)
    units.write_text(units.read_text("utf-8").replace("x,nowhere", "370202014004-03,370202014004"), "utf-8")
    told = load(stage, str(folder), "--dry-run")
    assert "Would be: 1 added, 0 changed, 0 removed" in told.stdout
    assert "  + units/370202014004-03" in told.stdout
    assert "Loaded: 1 added" in load(stage, str(folder)).stdout
    tried = subprocess.run(
        [sys.executable, "-m", "infra.try_rules", str(folder)],
        cwd=ROOT, env=stage.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "0 of " in tried.stdout


def test_change_made_by_the_api_stays_when_the_stage_is_started_again(stage: Stage) -> None:
    stage.stop()
    stage.start()
    held = stage.call("GET", "/api/desk/organisation", Cookie=stage.sign_in("hadmin"))[1]
    assert held["rules"][0]["name"] == "lamps"
