"""Deploys Nuannan, to AWS or to the local stage, by one code path: package, change set, site, district."""

from __future__ import annotations

import argparse
import mimetypes
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from infra import ROOT, load_district, package

DISTRICT = ROOT / "infra/districts/shinan"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to deploy: a stage, and clients that reach it (`endpoint` only for the local stage)."""

    stage: str
    endpoint: str | None = None

    @property
    def name(self) -> str:
        """The stack's name."""
        return f"nuannan-{self.stage}"

    def client(self, service: str) -> Any:
        """A client of a service."""
        return boto3.client(service, endpoint_url=self.endpoint)


def deploy(target: Target, parameters: dict[str, str]) -> dict[str, str]:
    """The stack's outputs, after package, upload and change set."""
    built = package.build(ROOT / ".local/package")
    bucket = _code_bucket(target)
    key = f"{built.digest}.zip"
    # Bucket names are the whole world's: code goes to a bucket of this account or nowhere.
    owned = {"Bucket": bucket, "ExpectedBucketOwner": _account(target)}
    target.client("s3").put_object(**owned, Key=key, Body=built.archive.read_bytes())
    given = {"Stage": target.stage, "CodeBucket": bucket, "CodeKey": key, **parameters}
    _change(target, built.template.read_text(), given)
    return outputs(target)


def outputs(target: Target) -> dict[str, str]:
    """What the stack tells of itself. Raises: ClientError when there is no stack."""
    stack = target.client("cloudformation").describe_stacks(StackName=target.name)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def _account(target: Target) -> str:
    return str(target.client("sts").get_caller_identity()["Account"])


def _code_bucket(target: Target) -> str:
    account, s3 = _account(target), target.client("s3")
    bucket = f"nuannan-{target.stage}-code-{account}"
    region = s3.meta.region_name
    options = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        s3.create_bucket(Bucket=bucket, **options)
    except s3.exceptions.BucketAlreadyOwnedByYou:
        pass
    return bucket


def _change(target: Target, template: str, parameters: dict[str, str]) -> None:
    """Creates and executes a change set; one without changes is no error."""
    cloud = target.client("cloudformation")
    try:
        held = cloud.describe_stacks(StackName=target.name)["Stacks"][0]["StackStatus"]
        # A stack whose first change set failed is there and has nothing in it.
        kind = "CREATE" if held == "REVIEW_IN_PROGRESS" else "UPDATE"
    except ClientError:
        kind = "CREATE"
    asked = {
        "StackName": target.name,
        "ChangeSetName": f"change-{uuid.uuid4().hex[:12]}",
        "ChangeSetType": kind,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "CAPABILITY_NAMED_IAM"],
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    }
    # A template over 51,200 bytes must come from a bucket; the local engine reads its own.
    bucket, key = parameters["CodeBucket"], f"{parameters['CodeKey']}.json"
    target.client("s3").put_object(Bucket=bucket, Key=key, Body=template.encode())
    cloud_suffix = "amazonaws.com.cn" if cloud.meta.region_name.startswith("cn-") else "amazonaws.com"
    base = (
        f"{target.endpoint}/{bucket}"
        if target.endpoint
        else f"https://{bucket}.s3.{cloud.meta.region_name}.{cloud_suffix}"
    )
    asked["TemplateURL"] = f"{base}/{key}"
    cloud.create_change_set(**asked)
    named = {"StackName": target.name, "ChangeSetName": asked["ChangeSetName"]}
    try:
        cloud.get_waiter("change_set_create_complete").wait(
            **named, WaiterConfig={"Delay": 1, "MaxAttempts": 120}
        )
    except WaiterError:
        reason = cloud.describe_change_set(**named).get("StatusReason", "")
        cloud.delete_change_set(**named)
        if "didn't contain changes" in reason or "No updates" in reason:
            return
        raise
    cloud.execute_change_set(**named)
    waiter = "stack_create_complete" if kind == "CREATE" else "stack_update_complete"
    cloud.get_waiter(waiter).wait(StackName=target.name, WaiterConfig={"Delay": 1, "MaxAttempts": 900})


