"""Who stands in for whom now."""

from __future__ import annotations

from chalicelib.domain.actors import HeldRole
from chalicelib.domain.ports import Person, Ports
from chalicelib.domain.rota import Cover, roles_now


def roles_on_duty(ports: Ports, person: Person) -> tuple[HeldRole, ...]:
    """A person's own roles and those of everybody whom the rota lets them cover now; what they do bears their name.

    A district's rota hands on only what is held in that district.
    """

    def roles_of(cover: Cover) -> tuple[HeldRole, ...]:
        absent = ports.people.person(cover.absent)
        organisation = ports.districts.of(cover.district).organisation
        held = absent.roles if absent else ()
        return tuple(each for each in held if organisation.is_below(each.unit, cover.district))

    return roles_now(person.login, person.roles, ports.districts.covers(), ports.clock.now(), roles_of)
