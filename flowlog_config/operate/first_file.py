"""The text of a first configuration file: the ``edge`` selector, with a comment for each choice."""

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

_WIDTH = 10_000


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What the comments of a first file say about the accounts.

    Attributes:
        edge: Interfaces and regional NAT gateways that ``edge`` selects.
        interfaces: All of them, which logging every VPC would log.
        peered_vpcs: VPCs with an active peering connection, sorted.
        attachments: Transit gateway attachments that could be logged with transit gateway records.
    """

    edge: int
    interfaces: int
    peered_vpcs: tuple[str, ...]
    attachments: int


def first_file(*, endpoint: str, cluster_name: str, targets: Sequence[tuple[str, str]], facts: Facts) -> str:
    """
    Write the file.

    Args:
        endpoint: Of the aggregator.
        cluster_name: Of the aggregator's values.
        targets: Account and region of each.
        facts: For the comments.
    """
    places = "\n".join(f"  - account: {_quoted(account)}\n    region: {region}" for account, region in targets)
    peered = _PEERED.format(number=len(facts.peered_vpcs)) if facts.peered_vpcs else ""
    inter_vpc = _INTER_VPC.format(number=facts.attachments) if facts.attachments else ""
    return _FILE.format(
        endpoint=_quoted(endpoint),
        cluster_name=_quoted(cluster_name),
        targets=places,
        edge=facts.edge,
        interfaces=facts.interfaces,
        more=f"{peered}{inter_vpc}",
    )


def _quoted(text: str) -> str:
    """Write a text as YAML that cannot be read as anything else."""
    written: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=_WIDTH)
    return written.strip()


_FILE = """\
# AWS flow logs: what to log, and where to. Every key: docs/config.md. Written by `flowlog init`; it is yours now.
#   flowlog check       find every mistake, without an account
#   flowlog explain ID  why a resource is logged, or is not
#   npx cdk deploy --all
version: 1

aggregator:
  # Public HTTPS URL on port 443, with a certificate of a public authority: Firehose reaches no other.
  endpoint: {endpoint}
  # Tells this cluster's records from others'.
  cluster_name: {cluster_name}

# One stack for each account and region.
targets:
{targets}

defaults:
  # Days CloudWatch Logs keeps the records; the aggregator has its own copy. Longer costs about 0.03 USD per GB and month.
  retention_days: 14

# When a resource is logged by its VPC and again by itself, AWS bills both. `drop` keeps only the wider one; `warn` says so.
overlap: warn

flow_logs:
  # What crosses the edge of the VPCs: NAT gateways, transit gateway attachments and VPC endpoints.
  # {edge} of {interfaces} interfaces; traffic between instances of one VPC is not in it. `select: everything` logs every VPC.
  - name: edge
    select: edge
    # ACCEPT and REJECT. `traffic_type: REJECT` costs least and shows only what security groups and network ACLs refused.
    traffic_type: ALL
{more}"""

_PEERED = """
  # VPCs with a peering connection: {number}. A peering has no interface of its own, so only the whole VPC can be logged.
  # - name: peered
  #   select: {{type: vpc, peered: true}}
"""

_INTER_VPC = """
  # The transit gateways' own view of traffic between VPCs, VPN and Direct Connect ({number} attachments): longer records.
  # - name: between-vpcs
  #   select: inter-vpc
"""
