"""Who may do what, as one table: right × role × relation. The checks and infra/rights.md are both made from it.

What may be done to a petition stands in the lifecycle's edges and is derived here; everything else is a row below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final

from chalicelib.domain.actors import HeldRole, Relation, Role, Staff
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.lifecycle import ASSISTANT, EDGES, Action, Edge, Who, edges_from
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.petition import Petition, Status


class Right(StrEnum):
    """What somebody may do beside the actions of a petition's life."""

    PUBLIC = "public"
    CARRIER_CALLBACK = "carrier_callback"
    SIGN_IN = "sign_in"
    SUBMIT_PETITION = "submit_petition"
    PROVE_PHONE = "prove_phone"
    FOLLOW_PETITION = "follow_petition"
    KEEP_ON_PHONE = "keep_on_phone"
    SEE_PETITION = "see_petition"
    ADD_PHOTO = "add_photo"
    ACT = "act"
    WRITE_NOTE = "write_note"
    LIST_QUEUE = "list_queue"
    READ_NOTICES = "read_notices"
    REVEAL_CONTACT = "reveal_contact"
    AUDIT_REVEALS = "audit_reveals"
    LIST_CALLS = "list_calls"
    ENTER_ANSWER = "enter_answer"
    SEND_AGAIN = "send_again"
    SEE_MESSAGES = "see_messages"
    SEE_BOARD = "see_board"
    REVIEW_BULLETINS = "review_bulletins"
    SEARCH_PETITIONS = "search_petitions"
    FIND_PETITIONS = "find_petitions"
    EXPORT_PETITIONS = "export_petitions"
    OWN_EXPORTS = "own_exports"
    AUDIT_EXPORTS = "audit_exports"
    READ_UNITS = "read_units"
    OWN_SESSION = "own_session"
    SUBMIT_FOR_SOMEBODY = "submit_for_somebody"
    MANAGE_PEOPLE = "manage_people"
    LIST_PEOPLE = "list_people"
    ADD_PERSON = "add_person"
    READ_ORGANISATION = "read_organisation"
    CHANGE_ORGANISATION = "change_organisation"
    TRY_RULES = "try_rules"
    CLEAR = "clear"
    ERASE = "erase"


class About(StrEnum):
    """What a right is about, and so which relations there are to it."""

    PETITION = "petition"
    UNIT = "unit"
    PERSON = "person"
    NOTHING = "nothing"


R = Relation
STAFF_ROLES: Final = (Role.GRID_WORKER, Role.OFFICER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN)
# What is about nothing has one cell, which is called own.
_OF_STAFF: Final[Mapping[About, tuple[Relation, ...]]] = {
    About.PETITION: (R.OWN, R.BELOW, R.ASSISTING, R.ABOVE, R.ELSEWHERE),
    About.UNIT: (R.OWN, R.BELOW, R.ABOVE, R.ELSEWHERE),
    About.PERSON: (R.OWN, R.BELOW, R.ABOVE, R.ELSEWHERE),
    About.NOTHING: (R.OWN,),
}
_OF_CITIZENS: Final[Mapping[About, tuple[Relation, ...]]] = {
    About.PETITION: (R.OWN, R.ELSEWHERE),
    About.UNIT: (R.ELSEWHERE,),
    About.PERSON: (R.ELSEWHERE,),
    About.NOTHING: (R.OWN,),
}


def relations(about: About, role: Role) -> tuple[Relation, ...]:
    """Every relation that a role can have to what a right is about: each of them is a cell of the table."""
    return (_OF_CITIZENS if role is Role.CITIZEN else _OF_STAFF)[about]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: who may, and why. `statuses` is empty where the petition's status does not matter."""

    right: Right | Action
    about: About
    who: Who
    why: str
    statuses: tuple[Status, ...] = ()


def _row(
    right: Right, about: About, why: str, *, citizen: str, grid_worker: str, officer: str, dispatcher: str, supervisor: str,
    admin: str,
) -> Rule:  # fmt: skip
    """The rule of a row in which each cell has its sign: + may, - may not, in the order of `relations`.

    Raises: ValueError for a cell without a decision.
    """
    signs = {
        Role.CITIZEN: citizen, Role.GRID_WORKER: grid_worker, Role.OFFICER: officer, Role.DISPATCHER: dispatcher,
        Role.SUPERVISOR: supervisor, Role.ADMIN: admin,
    }  # fmt: skip
    may: set[tuple[Role, Relation]] = set()
    for role, decided in signs.items():
        if set(decided) - {"+", "-"}:
            raise ValueError(f"{right}, {role}: a sign is + or -")
        cells = zip(relations(about, role), decided, strict=True)
        may |= {(role, relation) for relation, sign in cells if sign == "+"}
    return Rule(right, about, frozenset(may), why)


