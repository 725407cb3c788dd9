"""Words of an SMS from the catalogue. Strict: a variable that is missing, unknown or of another shape is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping

from chalicelib.domain.carriers import Words
from chalicelib.domain.outbox import Message, Unrenderable
from chalicelib.messages import words
from chalicelib.messages.catalogue import CATALOGUE, VARIABLES

# What every message knows of its petition, whether its words say it or not.
_CARRIED = frozenset({"number", "unit", "emergency", "status"})
_CUT = "…"
_URGENT = {"acknowledgement": "acknowledgement_emergency", "acknowledgement_proxy": "acknowledgement_emergency"}


def render(message: Message, link: str, unit_name: str) -> Words:
    """The words of a message, ready for its carrier. Raises: Unrenderable."""
    urgent = bool(message.variables.get("emergency"))
    name = _URGENT.get(message.name, message.name) if urgent else message.name
    template = CATALOGUE.get(name)
    if template is None:
        raise Unrenderable(name)
    unknown = set(message.variables) - _CARRIED - set(VARIABLES)
    if unknown:
        raise Unrenderable(f"{name}: {', '.join(sorted(unknown))}")
    given = {**message.variables, "link": link, "unit_name": unit_name}
    if "status_name" in template.variables:
        given["status_name"] = _status_name(name, message)
    filled = {variable: _checked(name, variable, given) for variable in template.variables}
    return Words(template.text(message.language).format_map(filled), name, message.language, filled)


def _status_name(name: str, message: Message) -> str:
    status = message.variables.get("status", "")
    if status not in words.STATUS_NAMES:
        raise Unrenderable(f"{name}: status")
    return words.status_text(status, message.language)


def _checked(name: str, variable: str, given: Mapping[str, str]) -> str:
    rule, value = VARIABLES[variable], given.get(variable, "")
    if rule.shortened and len(value) > rule.longest:
        value = value[: rule.longest - len(_CUT)] + _CUT
    if len(value) > rule.longest or not re.fullmatch(rule.pattern, value):
        raise Unrenderable(f"{name}: {variable}")
    return value
