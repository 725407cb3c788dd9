"""The order in which a site goes up: whoever gets a file in between finds all that it refers to, and no worker keeps old pages as new ones."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from infra import carrier_accounts, map_tiles, stack
from infra.local import run, stage


class Bucket:
    """What a bucket holds, in the order that it came; `holding` lies there from before."""

    stage = "test"

    def __init__(self, *holding: str) -> None:
        self.names = list(holding)
        self.put: list[str] = []
        self.bodies: dict[str, str] = {}

    def client(self, _: str) -> Any:
        return self

    def put_object(self, Key: str, Body: bytes, **_: object) -> None:  # noqa: N803 (as S3 spells it)
        self.put.append(Key)
        self.names.append(Key)
        self.bodies[Key] = Body.decode("utf-8", "replace")

    def delete_object(self, Key: str, **_: object) -> None:  # noqa: N803
        self.names.remove(Key)

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, **_: object) -> list[dict[str, list[dict[str, str]]]]:
        return [{"Contents": [{"Key": name} for name in dict.fromkeys(self.names)]}]


@pytest.fixture(scope="module")
def bucket() -> Bucket:
    made = Bucket("gone.html", "assets/0123456789/old.js")
    stack.upload_site(made, {"SiteBucket": "site"}, {"zh": "某区", "en": "Some District"})  # type: ignore[arg-type]
    return made


def last(bucket: Bucket, pattern: str) -> int:
    return max(turn for turn, name in enumerate(bucket.put) if re.fullmatch(pattern, name))


def first(bucket: Bucket, pattern: str) -> int:
    return min(turn for turn, name in enumerate(bucket.put) if re.fullmatch(pattern, name))


def test_what_pages_refer_to_goes_up_first_then_pages_then_workers(bucket: Bucket) -> None:
    assert last(bucket, r"assets/[0-9a-f]{8,}/.*") < first(bucket, r"assets/[^/]*\.(js|css)")
    assert last(bucket, r"assets/.*") < first(bucket, r".*\.html")
    assert last(bucket, r".*\.html") < first(bucket, r"(.*/)?sw\.js")
    assert {name for name in bucket.put[first(bucket, r"(.*/)?sw\.js") :]} == {"sw.js", "desk/sw.js", "en/desk/sw.js"}
    assert len(bucket.put) == len(set(bucket.put))


def test_worker_keeps_nothing_that_goes_up_after_it(bucket: Bucket) -> None:
    for turn, name in enumerate(bucket.put):
        if name.endswith("sw.js"):
            kept = re.findall(r'"/([^"]*)"', next(line for line in bucket.bodies[name].splitlines() if line.startswith("const FILES")))
            before = set(bucket.put[:turn])
            assert [each for each in kept if not {each, f"{each}index.html"} & before] == []


def test_what_the_site_has_no_more_goes_but_for_what_was_named_after_its_content(bucket: Bucket) -> None:
    assert ("gone.html" in bucket.names, "assets/0123456789/old.js" in bucket.names) == (False, True)


def test_home_page_names_the_district_in_its_own_language(bucket: Bucket) -> None:
    assert "<strong>某区</strong>" in bucket.bodies["index.html"]
    assert "<strong>Some District</strong>" in bucket.bodies["en/index.html"]


def test_site_is_named_after_the_district_that_was_loaded_first(engine: Any) -> None:
    live = engine.fresh()
    first = live.districts.current()
    made = {"MainTable": live.settings.table}
    named = {language: first.organisation.name(first.code, language) for language in ("zh", "en")}
    assert all(named.values())
    assert stack.site_name(SimpleNamespace(client=engine.client), made) == named  # type: ignore[arg-type]


def test_every_way_to_put_the_site_up_names_the_loaded_district(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[object] = []
    monkeypatch.setattr(stack, "deploy", lambda *_: {"EndpointURL": "https://api.example"})
    monkeypatch.setattr(stack, "load", lambda *_: steps.append("load"))
    monkeypatch.setattr(stack, "site_name", lambda *_: {"zh": "某区", "en": "Some District"})
    monkeypatch.setattr(stack, "upload_site", lambda _, __, district: steps.append(district))
    monkeypatch.setattr(stack, "list_bulletins", lambda *_: None)
    for module in (map_tiles, carrier_accounts):
        monkeypatch.setattr(module, "check", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["stack", "--stage", "t"])
    assert stack.main() == 0
    with monkeypatch.context() as local, tempfile.TemporaryDirectory() as folder:
        local.setattr(stage, "FOLDER", Path(folder))
        run.deploy()
    assert steps == ["load", {"zh": "某区", "en": "Some District"}] * 2
