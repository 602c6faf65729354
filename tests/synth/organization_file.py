"""A file with an organization, to vary."""

from synthesised import HEAD, ONE_VPC, TARGET

RULES = """    - {name: networks, every: vpc, without_tags: [no-logs]}
    - {name: watched, every: vpc, tags: {flow-logs: [all, "x*"]}, format: all, forward: {action: REJECT}, log_group: watched}
    - {name: gateways, every: transit-gateway}
    - {name: attachments, every: transit-gateway-attachment, format: default, retiring: [{format: cost}]}
"""
SECTION = """
organization:
  id: o-a1b2c3d4e5
  account: "444455556666"
  region: eu-west-1
  regions: [eu-west-1, us-east-1]
  organizational_units: [ou-ab12-c3d4e5f6, r-ab12]
  MORE
  rules:
"""


def organization_file(rules=RULES, section="on_leaving: delete", more=""):
    """Write it: rules, more of the section, and more of the file."""
    return HEAD + TARGET + ONE_VPC + more + SECTION.replace("MORE", section) + rules
