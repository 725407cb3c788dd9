"""Taking back and erasing on the real local stage: public pages go, words and pictures go, and no counter moves."""

import io
import urllib.error
import urllib.request
import uuid

import pytest
from PIL import Image

from tests.lives.test_edge import Edge, until

pytestmark = pytest.mark.slow  # a stage of its own, beside what tests/journey and tests/storage prove of it: `make prove`
PHONE = "13800138077"
WORDS = "五楼紫藤漏水三天，请找金丝雀女士。"
CANARIES = ("紫藤", "金丝雀", PHONE)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory):
    made = Edge(tmp_path_factory.mktemp("erasure") / "home")
    made.to_morning()
    yield made
    made.stop()


def items(stage: Edge, *tables: str) -> list[dict]:
    client = stage.client("dynamodb")
    pages = [page for name in tables for page in client.get_paginator("scan").paginate(TableName=stage.made[name])]
    return [item for page in pages for item in page["Items"]]


def counters(stage: Edge) -> dict[tuple[str, str], dict]:
    return {(each["pk"]["S"], each["sk"]["S"]): each for each in items(stage, "MainTable") if each["pk"]["S"].startswith("T#") and each["sk"]["S"] != "sms"}


def settled_counters(stage: Edge, number: str) -> dict[tuple[str, str], dict]:
    """The counters once the stream has brought the petition's last version to them."""

    def caught_up() -> bool:
        marker, petition = stage.item(f"K#{number}", "K"), stage.item(f"P#{number}", "A")
        return bool(marker and petition and f'"version":{petition["version"]["N"]},' in marker["state"]["S"].replace(" ", ""))

    until(caught_up)
    return counters(stage)


