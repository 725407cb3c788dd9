"""Every key string of the two tables, with the access pattern it serves. Nobody else writes one.

| pattern | how |
| --- | --- |
| a petition with its whole history and texts | Query pk=P#number (A = the petition, H# entries, T# texts, N# notes of staff) |
| a unit's queue by deadline | index owner: O#unit |
| what a unit may help with, by deadline | index owner: J#unit (items S#unit of the petition) |
| what waits for a decision, is unhappy, might be published, is on hold, of a district | index owner: Q · U · V · L#district (items L#name) |
| whose photos nobody has judged, the oldest petition first, of a district | index owner: I#district (item L#photos) |
| whose citizen is to be rung, the longest waiting first, of a district | index owner: R#district (item L#ring) |
| petitions whose closing deadline waits for a calendar year | index district, sort 0#0000… |
| those who joined a lead, and the fan-outs that tell them, and those who follow | pk=P#lead: F#number · X#version(#audience) (index wake: X#spread) |
| photos of a petition and how many have the same trouble, in one query | pk=P#number: I#kind#slot · I#supporters |
| who said "me too" of a petition · which phones follow it by SMS | pk=Y#number: B#browser · S#id |
| what a phone follows by SMS, the oldest first · whose number is to be forgotten | index phone: L#phone_key · index wake: L#spread |
| what a unit was told at its desk, newest first | Query pk=N#unit (expires after 90 days) |
| a street's, a district's open petitions | index street: S#unit · index district: D#unit#spread, merged |
| public petitions of an area and month, newest first | index street or district: U#area#month (item U of the petition) |
| public petitions of a district by their last news, whenever submitted | index owner: P#district (the same item) |
| a citizen's petitions | index phone: C#phone_key by time |
| what is due now | index wake: W#spread (petitions) and M#spread (messages) up to now |
| messages of a phone, its lease, its open follow-up, its holder's wishes | pk=F#phone_key: M#sequence, LEASE, FOLLOW_UP, WISHES |
| an idempotency key, a reply seen before | pk=I#scope · pk=R#id (both expire after 30 days) |
| which message a carrier took under its id, and its receipts | pk=G#carrier#id: TAKEN, R#state#code (expire after 30 days) |
| messages on which a person decides, of a district, the longest waiting first | index wake: U#district |
| how a carrier has been doing (its circuit) | pk=CIRCUIT#carrier |
| counters of a unit in a month or on a day | pk=T#period#unit#spread, sk=own|all, own.categories|all.categories (levels 2, 3) |
| what was last counted of a petition · that a message's step was | pk=K#number · pk=KM#mark (expires after a week) |
| which petitions have a part in a day's counters (expires after 70 days) | Query pk=DAY#day#spread, sk=number |
| how far a night's recount has come (expires after a week) | pk=NIGHT#day |
| which generation of counters is read, and which is being built | pk=COUNTING; from the second on they are T1#… and K1#… |
| marks that the tally has passed a period's end | pk=Z#period#hash (sent) · Z#period (arrived) |
| where a `make recount` that was broken off goes on, in each of its shares | pk=RECOUNTING#generation#share |
| a person's history and open sessions | pk=PERSON#login: A#time · S#key |
| a district's ended petitions, newest first | index district: E#unit#spread by time of submission, merged |
| which documents each district's configuration consists of | pk=CONFIG sk=VERSION |
| a configuration's documents, by what they hold · its history | pk=CONFIG#district: document#digest#part · H#time#version |
| a unit's bulletins of one kind, with their revisions · what is added to them | pk=B#unit(#kind): period(#revision) · pk=BD#unit: period#revision |
| who saw which contact in a district, newest first | Query pk=V#district |
| petitions of a district that have a term (a word, a unit), newest first | Query pk=TERM#district#digest |
| under which terms a petition stands | pk=TERMS#number |
| where a `make reindex` that was broken off goes on | pk=REINDEX |
| who sends petitions back to whom, by month | Query pk=RETURNS#district: month#sender#owner |
| what a person exported, newest first (expires after a day) · who exported what of a district, for ever | pk=EXPORT#login · pk=EXPORTED#district |
| petitions that are over and hold words, by when they ended, of a district | index wake: K#district#spread |
| what is still to be removed of an erased petition | pk=P#number sk=ERASURE#version, index wake: E#spread |
| the list of erasures, in a table of its own | pk=keyed hash of the petition's number |
| a code that a browser asked for, with its tries | pk=CODE#key of the browser's token (expires after a day) |
| staff, sessions, knocks at the door | PERSON# · SESSION# · DOOR# |
| who is listed among a unit's people, by login · who administers a unit | index district: STAFF#unit · pk=STAFF#unit sk=ADMINS |

Spread: one partition takes 1,000 write units a second. The design load is bursts of 50 petitions a second in one city
and, on paper, 100 times that. A petition's own keys are random. Keys that all petitions share are divided: a district's
open list by 2 (50/s x 2 units / 2 = 50, on paper 5,000: raise DISTRICT_SPREAD before that day), the wake index by 8
(50/s x 2 / 8 = 13, on paper 1,250: raise WAKE_SPREAD before that day), a city's counters by 64 (50/s x 2 units,
transactional, x 2 / 64 = 3; on paper 313). Publications are a person's decisions, a few hundred a day, and change with
their petition's steps: one part, far below 1 a second. A day's list gets one write for each petition and day (50/s x 1 / 16 = 3; on paper 313). A term of the words is one partition: a word that stands in a
third of all petitions takes 17 writes a second of such a burst, and the term of all petitions 50; they come through the
stream, which waits when a partition is slow. Messages on which a person decides are one partition a district: a carrier's
circuit lets at most five through before it is passed over, so a burst ends far below 100 a second.
"""

