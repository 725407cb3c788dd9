"""What the citizen of a merged petition is told of its lead: how it goes and how it ended, and nothing of who sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.masking import masked
from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.ports import District, Ports
from chalicelib.journey.citizen_steps import for_citizen

_ENDS: Final = frozenset({Action.CLOSE, Action.REJECT, Action.SETTLE})
_HAVE_UNIT: Final = frozenset({Status.ASSIGNED, Status.HANDLING, Status.ON_HOLD, Status.CLOSED})
_ENDED: Final = frozenset({Status.CLOSED, Status.REJECTED, Status.SETTLED})


def lead_told(ports: Ports, petition: Petition, language: str) -> dict[str, object] | None:
    """The lead of a merged petition: its status, and where it is not confidential who has it until when and how it ended.

    None for a petition that is not merged.
    """
    read = ports.petitions.whole(petition.lead) if petition.status is Status.MERGED and petition.lead else None
    if read is None:
        return None
    lead, entries, texts = read
    if lead.confidential:
        return _told(lead)
    district, current = ports.districts.of(lead.district), lead.round
    due = current.closing_due if current and lead.status in (Status.ASSIGNED, Status.HANDLING) else None
    hold = current.hold if current and lead.status is Status.ON_HOLD else None
    return _told(
        lead,
        unit_name=district.organisation.name(lead.owner, language) if lead.status in _HAVE_UNIT else "",
        deadline=due.isoformat() if due else None,
        review_at=hold.review_at.isoformat() if hold else None,
        end=_end(lead, entries, texts, district, language),
    )


def _end(
    lead: Petition, entries: Sequence[HistoryEntry], texts: Mapping[int, str], district: District, language: str
) -> dict[str, object] | None:
    ended = next((each for each in reversed(entries) if each.action in _ENDS), None)
    if ended is None or lead.status not in _ENDED:
        return None
    return {
        "at": ended.at.isoformat(),
        "action": str(ended.action),
        "unit_name": district.organisation.name(ended.owner_after, language),
        "reject_reason": lead.reject_reason if ended.action == Action.REJECT else "",
        # Written to somebody else, whom it may name: what seems to is hidden, as before words are made public.
        "text": masked(for_citizen(ended, entries, texts)).text,
    }


def _told(
    lead: Petition, unit_name: str = "", deadline: str | None = None, review_at: str | None = None,
    end: dict[str, object] | None = None,
) -> dict[str, object]:
    return {"status": str(lead.status), "unit_name": unit_name, "deadline": deadline, "review_at": review_at, "end": end}
