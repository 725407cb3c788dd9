"""Exports do the same in memory and in the real table and bucket."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlparse

import pytest
from chalicelib.domain.ports import Export, ExportStep

from tests.fakes import FakePorts
from tests.storage.samples import NOW


def export(serial: int = 1, **changes) -> Export:
    held = Export(f"{serial:013d}x", "li", "D", "C-elm", "2025-09-01", "", "csv", "zh", NOW + timedelta(minutes=serial))
    return replace(held, **changes)


def step(of: Export, action: str = "asked", **changes) -> ExportStep:
    held = ExportStep(of.district, of.asked_at, of.login, action, of.id[:13], of.unit, of.since, of.until, of.form, of.rows)
    return replace(held, **changes)


def test_a_persons_exports_are_their_own_newest_first(stores) -> None:
    for each in (export(1), export(2), export(3, login="wang")):
        stores.exports.ask(each, step(each))
    assert stores.exports.of("li") == [export(2), export(1)]
    assert stores.exports.get("li", export(1).id) == export(1)
    assert stores.exports.get("wang", export(1).id) is None
    stores.exports.finish(export(1, state="ready", rows=7))
    assert stores.exports.get("li", export(1).id) == export(1, state="ready", rows=7)


def test_the_record_of_a_district_comes_newest_first_in_pages(stores) -> None:
    one, two = export(1), export(2, district="E")
    stores.exports.ask(one, step(one))
    stores.exports.ask(two, step(two))
    later = step(one, "fetched", at=NOW + timedelta(hours=1), rows=7)
    stores.exports.record(later)
    first = stores.exports.steps("D", 1, None)
    assert first.items == [later]
    assert stores.exports.steps("D", 9, first.cursor).items == [step(one)]
    assert stores.exports.steps("E", 9, None).items == [step(two)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_is_fetched_by_an_address_that_ends(stores, form: str) -> None:
    held = export(form=form)
    stores.exports.store(held, BytesIO(b"petitions"))
    address = stores.exports.address(held, f"petitions.{form}")
    if isinstance(stores, FakePorts):
        assert stores.exports.files[held.id] == b"petitions"
        return
    asked = parse_qs(urlparse(address).query)
    assert asked["X-Amz-Expires"] == ["300"]
    assert asked["response-content-disposition"] == [f'attachment; filename="petitions.{form}"']
    bucket = stores.settings.exports_bucket
    found = stores.engine.client("s3").get_object(Bucket=bucket, Key=f"exports/{held.id}.{form}")
    assert found["Body"].read() == b"petitions"
