"""The second reader of the stream takes words into the index and out of it again, on the real table."""

from typing import Any

import pytest
from chalicelib import wiring
from chalicelib.domain.actors import Caller
from chalicelib.entrypoints import events
from chalicelib.journey.find import Asked, find
from chalicelib.journey.submit import Submission, submit
from chalicelib.storage import keys

from tests.engine import Engine, EngineWired
from tests.fakes.district import staff

DISTRICT, COMMUNITY = "370202", "370202001001"


@pytest.fixture
def wired(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> EngineWired:
    made = engine.fresh()
    made.districts.current()
    monkeypatch.setattr(events, "ports", lambda: made)
    monkeypatch.setattr(wiring, "ports", lambda: made)
    return made


def told(serial: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    """A record of the stream, as the table writes it."""
    images = {"OldImage": before, "NewImage": after}
    return {"dynamodb": {"SequenceNumber": str(serial), **{name: image for name, image in images.items() if image}}}


def item(wired: EngineWired, number: str, sk: str) -> dict[str, Any]:
    found = wired._table.get(keys.petition(number), sk)
    assert found is not None
    return found


def numbers(wired: EngineWired, **asked: str) -> list[object]:
    page = find(wired, staff("dispatcher", DISTRICT), Asked(**asked), None, "zh")
    return [each["number"] for each in page.items]


def test_words_are_found_after_the_submission_and_no_more_once_they_are_erased(wired: EngineWired) -> None:
    said = Submission("三号楼的路灯坏了三天", consent=True, community=COMMUNITY, place_words="东门旁")
    number = submit(wired, said, Caller("device", "192.0.2.1"), "k" * 20).number
    petition = item(wired, number, keys.PETITION)
    assert numbers(wired, words="路灯") == []
    assert events.count_petitions({"Records": [told(1, None, petition)]}) == {"batchItemFailures": []}
    assert numbers(wired, words="路灯 东门") == [number]
    terms = {each for each in (wired._table.get(keys.terms_of(number), keys.TERMS) or {})["terms"]["S"].split()}
    assert keys.term(DISTRICT, "w:路灯") in terms
    gone = [item(wired, number, keys.text(version)) for version in (0, 1)]
    for each in gone:
        wired._table.client.delete_item(TableName=wired.settings.table, Key={"pk": each["pk"], "sk": each["sk"]})
    records = [told(serial, each, None) for serial, each in enumerate(gone, 2)]
    assert events.count_petitions({"Records": records}) == {"batchItemFailures": []}
    for words in ("w:路灯", "w:东门", "w:三天"):
        assert wired._table.get(keys.term(DISTRICT, words), f"{petition['submitted_at']['S']}#{number}") is None
    assert numbers(wired) == [number]


def test_a_petition_that_the_index_cannot_take_comes_again_and_is_not_counted(
    wired: EngineWired, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Submission("路灯坏了", consent=True, community=COMMUNITY)
    number = submit(wired, said, Caller("device", "192.0.2.1"), "k" * 20).number
    record = told(7, None, item(wired, number, keys.PETITION))

    def down(_: object) -> bool:
        raise OSError("away")

    with monkeypatch.context() as broken:
        broken.setattr("chalicelib.storage.terms.DynamoTerms.write", lambda store, entry: down(entry))
        assert events.count_petitions({"Records": [record]}) == {"batchItemFailures": [{"itemIdentifier": "7"}]}
    assert wired.tally.marker(number) is None
    assert events.count_petitions({"Records": [record]}) == {"batchItemFailures": []}
    assert numbers(wired, words="路灯") == [number]
    assert wired.tally.marker(number) is not None


def test_a_petition_that_was_mended_is_counted_though_its_past_cannot_be_read(wired: EngineWired) -> None:
    said = Submission("路灯坏了", consent=True, community=COMMUNITY)
    number = submit(wired, said, Caller("device", "192.0.2.1"), "k" * 20).number
    sound = item(wired, number, keys.PETITION)
    broken = sound | {"state": {"S": '{"number": "' + number + '", "status": "no such status"}'}}
    assert events.count_petitions({"Records": [told(9, broken, sound)]}) == {"batchItemFailures": []}
    assert numbers(wired, words="路灯") == [number]
    assert wired._table.get(keys.marker(number), "K") is not None
