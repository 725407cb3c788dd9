"""Pictures under the maps: one host in the content policy of CloudFront and of the local front, or none."""

import http.client
import re
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra import generated, map_tiles, package, stack
from infra.local import front, run

URL = "https://t0.tiles.example/{z}/{x}/{y}.png"
PLAIN = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
WITH = PLAIN.replace("data:;", "data: https://t0.tiles.example;")


def resolved(value: Any, parameters: dict[str, str]) -> Any:
    """What CloudFormation makes of the functions that the policy is written with."""
    if not isinstance(value, dict):
        return [resolved(each, parameters) for each in value] if isinstance(value, list) else value
    ((name, said),) = value.items()
    if name == "Ref":
        return parameters[said]
    if name == "Fn::If":
        assert said[0] == "HasMapTiles"
        return resolved(said[1] if parameters["MapTileUrl"] else said[2], parameters)
    if name == "Fn::Sub":
        named = {key: resolved(each, parameters) for key, each in said[1].items()}
        return re.sub(r"\$\{(\w+)\}", lambda found: named[found[1]], said[0])
    said = resolved(said, parameters)
    if name == "Fn::Join":
        return said[0].join(said[1])
    if name == "Fn::Split":
        return said[1].split(said[0])
    assert name == "Fn::Select"
    return said[1][said[0]]


@pytest.fixture(scope="module")
def merged() -> dict[str, Any]:
    return package.merged_fragments()


@pytest.mark.parametrize(("url", "policy"), [("", PLAIN), (URL, WITH)])
def test_cloudfront_lets_pictures_of_that_host_through_and_nothing_else(merged: dict[str, Any], url: str, policy: str) -> None:
    made = merged["Resources"]["SiteHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]["ContentSecurityPolicy"]
    assert resolved(made["ContentSecurityPolicy"], {"MapTileUrl": url}) == policy
    assert merged["Conditions"]["HasMapTiles"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "MapTileUrl"}, ""]}]}
    assert resolved(map_tiles.HOST, {"MapTileUrl": url}) == ("t0.tiles.example" if url else "")


@pytest.mark.parametrize(("host", "policy"), [("", PLAIN), ("t0.tiles.example", WITH)])
def test_the_local_front_sends_the_same_policy(host: str, policy: str) -> None:
    class Site:
        def get_object(self, **_: str) -> dict[str, Any]:
            raise ClientError({}, "GetObject")

    parts: Any = SimpleNamespace(s3=Site(), site_bucket="site", map_tile_host=host)
    server = front.make_server(0, parts)
    thread = front.serve(server)
    asked = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    asked.request("GET", "/report/")
    assert asked.getresponse().getheader("Content-Security-Policy") == policy
    asked.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_template_has_the_same_defaults_and_tells_functions_each(merged: dict[str, Any]) -> None:
    assert {name: merged["Parameters"][name]["Default"] for name in map_tiles.PARAMETERS} == dict(map_tiles.PARAMETERS)
    variables = merged["Globals"]["Function"]["Environment"]["Variables"]
    assert {variables[name]["Ref"] for name in variables if name.startswith("NUANNAN_MAP_")} == set(map_tiles.PARAMETERS)
    pattern = merged["Parameters"]["MapTileUrl"]["AllowedPattern"]
    for url, taken in (("", True), (URL, True), ("http://t.example/{z}/{x}/{y}", False), ("https://u@t.example/{z}", False), ("https://t.example/a;b", False)):
        assert bool(re.fullmatch(pattern, url)) is taken


def test_a_policy_without_pictures_is_not_widened_in_silence() -> None:
    with pytest.raises(ValueError, match="img-src"):
        map_tiles.allowing("default-src 'self'", "t.example")
    assert generated.front()["headers"]["Content-Security-Policy"] == PLAIN


class Standing:
    """A stage whose stack has these parameters; none where there is no stack."""

    name = "nuannan-test"

    def __init__(self, parameters: dict[str, str] | None) -> None:
        self.parameters = parameters

    def client(self, _: str) -> "Standing":
        return self

    def describe_stacks(self, **_: str) -> dict[str, Any]:
        if self.parameters is None:
            raise ClientError({}, "DescribeStacks")
        listed = [{"ParameterKey": key, "ParameterValue": value} for key, value in self.parameters.items()]
        return {"Stacks": [{"Parameters": listed}]}


@pytest.mark.parametrize(
    ("standing", "given", "refused"),
    [
        (None, {}, False), (None, {"MapTileUrl": URL}, True), (None, {"MapTileUrl": URL, "MapTileAttribution": "S"}, False),
        ({**map_tiles.PARAMETERS, "MapTileAttribution": "S"}, {"MapTileUrl": URL}, False),
        ({**map_tiles.PARAMETERS, "MapTileUrl": URL, "MapTileAttribution": "S"}, {"MapTileMaxZoom": "99"}, True),
        ({**map_tiles.PARAMETERS, "MapTileUrl": URL, "MapTileAttribution": "S"}, {"MapTileUrl": ""}, False),
        ({"Stage": "older"}, {"OpsEmail": "x@example.org"}, False),
    ],
)  # fmt: skip
def test_a_deployment_is_refused_before_it_begins_when_pictures_are_set_wrongly(standing: dict[str, str] | None, given: dict[str, str], refused: bool) -> None:
    target: Any = Standing(standing)
    if not refused:
        return map_tiles.check(target, given)
    with pytest.raises(RuntimeError, match="Pictures under the maps"):
        map_tiles.check(target, given)
    return None


def test_a_run_takes_pictures_and_nothing_else() -> None:
    assert run.chosen([]) == dict(map_tiles.PARAMETERS)
    assert run.chosen([f"MapTileUrl={URL}", "MapTileAttribution=Some body"])["MapTileAttribution"] == "Some body"
    for words in (["SmsProvider=sns"], ["MapTileUrl=http://x.example/{z}{x}{y}"]):
        with pytest.raises(run.Unable):
            run.chosen(words)


def test_the_privacy_page_is_built_with_the_stacks_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert map_tiles.provider({}) == ""
    made = {"MapTileHost": "t0.tiles.example", "MapTileAttribution": "Somebody"}
    assert map_tiles.provider(made) == "Somebody (t0.tiles.example)"
    told: list[str] = []

    def build(*_: object, map_pictures: str) -> Any:
        told.append(map_pictures)
        raise RuntimeError("enough")

    monkeypatch.setattr("frontend.build.build", build)
    with pytest.raises(RuntimeError, match="enough"):
        stack.upload_site(SimpleNamespace(client=lambda _: None), {"SiteBucket": "site", **made}, {})  # type: ignore[arg-type]
    assert told == ["Somebody (t0.tiles.example)"]
