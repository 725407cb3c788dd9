"""Between domain objects and the table's items. State travels as one JSON string; what indexes need lies beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

import msgspec

from chalicelib.domain.erasure import Removal, over_since
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.marks import MARKS, marks, waits_for
from chalicelib.domain.outbox import Message, MessageState, Remembered
from chalicelib.domain.petition import OPEN, Petition, next_wake
from chalicelib.domain.ports import JOINED, FanOut, Notice
from chalicelib.domain.told_by_sms import kind_of
from chalicelib.storage import keys

Item = dict[str, dict[str, Any]]
State = TypeVar("State")
NOTICE_KEPT = timedelta(days=90)
# What a petition's item has only while it stands in a list, waits for a moment, or has a deadline.
MOVING = (
    "owner_key", "owner_sort", "street_key", "street_sort", "district_key", "district_sort", "wake_key", "wake_at",
    "due_at", "waits_for", "phone_key", "phone_sort",
)  # fmt: skip
_encode = msgspec.json.Encoder().encode
_decoders: dict[type, msgspec.json.Decoder[Any]] = {}
_asking = Lock()


def stamp(moment: datetime) -> str:
    """A moment as it sorts in keys: UTC to the millisecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z"


def seconds(moment: datetime) -> str:
    """A moment as DynamoDB's time to live wants it."""
    return str(int(moment.timestamp()))


def encode(state: object) -> str:
    """Any domain object as JSON."""
    return _encode(state).decode()


def decode(item: Item, kind: type[State]) -> State:
    """The domain object in an item's `state`."""
    return decoded(item["state"]["S"], kind)


def decoded(text: str | bytes, kind: type[State]) -> State:
    """The domain object that was encoded so. Raises: msgspec.ValidationError for what is none.

    What msgspec knows of a type is made by the first that asks, and half of it seen by a second thread ends the process:
    so one at a time asks first.
    """
    known = _decoders.get(kind)
    if known is None:
        with _asking:
            known = _decoders.setdefault(kind, msgspec.json.Decoder(kind))
    made: State = known.decode(text)
    return made


def strings(**values: str | None) -> Item:
    """Attributes of type S; those that are None are left out."""
    return {name: {"S": value} for name, value in values.items() if value is not None}


def petition_item(petition: Petition) -> Item:
    """The petition's own item with the keys of every list it stands in."""
    named = strings(
        pk=keys.petition(petition.number), sk=keys.PETITION, entity="petition", state=encode(petition)
    )
    return {**_summary_item(petition), **named, **_list_keys(petition)}


def unmoved(before: Petition) -> tuple[str, dict[str, str], Item]:
    """The condition, its names and its values, that a petition still stands as it was read.

    A photo moves no version, so what is noted of photos is compared in the state itself: an earlier release, which writes
    a state without it, leaves nothing behind that could contradict it.
    """
    noted = encode({"new_photos": before.new_photos})[1:-1] if before.new_photos is not None else '"new_photos":['
    missing = "" if before.new_photos is not None else "NOT "
    return (
        f"#version = :version_before AND #status = :status_before AND {missing}contains(#state, :photos_before)",
        {"#version": "version", "#status": "status", "#state": "state"},
        {":version_before": {"N": str(before.version)}, ":status_before": {"S": before.status}, ":photos_before": {"S": noted}},
    )


