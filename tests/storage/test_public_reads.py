"""What everybody reads costs a few calls, however much there is beside it: counted on the local engine."""

from collections.abc import Callable

import pytest
from chalicelib.journey import public, public_figures
from chalicelib.journey.filters import Asked

from tests.bench.meter import Meter
from tests.storage.test_publications import cleared

READS: dict[str, tuple[Callable[..., object], int]] = {
    "list": (lambda stores: public.listing(stores, Asked(month="2025-09"), "zh"), 2),
    "street": (lambda stores: public.listing(stores, Asked(month="2025-09", category="01"), "zh"), 2),
    "file": (lambda stores: public.rows(stores, public.chosen(stores, Asked(month="2025-09"))), 1),
    "feed": (lambda stores: public.newest(stores, Asked(), "zh"), 3),
    "lately": (lambda stores: public_figures.lately(stores, Asked(), "zh"), 5),
    "figures": (lambda stores: public_figures.figures(stores, Asked(), "zh"), 4),
}


@pytest.mark.parametrize("name", READS)
def test_a_public_page_costs_few_calls_and_never_a_scan(engine, name: str) -> None:
    stores = engine.fresh()
    for serial in range(1, 31):
        cleared(stores, serial)
    read, most = READS[name]
    stores.districts.current()  # kept for a minute in each process
    stores.districts.all()
    meter = Meter()
    meter.watch(stores.petitions.table.client)
    with meter.action(name):
        read(stores)
    calls = meter.used[name].calls
    assert set(calls) <= {"Query", "BatchGetItem"}
    assert calls.total() <= most, calls
