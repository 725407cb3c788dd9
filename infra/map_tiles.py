"""Whose pictures lie under the maps: checked before a deployment, and let through by the content policy from that host alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError
from chalicelib.domain.tiles import Tiles, tiles_from

if TYPE_CHECKING:
    from infra.stack import Target

# The template's parameters, in the order that `tiles_from` takes them, with what they are where nobody sets them.
PARAMETERS: Final[Mapping[str, str]] = {"MapTileUrl": "", "MapTileDatum": "wgs84", "MapTileAttribution": "", "MapTileMaxZoom": "18"}
IMAGES: Final = "img-src 'self' data:"
# The address may be empty, and a part that is not there is no empty one to CloudFormation.
_PARTS: Final = {"Fn::Split": ["/", {"Fn::Join": ["", [{"Ref": "MapTileUrl"}, "///"]]}]}
HOST: Final[Mapping[str, Any]] = {"Fn::Select": [2, _PARTS]}


def allowing(policy: str, host: str) -> str:
    """The policy with pictures of one more host; as it is without a host. Raises: ValueError when it names no pictures."""
    if policy.count(IMAGES) != 1:
        raise ValueError(f"the policy must say once: {IMAGES}")
    return policy.replace(IMAGES, f"{IMAGES} https://{host}") if host else policy


def set_by(parameters: Mapping[str, str]) -> Tiles | None:
    """What parameters say, where they are left out the template's own. Raises: RuntimeError, in plain words."""
    try:
        return tiles_from(*({**PARAMETERS, **parameters}[name] for name in PARAMETERS))
    except ValueError as reason:
        raise RuntimeError(f'The pictures of maps are set wrongly (infra/runbook.md, "Pictures under the maps"): {reason}') from None


def check(target: Target, given: Mapping[str, str]) -> None:
    """Nothing, where what is given fits what stands. Raises: RuntimeError, before anything is deployed."""
    try:
        stack = target.client("cloudformation").describe_stacks(StackName=target.name)["Stacks"][0]
    except ClientError:
        stack = {}
    standing = {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])}
    set_by({**standing, **given})


def provider(made: Mapping[str, str]) -> str:
    """Whose pictures they are and from where, for the privacy page, by the stack's outputs; empty without any."""
    host = made.get("MapTileHost", "")
    return f"{made['MapTileAttribution']} ({host})" if host else ""