def page(stage: Edge, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(stage.origin + path, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def upload(stage: Edge, cookie: str, token: str) -> None:
    """A citizen's photo, as the page sends it."""
    form = stage.call("POST", "/api/photos", {"token": token, "id": "photo-of-a-door", "type": "image/jpeg"}, Cookie=cookie)[1]
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    line = uuid.uuid4().hex
    parts = [f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in form["fields"].items()]
    file = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="x.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode()
    body = b"".join([*parts, file, picture.getvalue(), f"\r\n--{line}--\r\n".encode()])
    status, told, _ = stage.raw("POST", "/uploads", body, Content_Type=f"multipart/form-data; boundary={line}")
    assert status in (200, 201, 204), told


def fetched(stage: Edge, address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(stage.origin + address, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def published(stage: Edge, number: str, words: str) -> None:
    dispatcher = stage.sign_in("dispatcher")
    path = f"/api/desk/petitions/{number}/publication"
    version = stage.call("GET", path, Cookie=dispatcher)[1]["version"]
    body = {"decision": "publish", "version": version, "words": words}
    status, said, _ = stage.call("POST", path, body, Cookie=dispatcher, Idempotency_Key=str(uuid.uuid4()))
    assert (status, said["public"]) == (200, True)


def places(number: str) -> tuple[str, ...]:
    return (f"/public/petitions/{number}", "/public/petitions", "/public/feed", "/public/petitions.csv", "/sitemap.xml")


def test_withdrawing_takes_a_public_petition_down_everywhere(stage: Edge) -> None:
    receipt, cookies = stage.submit(text="蓝莓街的灯坏了。")[1:]
    number, own = receipt["number"], cookies[0].partition(";")[0]
    assert page(stage, places(number)[0])[0] == 404
    published(stage, number, "蓝莓街的灯坏了。")
    for path in places(number):
        status, told = page(stage, path)
        assert (status, number in told.replace("-", "")) == (200, True), path
    assert stage.call("POST", "/api/withdrawals", {"reason": ""}, Cookie=own)[0] == 200
    assert page(stage, places(number)[0])[0] == 404
    for path in places(number)[1:]:
        status, told = page(stage, path)
        assert (status, number in told.replace("-", "")) == (200, False), path
        assert "蓝莓街" not in told


def test_a_photo_is_seen_by_strangers_once_a_person_cleared_it_and_until_it_is_taken_back(stage: Edge) -> None:
    category = stage.call("GET", "/api/form")[1]["categories"][0]["code"]
    receipt, cookies = stage.submit(text="五号楼的水管坏了。", category=category)[1:]
    number, own = receipt["number"], cookies[0].partition(";")[0]
    upload(stage, own, receipt["photo_token"])
    until(lambda: [each["state"] for each in stage.call("GET", "/api/status", Cookie=own)[1]["photos"]] == ["ready"])
    dispatcher, path = stage.sign_in("dispatcher"), f"/api/desk/petitions/{number}/publication"

    def near() -> list[str]:
        body = {"text": "五号楼的水管坏了。", "consent": True, "community": "370202001001", "category": category}
        return [each["photo"] for each in stage.call("POST", "/api/checks", body)[1]["nearby"]]

    def decide(decision: str, **said: object) -> None:
        body = {"decision": decision, "version": stage.call("GET", path, Cookie=dispatcher)[1]["version"], **said}
        assert stage.call("POST", path, body, Cookie=dispatcher, Idempotency_Key=str(uuid.uuid4()))[0] == 200

    def waiting() -> list[str]:
        return [each["number"] for each in stage.call("GET", "/api/desk/petitions?photos=370202", Cookie=dispatcher)[1]["items"]]

    assert (near(), waiting()) == ([], [number])  # nothing tells it from another of its kind
    [seen] = stage.call("GET", path, Cookie=dispatcher)[1]["photos"]
    assert fetched(stage, seen["url"])[0] == 200
    decide("photos", photos=[seen["file"]], seen=[seen["file"]])
    until(lambda: waiting() == [])
    [address] = near()
    status, content = fetched(stage, address)
    assert (status, Image.open(io.BytesIO(content)).format) == (200, "JPEG")
    unsigned = address.partition("?")[0]
    for forged in (unsigned, address.replace("small.jpg", "large.jpg"), address.replace(seen["file"], "x" * len(seen["file"])), address[:-4] + "0000"):
        assert fetched(stage, forged)[0] == 403, forged
    assert page(stage, places(number)[0])[0] == 404  # the text waits for a decision of its own
    decide("publish", words="水管坏了。")
    assert f'src="{unsigned}?' in page(stage, places(number)[0])[1]
    assert not [each for each in places(number)[1:] if unsigned in page(stage, each)[1]]
    decide("photos", photos=[])
    assert (near(), "<figure" in page(stage, places(number)[0])[1]) == ([""], False)
    decide("photos", photos=[seen["file"]])
    assert stage.call("POST", "/api/erasures", {"confirmed": True}, Cookie=own)[0] == 200
    assert (near(), page(stage, places(number)[0])[0]) == ([], 404)
    stage.clock("--by=+2h")
    assert fetched(stage, address)[0] in (403, 404)


def test_erasing_leaves_no_word_in_any_table_or_bucket_and_moves_no_counter(stage: Edge) -> None:
    receipt, cookies = stage.submit(text=WORDS, phone=PHONE, name="金丝雀女士", place_words="紫藤里")[1:]
    number, own = receipt["number"], cookies[0].partition(";")[0]
    grid, dispatcher, supervisor = (stage.sign_in(login) for login in ("grid", "dispatcher", "supervisor"))
    upload(stage, own, receipt["photo_token"])
    until(lambda: [each["state"] for each in stage.call("GET", "/api/status", Cookie=own)[1]["photos"]] == ["ready"])
    stage.wait_for(PHONE, "已收到")
    stage.act(grid, number, "accept")
    stage.call("POST", f"/api/desk/petitions/{number}/notes", {"text": "金丝雀很急", "units": []}, Cookie=dispatcher, Idempotency_Key=str(uuid.uuid4()))
    stage.act(grid, number, "close", note="金丝雀家已修好")
    stage.wait_for(PHONE, "已办结")
    stage.reply(PHONE, "1")
    stage.wait_status(supervisor, number, "settled", 1)
    published(stage, number, "紫藤漏水。")
    found = {"words": "紫藤漏水"}
    until(lambda: stage.call("POST", "/api/desk/find", found, Cookie=dispatcher)[1]["items"])
    before = settled_counters(stage, number)

    assert stage.call("POST", "/api/erasures", {"confirmed": True}, Cookie=own)[1]["status"] == "settled"

    shown = stage.call("GET", f"/api/desk/petitions/{number}", Cookie=supervisor)[1]
    assert (shown["text"], shown["notes"], shown["photos"], shown["petition"]["can_erase"]) == ("", [], [], False)
    assert shown["petition"]["erased_at"]
    assert [each["action"] for each in shown["history"]][-1] == "erase"
    assert stage.call("POST", f"/api/desk/petitions/{number}/contact", {}, Cookie=supervisor)[0] == 404
    assert page(stage, places(number)[0])[0] == 404
    stage.clock("--by=+1m")
    until(lambda: not stage.call("POST", "/api/desk/find", found, Cookie=dispatcher)[1]["items"])
    assert settled_counters(stage, number) == before
    stage.clock("--by=+2h")
    held = [each for each in items(stage, "MainTable", "ContactsTable", "ErasuresTable") if not each["pk"]["S"].startswith("CONFIG")]
    assert not [canary for canary in CANARIES if canary in repr(held)]
    beside = [each["sk"]["S"] for each in items(stage, "MainTable") if each["pk"]["S"] == f"P#{number}"]
    assert not [each for each in beside if each.startswith(("ERASURE#", "T#", "N#", "I#"))]
    assert f"P#{number}" not in [each["pk"]["S"] for each in items(stage, "ContactsTable")]
    for bucket in ("UploadsBucket", "PhotosBucket"):
        assert stage.client("s3").list_objects_v2(Bucket=stage.made[bucket]).get("KeyCount", 0) == 0
    assert settled_counters(stage, number) == before
    assert not [canary for canary in CANARIES for lines in stage.logs().values() for line in lines if canary in line]


def test_words_go_by_themselves_when_their_time_is_over(stage: Edge) -> None:
    receipt, cookies = stage.submit(text="柠檬路有坑。")[1:]
    number, own = receipt["number"], cookies[0].partition(";")[0]
    stage.call("POST", "/api/withdrawals", {"reason": ""}, Cookie=own)
    stage.clock("--by=+1094d")
    supervisor = stage.sign_in("supervisor")
    assert stage.petition(supervisor, number)["erased_at"] is None
    stage.clock("--by=+2d")
    supervisor = stage.sign_in("supervisor")
    assert stage.petition(supervisor, number)["erased_at"]
    stage.clock("--by=+2h")
    assert "柠檬路" not in repr(items(stage, "MainTable", "ContactsTable"))
