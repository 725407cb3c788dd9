"""The same contract for both: the stores in memory and the real ones on the local AWS."""

import pytest
from chalicelib.domain.ports import Person

from infra import people
from tests.fakes import FakePorts, ports


@pytest.fixture(params=["fake", "engine"])
def stores(request: pytest.FixtureRequest):
    """All stores, empty."""
    if request.param == "fake":
        return ports()
    return request.getfixturevalue("engine").fresh()


@pytest.fixture
def hire(stores):
    """Makes somebody known, as the district's engineer would."""

    def hired(person: Person) -> None:
        if isinstance(stores, FakePorts):
            stores.people.add(person)
            return
        stores.districts.current()
        client, table = stores.engine.client("dynamodb"), stores.settings.table
        roles = [(str(held.role), held.unit) for held in person.roles]
        people.add(client, table, person.login, (person.name_zh, person.name_en), roles)

    return hired
