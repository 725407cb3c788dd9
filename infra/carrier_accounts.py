"""What the accounts of carriers in China lack before a deployment may send by them: a field, or a message's approved template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError
from chalicelib.messages.catalogue import CATALOGUE
from chalicelib.sms import aliyun, tencent

if TYPE_CHECKING:
    from infra.stack import Target

_KEY: Final = ("key_id", "key_secret", "sign_name")
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {aliyun.NAME: _KEY, tencent.NAME: (*_KEY, "application")}
LANGUAGE: Final = "zh"  # what goes where a carrier has no template in the petitioner's language


def lacking(providers: str, accounts: object) -> list[str]:
    """Each field and template that the chosen carriers want and the secret does not have, as it would stand in there."""
    held = accounts if isinstance(accounts, Mapping) else {}
    found: list[str] = []
    for carrier in providers.split(","):
        if carrier in FIELDS:
            account = _mapping(held.get(carrier))
            found += [f"{carrier}.{field}" for field in FIELDS[carrier] if not _said(account.get(field))]
            templates = _mapping(account.get("templates"))
            found += [f"{carrier}.templates.{name}.{LANGUAGE}" for name in CATALOGUE if not _said(templates.get(f"{name}.{LANGUAGE}"))]
    return found


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _said(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and bool(str(value).strip())


def check(target: Target, given: Mapping[str, str]) -> None:
    """Nothing, where there is no stack yet or nothing lacks.

    Raises: RuntimeError with the list of what does: a message without a template is refused for good when it is sent.
    """
    try:
        stack = target.client("cloudformation").describe_stacks(StackName=target.name)["Stacks"][0]
    except ClientError:
        return
    standing = {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])}
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
    providers = given.get("SmsProvider", standing.get("SmsProvider", ""))
    if "SmsSecret" not in outputs or not any(each in FIELDS for each in providers.split(",")):
        return
    found = lacking(providers, _accounts(target, outputs["SmsSecret"]))
    if found:
        wanted = "\n".join(f"  {each}" for each in found)
        raise RuntimeError(f'The secret of the carriers lacks these (infra/runbook.md, "SMS carriers"); nothing was sent by them:\n{wanted}')


def _accounts(target: Target, secret: str) -> Any:
    try:
        return json.loads(target.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"])
    except ValueError:
        return None
