"""How resources are chosen: the grammar of ``select``, ``exclude`` and ``selectors``."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from flowlog_config.inventory.kinds import GROUPS, KINDS
from flowlog_config.inventory.model import ResourceType
from flowlog_config.schema.problems import nearest
from flowlog_config.schema.section import Section
from flowlog_config.schema.values import NAME, RESOURCE_ID, RESOURCE_PREFIXES, describe, fail, one_or_more
from flowlog_config.schema.wrong_ids import wrong_id

ATTACHMENT_TYPES = (
    *("client-vpn", "connect", "direct-connect-gateway", "network-function", "peering"),
    *("tgw-peering", "vpc", "vpn", "vpn-concentrator"),
)
"""What can be attached to a transit gateway. Source: EC2 TransitGatewayAttachmentResourceType (checked 2026-11)."""

_USE = "an id like vpc-…, subnet-…, eni-…, tgw-…, nat-…, or a name like edge"
_TEXT = "<text>"
_MAPPING = "<mapping>"
_MOST_SHOWN = 60
"""Characters of a selector's text that are shown where it is spoken of."""


def _word(allowed: Sequence[str], what: str) -> Any:
    def check(value: Any) -> str:
        if value not in allowed:
            use = nearest(str(value), allowed) or f"one of {', '.join(allowed)}"
            raise fail("FL206", f"{describe(value)} is not {what}", use)
        return str(value)

    return BeforeValidator(check), WithJsonSchema({"enum": list(allowed)})


def _glob(value: Any) -> str:
    if not isinstance(value, str) or not value:
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        raise fail("FL203", f"{describe(value)} is not text", f'"{value}" in quotes' if plain else "a text")
    return value


def _choice(value: Any) -> str:
    """Read an id or the name of a selector."""
    text = _glob(value)
    if RESOURCE_ID.fullmatch(text):
        return text
    if wrong := wrong_id(text):
        raise fail("FL211", f"{describe(text)}: {wrong[0]}", wrong[1])
    if not NAME.fullmatch(text):
        raise fail("FL211", f"{describe(text)} is neither a resource id nor the name of a selector", _USE)
    prefix, _, digits = text.rpartition("-")
    if prefix in RESOURCE_PREFIXES:
        use = f"{prefix}- and 8 or 17 digits of 0-9 and a-f; these are {len(digits)} characters"
        raise fail("FL211", f"{describe(text)} is no resource id", use)
    return text


Glob = Annotated[str, BeforeValidator(_glob), WithJsonSchema({"type": "string", "minLength": 1})]
Globs = Annotated[list[Glob], *one_or_more(Glob)]
_TypeWord = Annotated[str, *_word(tuple(ResourceType), "a type of resource")]
_KindWord = Annotated[str, *_word(sorted({*KINDS, *GROUPS}), "a kind of interface")]
_AttachmentWord = Annotated[str, *_word(ATTACHMENT_TYPES, "a type of attachment")]


class Selector(Section):
    """
    Resources that meet every condition given.

    ``type`` or ``kind`` must be among them, here or around it, so that a tag does not select a VPC and everything in it.
    """

    type: Annotated[list[_TypeWord], *one_or_more(_TypeWord)] | None = Field(None, description="Type of resource.")
    kind: Annotated[list[_KindWord], *one_or_more(_KindWord)] | None = Field(
        None,
        description="Kind of network interface. `nat-gateway` also selects regional NAT gateways, which have no interface.",
    )
    id: Globs | None = Field(None, description="Id; * matches any characters, ? one.")
    name: Globs | None = Field(None, description="Name tag; * matches any characters, ? one.")
    tags: dict[str, Globs] | None = Field(
        None,
        description="Tags that must be there, each with a value or any of a list; * matches any characters, ? one.",
    )
    without_tags: Globs | None = Field(None, description="Tag keys that must not be there.")
    in_vpc: "Selection | None" = Field(None, description="Only what lives in these VPCs.")
    in_subnet: "Selection | None" = Field(None, description="Only what lives in these subnets.")
    attachment_type: Annotated[list[_AttachmentWord], *one_or_more(_AttachmentWord)] | None = Field(
        None, description="What a transit gateway attachment attaches."
    )
    state: Globs | None = Field(None, description="State as AWS gives it, such as available.")
    public: bool | None = Field(None, description="Whether an interface has a public address.")
    peered: bool | None = Field(None, description="Whether a VPC has an active peering connection.")
    all: "Selection | None" = Field(None, description="Every one of these must hold.")
    any: "Selection | None" = Field(None, description="One of these must hold.")
    not_: "Selection | None" = Field(None, alias="not", description="None of these may hold.")

    @property
    def in_short(self) -> str:
        """What it says, on one line as YAML would have it: ``{type: vpc, tags: {env: production}}``; cut when it is long."""
        text = _flow(self)
        return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


Choice = Annotated[
    Annotated[str, BeforeValidator(_choice), WithJsonSchema({"type": "string"}), Tag(_TEXT)]
    | Annotated[Selector, Tag(_MAPPING)],
    Discriminator(lambda value: _MAPPING if isinstance(value, dict | BaseModel) else _TEXT),
]
Selection = Annotated[list[Choice], *one_or_more(Choice)]
Selector.model_rebuild()


def _flow(value: Any) -> str:
    if isinstance(value, Selector):
        said = {key.removesuffix("_"): one for key, one in value if one is not None}
        return _flow(said)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return _flow(value[0]) if len(value) == 1 else f"[{', '.join(map(_flow, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_id(choice: Choice) -> bool:
    """Tell whether a choice is the id of a resource, and not a selector or the name of one."""
    return isinstance(choice, str) and bool(RESOURCE_ID.fullmatch(choice))
