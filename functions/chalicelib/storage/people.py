"""Staff, their sessions, and the counters at the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.ports import Person, Session
from chalicelib.storage import keys
from chalicelib.storage.items import decode, encode, seconds, strings
from chalicelib.storage.table import Table


@dataclass(frozen=True, slots=True)
class DynamoPeople:
    """Staff and sessions in the main table."""

    table: Table

    def person(self, login: str) -> Person | None:
        """The person of that login."""
        item = self.table.get(keys.person(login), "PERSON")
        if item is None:
            return None
        roles = tuple(
            HeldRole(Role(held["M"]["role"]["S"]), held["M"]["unit"]["S"]) for held in item["roles"]["L"]
        )
        return Person(
            login=login,
            name_zh=item["name_zh"]["S"],
            name_en=item["name_en"]["S"],
            roles=roles,
            password_hash=item["password_hash"]["S"],
            disabled=item["disabled"]["BOOL"],
            session_epoch=int(item["session_epoch"]["N"]),
        )

    def open_session(self, session: Session) -> None:
        """Nothing; the session counts from now."""
        item = strings(pk=keys.session(session.key), sk="SESSION", entity="session", state=encode(session))
        self.table.put(item | {"expires_at": {"N": seconds(session.expires_at)}})

    def session(self, key: str) -> Session | None:
        """The session, whether or not it has run out."""
        item = self.table.get(keys.session(key), "SESSION")
        return decode(item, Session) if item else None

    def close_session(self, key: str) -> None:
        """Nothing; the session is over."""
        self.table.client.delete_item(
            TableName=self.table.name, Key=strings(pk=keys.session(key), sk="SESSION")
        )


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
