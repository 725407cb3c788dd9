"""Staff and their sign-in: `python -m infra.people add|password|disable LOGIN … --table NAME`.

Items: pk PERSON#login, sk PERSON, entity person; login, name_zh, name_en, roles [{role, unit}], password_hash,
disabled, session_epoch. A session counts only for the epoch it was opened in, so each change here ends them all.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from infra.district_files import STAFF_ROLES, read_people
from infra.load_district import other_units, stored

ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else
LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
SHORTEST_PASSWORD: Final = 12


class PersonRefused(ValueError):
    """The person cannot be written; the text says why."""


def new_password() -> str:
    """Three groups of four readable characters: 12 of 31, 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def add(
    client: Any,
    table: str,
    login: str,
    names: str | tuple[str, str],
    roles: Sequence[tuple[str, str]],
    password: str | None = None,
) -> str:
    """The password of the person, who is now as said here; who had the login before is replaced.

    Raises: PersonRefused for a login, role, unit or password that cannot be.
    """
    name_zh, name_en = (names, names) if isinstance(names, str) else names
    if not LOGIN.fullmatch(login):
        raise PersonRefused(f"the login {login!r} is not 2 to 40 of a-z 0-9 . _ -")
    if not roles:
        raise PersonRefused("a person needs a role, such as officer@UNIT")
    for role, unit in roles:
        _check_role(client, table, role, unit)
    chosen = password or new_password()
    _update(
        client,
        table,
        login,
        {
            "entity": {"S": "person"},
            "login": {"S": login},
            "name_zh": {"S": name_zh},
            "name_en": {"S": name_en},
            "roles": {"L": [{"M": {"role": {"S": role}, "unit": {"S": unit}}} for role, unit in roles]},
            "password_hash": {"S": _hashed(chosen)},
            "disabled": {"BOOL": False},
        },
    )
    return chosen


def set_password(client: Any, table: str, login: str, password: str | None = None) -> str:
    """The new password; open sessions are over. Raises: PersonRefused when nobody has the login."""
    chosen = password or new_password()
    _update(client, table, login, {"password_hash": {"S": _hashed(chosen)}}, must_exist=True)
    return chosen


def disable(client: Any, table: str, login: str) -> None:
    """The person cannot sign in, and open sessions are over. Raises: PersonRefused when nobody has the login."""
    _update(client, table, login, {"disabled": {"BOOL": True}}, must_exist=True)


def set_demo_passwords(client: Any, table: str, directory: Path) -> list[tuple[str, str, str, str, str]]:
    """Login, name, role, unit and the new password of each demonstration person in people.csv."""
    made = []
    for row in read_people(directory):
        names = (row["name_zh"], row["name_en"])
        password = add(client, table, row["login"], names, [(row["role"], row["unit"])])
        made.append((row["login"], row["name_zh"], row["role"], row["unit_name"], password))
    return made


def _check_role(client: Any, table: str, role: str, unit: str) -> None:
    if role not in STAFF_ROLES:
        raise PersonRefused(f"the role {role} is none of {', '.join(sorted(STAFF_ROLES))}")
    if all(each.code != unit for each in other_units(stored(client, table), "")):
        raise PersonRefused(f"there is no unit {unit} in the loaded districts")


def _hashed(password: str) -> str:
    """An argon2id hash. Source: RFC 9106 section 4, second recommended option (64 MiB, 3 passes, 4 lanes)."""
    if len(password) < SHORTEST_PASSWORD:
        raise PersonRefused(f"a password needs at least {SHORTEST_PASSWORD} characters")
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY).hash(password)


def _update(
    client: Any, table: str, login: str, attributes: dict[str, Any], *, must_exist: bool = False
) -> None:
    """Nothing; the attributes are set and the session epoch moves on, in one write."""
    condition = {"ConditionExpression": "attribute_exists(pk)"} if must_exist else {}
    try:
        client.update_item(
            TableName=table,
            Key={"pk": {"S": f"PERSON#{login}"}, "sk": {"S": "PERSON"}},
            UpdateExpression=f"SET {', '.join(f'#{name} = :{name}' for name in attributes)} ADD session_epoch :one",
            ExpressionAttributeNames={f"#{name}": name for name in attributes},
            ExpressionAttributeValues={f":{name}": value for name, value in attributes.items()}
            | {":one": {"N": "1"}},
            **condition,
        )
    except client.exceptions.ConditionalCheckFailedException:
        raise PersonRefused(f"nobody has the login {login}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.people", description="Staff and their sign-in.")
    parser.add_argument(
        "--table", default=os.environ.get("NUANNAN_TABLE"), help="main table, or NUANNAN_TABLE"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    adding = commands.add_parser("add", help="a new person, or one told anew; prints the password")
    adding.add_argument("login")
    adding.add_argument("name_zh")
    adding.add_argument("roles", nargs="+", metavar="ROLE@UNIT", help="such as officer@UNIT")
    adding.add_argument("--name-en")
    commands.add_parser("password", help="a new password; prints it").add_argument("login")
    commands.add_parser("disable", help="no sign-in any more, at once").add_argument("login")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """The exit code. A password is made here, never given: an argument would stay in the shell's history."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    asked = _parser().parse_args(arguments)
    if not asked.table:
        _parser().error("say which table: --table NAME before the command, or set NUANNAN_TABLE")
    try:
        print(_run(asked, boto3.client("dynamodb")))
    except (PersonRefused, BotoCoreError, ClientError) as refused:
        print(f"Not done: {refused}.", file=sys.stderr)
        return 1
    return 0


def _run(asked: argparse.Namespace, client: Any) -> str:
    if asked.command == "disable":
        disable(client, asked.table, asked.login)
        return f"{asked.login} cannot sign in any more; open sessions are over."
    if asked.command == "password":
        return f"{asked.login} now has the password {set_password(client, asked.table, asked.login)}"
    roles = [(role, unit) for role, _, unit in (each.partition("@") for each in asked.roles)]
    names = (asked.name_zh, asked.name_en or asked.name_zh)
    return f"{asked.login} now has the password {add(client, asked.table, asked.login, names, roles)}"


if __name__ == "__main__":
    sys.exit(main())
