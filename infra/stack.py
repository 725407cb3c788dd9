"""Deploys Nuannan, to AWS or to the local stage, by one code path: package, change set, site, district."""

from __future__ import annotations

import argparse
import json
import mimetypes
import re
import sys
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from infra import ROOT, carrier_accounts, load_district, map_tiles, package

# The first one stands for the whole site: its settings, its name, its bulletin on the front page.
DISTRICTS = (ROOT / "infra/districts/shinan", ROOT / "infra/districts/harbour")
DISTRICT = DISTRICTS[0]
# Files in a folder named after their content never change; all others are asked for anew each time.
NAMED_AFTER_CONTENT = re.compile(r"assets/[0-9a-f]{8,}/")
UNCHANGING, ASKED_ANEW = "public, max-age=31536000, immutable", "no-cache"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to deploy: a stage, and clients that reach it (`endpoint` only for the local stage)."""

    stage: str
    endpoint: str | None = None

    @property
    def name(self) -> str:
        """The stack's name."""
        return f"nuannan-{self.stage}"

    def client(self, service: str, config: Config | None = None) -> Any:
        """A client of a service."""
        return boto3.client(service, endpoint_url=self.endpoint, config=config)

    def secret_key(self, identity: str) -> str:
        """The key that a secret holds. Raises: ClientError."""
        held = self.client("secretsmanager").get_secret_value(SecretId=identity)
        return str(json.loads(held["SecretString"])["key"])


def deploy(target: Target, parameters: dict[str, str]) -> dict[str, str]:
    """The stack's outputs, after package, upload and change set. What `parameters` leaves out stays as it was."""
    built = package.build(ROOT / ".local/package")
    bucket, key = code_bucket(target), f"{built.digest}.zip"
    template = f"{package.digest(built.template.read_bytes())}.json"
    s3 = target.client("s3")
    s3.put_object(Bucket=bucket, Key=key, Body=built.archive.read_bytes())
    s3.put_object(Bucket=bucket, Key=template, Body=built.template.read_bytes())
    given = {"Stage": target.stage, "CodeBucket": bucket, "CodeKey": key, **parameters}
    _change(target, _address(target, s3.meta.region_name, f"{bucket}/{template}"), given)
    return outputs(target)


def outputs(target: Target) -> dict[str, str]:
    """What the stack tells of itself. Raises: ClientError when there is no stack."""
    found = target.client("cloudformation").describe_stacks(StackName=target.name)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}


def code_bucket(target: Target) -> str:
    """The private bucket that packages are uploaded to, made when it is not there."""
    account = target.client("sts").get_caller_identity()["Account"]
    s3 = target.client("s3")
    bucket = f"nuannan-{target.stage}-code-{account}"
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError:
        region = s3.meta.region_name
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **place)
        closed = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        s3.put_public_access_block(
            Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(closed, True)
        )  # fmt: skip
    return bucket


def _address(target: Target, region: str, path: str) -> str:
    """Where CloudFormation fetches the template: over 51,200 bytes it must come from a bucket."""
    if target.endpoint:
        return f"{target.endpoint}/{path}"
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://s3.{region}.{suffix}/{path}"


def _change(target: Target, template: str, given: dict[str, str]) -> None:
    """Creates and executes a change set; one without changes is no error."""
    cloud = target.client("cloudformation")
    before = _standing(target)
    named = {"StackName": target.name, "ChangeSetName": f"change-{uuid.uuid4().hex[:12]}"}
    values = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    kept = [
        {"ParameterKey": key, "UsePreviousValue": True} for key in sorted(before or ()) if key not in given
    ]
    cloud.create_change_set(
        **named,
        ChangeSetType="CREATE" if before is None else "UPDATE",
        Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        TemplateURL=template,
        Parameters=values + kept,
    )
    try:
        cloud.get_waiter("change_set_create_complete").wait(
            **named, WaiterConfig={"Delay": 1, "MaxAttempts": 300}
        )
    except WaiterError:
        reason = cloud.describe_change_set(**named).get("StatusReason", "")
        cloud.delete_change_set(**named)
        if "didn't contain changes" in reason or "No updates" in reason:
            return
        raise RuntimeError(f"the change set was refused: {reason}") from None
    cloud.execute_change_set(**named)
    waiter = "stack_create_complete" if before is None else "stack_update_complete"
    try:
        cloud.get_waiter(waiter).wait(StackName=target.name, WaiterConfig={"Delay": 1, "MaxAttempts": 1800})
    except WaiterError:
        raise RuntimeError(f"the stack {target.name} was not made: {_first_failure(target)}") from None


def _standing(target: Target) -> set[str] | None:
    """Names of the parameters of the stack that stands; None when there is none."""
    try:
        found = target.client("cloudformation").describe_stacks(StackName=target.name)["Stacks"][0]
    except ClientError:
        return None
    if found["StackStatus"] == "REVIEW_IN_PROGRESS":  # only ever a change set that was not executed
        return None
    return {each["ParameterKey"] for each in found.get("Parameters", [])}


