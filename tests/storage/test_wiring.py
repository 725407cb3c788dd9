"""Ids, secrets, the clock, the queue and the configuration: the real ones, and the fakes where there is one."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from chalicelib import wiring
from chalicelib.domain.receipt_number import is_valid
from chalicelib.storage.config import FRESH_SECONDS, StoredDistricts
from chalicelib.storage.table import Table

from infra import load_district
from tests.engine import ORIGIN
from tests.fakes.small import KeyedSecrets, SeededIds

NOW = datetime(2025, 9, 29, 1, tzinfo=UTC)


@pytest.fixture(params=[lambda: wiring.KeyedSecrets(b"k" * 64), KeyedSecrets], ids=["real", "fake"])
def secrets(request):
    return request.param()


@pytest.fixture(params=[wiring.RandomIds, SeededIds], ids=["real", "fake"])
def ids(request):
    return request.param()


def test_hash_is_one_for_each_purpose_when_the_text_is_the_same(secrets) -> None:
    assert secrets.digest("phone", "x") == secrets.digest("phone", "x")
    assert len({secrets.digest(purpose, text) for purpose in ("phone", "door") for text in ("x", "y")}) == 4
    assert re.fullmatch(r"[0-9a-f]{32}", secrets.digest("phone", "号码"))


def test_token_gives_its_payload_back_when_it_is_ours(secrets) -> None:
    token = secrets.sign("link", '12345678901234.号码-x.{"a": 1}')
    assert secrets.verify("link", token) == '12345678901234.号码-x.{"a": 1}'
    assert secrets.verify("visit", token) is None
    assert secrets.verify("link", f"{token[:-2]}AA") is None


@pytest.mark.parametrize("token", ["", "x", "é", "=", "a" * 5_000, "AAAA" * 10])
def test_nothing_is_given_back_when_the_token_is_forged(secrets, token) -> None:
    assert secrets.verify("link", token) is None


def test_link_token_needs_no_escaping_when_it_stands_in_an_address() -> None:
    token = wiring.KeyedSecrets(b"k" * 64).sign("link", "12345678901234.deadbeef.1766883600")
    assert re.fullmatch(r"[A-Za-z0-9_-]+", token)


def test_ids_are_valid_and_never_the_same_when_many_are_made(ids) -> None:
    numbers = {ids.receipt_number() for _ in range(1_000)}
    assert len(numbers) == 1_000
    assert all(is_valid(number) for number in numbers)
    assert len({ids.token() for _ in range(1_000)}) == 1_000
    assert len({ids.sequence(NOW) for _ in range(1_000)}) == 1_000


def test_sequences_sort_by_time_when_made_in_any_order(ids) -> None:
    moments = [NOW + timedelta(milliseconds=step) for step in range(200)]
    made = {moment: ids.sequence(moment) for moment in reversed(moments)}
    assert sorted(made.values()) == [made[moment] for moment in moments]


def test_clock_is_moved_when_its_file_says_so(tmp_path: Path) -> None:
    clock = wiring.MovedClock(str(tmp_path / "clock.json"))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    (tmp_path / "clock.json").write_text(json.dumps({"offset_seconds": 86_400}))
    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=1)) < timedelta(seconds=5)


def test_every_phone_is_woken_when_there_are_more_than_one_batch(engine) -> None:
    wired = engine.fresh()
    client = engine.client("sqs")
    wired.settings = replace(
        wired.settings, sms_queue=client.create_queue(QueueName="wake-test")["QueueUrl"]
    )
    phones = [f"{number:032x}" for number in range(25)]
    wired.wake.wake(phones)
    wired.wake.wake([])
    came = set()
    for _ in range(10):
        told = client.receive_message(QueueUrl=wired.settings.sms_queue, MaxNumberOfMessages=10)
        came |= {message["Body"] for message in told.get("Messages", [])}
    assert came == set(phones)


def test_district_is_read_whole_when_it_was_loaded(engine) -> None:
    district = engine.fresh().districts.current()
    assert (district.code, district.site_origin, str(district.zone)) == ("370202", ORIGIN, "Asia/Shanghai")
    streets = [unit for unit in district.organisation.units if unit.level == "street"]
    assert {area.unit for area in district.gazetteer.areas if area.level == "street"} == {
        unit.code for unit in streets
    }
    assert {2025, 2026} <= set(district.calendar.years)
    assert district.categories


def test_stage_says_so_when_no_district_was_loaded(engine) -> None:
    wired = engine.fresh()
    with pytest.raises(LookupError):
        StoredDistricts(Table(engine.client("dynamodb"), wired.settings.table)).current()
    assert not wired.table_answers()


def test_new_configuration_is_seen_after_a_minute_and_read_only_when_it_changed(engine, monkeypatch) -> None:
    wired = engine.fresh()
    seconds = [1_000.0]
    monkeypatch.setattr("chalicelib.storage.config.time.monotonic", lambda: seconds[0])
    first = wired.districts.current()
    assert wired.table_answers()
    seconds[0] += FRESH_SECONDS
    assert wired.districts.current() is first
    load_district.set_site_origin(engine.client("dynamodb"), wired.settings.table, "https://new.example")
    assert wired.districts.current() is first
    seconds[0] += FRESH_SECONDS
    assert wired.districts.current().site_origin == "https://new.example"