def petition_update(table: str, item: Item, before: Petition, *, erases: bool = False) -> dict[str, Any]:
    """The write of a changed petition: all of its item but the place that lists show, which is told once and erased once."""
    kept = ("pk", "sk") if erases else ("pk", "sk", "place_name")
    fields = {name: value for name, value in item.items() if name not in kept}
    gone = [name for name in MOVING if name not in fields]
    condition, names, values = unmoved(before)
    removed = f" REMOVE {', '.join(f'#{name}' for name in gone)}" if gone else ""
    return {
        "Update": {
            "TableName": table,
            "Key": {"pk": item["pk"], "sk": item["sk"]},
            "UpdateExpression": f"SET {', '.join(f'#{name} = :{name}' for name in fields)}{removed}",
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {f"#{name}": name for name in (*fields, *gone)} | names,
            "ExpressionAttributeValues": {f":{name}": value for name, value in fields.items()} | values,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def assist_items(petition: Petition) -> list[Item]:
    """One item for each unit that helps or helped; it stands in the unit's list while its part is open."""
    made, summary = [], _summary_item(petition)
    for assist in {each.unit: each for each in petition.assists}.values():
        item = {
            **summary,
            **strings(pk=keys.petition(petition.number), sk=keys.assist(assist.unit), entity="assist"),
        }
        if assist.open and petition.status in OPEN:
            item |= strings(
                owner_key=keys.queue("assist", assist.unit), owner_sort=_queue_sort(petition)
            )
        made.append(item)
    return made


def mark_actions(table: str, before: Petition | None, after: Petition) -> list[dict[str, Any]]:
    """Writes that put a petition into its district's short lists, or take it out of those that it leaves."""
    stood, stands = marks(before) if before else frozenset(), marks(after)
    actions: list[dict[str, Any]] = []
    for name in sorted(MARKS):
        if name in stands:
            actions.append({"Put": {"TableName": table, "Item": mark_item(name, after)}})
        elif name in stood:
            key = strings(pk=keys.petition(after.number), sk=keys.mark(name))
            actions.append({"Delete": {"TableName": table, "Key": key}})
    return actions


def mark_item(name: str, petition: Petition) -> Item:
    """A petition's place in one of its district's short lists."""
    listed = strings(
        pk=keys.petition(petition.number), sk=keys.mark(name), entity="mark",
        owner_key=keys.queue(name, petition.district), owner_sort=_mark_sort(name, petition),
    )  # fmt: skip
    listed |= strings(ringing=encode(petition.ringing)) if name == "ring" else {}
    return {**_summary_item(petition), **listed}


def _mark_sort(name: str, petition: Petition) -> str:
    """As in a queue; who is to be rung, what is over, and whose photos wait stands by when that began, the longest first."""
    since = None if petition.status in OPEN else petition.settled_at
    if name == "ring" and petition.ringing:
        since = petition.ringing.since
    if name == "photos":
        since = petition.submitted_at
    if since is None:
        return _queue_sort(petition)
    return keys.queue_sort(first=False, unknown=False, due=stamp(since), number=petition.number)


def _queue_sort(petition: Petition) -> str:
    due = stamp(petition.due_at) if petition.due_at else None
    return keys.queue_sort(
        first=petition.emergency, unknown=petition.calendar_missing, due=due, number=petition.number
    )


def _summary_item(petition: Petition) -> Item:
    """What lists show."""
    item = strings(
        number=petition.number,
        status=petition.status,
        category=petition.category,
        place_name=petition.place.name,
        owner=petition.owner,
        submitted_at=stamp(petition.submitted_at),
        due_at=stamp(petition.due_at) if petition.due_at else None,
        waits_for=waits_for(petition) or None,
    )
    point = petition.place
    if point.longitude is not None and point.latitude is not None:
        item |= {"longitude": {"N": f"{point.longitude:.5f}"}, "latitude": {"N": f"{point.latitude:.5f}"}}
    item["version"] = {"N": str(petition.version)}
    item["urgency"] = {"N": str(petition.urgency)}
    item["round_number"] = {"N": str(len(petition.rounds))}
    item["emergency"] = {"BOOL": petition.emergency}
    item["calendar_missing"] = {"BOOL": petition.calendar_missing}
    return item


def _list_keys(petition: Petition) -> Item:
    placed: dict[str, str | None] = {}
    part = keys.spread(petition.number, keys.DISTRICT_SPREAD)
    if petition.status in OPEN:
        sort = _queue_sort(petition)
        placed |= {"owner_key": keys.queue("owner", petition.owner), "owner_sort": sort}
        placed |= {"district_key": keys.queue("district", petition.district, part), "district_sort": sort}
        # Whoever works in the street where it happened need not learn of a complaint about them.
        if petition.place.street and not petition.about_staff:
            placed |= {"street_key": keys.queue("street", petition.place.street), "street_sort": sort}
    else:
        ended = keys.ended_sort(stamp(petition.submitted_at), petition.number)
        placed |= {"district_key": keys.queue("ended", petition.district, part), "district_sort": ended}
    if petition.phone_key:
        placed |= {
            "phone_key": keys.queue("phone", petition.phone_key),
            "phone_sort": stamp(petition.submitted_at),
        }
    wake = next_wake(petition)
    over = over_since(petition)
    if wake:
        placed |= {"wake_key": keys.wake(petition.number), "wake_at": stamp(wake)}
    elif over:
        placed |= {"wake_key": keys.kept_words(petition.district, petition.number), "wake_at": stamp(over)}
    return strings(**placed)


def history_item(entry: HistoryEntry) -> Item:
    """One entry of the history."""
    return strings(
        pk=keys.petition(entry.number), sk=keys.history(entry.version), entity="history", state=encode(entry)
    )


def text_item(number: str, version: int, words: str) -> Item:
    """The words that came with an action: apart, so that they can be erased."""
    return strings(pk=keys.petition(number), sk=keys.text(version), entity="text", words=words)


def message_item(message: Message) -> Item:
    """A message in its phone's line; in the wake index while it has not ended, or while a person must decide on it."""
    wake = (keys.message_wake(message.phone_key), stamp(message.wake_at)) if message.wake_at else (None, None)
    if message.state is MessageState.UNDECIDED and message.ended_at:
        wake = (keys.undecided(message.district), keys.undecided_sort(stamp(message.ended_at), message.id))
    item = strings(
        pk=keys.phone(message.phone_key),
        sk=keys.message(message.id),
        entity="message",
        state=encode(message),
        message_state=message.state,
        wake_key=wake[0],
        wake_at=wake[1],
    )
    forgotten = kind_of(message.name).forgotten
    return item | ({"expires_at": {"N": seconds(message.created_at + forgotten)}} if forgotten else {})


def remembered_item(remembered: Remembered) -> Item:
    """What is kept of a command and its answer; it expires by itself."""
    item = strings(
        pk=keys.idempotency(remembered.scope), sk="I", entity="idempotency", state=encode(remembered)
    )
    if remembered.expires_at:
        item["expires_at"] = {"N": seconds(remembered.expires_at)}
    return item


def follower_item(lead: str, number: str) -> Item:
    """A petition in its lead's list."""
    return strings(pk=keys.petition(lead), sk=keys.follower(number), entity="follower", number=number)


def removal_item(removal: Removal) -> Item:
    """What is still to be removed of an erased petition, in the wake index until it is."""
    return strings(
        pk=keys.petition(removal.number), sk=keys.removal(removal.version), entity="removal", state=encode(removal),
        wake_key=keys.removal_wake(removal.number), wake_at=stamp(removal.next_at),
    )  # fmt: skip


def fan_out_item(fan_out: FanOut) -> Item:
    """What is to be told to all who joined a lead, or follow it; in the wake index while it has not ended."""
    item = strings(
        pk=keys.petition(fan_out.lead),
        sk=keys.fan_out(fan_out.version, "" if fan_out.audience == JOINED else fan_out.audience),
        entity="fan_out",
        state=encode(fan_out),
    )
    if not fan_out.ended:
        item |= strings(wake_key=keys.fan_out_wake(fan_out.lead), wake_at=stamp(fan_out.at))
    return item


def notice_item(notice: Notice) -> Item:
    """What a unit is told; it expires by itself."""
    item = strings(
        pk=keys.notices(notice.unit),
        sk=keys.notice(stamp(notice.at), notice.number or notice.bulletin, notice.version),
        entity="notice",
        state=encode(notice),
    )
    return item | {"expires_at": {"N": seconds(notice.at + NOTICE_KEPT)}}