def upload_site(target: Target, made: dict[str, str]) -> None:
    """Nothing; the site is what frontend/build.py makes."""
    from frontend.build import build

    s3 = target.client("s3")
    with tempfile.TemporaryDirectory() as scratch:
        folder = build(Path(scratch) / "site")
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            kind = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
            s3.put_object(Bucket=made["SiteBucket"], Key=name, Body=path.read_bytes(), ContentType=kind)


def load(
    target: Target, made: dict[str, str], origin: str, directory: Path = DISTRICT
) -> load_district.Difference:
    """What changed of the district's configuration."""
    client = target.client("dynamodb")
    changed = load_district.load(directory, made["MainTable"], client)
    load_district.set_site_origin(client, made["MainTable"], origin)
    return changed


def holds_data(target: Target, made: dict[str, str]) -> list[str]:
    """Names of tables and buckets that hold something; a district's configuration is in its files and is not counted."""
    pages = target.client("dynamodb").get_paginator("scan")
    full = []
    for table in (made["MainTable"], made["ContactsTable"]):
        asked = {
            "FilterExpression": "pk <> :config",
            "ExpressionAttributeValues": {":config": {"S": "CONFIG"}},
        }
        if any(page["Items"] for page in pages.paginate(TableName=table, **asked)):
            full.append(table)
    if target.client("s3").list_object_versions(Bucket=made["BulletinsBucket"], MaxKeys=1).get("Versions"):
        full.append(made["BulletinsBucket"])
    return full


def destroy(target: Target, *, erase: bool) -> None:
    """Nothing. Raises: SystemExit with a plain sentence while data would be lost."""
    made = outputs(target)
    full = holds_data(target, made)
    if full and not erase:
        raise SystemExit(
            f"Nothing was destroyed: {', '.join(full)} still hold data. Say ERASE=yes to lose it."
        )
    _empty(target, made["SiteBucket"])  # CloudFormation deletes no bucket that holds something
    cloud = target.client("cloudformation")
    cloud.delete_stack(StackName=target.name)
    cloud.get_waiter("stack_delete_complete").wait(
        StackName=target.name, WaiterConfig={"Delay": 2, "MaxAttempts": 900}
    )
    if not erase:
        print(
            f"{target.name} is deleted. Its tables, key, secret and bulletins bucket are kept; ERASE=yes would not keep them."
        )
        return
    _erase(target, made)
    print(f"{target.name} is deleted with all it held. Its key can be brought back for seven days.")


def _erase(target: Target, made: dict[str, str]) -> None:
    """Deletes what the stack retains."""
    dynamodb, s3 = target.client("dynamodb"), target.client("s3")
    for table in (made["MainTable"], made["ContactsTable"]):
        dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
        dynamodb.get_waiter("table_exists").wait(TableName=table)
        dynamodb.delete_table(TableName=table)
    for bucket in (made["BulletinsBucket"], _code_bucket(target)):
        _empty(target, bucket)
        s3.delete_bucket(Bucket=bucket)
    target.client("secretsmanager").delete_secret(SecretId=made["Secret"], ForceDeleteWithoutRecovery=True)
    target.client("kms").schedule_key_deletion(KeyId=made["ContactsKey"], PendingWindowInDays=7)


def _empty(target: Target, bucket: str) -> None:
    s3 = target.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        held = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in held]
        if objects:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["deploy", "destroy"])
    parser.add_argument("--stage", required=True)
    parser.add_argument("--origin", help="the public address, if it is not CloudFront's own")
    parser.add_argument("--district", type=Path, default=DISTRICT)
    parser.add_argument("--erase", action="store_true")
    asked = parser.parse_args()
    target = Target(asked.stage)
    if asked.command == "destroy":
        destroy(target, erase=asked.erase)
        return 0
    made = deploy(target, {})
    upload_site(target, made)
    origin = asked.origin or made.get("SiteOrigin") or made["EndpointURL"].rstrip("/")
    load(target, made, origin, asked.district)
    print(f"Nuannan is at {origin}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