def _everybody(right: Right, why: str) -> Rule:
    return _row(
        right, About.NOTHING, why, citizen="+", grid_worker="+", officer="+", dispatcher="+", supervisor="+", admin="+"
    )


def _staff(right: Right, why: str) -> Rule:
    return _row(
        right, About.NOTHING, why, citizen="-", grid_worker="+", officer="+", dispatcher="+", supervisor="+", admin="+"
    )


_ROWS: Final = (
    _everybody(Right.PUBLIC, "the form, the description and the platform's health hold nothing about anybody"),
    _everybody(Right.CARRIER_CALLBACK, "a carrier has no role: its secret path or its signature lets it in, whoever it is"),
    _everybody(Right.SIGN_IN, "who somebody is shows only afterwards"),
    _everybody(Right.SUBMIT_PETITION, "reporting needs no login"),
    _everybody(Right.PROVE_PHONE, "whose phone it is shows only afterwards, and to its holder alone"),
    _everybody(
        Right.FOLLOW_PETITION,
        "whoever has the same trouble sees how it goes, and neither words nor names; never a complaint about staff. By SMS a public one "
        "alone, and who does is nobody's to learn but the holder's of the phone",
    ),
    _everybody(Right.KEEP_ON_PHONE, "a browser finds again what was sent from it, by its own signed cookie; nobody's words"),
    _row(
        Right.SEE_PETITION, About.PETITION,
        "who works on it, helps, or answers for them; an administrator looks after people, not petitions",
        citizen="+-", grid_worker="+++--", officer="+++--", dispatcher="+++--", supervisor="+++--", admin="-----",
    ),
    _row(
        Right.ADD_PHOTO, About.PETITION, "whoever sees it may show how it is now; a citizen adds theirs by the receipt",
        citizen="--", grid_worker="+++--", officer="+++--", dispatcher="+++--", supervisor="+++--", admin="-----",
    ),
    _row(
        Right.WRITE_NOTE, About.PETITION, "whoever sees it may tell the others something that its citizen does not read",
        citizen="--", grid_worker="+++--", officer="+++--", dispatcher="+++--", supervisor="+++--", admin="-----",
    ),
    _row(
        Right.LIST_QUEUE, About.UNIT, "the petitions of a unit and of those below it",
        citizen="-", grid_worker="++--", officer="++--", dispatcher="++--", supervisor="++--", admin="----",
    ),
    _row(
        Right.READ_NOTICES, About.UNIT, "a notice names a petition",
        citizen="-", grid_worker="++--", officer="++--", dispatcher="++--", supervisor="++--", admin="----",
    ),
    _row(
        Right.REVEAL_CONTACT, About.PETITION,
        "who works on it may have to ring; each reading is on record. Where the petitioner is hidden only the command centre may",
        citizen="--", grid_worker="+-+--", officer="+++--", dispatcher="+++--", supervisor="+++--", admin="-----",
    ),
    _row(
        Right.AUDIT_REVEALS, About.UNIT, "the command centre answers for who saw a number",
        citizen="-", grid_worker="----", officer="----", dispatcher="++--", supervisor="++--", admin="----",
    ),
    _row(
        Right.LIST_CALLS, About.UNIT, "who rings those whom no SMS reaches, and who answers for it",
        citizen="-", grid_worker="----", officer="----", dispatcher="++--", supervisor="++--", admin="----",
    ),
    _row(
        Right.ENTER_ANSWER, About.PETITION, "the unit that closed it must not enter what its citizen is said to have said",
        citizen="--", grid_worker="-----", officer="-----", dispatcher="++---", supervisor="-----", admin="-----",
    ),
    _row(
        Right.SEND_AGAIN, About.PETITION, "a second SMS costs, and may break our word: the command centre decides",
        citizen="--", grid_worker="-----", officer="-----", dispatcher="++---", supervisor="-----", admin="-----",
    ),
    _row(
        Right.SEE_MESSAGES, About.UNIT, "what became of a district's messages, and those on which a person decides",
        citizen="-", grid_worker="----", officer="----", dispatcher="++--", supervisor="++--", admin="----",
    ),
    _row(
        Right.SEARCH_PETITIONS, About.NOTHING, "who takes a call finds what the caller has sent; only what lies at or below their unit",
        citizen="-", grid_worker="-", officer="-", dispatcher="+", supervisor="+", admin="-",
    ),
    _row(
        Right.FIND_PETITIONS, About.NOTHING, "by words, place, unit and day: each finds only what they may see",
        citizen="-", grid_worker="+", officer="+", dispatcher="+", supervisor="+", admin="-",
    ),
    _row(
        Right.EXPORT_PETITIONS, About.UNIT, "a file of what this person may see of a unit and those below it; each is on record",
        citizen="-", grid_worker="----", officer="++--", dispatcher="++--", supervisor="++--", admin="----",
    ),
    _staff(Right.OWN_EXPORTS, "an export is handed to who asked for it, and to nobody else"),
    _row(
        Right.AUDIT_EXPORTS, About.UNIT, "the command centre answers for who took petitions out",
        citizen="-", grid_worker="----", officer="----", dispatcher="++--", supervisor="++--", admin="----",
    ),
    _row(
        Right.SEE_BOARD, About.UNIT, "figures of a unit and those below it, without a petition's words",
        citizen="-", grid_worker="----", officer="++--", dispatcher="++--", supervisor="++--", admin="----",
    ),
    _row(
        Right.REVIEW_BULLETINS, About.UNIT, "通报: what a unit's bulletin says beside its figures, and whether it is corrected, is its supervisor's word",
        citizen="-", grid_worker="----", officer="----", dispatcher="----", supervisor="++--", admin="----",
    ),
    _staff(Right.READ_UNITS, "whoever hands a petition on must be able to name a unit"),
    _staff(Right.OWN_SESSION, "where one is signed in is everybody's own"),
    _staff(Right.SUBMIT_FOR_SOMEBODY, "帮办代办: anybody of the staff may take a petition down for a citizen"),
    _row(
        Right.MANAGE_PEOPLE, About.PERSON, "every role of the person lies at or below the administrator's unit",
        citizen="-", grid_worker="----", officer="----", dispatcher="----", supervisor="----", admin="++--",
    ),
    _row(
        Right.LIST_PEOPLE, About.UNIT, "who works at a unit and below it: only those of whom every role lies there",
        citizen="-", grid_worker="----", officer="----", dispatcher="----", supervisor="----", admin="++--",
    ),
    _row(
        Right.ADD_PERSON, About.UNIT, "somebody new, with roles at or below the administrator's unit and nowhere else",
        citizen="-", grid_worker="----", officer="----", dispatcher="----", supervisor="----", admin="++--",
    ),
    _row(
        Right.READ_ORGANISATION, About.UNIT, "whoever changes a part of a district reads it as a whole",
        citizen="-", grid_worker="----", officer="----", dispatcher="----", supervisor="----", admin="+++-",
    ),
    _row(
        Right.CHANGE_ORGANISATION, About.UNIT, "units, rota, settings and rules, with a history",
        citizen="-", grid_worker="----", officer="----", dispatcher="----", supervisor="----", admin="++--",
    ),
    _row(
        Right.TRY_RULES, About.UNIT, "what a rule set would change is shown as numbers and units, not as words",
        citizen="-", grid_worker="----", officer="----", dispatcher="++--", supervisor="++--", admin="++--",
    ),
    _row(
        Right.CLEAR, About.PETITION, "公开: what everybody may read and see of a petition is the command centre's decision",
        citizen="--", grid_worker="-----", officer="-----", dispatcher="++---", supervisor="++---", admin="-----",
    ),
    _row(
        Right.ERASE, About.PETITION, "删除: what is erased cannot be brought back, so a supervisor does it for who cannot do it on their own phone",
        citizen="+-", grid_worker="-----", officer="-----", dispatcher="-----", supervisor="++---", admin="-----",
    ),
)  # fmt: skip


