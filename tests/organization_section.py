"""The section `organization` of a file, for tests of every room."""


def organization(rules="[{name: vpcs, every: vpc}]", *, region="eu-west-1", regions="eu-west-1"):
    """Write it; with no rules, those that follow in lines of their own are its rules."""
    return f"""\
organization:
  id: o-a1b2c3d4e5
  account: "444455556666"
  region: {region}
  regions: [{regions}]
  organizational_units: [r-ab12]
  rules: {rules}
"""
