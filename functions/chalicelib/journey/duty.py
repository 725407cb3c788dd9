"""Who stands in for whom now."""

from __future__ import annotations

from chalicelib.domain.actors import HeldRole
from chalicelib.domain.ports import Person, Ports
from chalicelib.domain.rota import roles_now


def roles_on_duty(ports: Ports, person: Person) -> tuple[HeldRole, ...]:
    """A person's own roles and those of everybody whom the rota lets them cover now; what they do bears their name."""

    def roles_of(login: str) -> tuple[HeldRole, ...]:
        absent = ports.people.person(login)
        return absent.roles if absent else ()

    return roles_now(person.login, person.roles, ports.districts.covers(), ports.clock.now(), roles_of)