from __future__ import annotations

import hashlib

from chalicelib.domain.marks import MARKS

DISTRICT_SPREAD = 2
WAKE_SPREAD = 8
TALLY_SPREAD = {"city": 64, "district": 16, "street": 4, "department": 4, "community": 1, "grid": 1}
DAY_SPREAD = 16
EPOCH_FAR = "9999"  # sorts behind every deadline: petitions whose deadline is not running
UNKNOWN = "0000"  # sorts before every deadline: petitions whose deadline waits for a calendar year
PETITION = "A"
PUBLICATION = "U"


def spread(name: str, over: int) -> int:
    """The part of a divided key that a name falls into; the same for ever."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest()) % over


def petition(number: str) -> str:
    """Partition of a petition, its history and texts."""
    return f"P#{number}"


def history(version: int) -> str:
    """Sort key of a history entry: gapless by version."""
    return f"H#{version:06d}"


TEXTS = "T#"


def text(version: int) -> str:
    """Sort key of the words that came with an action."""
    return f"{TEXTS}{version:06d}"


NOTES = "N#"


def note(at: str, login: str) -> str:
    """Sort key of a note of staff on a petition."""
    return f"{NOTES}{at}#{login}"


def assist(unit: str) -> str:
    """Sort key of a unit's part in a petition."""
    return f"S#{unit}"


def mark(name: str) -> str:
    """Sort key of a petition's place in one of its district's short lists."""
    return f"L#{name}"


def follower(number: str) -> str:
    """Sort key, in the lead's partition, of a petition that joined it."""
    return f"F#{number}"


BESIDE = "I#"


def photo(kind: str, slot: int) -> str:
    """Sort key of a place for a photo."""
    return f"{BESIDE}{kind}#{slot}"


SUPPORTERS = f"{BESIDE}supporters"


def supporters(number: str) -> str:
    """Partition of those who said "me too" of a petition."""
    return f"Y#{number}"


def supporter(who: str) -> str:
    """Sort key of one browser that did."""
    return f"B#{who}"


