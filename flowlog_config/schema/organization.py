"""The section ``organization``: rules for every account of an AWS organization, now and later, that need no inventory."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from flowlog_config.schema.routes import Choices
from flowlog_config.schema.section import Section
from flowlog_config.schema.selectors import Glob, Globs
from flowlog_config.schema.values import AccountId, EntryName, Region, as_list, describe, fail, one_or_more

_ORGANIZATION = re.compile("o-[a-z0-9]{10,32}")
_UNIT = re.compile("ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32}")


def _organization(value: Any) -> str:
    if not isinstance(value, str) or not _ORGANIZATION.fullmatch(value):
        use = "an id like o-a1b2c3d4e5 (aws organizations describe-organization)"
        raise fail("FL225", f"{describe(value)} is not the id of an organization", use)
    return value


def _unit(value: Any) -> str:
    if not isinstance(value, str) or not _UNIT.fullmatch(value):
        use = "an id like ou-ab12-c3d4e5f6, or that of the root, r-ab12, for all of them"
        raise fail("FL225", f"{describe(value)} is not the id of an organizational unit", use)
    return value


OrganizationId = Annotated[
    str, BeforeValidator(_organization), WithJsonSchema({"type": "string", "pattern": f"^{_ORGANIZATION.pattern}$"})
]
UnitId = Annotated[str, BeforeValidator(_unit), WithJsonSchema({"type": "string", "pattern": f"^({_UNIT.pattern})$"})]


class Rule(Choices):
    """One kind of resource, in every account. What it says of records wins over `defaults`; they go by way of `cloudwatch`."""

    name: EntryName = Field(description="Unique name among the rules; it tags what is made.")
    every: Literal["vpc", "transit-gateway", "transit-gateway-attachment"] = Field(
        description="Which type of resource to log: all that the account owns, also those made later. No `connect` attachments, "
        "which AWS gives no flow log.",
    )
    tags: dict[str, Globs] = Field(
        default_factory=dict,
        description="Only those with all of these tags, each with the value or any of a list; * matches any characters.",
    )
    without_tags: Annotated[list[Glob], BeforeValidator(as_list, json_schema_input_type=Glob | list[Glob])] = Field(
        default_factory=list,
        description="Not those with any of these tag keys, whatever the value: a way out for an owner.",
    )
    retiring: list[Choices] = Field(
        default_factory=list,
        description="Ways this rule's records took before, each said in full, such as `{format: default}`: the old log groups stay "
        "forwarded, without flow logs, while the change reaches every account. What is left out is what a rule has when nothing is "
        "said, whatever this one or `defaults` say now; only `retention_days` left out is theirs. Take it out a day after the "
        "stack set is done.",
    )


class Organization(Section):
    """Flow logs in every account of an organization, by a CloudFormation stack set. See docs/organization.md."""

    id: OrganizationId = Field(
        description="Id of the organization; whatever is in it, and nothing else, may send records."
    )
    account: AccountId = Field(
        description="Account that owns the stack set and receives the records: a delegated administrator for CloudFormation "
        "StackSets, or the management account. No flow logs are made in the management account: make it a target.",
    )
    call_as: Literal["delegated-administrator", "management"] = Field(
        "delegated-administrator", description="Which of the two `account` is."
    )
    region: Region = Field(description="Region the stack set is kept in; it need not be among `regions`.")
    regions: Annotated[list[Region], *one_or_more(Region)] = Field(
        description="Regions to log in. Each has a delivery stream for each kind of record, a bucket and a secret, in `account`.",
    )
    organizational_units: Annotated[list[UnitId], *one_or_more(UnitId)] = Field(
        description="Ids of the units, with all units and accounts in them; the root's id for everything."
    )
    on_leaving: Literal["delete", "retain"] = Field(
        "delete",
        description="What becomes of the stack of an account that leaves the units: `delete` ends its flow logs; `retain` keeps "
        "them, out of the stack set's reach. Log groups stay unless both keys to deletion were used (`on_delete`).",
    )
    most_accounts_at_once: int = Field(
        10, ge=1, le=100, description="Percent of the accounts that are changed at the same time."
    )
    rules: list[Rule] = Field(min_length=1, max_length=20, description="What to log.")
