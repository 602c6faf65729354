"""The log group in which Firehose says what it could not deliver."""

from flowlog_constructs.record_log_group import RecordLogGroup


class ErrorLogGroup(RecordLogGroup):
    """
    A log group for errors of delivery streams, which hold no records.

    Never forward it to a delivery stream that reports into it: each error would make the next.
    """
