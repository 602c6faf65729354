"""
Every question that can be asked.

Field meanings: VPC user guide "Flow log records", Transit Gateway guide "Flow log records" (checked 2026-11).
"""

from flowlog_config.questions.model import Condition, Form, Function, Measure, Operator, Question

_BYTES = Measure("total_bytes", Function.SUM, "bytes")
_PACKETS = Measure("total_packets", Function.SUM, "packets")
_RECORDS = Measure("records", Function.COUNT)

_TCP = "6"
_INTERNET_PATHS = ("2", "8")
"""
Values of ``traffic-path`` for an internet gateway: 8, and 2, which also stands for a gateway endpoint.
Source: VPC user guide "Flow log records", traffic-path (checked 2026-11).
"""
_FIRST_UNPRIVILEGED_PORT = "1024"
_SEEN_AT_EACH = "Counts a packet once at each place that logs it, such as an instance and then its NAT gateway."


def _is(column: str, *values: str) -> Condition:
    return Condition((column,), Operator.IS, values)


_REJECTED = _is("action", "REJECT")
_TO_THE_INTERNET = (Condition(("srcaddr",), Operator.PRIVATE), Condition(("dstaddr",), Operator.PUBLIC))
_OF_A_SERVICE = Condition(("pkt-src-aws-service", "pkt-dst-aws-service"), Operator.IS_NOT, ("-",))

_ALL = (
    Question(
        name="top-bytes",
        title="Top talkers by bytes",
        asks="Which addresses send the most bytes to which?",
        forms=(Form(("srcaddr", "dstaddr")),),
        measures=(_BYTES, _PACKETS, _RECORDS),
    ),
    Question(
        name="top-packets",
        title="Top talkers by packets",
        asks="Which addresses send the most packets to which?",
        forms=(Form(("srcaddr", "dstaddr")),),
        measures=(_PACKETS, _BYTES, _RECORDS),
    ),
    Question(
        name="rejected-by-source",
        title="Rejected traffic by source",
        asks="Whose traffic do security groups and network ACLs reject most?",
        forms=(Form(("srcaddr",), (_REJECTED,), also_by=("reject-reason",)),),
        measures=(_RECORDS, _PACKETS, _BYTES),
    ),
    Question(
        name="rejected-by-destination",
        title="Rejected traffic by destination",
        asks="Traffic to which addresses and ports is rejected most?",
        forms=(Form(("dstaddr", "dstport", "protocol"), (_REJECTED,), also_by=("reject-reason",)),),
        measures=(_RECORDS, _PACKETS, _BYTES),
    ),
    Question(
        name="port-scans",
        title="Port scans",
        asks="Which sources try the most different ports? How many destinations, too, tells a scan from a busy client.",
        forms=(
            Form(
                ("srcaddr",),
                (Condition(("srcport",), Operator.AT_LEAST, (_FIRST_UNPRIVILEGED_PORT,)),),
                note="Leaves out what comes from ports below 1024, mostly answers of servers; those of servers on higher "
                "ports are there.",
            ),
        ),
        measures=(
            Measure("ports", Function.DISTINCT, "dstport"),
            Measure("destinations", Function.DISTINCT, "dstaddr"),
            _RECORDS,
            _PACKETS,
        ),
    ),
    Question(
        name="remote-logins",
        title="Remote logins",
        asks="Who reaches, or tries to reach, ports 22 (SSH) and 3389 (RDP)?",
        forms=(
            Form(("srcaddr", "dstaddr", "dstport"), (_is("protocol", _TCP), _is("dstport", "22", "3389")), ("action",)),
        ),
        measures=(_RECORDS, _BYTES, _PACKETS),
    ),
    Question(
        name="cross-az",
        title="Traffic between availability zones",
        asks="How much traffic goes from one availability zone to another? AWS bills it in both directions.",
        forms=(
            Form(
                ("az-id", "next-hop-az-id", "srcaddr", "dstaddr"),
                (Condition(("az-id", "next-hop-az-id"), Operator.DIFFER),),
                also_by=("flow-direction",),
            ),
            Form(
                ("tgw-src-az-id", "tgw-dst-az-id", "srcaddr", "dstaddr"),
                (Condition(("tgw-src-az-id", "tgw-dst-az-id"), Operator.DIFFER),),
            ),
        ),
        measures=(_BYTES, _PACKETS, _RECORDS),
    ),
    Question(
        name="internet-egress",
        title="Traffic to the internet",
        asks="Which addresses send the most to which public addresses?",
        forms=(
            Form(
                ("srcaddr", "dstaddr"),
                (_is("flow-direction", "egress"), _is("traffic-path", *_INTERNET_PATHS)),
                also_by=("pkt-dst-aws-service",),
                note="Path 2 is an internet gateway or a gateway endpoint: where pkt-dst-aws-service is S3 or DYNAMODB it "
                "may be the latter, which costs nothing.",
            ),
            Form(
                ("srcaddr", "dstaddr"),
                (_is("flow-direction", "egress"), *_TO_THE_INTERNET),
                also_by=("pkt-dst-aws-service",),
                note=_SEEN_AT_EACH,
            ),
            Form(("srcaddr", "dstaddr"), _TO_THE_INTERNET, note=_SEEN_AT_EACH),
        ),
        measures=(_BYTES, _PACKETS, _RECORDS),
    ),
    Question(
        name="aws-services",
        title="Traffic by AWS service",
        asks="How much goes from and to AWS's own services?",
        forms=(
            Form(
                ("pkt-src-aws-service", "pkt-dst-aws-service"),
                (_OF_A_SERVICE,),
                also_by=("flow-direction",),
                note=_SEEN_AT_EACH,
            ),
        ),
        measures=(_BYTES, _PACKETS, _RECORDS),
    ),
    Question(
        name="direction",
        title="Traffic by direction",
        asks="How much comes in, and how much goes out, seen from the interfaces?",
        forms=(Form(("flow-direction",), also_by=("action",)),),
        measures=(_BYTES, _PACKETS, _RECORDS),
    ),
    Question(
        name="conversations",
        title="Conversations of an interface",
        asks="Whom does one interface, or one transit gateway attachment, talk to, and about what?",
        forms=tuple(
            Form((column, "srcaddr", "srcport", "dstaddr", "dstport", "protocol"), also_by=("flow-direction", "action"))
            for column in ("interface-id", "tgw-attachment-id")
        ),
        measures=(_BYTES, _PACKETS, _RECORDS),
        takes=("interface",),
        limit=100,
    ),
)

QUESTIONS: dict[str, Question] = {question.name: question for question in _ALL}
"""Every question by its name, in the order in which they are listed."""
