"""Whether a file that comes into a bucket of the engine would be posted: a queue is told of it, and a function reads the queue."""

from importlib import import_module

from flowlog_config.local.engine import seams


def start_no_functions(monkeypatch):
    """Let no function of the engine run, where it only matters that one would: each is a process."""
    monkeypatch.setattr(import_module("ministack.services.lambda_svc"), "_ensure_poller", lambda: None)


def is_posted(bucket, key, region):
    """
    Tell whether a function would be given a file.

    The engine has no such question of its own, so that its stores are read; only after it has been started.

    Args:
        bucket: Name of the bucket.
        key: Of the file.
        region: Of the bucket.
    """
    s3, functions = (import_module(f"ministack.services.{name}") for name in ("s3", "lambda_svc"))
    with seams.responses.request_scope(seams.s3.bucket_owner_account(bucket), region):
        told = {
            one["arn"]
            for one in s3._parse_notification_config(bucket)
            if s3._key_matches_filter(key, one["filter_prefix"], one["filter_suffix"])
            and s3._notification_destination_exists(one["type"], one["arn"], region)
        }
        return any(
            one["EventSourceArn"] in told and one["Enabled"] and functions._functions.get(one["FunctionName"])
            for one in functions._esms.values()
        )
