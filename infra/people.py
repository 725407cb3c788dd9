"""Staff: demonstration sign-ins with fresh passwords, and adding people."""

from __future__ import annotations

import csv
import secrets
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else


def new_password() -> str:
    """Twelve readable characters: 59 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def add(
    client: Any, table: str, login: str, names: tuple[str, str], roles: list[tuple[str, str]], password: str
) -> None:
    """Nothing; the person can sign in, and sessions of an earlier password are over."""
    hashed = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY).hash(password)
    key = {"pk": {"S": f"PERSON#{login}"}, "sk": {"S": "PERSON"}}
    client.update_item(
        TableName=table,
        Key=key,
        UpdateExpression=(
            "SET entity = :entity, login = :login, name_zh = :zh, name_en = :en, #roles = :roles,"
            " password_hash = :hash, disabled = :no ADD session_epoch :one"
        ),
        ExpressionAttributeNames={"#roles": "roles"},
        ExpressionAttributeValues={
            ":entity": {"S": "person"},
            ":login": {"S": login},
            ":zh": {"S": names[0]},
            ":en": {"S": names[1]},
            ":roles": {"L": [{"M": {"role": {"S": role}, "unit": {"S": unit}}} for role, unit in roles]},
            ":hash": {"S": hashed},
            ":no": {"BOOL": False},
            ":one": {"N": "1"},
        },
    )


def set_demo_passwords(client: Any, table: str, directory: Path) -> list[tuple[str, str, str, str, str]]:
    """Login, name, role, unit and the new password of each demonstration person in people.csv."""
    made = []
    with (directory / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            password = new_password()
            add(
                client,
                table,
                row["login"],
                (row["name_zh"], row["name_en"]),
                [(row["role"], row["unit"])],
                password,
            )
            made.append((row["login"], row["name_zh"], row["role"], row["unit"], password))
    return made
