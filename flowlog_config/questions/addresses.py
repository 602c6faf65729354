"""Where addresses are in a record, and which are private: one regular expression for Logs Insights, Athena and Python."""

ADDRESS_FIELDS = ("srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr")
"""Fields of a record that hold an address."""

PRIVATE = (
    r"^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2[0-9]|3[01])|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])"
    r"|22[4-9]|23[0-9]|24[0-9]|25[0-5])\."
    r"|^(f[cd][0-9a-f][0-9a-f]|fe[89ab][0-9a-f]|ff[0-9a-f][0-9a-f]):|^::1?$"
)
"""
Addresses that the internet does not route, as records write them: lower case, IPv6 shortened.

0/8, 10/8, 127/8, 169.254/16, 172.16/12, 192.168/16, 100.64/10 (which VPCs may use), 224/3, fc00::/7, fe80::/10, ff00::/8,
:: and ::1. A VPC's own IPv6 addresses are public ones, also where no gateway leads to them.
Source: RFC 6890 and its registries; VPC user guide "VPC CIDR blocks" (checked 2026-11).
"""

ADDRESS = "[.:]"
"""What every address has, and ``-``, which stands for none, has not."""