def _of_edges() -> tuple[Rule, ...]:
    """The rows of the lifecycle: one for each action and who may do it, in the order of the edges."""
    rows: dict[tuple[Action, Who], list[Edge]] = {}
    for each in EDGES:
        rows.setdefault((each.action, each.who), []).append(each)
    return tuple(
        Rule(action, About.PETITION, who, edges[0].why, tuple(each.status for each in edges))
        for (action, who), edges in rows.items()
    )


def _may_act() -> Rule:
    """Whoever some edge lets act from the desk."""
    who = chain.from_iterable(each.who for each in EDGES)
    staff = frozenset((role, relation) for role, relation in who if role in STAFF_ROLES)
    return Rule(Right.ACT, About.PETITION, staff, "whoever may do at least one of the actions below, in its status")


RULES: Final = (*_ROWS, _may_act(), *_of_edges())
_WHO: Final[Mapping[Right, Who]] = {each.right: each.who for each in RULES if isinstance(each.right, Right)}
if set(_WHO) != set(Right):
    raise ValueError("a right without a row")


def may(staff: Staff, right: Right, unit: str, organisation: Organisation) -> bool:
    """True when a role of this person has the right over a unit."""
    return bool(_WHO[right] & staff.relations(unit, organisation))


def may_anywhere(staff: Staff, right: Right) -> bool:
    """True when a role of this person has the right at all."""
    return seat(staff, right) is not None