def _first_failure(target: Target) -> str:
    events = target.client("cloudformation").describe_stack_events(StackName=target.name)["StackEvents"]
    failed = [each for each in events if each["ResourceStatus"].endswith("_FAILED")]
    found = failed[-1] if failed else {}
    return f"{found.get('LogicalResourceId', '?')}: {found.get('ResourceStatusReason', 'no reason given')}"


def site_name(target: Target, made: dict[str, str]) -> dict[str, str]:
    """What the site calls itself, by language: the name of the district that was loaded first, which stands for all.

    Raises: LookupError when no district is loaded.
    """
    from chalicelib.messages.words import LANGUAGES
    from chalicelib.storage.config import StoredDistricts
    from chalicelib.storage.table import Table

    district = StoredDistricts(Table(target.client("dynamodb"), made["MainTable"])).current()
    return {language: district.organisation.name(district.code, language) for language in LANGUAGES}


def upload_site(target: Target, made: dict[str, str], district: Mapping[str, str]) -> None:
    """The site bucket holds exactly what frontend/build.py makes, named after `district`; older versions of files stay for a month."""
    from frontend.build import build

    s3, bucket = target.client("s3"), made["SiteBucket"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = build(Path(scratch) / "site", district, map_pictures=map_tiles.provider(made))
        files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for name in sorted(files, key=lambda name: (_turn(name), name)):
            cached = UNCHANGING if NAMED_AFTER_CONTENT.match(name) else ASKED_ANEW
            s3.put_object(
                Bucket=bucket,
                Key=name,
                Body=files[name].read_bytes(),
                ContentType=_kind(name),
                CacheControl=cached,
            )
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    held = [each["Key"] for page in pages for each in page.get("Contents", [])]
    for name in held:
        # A page that somebody has open still loads what was named after its content.
        if name not in files and not NAMED_AFTER_CONTENT.match(name):
            s3.delete_object(Bucket=bucket, Key=name)


def _turn(name: str) -> int:
    """What pages refer to goes up before them, and the workers after: a worker keeps the pages that it finds for as long as it lives."""
    if NAMED_AFTER_CONTENT.match(name):
        return 0
    return 3 if name.endswith("sw.js") else 2 if name.endswith(".html") else 1


def _kind(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or name.endswith(".js") else kind


def load(
    target: Target, made: dict[str, str], origin: str, directories: Sequence[Path] = (DISTRICT,)
) -> list[load_district.Difference]:
    """What changed of each district's configuration. What was changed by hand since it was loaded stays."""
    client, table = target.client("dynamodb"), made["MainTable"]
    changed = [
        load_district.load(each, table, client)
        for each in directories
        if not load_district.changed_by_hand(each, table, client)
    ]
    load_district.set_site_origin(client, table, origin)
    return changed


def list_bulletins(target: Target, made: dict[str, str]) -> None:
    """The list of bulletins says that there is none yet; once one was issued, the list is the bulletin function's alone."""
    from chalicelib.messages.bulletin_index import index
    from chalicelib.storage.config import StoredDistricts
    from chalicelib.storage.table import Table

    s3, bucket = target.client("s3"), made["BulletinsBucket"]
    if s3.list_objects_v2(Bucket=bucket, Prefix="bulletins/", MaxKeys=1).get("KeyCount"):
        return
    for file in index([], StoredDistricts(Table(target.client("dynamodb"), made["MainTable"])).current()):
        s3.put_object(Bucket=bucket, Key=f"bulletins/{file.path}", Body=file.body, ContentType=file.content_type)


def settings(words: list[str]) -> dict[str, str]:
    """Parameters as said on the command line, such as OpsEmail=ops@example.org. Raises: SystemExit."""
    pairs = [word.partition("=") for word in words]
    if any(not name or not equals for name, equals, _ in pairs):
        raise SystemExit('Say parameters as SET="OpsEmail=ops@example.org Domain=example.org".')
    return {name: value for name, _, value in pairs}


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--origin", help="the public address, if it is not CloudFront's own")
    parser.add_argument("--district", type=Path, nargs="+", default=[DISTRICT])
    parser.add_argument("--set", nargs="*", default=[], metavar="PARAMETER=VALUE")
    asked = parser.parse_args()
    target = Target(asked.stage)
    try:
        parameters = settings(asked.set)
        map_tiles.check(target, parameters)
        carrier_accounts.check(target, parameters)
        made = deploy(target, parameters)
        carrier_accounts.check(target, parameters)  # a first deployment has its secret only now
        origin = asked.origin or made.get("SiteOrigin") or made["EndpointURL"].rstrip("/")
        load(target, made, origin, asked.district)
        upload_site(target, made, site_name(target, made))
        list_bulletins(target, made)
    except (RuntimeError, ClientError, BotoCoreError) as error:
        print(error)
        return 1
    print(f"  Report      {origin}/\n  Desk        {origin}/desk/\n  Bulletins   {origin}/bulletins/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