SUBSCRIPTIONS = "S#"


def subscription(identity: str) -> str:
    """Sort key, beside those who said "me too", of a phone that follows by SMS."""
    return f"{SUBSCRIPTIONS}{identity}"


def subscriptions_of(phone_key: str) -> str:
    """Partition, in the index phone, of what a phone follows by SMS."""
    return f"L#{phone_key}"


def forget_wake(identity: str) -> str:
    """Partition of the wake index for a subscription's end."""
    return f"L#{spread(identity, WAKE_SPREAD)}"


def forget_wake_parts() -> list[str]:
    """Every such partition."""
    return [f"L#{part}" for part in range(WAKE_SPREAD)]


def fan_out(version: int, audience: str = "") -> str:
    """Sort key, in the lead's partition, of what is to be told to all who joined it, or to another audience."""
    return f"X#{version:06d}#{audience}" if audience else f"X#{version:06d}"


def fan_out_wake(number: str) -> str:
    """Partition of the wake index for the fan-outs of a lead."""
    return f"X#{spread(number, WAKE_SPREAD)}"


def reveals(district: str) -> str:
    """Partition of who saw which contact in a district."""
    return f"V#{district}"


def reveal(at: str, number: str, login: str) -> str:
    """Sort key of one reading of a contact."""
    return f"{at}#{number}#{login}"


def notices(unit: str) -> str:
    """Partition of what a unit was told."""
    return f"N#{unit}"


def notice(at: str, number: str, version: int) -> str:
    """Sort key of a notice."""
    return f"{at}#{number}#{version:06d}"


def phone(phone_key: str) -> str:
    """Partition of a phone's messages, lease and follow-up."""
    return f"F#{phone_key}"


MESSAGES = "M#"


def message(sequence: str) -> str:
    """Sort key of a message, in the order of writing."""
    return f"{MESSAGES}{sequence}"


LETTERS = {
    "owner": "O", "street": "S", "district": "D", "phone": "C", "assist": "J", "ended": "E", "decide": "Q", "unhappy": "U", "clear": "V",
    "ring": "R", "on_hold": "L", "photos": "I",
}  # fmt: skip
# Lists that stand in the owner's index, by items of their own beside the petition's.
BESIDE_OWNER = frozenset({"assist", *MARKS})
LEASE = "LEASE"
FOLLOW_UP = "FOLLOW_UP"
WISHES = "WISHES"


def queue(index: str, unit: str, part: int | None = None) -> str:
    """Partition of an index of open petitions: owner, street, or one part of a district."""
    letter = LETTERS[index]
    return f"{letter}#{unit}" if part is None else f"{letter}#{unit}#{part}"


def published(area: str, month: str) -> str:
    """Partition, in the indexes street and district, of an area's public petitions that were submitted in a month."""
    return f"U#{area}#{month}"


def latest(district: str) -> str:
    """Partition, in the index owner, of a district's public petitions by when there was last news of them."""
    return f"P#{district}"


def published_sort(submitted_at: str, number: str, street: str) -> str:
    """Sort key of a public petition: by time; the street rides along, so that a month's counts by street need no item."""
    return f"{submitted_at}#{number}#{street}"


def published_street(sort: str) -> str:
    """The street that a public petition's sort key names; empty for none."""
    return sort.split("#", 2)[2]


def queue_sort(*, first: bool, unknown: bool, due: str | None, number: str) -> str:
    """Sort key of an open petition: emergencies lead, then unknown deadlines, then by deadline."""
    return f"{0 if first else 1 if unknown else 2}#{UNKNOWN if unknown else due or EPOCH_FAR}#{number}"


def queue_until(now: str) -> str:
    """The sort key behind everything that presses: emergencies, unknown deadlines, and those up to a moment."""
    return f"2#{now}"


