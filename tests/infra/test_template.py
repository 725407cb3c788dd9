"""The merged template and the policies: least rights, one role for each function, streams and queues that lose nothing."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from chalicelib.domain.outbox import CLAIM_LASTS, MessageState
from chalicelib.journey import send
from chalicelib.sms import web

from infra import ROOT, generated, package

FUNCTIONS = {
    "api_handler": "api",
    "session_authorizer": "session-authorizer",
    "outbox": "outbox",
    "tally": "tally",
    "sender": "sender",
    "inbound_sms": "inbound-sms",
    "reveal": "reveal",
    "photos": "photos",
    "export": "export",
    "receipts": "receipts",
    "sweep": "sweep",
    "erase": "erase",
    "bulletin": "bulletin",
    "recount": "recount",
}
POLICIES = sorted((ROOT / "infra/policies").glob("*.json"))
# A phone number has no ARN, so AWS lets a policy only say which resources Publish is not for: all topics.
FORCED = {("sender.json", "SendToPhonesNotTopics")}


def statements(path: Path) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(path.read_text())["Statement"]
    return read


def named_resources(statement: dict[str, Any]) -> list[str]:
    """Each resource as text; its wildcards show."""
    found = statement.get("Resource", [])
    return [json.dumps(each) for each in (found if isinstance(found, list) else [found])]


@pytest.fixture(scope="module")
def merged() -> dict[str, Any]:
    return package.merged_fragments()


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_no_policy_is_wider_than_aws_forces(path: Path) -> None:
    for statement in statements(path):
        assert "NotAction" not in statement
        assert not any("*" in action for action in statement["Action"]), statement["Sid"]
        if (path.name, statement["Sid"]) in FORCED:
            continue
        assert "NotResource" not in statement
        resources = named_resources(statement)
        assert resources
        # A wildcard may end the name of one table, bucket, folder of a bucket or log group of this stack, and nothing else.
        for resource in resources:
            kept = resource.replace("/index/*", "").replace("/stream/*", "")
            kept = re.sub(r"Bucket\.Arn}/([a-z-]+/)?\*", "", kept)
            assert "*" not in kept.replace(f"${{AWS::StackName}}-{path.stem}:*", ""), (
                statement["Sid"],
                resource,
            )


def test_only_sender_and_reveal_open_contacts_only_the_pages_seal_them_and_one_function_erases_them() -> None:
    who: dict[str, set[str]] = {}
    for path in POLICIES:
        for statement in statements(path):
            about = "".join(named_resources(statement))
            if "Contacts" in about:
                for action in statement["Action"]:
                    who.setdefault(action, set()).add(path.stem)
    assert who == {
        "dynamodb:PutItem": {"api"},
        "kms:Encrypt": {"api"},
        "dynamodb:GetItem": {"sender", "reveal"},
        "dynamodb:DeleteItem": {"erase"},
        "kms:Decrypt": {"sender", "reveal"},
    }


def test_each_function_names_a_policy_of_its_own() -> None:
    stage = json.loads((ROOT / "chalice.json").read_text())["stages"]["package"]["lambda_functions"]
    named = {name: Path(each["iam_policy_file"]).stem for name, each in stage.items()}
    assert named == FUNCTIONS
    assert {path.stem for path in POLICIES} == set(FUNCTIONS.values())
    assert (ROOT / "functions/.chalice/config.json").resolve() == ROOT / "chalice.json"


ENDED = [str(each) for each in MessageState if each not in (MessageState.WAITING, MessageState.CLAIMED)]


@pytest.mark.parametrize(("name", "entities"), [("Outbox", ["message"]), ("Tally", ["petition", "pulse"])])
def test_a_poisoned_record_ends_in_the_dead_letters(
    merged: dict[str, Any], name: str, entities: list[str]
) -> None:
    (source,) = merged["Resources"][name]["Properties"]["Events"].values()
    said = source["Properties"]
    assert said["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert said["BisectBatchOnFunctionError"]
    assert 0 < said["MaximumRetryAttempts"] <= 10
    assert said["DestinationConfig"]["OnFailure"]["Destination"] == {
        "Fn::GetAtt": ["StreamDeadLetters", "Arn"]
    }
    wanted, *others = [json.loads(each["Pattern"]) for each in said["FilterCriteria"]["Filters"]]
    assert wanted["dynamodb"]["NewImage"]["entity"]["S"] == entities
    assert wanted.get("eventName") == (["INSERT"] if name == "Outbox" else None)
    gone = {"eventName": ["REMOVE"], "dynamodb": {"OldImage": {"entity": {"S": ["text"]}}}}
    ended = {"dynamodb": {"NewImage": {"entity": {"S": ["message"]}, "message_state": {"S": ENDED}}}}
    assert others == ([gone, ended] if name == "Tally" else [])


def test_a_slow_sender_is_not_given_the_same_batch_twice(merged: dict[str, Any]) -> None:
    resources = merged["Resources"]
    queue = resources["SmsQueue"]["Properties"]
    assert queue["VisibilityTimeout"] >= 6 * resources["Sender"]["Properties"]["Timeout"]
    assert timedelta(seconds=queue["VisibilityTimeout"] * queue["RedrivePolicy"]["maxReceiveCount"]) < send.HEARS_FOR
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["SmsDeadLetters", "Arn"]}


def test_a_sender_ends_its_last_call_before_its_function_ends_and_before_its_lease(merged: dict[str, Any]) -> None:
    ends = timedelta(seconds=merged["Resources"]["Sender"]["Properties"]["Timeout"])
    # One carrier that cannot be reached, and another that takes its time to connect and then never answers.
    longest_call = 3 * timedelta(seconds=web.TIMEOUT_SECONDS)
    assert send.WORKS_FOR + longest_call < ends < send.LEASE_LASTS < CLAIM_LASTS


def test_settings_find_each_variable_that_they_read(merged: dict[str, Any]) -> None:
    from chalicelib.settings import Settings

    given = set(merged["Globals"]["Function"]["Environment"]["Variables"])
    assert given == {f"NUANNAN_{name.upper()}" for name in Settings.__dataclass_fields__}


@pytest.mark.parametrize("name", ["MainTable", "ContactsTable", "ErasuresTable", "ContactsKey", "Secret", "BulletinsBucket", "PhotosBucket"])
def test_deleting_the_stack_loses_nothing(merged: dict[str, Any], name: str) -> None:
    resource = merged["Resources"][name]
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
    if name.endswith("Table"):
        assert resource["Properties"]["DeletionProtectionEnabled"]
        assert resource["Properties"]["PointInTimeRecoverySpecification"] == {
            "PointInTimeRecoveryEnabled": True
        }


@pytest.mark.parametrize("name", ["SiteBucket", "BulletinsBucket"])
def test_buckets_are_closed_versioned_and_encrypted(merged: dict[str, Any], name: str) -> None:
    said = merged["Resources"][name]["Properties"]
    assert all(said["PublicAccessBlockConfiguration"].values())
    assert said["VersioningConfiguration"] == {"Status": "Enabled"}
    assert said["BucketEncryption"]


def test_photos_are_private_forgotten_and_reached_by_signatures_alone(merged: dict[str, Any]) -> None:
    resources = merged["Resources"]
    for name in ("UploadsBucket", "PhotosBucket"):
        said = resources[name]["Properties"]
        assert all(said["PublicAccessBlockConfiguration"].values())
        assert "VersioningConfiguration" not in said  # what is erased is gone
        assert f"{name}Policy" not in resources
    [rule] = resources["UploadsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 1
    front = resources["Site"]["Properties"]["DistributionConfig"]
    signed = {each["Id"]: each for each in front["Origins"] if each["Id"] in ("uploads", "photos")}
    assert len(signed) == 2
    assert not any("OriginAccessControlId" in each for each in signed.values())
    queue = resources["PhotoQueue"]["Properties"]
    assert queue["VisibilityTimeout"] >= 6 * resources["Photos"]["Properties"]["Timeout"]
    [source] = resources["Photos"]["Properties"]["Events"].values()
    assert source["Properties"]["BatchSize"] == 1


def test_who_signs_the_address_of_a_picture_may_read_it_and_nobody_may_list_pictures() -> None:
    allowed = {}
    for path in sorted((ROOT / "infra/policies").glob("*.json")):
        for each in json.loads(path.read_text())["Statement"]:
            if "PhotosBucket" in json.dumps(each.get("Resource")):
                allowed[path.stem] = set(each["Action"])
    assert allowed["api"] == {"s3:GetObject"}
    assert not any(action.startswith("s3:List") for actions in allowed.values() for action in actions)


def test_each_function_has_a_log_group_that_forgets(merged: dict[str, Any]) -> None:
    groups = [
        each["Properties"]
        for each in merged["Resources"].values()
        if each.get("Type") == "AWS::Logs::LogGroup"
    ]
    names = {
        each["LogGroupName"]["Fn::Sub"].removeprefix("/aws/lambda/${AWS::StackName}-") for each in groups
    }
    carriers = {name for name in names if name.startswith("sns/")}  # SNS writes into these, for who reads them
    assert len(carriers) == 2
    assert names - carriers == set(FUNCTIONS.values())
    assert all(each["RetentionInDays"] for each in groups)


def test_the_gateway_compresses_what_no_front_may_keep(merged: dict[str, Any]) -> None:
    """CloudFront compresses nothing under a policy that keeps nothing; what a browser accepts reaches the gateway."""
    definition = merged["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    assert definition["x-amazon-apigateway-minimum-compression-size"] == 1_000
    front = merged["Resources"]["Site"]["Properties"]["DistributionConfig"]
    passed = {each["OriginRequestPolicyId"] for each in front["CacheBehaviors"] if each["TargetOriginId"] == "api"}
    assert passed == {generated.ALL_VIEWER_EXCEPT_HOST}


def test_cloudfront_serves_the_paths_and_headers_of_the_one_list(merged: dict[str, Any]) -> None:
    listed = json.loads((ROOT / "infra/front.json").read_text())
    front = merged["Resources"]["Site"]["Properties"]["DistributionConfig"]
    served = [
        (each["PathPattern"].removesuffix("*"), each["TargetOriginId"]) for each in front["CacheBehaviors"]
    ]
    assert served == [
        *((path, "api") for name in ("public", "api") for path in listed[name]),  # the first that fits serves a path
        *((path, name) for name in ("bulletins", "uploads", "photos") for path in listed[name]),
    ]
    kept = [each["PathPattern"].removesuffix("*") for each in front["CacheBehaviors"] if each["CachePolicyId"] == {"Ref": "PublicCache"}]
    assert kept == listed["public"], "nothing that belongs to somebody is kept by a front"
    assert "/api/form/words" in kept, "76 KB that are the same for everybody"
    written = json.dumps(merged["Resources"]["SiteHeaders"])
    assert json.dumps(listed["headers"]["Content-Security-Policy"]) in written
    made = [
        each for each in merged["Resources"].values() if each.get("Type", "").startswith("AWS::CloudFront")
    ]
    assert made
    assert all(each["Condition"] == "CloudFront" for each in made)


def test_what_staff_took_out_is_closed_to_others_and_gone_after_a_day() -> None:
    data = yaml.safe_load((ROOT / "infra/template/data.yaml").read_text())["Resources"]
    bucket = data["ExportsBucket"]["Properties"]
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 1)
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert "VersioningConfiguration" not in bucket  # an older version would outlive the rule
    told = {
        (path.stem, action)
        for path in POLICIES
        for statement in statements(path)
        for action in statement["Action"]
        if "ExportsBucket" in "".join(named_resources(statement))
    }
    assert told == {("api", "s3:GetObject"), ("export", "s3:PutObject")}
