"""The steps of a life, as the tests of the journey take them."""

from chalicelib.domain.actors import PETITIONER, Actor, Caller, Staff
from chalicelib.domain.carriers import Words
from chalicelib.domain.outbox import Message
from chalicelib.domain.petition import Petition, Rating
from chalicelib.journey.answer import Given, answer
from chalicelib.journey.handle import Command, act
from chalicelib.journey.reply import Inbound, receive
from chalicelib.journey.send import send
from chalicelib.journey.submit import Receipt, Submission, submit

from tests.fakes import FakePorts
from tests.fakes.district import DISPATCHER, ELM, ELM_OFFICER, HILL_OFFICER

PHONE = "13800138001"
HAPPY, FAIR, CROSS, UNSOLVED = RATINGS = tuple(Rating)


def report(
    world: FakePorts, key: str = "", device: str = "device", by: Actor = PETITIONER, **fields
) -> Receipt:
    """The receipt of a petition about a lamp in the Elm community, changed by `fields`."""
    known = {"text": "楼道灯坏了三天", "consent": True, "category": "01", "community": ELM, "phone": PHONE}
    submission = Submission(**{**known, **fields})
    return submit(world, submission, Caller(device, "192.0.2.1"), key or world.ids.token(), by)


def petition(world: FakePorts, number: str) -> Petition:
    held = world.petitions.get(number)
    assert held is not None
    return held


def do(
    world: FakePorts, number: str, action: str, who: Staff = ELM_OFFICER, key: str = "", version: int = 0, **details
) -> dict[str, object]:
    """One action of the staff, on the version that stands unless another is named."""
    seen = version or petition(world, number).version
    return act(world, Command(number, action, seen, details), who, key or world.ids.token())


def render(message: Message, link: str, unit_name: str) -> Words:
    return Words(f"{message.name} {message.number} {unit_name} {link}", message.name, message.language)


def phone_key(world: FakePorts, phone: str = PHONE) -> str:
    return world.secrets.digest("phone", f"+86{phone}")


def deliver(world: FakePorts, phone: str = PHONE):
    """Sends what waits for the phone; when the next may go."""
    return send(world, phone_key(world, phone), render)


def names(world: FakePorts) -> list[str]:
    """Names of the messages that the carrier took, in order."""
    return [text.split()[0] for text in world.provider.texts]


def lines(world: FakePorts, phone: str = PHONE) -> list[tuple[str, str]]:
    """Name and state of each message of a phone."""
    return [(each.name, str(each.state)) for each in world.outbox.messages_of(phone_key(world, phone))]


def closed(world: FakePorts, **fields) -> str:
    """A petition that its unit has closed."""
    number = report(world, **fields).number
    do(world, number, "accept")
    do(world, number, "close", note="换了灯泡")
    return number


def asked(world: FakePorts, **fields) -> str:
    """A petition whose citizen has been asked by SMS."""
    number = closed(world, **fields)
    deliver(world, fields.get("phone", PHONE))
    assert petition(world, number).rounds[-1].asked_at == world.clock.now()
    return number


def says(world: FakePorts, body: str, id: str = "", phone: str = f"+86{PHONE}") -> str:
    """A citizen's SMS; what became of it."""
    return receive(world, Inbound("aws", id or world.ids.token(), phone, body))


def answers(world: FakePorts, number: str, rating: Rating, via: str = "link") -> Petition:
    return answer(world, number, Given(rating, via))


def unsolved_thrice(world: FakePorts, first: Rating = UNSOLVED) -> str:
    """A petition in its third round: neither its unit nor the street above nor the command centre has solved it."""
    number = asked(world)
    for owner in (HILL_OFFICER, DISPATCHER):
        answers(world, number, first)
        do(world, number, "accept", owner)
        do(world, number, "close", owner, note="x")
    answers(world, number, UNSOLVED)
    return number


def actions(world: FakePorts, number: str) -> list[str]:
    """What happened to a petition, in order; versions must be without a gap."""
    held, entries, _ = world.petitions.whole(number)
    assert [each.version for each in entries][-1] == held.version
    return [str(each.action) for each in entries]


def told(world: FakePorts, unit: str) -> list[tuple[str, str]]:
    """What a unit was told at its desk, newest first: number and action."""
    return [(each.number, each.action) for each in world.petitions.notices(unit, 99, None).items]


def in_round(world: FakePorts, number: str):
    """The round that runs."""
    return petition(world, number).rounds[-1]