def queue_place(sort: str) -> tuple[bool, str | None]:
    """Whether a sort key is an emergency's, and its deadline; None where it is unknown or does not run."""
    rank, due, _ = sort.split("#", 2)
    return rank == "0", None if due in (UNKNOWN, EPOCH_FAR) else due


def ended_sort(submitted_at: str, number: str) -> str:
    """Sort key of a petition that is over, in its district's part."""
    return f"{submitted_at}#{number}"


def queue_unknown() -> tuple[str, str]:
    """How sort keys begin of petitions whose deadline waits for a calendar year: of emergencies, and of all others."""
    return f"0#{UNKNOWN}#", f"1#{UNKNOWN}#"


def wake(number: str) -> str:
    """Partition of the wake index for a petition."""
    return f"W#{spread(number, WAKE_SPREAD)}"


def kept_words(district: str, number: str) -> str:
    """Partition of the wake index for petitions that are over and hold words."""
    return f"K#{district}#{spread(number, WAKE_SPREAD)}"


def kept_words_parts(district: str) -> list[str]:
    """Every such partition of a district."""
    return [f"K#{district}#{part}" for part in range(WAKE_SPREAD)]


def removal(version: int) -> str:
    """Sort key of what an erasure, by its version, has still to remove."""
    return f"ERASURE#{version:06d}"


def removal_wake(number: str) -> str:
    """Partition of the wake index for what is still to be removed of an erased petition."""
    return f"E#{spread(number, WAKE_SPREAD)}"


def removal_wake_parts() -> list[str]:
    """Every such partition."""
    return [f"E#{part}" for part in range(WAKE_SPREAD)]


def message_wake(phone_key: str) -> str:
    """Partition of the wake index for a phone's messages."""
    return f"M#{spread(phone_key, WAKE_SPREAD)}"


def undecided(district: str) -> str:
    """Partition of the wake index for a district's messages on which a person decides."""
    return f"U#{district}"


def undecided_sort(since: str, message_id: str) -> str:
    """Sort key of such a message: by the moment it ended; its id parts it from others of that moment."""
    return f"{since}#{message_id}"


def undecided_since(sort: str) -> str:
    """The moment that such a sort key names."""
    return sort.partition("#")[0]


def taken(carrier: str, provider_id: str) -> str:
    """Partition of what a carrier took under its id, and told of it."""
    return f"G#{carrier}#{provider_id}"


TAKEN = "TAKEN"
RECEIPTS = "R#"


def receipt(state: str, code: str) -> str:
    """Sort key of a receipt: the same word of a carrier is the same receipt."""
    return f"{RECEIPTS}{state}#{code}"


def circuit(carrier: str) -> str:
    """Partition of a carrier's circuit."""
    return f"CIRCUIT#{carrier}"


CIRCUIT = "CIRCUIT"


def idempotency(scope: str) -> str:
    """Partition of a remembered command."""
    return f"I#{scope}"


def inbound(inbound_id: str) -> str:
    """Partition of a reply that was received."""
    return f"R#{inbound_id}"


COUNTING = ("COUNTING", "GENERATION")  # the one item that names the generation which is read, and one that is being built


def tally(period: str, unit: str, part: int, generation: int = 0) -> str:
    """Partition of one part of a unit's counters; the first generation has the plain name."""
    return f"T{generation or ''}#{period}#{unit}#{part}"


def marker(number: str, generation: int = 0) -> str:
    """Partition of what was last counted of a petition, in a generation of the counters."""
    return f"K{generation or ''}#{number}"


def day(name: str, part: int) -> str:
    """Partition of one part of the petitions that have a part in a day's counters."""
    return f"DAY#{name}#{part}"


def night(name: str) -> str:
    """Partition of how far a night's recount has come."""
    return f"NIGHT#{name}"


def counted(mark: str) -> str:
    """Partition of the mark that a message's step was counted."""
    return f"KM#{mark}"


