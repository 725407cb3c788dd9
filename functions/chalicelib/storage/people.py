"""Staff, their sessions, and the counters at the door."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.errors import LastAdministrator
from chalicelib.domain.ports import Page, Person, PersonEntry, Session, Standing
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, encode, seconds, stamp, strings
from chalicelib.storage.table import Refused, Table

VOID = "void"  # no password hashes to it


@dataclass(frozen=True, slots=True)
class DynamoPeople:
    """Staff and sessions in the main table."""

    table: Table

    def person(self, login: str) -> Person | None:
        """The person of that login."""
        item = self.table.get(keys.person(login), "PERSON")
        return _person(item) if item else None

    def listed(self, place: str, limit: int, cursor: dict[str, str] | None) -> Page[Person]:
        """A page of those who are listed at a unit, by login: one query for who, one call for how they stand."""
        answer = self.table.client.query(
            TableName=self.table.name,
            IndexName="district",
            KeyConditionExpression="district_key = :key AND district_sort > :after",
            ExpressionAttributeValues={":key": {"S": keys.staff_of(place)}, ":after": {"S": cursor["after"] if cursor else " "}},
            Limit=limit,
        )
        found = [{"pk": item["pk"], "sk": item["sk"]} for item in answer["Items"]]
        people = sorted((_person(item) for item in self.table.batch(found)), key=lambda each: each.login)
        more = found and "LastEvaluatedKey" in answer
        return Page(people, {"after": answer["Items"][-1]["district_sort"]["S"]} if more else None)

    def take_on(self, person: Person, standing: Standing, entry: PersonEntry) -> bool:
        """True when the person is there from now on; False when somebody has the login."""
        item = strings(
            pk=keys.person(person.login), sk="PERSON", entity="person", login=person.login, name_zh=person.name_zh,
            name_en=person.name_en, password_hash=VOID, district_key=keys.staff_of(standing.place), district_sort=person.login,
            enrolment_key=person.enrolment_key, enrolment_ends=stamp(person.enrolment_ends) if person.enrolment_ends else None,
        ) | {"roles": _roles(person.roles), "disabled": {"BOOL": False}, "session_epoch": {"N": str(person.session_epoch)}}  # fmt: skip
        try:
            self.table.write([self.table.put_if_new(item), self.table.put_always(_entry_item(entry)), *self.seats(person.login, standing)])
        except Refused:
            return False
        return True

    def change(self, before: Person, after: Person, standing: Standing, entry: PersonEntry) -> bool:
        """True when names, roles and whether disabled are as in `after`; False when the person was changed since `before`."""
        out = " REMOVE enrolment_key, enrolment_ends" if after.disabled else ""
        ends = " ADD session_epoch :one" if after.session_epoch != before.session_epoch else ""
        update = {
            "Update": {
                "TableName": self.table.name,
                "Key": strings(pk=keys.person(before.login), sk="PERSON"),
                "UpdateExpression": "SET #roles = :roles, name_zh = :zh, name_en = :en, disabled = :out, district_key = :place,"
                f" district_sort = :login{out}{ends}",
                "ConditionExpression": "#roles = :roles_before AND name_zh = :zh_before AND name_en = :en_before AND disabled = :out_before",
                "ExpressionAttributeNames": {"#roles": "roles"},
                "ExpressionAttributeValues": {
                    ":roles": _roles(after.roles), ":zh": {"S": after.name_zh}, ":en": {"S": after.name_en}, ":out": {"BOOL": after.disabled},
                    ":roles_before": _roles(before.roles), ":zh_before": {"S": before.name_zh}, ":en_before": {"S": before.name_en},
                    ":out_before": {"BOOL": before.disabled}, ":place": {"S": keys.staff_of(standing.place)}, ":login": {"S": before.login},
                    **({":one": {"N": "1"}} if ends else {}),
                },
            }
        }  # fmt: skip
        try:
            self.table.write([update, self.table.put_always(_entry_item(entry)), *self.seats(before.login, standing)])
        except Refused as refused:
            if refused.failed[0] is None:
                raise LastAdministrator from None
            return False
        return True

    def seats(self, login: str, standing: Standing) -> list[dict[str, Any]]:
        """A transaction's changes of who administers which unit. The last one of a unit does not go unless it is forced."""
        who = {":who": {"SS": [login]}}
        gained = [
            self._seat(unit, "SET entity = :entity ADD admins :who", {**who, ":entity": {"S": "admins"}})
            for unit in sorted(standing.gained)
        ]
        kept = "size(admins) > :one OR (attribute_exists(admins) AND NOT contains(admins, :login))"
        guard = "" if standing.forced else kept
        counted = {} if standing.forced else {":one": {"N": "1"}, ":login": {"S": login}}
        return gained + [self._seat(unit, "DELETE admins :who", {**who, **counted}, guard) for unit in sorted(standing.lost)]

    def _seat(self, unit: str, update: str, values: dict[str, Any], condition: str = "") -> dict[str, Any]:
        return {
            "Update": {
                "TableName": self.table.name,
                "Key": strings(pk=keys.staff_of(unit), sk=keys.ADMINS),
                "UpdateExpression": update,
                "ExpressionAttributeValues": values,
                **({"ConditionExpression": condition} if condition else {}),
            }
        }

    def open_session(self, session: Session) -> None:
        """Nothing; the session counts from now, by its key and in its person's list."""
        expires = {"expires_at": {"N": seconds(session.expires_at)}}
        kept = strings(entity="session", state=encode(session)) | expires
        places = ((keys.session(session.key), "SESSION"), (keys.person(session.login), keys.own_session(session.key)))
        self.table.write([self.table.put_always(kept | strings(pk=pk, sk=sk)) for pk, sk in places])

    def session(self, key: str) -> Session | None:
        """The session, whether or not it has run out."""
        item = self.table.get(keys.session(key), "SESSION")
        return decode(item, Session) if item else None

    def close_session(self, key: str) -> None:
        """Nothing; the session is over."""
        held = self.session(key)
        if held is None:
            return
        places = ((keys.session(key), "SESSION"), (keys.person(held.login), keys.own_session(key)))
        self.table.write(
            [{"Delete": {"TableName": self.table.name, "Key": strings(pk=pk, sk=sk)}} for pk, sk in places]
        )

    def sessions(self, login: str) -> list[Session]:
        """The person's sessions that were not closed, also those that a newer epoch has ended."""
        return [decode(item, Session) for item in self.table.query(keys.person(login), prefix=keys.own_session(""))]

    def end_sessions(self, login: str, entry: PersonEntry) -> None:
        """Nothing; every session of the person is over."""
        self._change(login, "ADD session_epoch :one", {":one": {"N": "1"}}, "attribute_exists(pk)", entry)

    def accept_step(self, login: str, step: int) -> bool:
        """True when no code of this time step, or a later one, was accepted before."""
        return self._change(
            login,
            "SET totp_step = :step",
            {":step": {"N": str(step)}},
            "attribute_exists(pk) AND (attribute_not_exists(totp_step) OR totp_step < :step)",
        )

    def invite(self, login: str, key: str, ends: datetime, entry: PersonEntry) -> bool:
        """True when the person may enrol with the secret that hashes to `key`; what was enrolled before is void."""
        return self._change(
            login,
            "SET enrolment_key = :key, enrolment_ends = :ends, password_hash = :void"
            " REMOVE sealed_totp ADD session_epoch :one",
            {
                ":key": {"S": key}, ":ends": {"S": stamp(ends)}, ":void": {"S": VOID},
                ":one": {"N": "1"},
            },
            "attribute_exists(pk)",
            entry,
        )  # fmt: skip

    def enrol(self, login: str, key: str, password_hash: str, sealed_totp: str, entry: PersonEntry) -> bool:
        """True when password and second factor are the person's now; False when the invitation was used or replaced."""
        return self._change(
            login,
            "SET password_hash = :hash, sealed_totp = :sealed, totp_step = :none"
            " REMOVE enrolment_key, enrolment_ends ADD session_epoch :one",
            {
                ":hash": {"S": password_hash}, ":sealed": {"S": sealed_totp}, ":none": {"N": "0"}, ":key": {"S": key},
                ":one": {"N": "1"},
            },
            "enrolment_key = :key",
            entry,
        )  # fmt: skip

    def _change(
        self, login: str, update: str, values: dict[str, Any], condition: str, entry: PersonEntry | None = None
    ) -> bool:
        """True when the person was changed, with the entry of the history in the same transaction."""
        change = {
            "Update": {
                "TableName": self.table.name,
                "Key": strings(pk=keys.person(login), sk="PERSON"),
                "UpdateExpression": update,
                "ConditionExpression": condition,
                "ExpressionAttributeValues": values,
            }
        }
        try:
            self.table.write([change, *([self.table.put_always(_entry_item(entry))] if entry else [])])
        except Refused:
            return False
        return True

    def record(self, entry: PersonEntry) -> None:
        """Nothing; the entry stands in the person's history."""
        self.table.put(_entry_item(entry))

    def history(self, login: str) -> list[PersonEntry]:
        """What happened to the person's sign-in, oldest first."""
        found = self.table.query(keys.person(login), prefix=keys.PERSON_ENTRY)
        return [decode(item, PersonEntry) for item in found]


