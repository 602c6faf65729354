"""Whether an existing bucket, and who reads files, are in the partition of the targets whose flow logs write files."""

from collections.abc import Iterator, Mapping

from flowlog_config.schema.model import Config, FlowLog, Target
from flowlog_config.schema.partition import partition_of
from flowlog_config.schema.problems import Path, Problem, problem
from flowlog_config.schema.routes import FILES


def check_partitions(config: Config, known: Mapping[str, Target]) -> Iterator[Problem]:
    """
    Give FL329 for a bucket and for readers of another partition.

    Args:
        config: The file.
        known: Its targets by name.
    """
    writing = [entry for entry in config.flow_logs if _writes_files(config, entry)]
    names = [name for entry in writing for name in entry.targets or known if name in known]
    found = {partition_of(known[name].region): known[name].region for name in names}
    said: list[tuple[str, Path]] = [(config.s3.bucket, ("s3", "bucket"))]
    for i, reader in enumerate(config.s3.readers):
        said += [(who, ("s3", "readers", i, "principals", j)) for j, who in enumerate(reader.principals)]
    for text, path in said:
        if not text.startswith("arn:"):
            continue
        _, own, *_ = text.split(":")
        if others := [partition for partition in found if partition != own]:
            message = (
                f"the ARN is of {own}, and flow logs of {found[others[0]]}, which is in {others[0]}, write the files"
            )
            use = f"arn:{others[0]}:…" if len(found) == 1 else "a file for each of them"
            yield problem("FL329", message, path, use=use)


def _writes_files(config: Config, entry: FlowLog) -> bool:
    routes = (*(entry.route or config.defaults.route or ()), *(entry.retiring or ()))
    return any(route.to in FILES for route in routes)