def pulse(period: str, part: int) -> str:
    """Partition of a mark that follows a period's changes through the stream; a hash spreads the marks over its shards."""
    return f"Z#{period}#{spread(f'{period} {part}', 2**32):08x}"


def pulses(period: str) -> str:
    """Partition of which marks of a period have arrived."""
    return f"Z#{period}"


def term(district: str, name: str) -> str:
    """Partition of the petitions that have a term. 64 bits part all terms that a district will ever hold."""
    return f"TERM#{district}#{hashlib.blake2b(name.encode(), digest_size=8).hexdigest()}"


def term_place(submitted_at: str, number: str) -> str:
    """Sort key of a petition under each of its terms: by the time it was submitted."""
    return f"{submitted_at}#{number}"


def terms_of(number: str) -> str:
    """Partition of under which terms a petition stands."""
    return f"TERMS#{number}"


TERMS = "TERMS"
REINDEX = ("REINDEX", "PLACE")


def recounting(generation: int, share: int) -> tuple[str, str]:
    """Up to where a share's petitions are counted into a generation that is being built."""
    return f"RECOUNTING#{generation}#{share}", "PLACE"


def returns(district: str) -> str:
    """Partition of who sends petitions back to whom in a district."""
    return f"RETURNS#{district}"


def returned(period: str, sender: str, owner: str) -> str:
    """Sort key of one pair's counter in a month."""
    return f"{period}#{sender}#{owner}"


def exports(login: str) -> str:
    """Partition of a person's exports."""
    return f"EXPORT#{login}"


def exported(district: str) -> str:
    """Partition of who exported what of a district."""
    return f"EXPORTED#{district}"


def export_step(at: str, export: str, action: str) -> str:
    """Sort key of one step of an export in the district's record."""
    return f"{at}#{export}#{action}"


def person(login: str) -> str:
    """Partition of one of the staff."""
    return f"PERSON#{login}"


def staff_of(unit: str) -> str:
    """Of the people who are listed at a unit: their partition of the district index, and that of who administers it."""
    return f"STAFF#{unit}"


ADMINS = "ADMINS"
PERSON_ENTRY = "A#"


def own_session(key: str) -> str:
    """Sort key, in a person's partition, of one of their sessions."""
    return f"S#{key}"


def session(key: str) -> str:
    """Partition of a session, by the hash of its token."""
    return f"SESSION#{key}"


def bulletins(unit: str, kind: str = "month") -> str:
    """Partition of a unit's bulletins of one kind of period; the months' is the oldest and has the plain name."""
    return f"B#{unit}" if kind == "month" else f"B#{unit}#{kind}"


def bulletin(period: str, revision: int) -> str:
    """Sort key of an issued bulletin; a revision follows what it corrects."""
    return f"{period}#{revision:03d}" if revision else period


def bulletin_drafts(unit: str) -> str:
    """Partition of what people add to a unit's bulletins."""
    return f"BD#{unit}"


def bulletin_draft(period: str, revision: int) -> str:
    """Sort key of what people add to one bulletin, a revision or not."""
    return f"{period}#{revision:03d}"


def challenge(key: str) -> str:
    """Partition of a code that was asked for, by the hash of the browser's token."""
    return f"CODE#{key}"


CHALLENGE = "CODE"


def door(key: str) -> str:
    """Partition of a limit's counter."""
    return f"DOOR#{key}"


CONFIG = "CONFIG"
HEADS = "VERSION"


def configuration(district: str) -> str:
    """Partition of a district's configuration: its documents and its history."""
    return f"CONFIG#{district}"


def document(name: str, digest: str, part: int) -> str:
    """Sort key of a part of a document; the digest is that of the whole, so it never changes."""
    return f"{name}#{digest}#{part:03d}"


def configuration_change(at: str, version: str) -> str:
    """Sort key of an entry of a configuration's history."""
    return f"H#{at}#{version}"


CONFIGURATION_HISTORY = "H#"
