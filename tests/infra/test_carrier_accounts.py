"""A carrier that demands approved templates is not deployed before every message has one."""

import json
import sys
import uuid
from typing import Any

import pytest
from chalicelib.messages.catalogue import CATALOGUE

from infra import carrier_accounts, stack
from tests.engine import Engine

ALL = {f"{name}.zh": f"SMS_{place}" for place, name in enumerate(CATALOGUE)}
ALIYUN = {"key_id": "k", "key_secret": "s", "sign_name": "暖南", "templates": ALL}
TENCENT = ALIYUN | {"application": "1400000000"}
TEMPLATE = {
    "Parameters": {"SmsProvider": {"Type": "String", "Default": "sns"}},
    "Resources": {"SmsSecret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"SecretString": "{}"}}},
    "Outputs": {"SmsSecret": {"Value": {"Ref": "SmsSecret"}}},
}


def without(account: dict[str, Any], *names: str) -> dict[str, Any]:
    return account | {"templates": {name: value for name, value in ALL.items() if name not in names}}


@pytest.mark.parametrize(
    ("providers", "accounts", "lacks"),
    [
        ("sns", {}, []),
        ("simulator,aws,sns", None, []),
        ("aliyun", {"aliyun": ALIYUN}, []),
        ("aliyun,tencent", {"aliyun": ALIYUN, "tencent": TENCENT}, []),
        ("sns,aliyun", {"aliyun": without(ALIYUN, "code.zh", "follow_up.zh")}, ["aliyun.templates.follow_up.zh", "aliyun.templates.code.zh"]),
        ("tencent", {"tencent": ALIYUN}, ["tencent.application"]),
        ("aliyun", {"aliyun": ALIYUN | {"sign_name": " ", "templates": ALL | {"help.zh": ""}}}, ["aliyun.sign_name", "aliyun.templates.help.zh"]),
    ],
)
def test_everything_that_a_chosen_carrier_lacks_is_named(providers: str, accounts: object, lacks: list[str]) -> None:
    assert carrier_accounts.lacking(providers, accounts) == lacks


@pytest.mark.parametrize("accounts", [None, [], 5, "x", {}, {"aliyun": 5}, {"aliyun": {"templates": []}}, {"aliyun": {"templates": {"code.zh": True}}}])
def test_secret_of_another_shape_lacks_everything(accounts: object) -> None:
    assert len(carrier_accounts.lacking("aliyun", accounts)) == 3 + len(CATALOGUE)


def test_english_template_is_none_of_those_that_must_be_there() -> None:
    english = {name.replace(".zh", ".en"): value for name, value in ALL.items()}
    assert len(carrier_accounts.lacking("aliyun", {"aliyun": ALIYUN | {"templates": english}})) == len(CATALOGUE)


class Deployment:
    """`make deploy` of a stage of its own on the real local engine, with the carriers' part of the template alone; its steps are kept."""

    def __init__(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stage, self.steps, self.monkeypatch = f"t{uuid.uuid4().hex[:8]}", [], monkeypatch
        self.cloud, self.secrets = engine.client("cloudformation"), engine.client("secretsmanager")
        env = {"AWS_ENDPOINT_URL": engine.endpoint, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
        for name, value in {**env, "AWS_DEFAULT_REGION": "us-east-1"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(stack, "deploy", self.deploy)
        monkeypatch.setattr(stack, "site_name", lambda *_: {})
        monkeypatch.setattr(stack, "upload_site", lambda *_: self.steps.append("site"))
        monkeypatch.setattr(stack, "load", lambda *_: self.steps.append("load"))
        monkeypatch.setattr(stack, "list_bulletins", lambda *_: self.steps.append("list"))

    def deploy(self, target: stack.Target, given: dict[str, str]) -> dict[str, str]:
        self.steps.append("deploy")
        if self.steps.count("deploy") == 1:
            parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
            self.cloud.create_stack(StackName=target.name, TemplateBody=json.dumps(TEMPLATE), Parameters=parameters)
            self.cloud.get_waiter("stack_create_complete").wait(StackName=target.name, WaiterConfig={"Delay": 1})
        return {"EndpointURL": "https://api.example", "SiteBucket": "b"}

    def run(self, *words: str) -> int:
        self.monkeypatch.setattr(sys, "argv", ["stack", "--stage", self.stage, *(["--set", *words] if words else [])])
        return stack.main()

    def secret(self, accounts: object) -> None:
        (made,) = self.cloud.describe_stacks(StackName=f"nuannan-{self.stage}")["Stacks"]
        self.secrets.put_secret_value(SecretId=made["Outputs"][0]["OutputValue"], SecretString=json.dumps(accounts))


@pytest.fixture
def deployment(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    return Deployment(engine, monkeypatch)


def test_deployment_stops_before_it_changes_anything_when_a_template_lacks(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployment.run() == 0
    deployment.secret({"aliyun": without(ALIYUN, "code.zh")})
    assert deployment.run("SmsProvider=aliyun,sns") == 1
    assert deployment.steps == ["deploy", "load", "site", "list"]
    assert "  aliyun.templates.code.zh\n" in capsys.readouterr().out
    deployment.secret({"aliyun": ALIYUN})
    assert deployment.run("SmsProvider=aliyun,sns") == 0
    assert deployment.steps == ["deploy", "load", "site", "list"] * 2


def test_first_deployment_fails_as_its_secret_is_made_empty_and_a_later_one_says_the_same(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployment.run("SmsProvider=tencent") == 1
    told = capsys.readouterr().out
    assert "tencent.application" in told
    assert all(f"tencent.templates.{name}.zh" in told for name in CATALOGUE)
    assert deployment.run() == 1, "the parameter is kept from then on"
    assert deployment.steps == ["deploy"]
    deployment.secret({"tencent": TENCENT})
    assert deployment.run() == 0
