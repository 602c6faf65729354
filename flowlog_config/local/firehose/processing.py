"""
What the processors of a stream make of the records of a subscription.

Source: Firehose Developer Guide, "Decompress CloudWatch Logs" and "Extract message" (checked 2026-11). That extracted
messages are joined by newlines, and that control messages then give nothing, is not spelt out there.
"""

from flowlog_config.local.envelope.envelope import DATA, to_json, unpack
from flowlog_config.local.firehose.stream import Stream, StreamError

_KNOWN = frozenset({"Decompression", "CloudWatchLogProcessing", "AppendDelimiterToRecord"})


def check_processors(stream: Stream) -> None:
    """
    Refuse processors that are not simulated here.

    Raises:
        StreamError: For instance a Lambda function, or message extraction without decompression before it.
    """
    unknown = [name for name in stream.processors if name not in _KNOWN]
    if unknown:
        raise StreamError(f"the stream {stream.name} uses {', '.join(unknown)}, which is not simulated here")
    extraction = "CloudWatchLogProcessing"
    if extraction in stream.processors and "Decompression" not in stream.processors:
        raise StreamError(f"the stream {stream.name} has {extraction} without Decompression before it")


def process(stream: Stream, data: bytes) -> bytes | None:
    """
    Run a gzipped envelope through the stream's processors.

    Returns:
        The bytes to deliver, or None when nothing is left of the record.
    """
    if "Decompression" not in stream.processors:
        return data + b"\n" if "AppendDelimiterToRecord" in stream.processors else data
    envelope = unpack(data)
    if "CloudWatchLogProcessing" not in stream.processors:
        text = to_json(envelope)
    elif envelope.message_type != DATA:
        return None
    else:
        text = "\n".join(event.message for event in envelope.events).encode()
    return text + b"\n" if "AppendDelimiterToRecord" in stream.processors else text