def _person(item: Item) -> Person:
    return Person(
        login=item["login"]["S"],
        name_zh=item["name_zh"]["S"],
        name_en=item["name_en"]["S"],
        roles=tuple(HeldRole(Role(held["M"]["role"]["S"]), held["M"]["unit"]["S"]) for held in item["roles"]["L"]),
        password_hash=item["password_hash"]["S"],
        disabled=item["disabled"]["BOOL"],
        session_epoch=int(item["session_epoch"]["N"]),
        sealed_totp=item.get("sealed_totp", {"S": ""})["S"],
        totp_step=int(item.get("totp_step", {"N": "0"})["N"]),
        enrolment_key=item.get("enrolment_key", {"S": ""})["S"],
        enrolment_ends=_moment(item.get("enrolment_ends")),
    )


def _roles(roles: Sequence[HeldRole]) -> dict[str, Any]:
    return {"L": [{"M": strings(role=str(each.role), unit=each.unit)} for each in roles]}


def _entry_item(entry: PersonEntry) -> Item:
    sort = f"{keys.PERSON_ENTRY}{stamp(entry.at)}#{secrets.token_hex(4)}"
    return strings(pk=keys.person(entry.login), sk=sort, entity="person_entry", state=encode(entry))


def _moment(value: dict[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(value["S"]) if value else None


@dataclass(frozen=True, slots=True)
class DynamoDoor:
    """Counters that end with their window."""

    table: Table

    def knock(self, key: str, window_ends: datetime, limit: int) -> bool:
        """True when this knock is still within the limit of its window: one conditional update."""
        client = self.table.client
        try:
            client.update_item(
                TableName=self.table.name,
                Key=strings(pk=keys.door(key), sk="DOOR"),
                UpdateExpression="SET entity = :entity, expires_at = :ends ADD knocks :one",
                ConditionExpression="attribute_not_exists(knocks) OR knocks < :limit",
                ExpressionAttributeValues={
                    ":entity": {"S": "rate"},
                    ":ends": {"N": seconds(window_ends)},
                    ":one": {"N": "1"},
                    ":limit": {"N": str(limit)},
                },
            )
        except client.exceptions.ConditionalCheckFailedException:
            return False
        return True
