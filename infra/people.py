"""Staff and their sign-in: `python -m infra.people --stage NAME add|invite|disable LOGIN …`.

Items: pk PERSON#login, sk PERSON, entity person; login, name_zh, name_en, roles [{role, unit}], password_hash,
disabled, session_epoch. A session counts only for the epoch it was opened in, so each change here ends them all.
Whoever is added or invited gets a link, good once and for three days, to make password and second factor their own.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from chalicelib.domain import people
from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.people import LOGIN
from chalicelib.domain.ports import PersonEntry, Standing
from chalicelib.storage import keys
from chalicelib.storage.people import DynamoPeople
from chalicelib.storage.table import Table
from chalicelib.wiring import Argon2Passwords, SystemClock

from infra.district_files import STAFF_ROLES, read_people
from infra.load_district import other_units, stored

if TYPE_CHECKING:
    from chalicelib.domain.ports import Ports

ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else
SHORTEST_PASSWORD: Final = 12
ENGINEER: Final = "engineer"  # who a person's history names for what was done by this command


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
    tree, held = _tree(client, table), tuple(HeldRole(Role(role), unit) for role, unit in roles)
    staff = DynamoPeople(Table(client, table))
    before = staff.person(login)
    was = people.administered(before.roles, tree) if before and not before.disabled else frozenset()
    will, place = people.administered(held, tree), people.place_of(held, tree)
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
            "district_key": {"S": keys.staff_of(place)},
            "district_sort": {"S": login},
        },
    )
    if was != will:
        staff.table.write(staff.seats(login, Standing(place, will - was, was - will, forced=True)))
    return chosen


def set_password(client: Any, table: str, login: str, password: str | None = None) -> str:
    """The new password; open sessions are over. Raises: PersonRefused when nobody has the login."""
    chosen = password or new_password()
    _update(client, table, login, {"password_hash": {"S": _hashed(chosen)}}, must_exist=True)
    return chosen


def disable(client: Any, table: str, login: str) -> None:
    """The person cannot sign in, and open sessions are over. Raises: PersonRefused when nobody has the login."""
    staff, tree = DynamoPeople(Table(client, table)), _tree(client, table)
    held = staff.person(login)
    if held is None:
        raise PersonRefused(f"nobody has the login {login}")
    lost = frozenset() if held.disabled else people.administered(held.roles, tree)
    standing = Standing(people.place_of(held.roles, tree), lost=lost, forced=True)
    entry = PersonEntry(login, SystemClock().now(), "disabled", ENGINEER, {"disabled": (held.disabled, True)})
    if not staff.change(held, replace(held, disabled=True, session_epoch=held.session_epoch + 1), standing, entry):
        raise PersonRefused(f"{login} was changed meanwhile; try again")


def _tree(client: Any, table: str) -> Organisation:
    return Organisation(other_units(stored(client, table), ""))


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
    """What is kept of a password that is long enough. Raises: PersonRefused."""
    if len(password) < SHORTEST_PASSWORD:
        raise PersonRefused(f"a password needs at least {SHORTEST_PASSWORD} characters")
    return Argon2Passwords().hashed(password)


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


def invitation(client: Any, table: str, key: str, login: str) -> str:
    """The path of a new invitation; what the person had enrolled before is void. Raises: PersonRefused."""
    from chalicelib.domain.errors import InvalidInput
    from chalicelib.journey import enrol
    from chalicelib.wiring import KeyedSecrets, RandomIds

    ports = SimpleNamespace(
        clock=SystemClock(),
        ids=RandomIds(),
        secrets=KeyedSecrets(key.encode()),
        people=DynamoPeople(Table(client, table)),
    )
    if (held := ports.people.person(login)) and held.disabled:
        raise PersonRefused(f"{login} is out: an administrator lets them in again, or `add`")
    try:
        token = enrol.invite(cast("Ports", ports), login, ENGINEER)
    except InvalidInput:
        raise PersonRefused(f"nobody has the login {login}") from None
    return f"/desk/enrol/#{token}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.people", description="Staff and their sign-in.")
    parser.add_argument("--stage", help="whose staff")
    parser.add_argument("--table", help="instead of a stage: its main table")
    parser.add_argument("--secret", help="with --table: the secret that holds its key")
    commands = parser.add_subparsers(dest="command", required=True)
    adding = commands.add_parser("add", help="a new person, or one told anew; prints an invitation")
    adding.add_argument("login")
    adding.add_argument("name_zh")
    adding.add_argument("roles", nargs="+", metavar="ROLE@UNIT", help="such as officer@UNIT")
    adding.add_argument("--name-en")
    commands.add_parser("invite", help="a new invitation; prints it").add_argument("login")
    commands.add_parser("disable", help="no sign-in any more, at once").add_argument("login")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """The exit code. A password is never given here: an argument would stay in the shell's history."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    asked = _parser().parse_args(arguments)
    if not (asked.stage or (asked.table and asked.secret)):
        _parser().error("say whose staff: --stage NAME before the command")
    try:
        table, secret, origin = _place(asked)
        print(_run(asked, boto3.client("dynamodb"), table, secret, origin))
    except (PersonRefused, BotoCoreError, ClientError) as refused:
        print(f"Not done: {refused}.", file=sys.stderr)
        return 1
    return 0


def _place(asked: argparse.Namespace) -> tuple[str, str, str]:
    """Main table, secret and public origin of the stage."""
    if not asked.stage:
        return asked.table, asked.secret, ""
    from infra import stack

    made = stack.outputs(stack.Target(asked.stage))
    return made["MainTable"], made["Secret"], made.get("SiteOrigin", "")


def _run(asked: argparse.Namespace, client: Any, table: str, secret: str, origin: str) -> str:
    if asked.command == "disable":
        disable(client, table, asked.login)
        return f"{asked.login} cannot sign in any more; open sessions are over."
    if asked.command == "add":
        roles = [(role, unit) for role, _, unit in (each.partition("@") for each in asked.roles)]
        add(client, table, asked.login, (asked.name_zh, asked.name_en or asked.name_zh), roles)
    path = invitation(client, table, _key(secret), asked.login)
    return f"{asked.login} enrols here, once, within three days: {origin}{path}"


def _key(secret: str) -> str:
    import boto3

    answer = boto3.client("secretsmanager").get_secret_value(SecretId=secret)
    return str(json.loads(answer["SecretString"])["key"])


if __name__ == "__main__":
    sys.exit(main())
