"""Staff items and the command that writes them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from chalicelib.domain import totp
from chalicelib.storage.people import DynamoPeople
from chalicelib.storage.table import Table

from infra import people
from infra.load_district import load, other_units, stored
from infra.second_factor import SecondFactors

DISTRICT = "379001"


@pytest.fixture
def loaded(client: Any, folder: Path) -> Any:
    """A client whose table holds the units that the demonstration staff work in."""
    load(folder, "main", client)
    return client


def admins(client: Any) -> set[str]:
    key = {"pk": {"S": f"STAFF#{DISTRICT}"}, "sk": {"S": "ADMINS"}}
    return set(client.get_item(TableName="main", Key=key).get("Item", {}).get("admins", {"SS": []})["SS"])


def person(client: Any, login: str) -> dict[str, Any]:
    key = {"pk": {"S": f"PERSON#{login}"}, "sk": {"S": "PERSON"}}
    found: dict[str, Any] = client.get_item(TableName="main", Key=key).get("Item", {})
    return found


def a_unit(client: Any) -> str:
    return next(unit.code for unit in other_units(stored(client, "main"), "") if unit.level == "street")


def test_demo_staff_can_sign_in_when_passwords_were_set(loaded: Any, folder: Path) -> None:
    made = people.set_demo_passwords(loaded, "main", folder)
    assert len({password for *_, password in made}) == len(made) >= 5
    for login, name, role, unit_name, password in made:
        held = person(loaded, login)
        assert PasswordHasher().verify(held["password_hash"]["S"], password)
        assert held["name_zh"]["S"] == name
        assert held["roles"]["L"][0]["M"]["role"]["S"] == role
        assert not unit_name.isascii()


def test_person_has_every_attribute_when_added(loaded: Any) -> None:
    unit = a_unit(loaded)
    password = people.add(
        loaded, "main", "li.na", ("李娜", "Li Na"), [("officer", unit), ("dispatcher", unit)]
    )
    held = person(loaded, "li.na")
    assert PasswordHasher().verify(held.pop("password_hash")["S"], password)
    assert held == {
        "pk": {"S": "PERSON#li.na"},
        "sk": {"S": "PERSON"},
        "entity": {"S": "person"},
        "login": {"S": "li.na"},
        "name_zh": {"S": "李娜"},
        "name_en": {"S": "Li Na"},
        "roles": {
            "L": [
                {"M": {"role": {"S": "officer"}, "unit": {"S": unit}}},
                {"M": {"role": {"S": "dispatcher"}, "unit": {"S": unit}}},
            ]
        },
        "disabled": {"BOOL": False},
        "district_key": {"S": f"STAFF#{DISTRICT}"},
        "district_sort": {"S": "li.na"},
        "session_epoch": {"N": "1"},
    }


def test_who_administers_a_district_is_known_when_the_engineer_adds_and_disables(loaded: Any) -> None:
    for login in ("ann", "ben"):
        people.add(loaded, "main", login, login, [("admin", DISTRICT)])
    assert admins(loaded) == {"ann", "ben"}
    people.add(loaded, "main", "ann", "ann", [("officer", DISTRICT)])
    people.disable(loaded, "main", "ben")
    assert admins(loaded) == set(), "an engineer may put out even the last one"
    assert person(loaded, "ben")["disabled"] == {"BOOL": True}


def test_password_is_hashed_as_rfc_9106_says_when_stored(loaded: Any) -> None:
    people.add(loaded, "main", "eve", "夏娃", [("officer", a_unit(loaded))], "correct horse battery")
    hashed = person(loaded, "eve")["password_hash"]["S"]
    assert extract_parameters(hashed) == RFC_9106_LOW_MEMORY
    assert PasswordHasher().verify(hashed, "correct horse battery")
    assert person(loaded, "eve")["name_en"]["S"] == "夏娃"


def test_sessions_end_when_the_password_changes_or_the_person_is_disabled(loaded: Any) -> None:
    first = people.add(loaded, "main", "eve", "夏娃", [("officer", a_unit(loaded))])
    second = people.set_password(loaded, "main", "eve")
    assert first != second
    assert PasswordHasher().verify(person(loaded, "eve")["password_hash"]["S"], second)
    assert person(loaded, "eve")["session_epoch"] == {"N": "2"}
    people.disable(loaded, "main", "eve")
    (told,) = DynamoPeople(Table(loaded, "main")).history("eve")
    assert (told.action, told.by) == ("disabled", "engineer")
    assert person(loaded, "eve")["disabled"] == {"BOOL": True}
    assert person(loaded, "eve")["session_epoch"] == {"N": "3"}
    people.set_password(loaded, "main", "eve")
    assert person(loaded, "eve")["disabled"] == {"BOOL": True}


@pytest.mark.parametrize(
    ("login", "role", "unit", "password", "reason"),
    [
        ("E", "officer", "", None, "the login"),
        ("eve#1", "officer", "", None, "the login"),
        ("eve", "queen", "", None, "the role queen is none of"),
        ("eve", "citizen", "", None, "the role citizen is none of"),
        ("eve", "officer", "nowhere", None, "there is no unit nowhere"),
        ("eve", "officer", "", "short", "at least 12 characters"),
    ],
)
def test_person_is_refused_when_a_part_cannot_be(
    loaded: Any, login: str, role: str, unit: str, password: str | None, reason: str
) -> None:
    with pytest.raises(people.PersonRefused, match=reason):
        people.add(loaded, "main", login, "夏娃", [(role, unit or a_unit(loaded))], password)
    assert person(loaded, login) == {}


def test_person_is_refused_when_there_is_no_role(loaded: Any) -> None:
    with pytest.raises(people.PersonRefused, match="needs a role"):
        people.add(loaded, "main", "eve", "夏娃", [])


def test_change_is_refused_when_nobody_has_the_login(loaded: Any) -> None:
    with pytest.raises(people.PersonRefused, match="nobody has the login eve"):
        people.disable(loaded, "main", "eve")
    with pytest.raises(people.PersonRefused, match="nobody has the login eve"):
        people.set_password(loaded, "main", "eve")
    assert person(loaded, "eve") == {}


def test_passwords_are_readable_and_differ_when_made() -> None:
    made = {people.new_password() for _ in range(100)}
    assert len(made) == 100
    assert all(len(password) == 14 and not set(password) & set("0o1il") for password in made)


@pytest.fixture
def secret(loaded: Any) -> str:
    """A secret with the key that a stage has."""
    import boto3

    made = boto3.client("secretsmanager").create_secret(Name="secret", SecretString='{"key": "a key"}')
    return str(made["ARN"])


def test_command_gives_an_invitation_and_never_a_password_when_run(
    loaded: Any, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--table", "main", "--secret", secret]
    unit = a_unit(loaded)
    assert people.main([*place, "add", "eve", "夏娃", f"officer@{unit}", "--name-en", "Eve"]) == 0
    first = capsys.readouterr().out.split()[-1]
    assert first.startswith("/desk/enrol/#eve.")
    held = person(loaded, "eve")
    assert held["password_hash"] == {"S": "void"}
    assert people.main([*place, "invite", "eve"]) == 0
    assert capsys.readouterr().out.split()[-1] != first
    assert person(loaded, "eve")["enrolment_key"] != held["enrolment_key"]
    assert people.main([*place, "disable", "eve"]) == 0
    assert "cannot sign in" in capsys.readouterr().out
    assert people.main([*place, "invite", "adam"]) == 1
    assert capsys.readouterr().err == "Not done: nobody has the login adam.\n"
    assert people.main(["--table", "nowhere", "--secret", secret, "disable", "eve"]) == 1
    with pytest.raises(SystemExit):
        people.main(["disable", "eve"])


def test_second_factor_is_kept_when_it_was_given_before(loaded: Any, folder: Path) -> None:
    import boto3

    kms = boto3.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    people.add(loaded, "main", "eve", "夏娃", [("officer", a_unit(loaded))])
    factors = SecondFactors(loaded, kms, "main", key)
    secret = factors.give("eve")
    assert factors.give("eve") == secret
    now = datetime.fromtimestamp(1_000_000_000, UTC)
    step = totp.step_of(now)
    assert factors.code("eve", now) == totp.code(secret, step)
    DynamoPeople(Table(loaded, "main")).accept_step("eve", step)
    assert factors.code("eve", now) == totp.code(secret, step + 1)
    with pytest.raises(KeyError):
        factors.code("adam", now)
