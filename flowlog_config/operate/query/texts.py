"""What ``flowlog query --print`` and ``--athena`` write: the texts themselves, to paste; AWS is not asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flowlog_config.operate.query.asks import Ask
from flowlog_config.operate.query.window import Window
from flowlog_config.plan.model import BucketDestination, LogDestination, Target
from flowlog_config.questions import FileFormat, Table, athena_sql, insights_text, table_ddl


@dataclass(frozen=True, slots=True)
class Written:
    """
    Texts for records of one format.

    Attributes:
        where: Whose records they are for, a line.
        texts: One for Logs Insights; the table and the query for Athena.
    """

    where: str
    texts: tuple[str, ...]


def insights_texts(asks: Sequence[Ask[LogDestination]]) -> Iterator[Written]:
    """Give the Logs Insights text of each format, once."""
    same: dict[str, list[str]] = {}
    for ask in asks:
        same.setdefault(insights_text(ask.query), []).extend(_named(ask.target, one) for one in ask.destinations)
    return (Written(", ".join(where), (text,)) for text, where in same.items())


def athena_texts(asks: Sequence[Ask[BucketDestination]], name: str, bucket: str, window: Window) -> Iterator[Written]:
    """
    Give the table and the query of each folder.

    Args:
        asks: What is asked.
        name: Beginning of the tables' names.
        bucket: Name of the bucket.
        window: Records of which time.
    """
    for ask in asks:
        for folder in ask.destinations:
            table = Table(
                name=f"{name}_{folder.id}".replace("-", "_"),
                fields=ask.query.fields,
                location=f"s3://{bucket}/{folder.delivered_below}{_region(ask.target, folder)}/",
                file_format=FileFormat(folder.file_format),
                hive=folder.hive_compatible_partitions,
                hourly=folder.per_hour_partition,
            )
            statements = table_ddl(table), athena_sql(ask.query, table, window.begin, window.end)
            yield Written(_named(ask.target, folder), statements)


def _region(target: Target, folder: BucketDestination) -> str:
    """Name the folder of a region. Source: VPC user guide, flow log files in S3 (checked 2026-11)."""
    return f"aws-region={target.region}" if folder.hive_compatible_partitions else target.region


def _named(target: Target, destination: BucketDestination | LogDestination) -> str:
    return f"{destination.family} records of {target.name}, {destination.id}"
