"""Configurations as documents: the same contract for the fake and for the table, and two who change at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from chalicelib.domain.configuration import Configuration, change, difference, version_of
from chalicelib.domain.errors import Busy
from chalicelib.domain.rota import Cover
from chalicelib.storage.config import StoredDistricts

from tests.fakes.two_districts import PORT, PORT_UNITS, documents_of
from tests.storage.samples import NOW


@pytest.fixture
def empty(stores):
    return stores.configurations


def configuration(hours: int = 4, code: str = PORT) -> Configuration:
    documents = documents_of(code, PORT_UNITS, "P-crew")
    documents["settings"] = [{**documents["settings"][0], "response_hours": hours}]
    return Configuration(code, version_of(documents), documents)


def moved(store, after: Configuration, seen: str = "", by: str = "ann", minute: int = 0) -> bool:
    before = store.get(after.district)
    made = difference(before.documents if before else {}, after.documents)
    at = NOW.replace(minute=minute)
    return store.replace(after, change(after.district, at, by, (seen, after.version), made))


def test_configuration_is_read_as_written_when_it_was_replaced(empty) -> None:
    assert empty.get(PORT) is None
    first = configuration()
    assert moved(empty, first)
    assert empty.get(PORT).version == first.version
    read = empty.get(PORT).documents
    assert {name: list(rows) for name, rows in read.items()} == dict(first.documents)
    second = configuration(6)
    assert moved(empty, second, first.version, minute=1)
    assert empty.get(PORT).documents["settings"][0]["response_hours"] == 6


def test_change_is_refused_when_another_version_stands(empty) -> None:
    first = configuration()
    assert moved(empty, first)
    assert not moved(empty, configuration(6))
    assert not moved(empty, configuration(6), "0" * 16)
    assert empty.get(PORT).version == first.version
    assert len(empty.history(PORT, 5, None).items) == 1


def test_history_is_newest_first_and_comes_back_as_written_when_paged(empty) -> None:
    seen = ""
    for minute, hours in enumerate((4, 6, 8)):
        after = configuration(hours)
        assert moved(empty, after, seen, by=f"by-{hours}", minute=minute)
        seen = after.version
    page = empty.history(PORT, 2, None)
    rest = empty.history(PORT, 2, page.cursor)
    assert [each.by for each in (*page.items, *rest.items)] == ["by-8", "by-6", "by-4"]
    assert rest.cursor is None
    assert page.items[0].fields == {"settings": {"response_hours": (6, 8)}}
    assert page.items[0].at == NOW.replace(minute=2)


def test_district_stays_when_another_is_changed(empty) -> None:
    first, other = configuration(), configuration(6, "Q")
    assert moved(empty, first)
    assert moved(empty, other)
    assert (empty.get(PORT).version, empty.get("Q").version) == (first.version, other.version)


def test_one_of_eight_wins_when_they_change_the_same_version_at_once(engine) -> None:
    store = engine.fresh().configurations
    first = configuration()
    assert moved(store, first)

    def change_to(hours: int) -> bool:
        try:
            return moved(store, configuration(hours), first.version, by=str(hours), minute=hours)
        except Busy:
            return False

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(change_to, range(10, 18)))
    assert won.count(True) == 1
    winner = 10 + won.index(True)
    assert store.get(PORT).documents["settings"][0]["response_hours"] == winner
    assert [each.by for each in store.history(PORT, 9, None).items] == [str(winner), "ann"]


def test_both_count_when_two_districts_are_changed_at_once(engine) -> None:
    store = engine.fresh().configurations
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda code: moved(store, configuration(code=code)), ("a", "b", "c", "d")))
    assert set(store.heads().by_code) == {"a", "b", "c", "d"}


def test_reader_sees_a_change_at_once_when_it_was_made_here(engine) -> None:
    wired = engine.fresh()
    documents = documents_of(PORT, PORT_UNITS, "P-crew")
    documents["rota"] = [{"absent": "ann", "covering": "ben", "from": "2025-10-01", "to": "2025-10-01T12:00"}]
    first = Configuration(PORT, version_of(documents), documents)
    assert moved(wired.configurations, first)
    districts = StoredDistricts(wired.configurations.table)
    mine = districts.of("P-quay")
    assert (mine.code, mine.clocks.hours, mine.categories["01"].first_level) == (PORT, 4, "grid")
    (cover,) = districts.covers()
    assert isinstance(cover, Cover)
    assert (cover.ends - cover.starts).total_seconds() == 12 * 3600
    second = configuration(8)
    assert moved(wired.configurations, second, first.version, minute=1)
    assert districts.of("P-quay") is mine
    districts.refresh()
    assert districts.of("P-quay").clocks.hours == 8
    assert districts.covers() == ()