def seat(staff: Staff, right: Right) -> str | None:
    """The unit of the first role that has the right over its own unit; None when there is none."""
    return next((held.unit for held in staff.roles if (held.role, R.OWN) in _WHO[right]), None)


def seats(staff: Staff, right: Right) -> frozenset[str]:
    """The units of all roles that have the right over their own unit."""
    return frozenset(held.unit for held in staff.roles if (held.role, R.OWN) in _WHO[right])


def may_manage(staff: Staff, roles: Iterable[HeldRole], organisation: Organisation) -> bool:
    """True when this person may manage somebody with these roles. Who has none, or one at a unit that is gone, is taken to be at the root."""
    root = organisation.root.code
    units = [held.unit if held.unit in organisation else root for held in roles] or [root]
    return all(may(staff, Right.MANAGE_PEOPLE, unit, organisation) for unit in units)


def holder(petition: Petition, organisation: Organisation) -> str:
    """The owner; the command centre for a petition whose owner is gone from the tree, so that it is not lost."""
    return petition.owner if petition.owner in organisation else petition.district


def may_on(staff: Staff, right: Right, petition: Petition, organisation: Organisation) -> bool:
    """True when a role of this person has the right over a petition."""
    return bool(_WHO[right] & _to(staff, petition, organisation))


def may_see(staff: Staff, petition: Petition, organisation: Organisation) -> bool:
    """True when this person may see the petition; whoever may not is told that it does not exist."""
    return may_on(staff, Right.SEE_PETITION, petition, organisation)


def handed_on(staff: Staff, petition: Petition, entries: Iterable[HistoryEntry], organisation: Organisation) -> HistoryEntry | None:
    """The step by which a petition last went from what this person sees to what they do not; None where it never did.

    Of a complaint about staff and a matter of law enforcement nobody is told who is not to know of it now (design section 3).
    """
    if petition.confidential:
        return None

    def sees(owner: str | None) -> bool:
        return owner is not None and owner in organisation and may(staff, Right.SEE_PETITION, owner, organisation)

    left = [each for each in entries if sees(each.owner_before) and not sees(each.owner_after)]
    return left[-1] if left else None


def held_anywhere(staff: Staff) -> list[str]:
    """The names of the rights that some role of this person gives over some unit or petition, in the order of `Right`."""
    roles = {held.role for held in staff.roles}
    return [str(right) for right in Right if roles & {role for role, _ in _WHO[right]}]


def role_for(staff: Staff, right: Right, petition: Petition, organisation: Organisation) -> Role:
    """The role in which this person uses a right over a petition: the first one held that has it."""
    return _first_role(staff, _WHO[right], petition, organisation)


def edges_for(staff: Staff, petition: Petition, organisation: Organisation) -> tuple[Edge, ...]:
    """The edges from the petition's status that a role of this person may take."""
    held = _to(staff, petition, organisation)
    return tuple(each for each in edges_from(petition.status) if each.who & held)


def may_help_for(staff: Staff, unit: str, organisation: Organisation) -> bool:
    """True when this person may speak for an assisting unit."""
    return bool(ASSISTANT & staff.relations(unit, organisation, frozenset({unit})))


def role_on(staff: Staff, edge: Edge, petition: Petition, organisation: Organisation) -> Role:
    """The role in which this person takes an edge: the first one held that it is open to."""
    return _first_role(staff, edge.who, petition, organisation)


def _first_role(staff: Staff, who: Who, petition: Petition, organisation: Organisation) -> Role:
    alone = ((held.role, Staff(staff.login, staff.name, (held,))) for held in staff.roles)
    return next(role for role, each in alone if who & _to(each, petition, organisation))


def _to(staff: Staff, petition: Petition, organisation: Organisation) -> Who:
    return staff.relations(holder(petition, organisation), organisation, petition.assisting)
