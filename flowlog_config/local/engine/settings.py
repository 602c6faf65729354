"""The few things about real AWS that are not certain, or that a test wants smaller, as settings of one engine."""

from dataclasses import dataclass, field
from enum import StrEnum


class DuplicateModel(StrEnum):
    """
    Whether two flow logs that differ only in format or interval are "the same configuration".

    AWS publishes ``FlowLogAlreadyExists`` but not which settings count, so both readings can be tried.

    Source: EC2 API reference, error codes (checked 2026-11).
    """

    FORMAT_COUNTS = "format-counts"
    FORMAT_IGNORED = "format-ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    How one engine behaves.

    Attributes:
        account_id: Account of the caller, 12 digits; the emulator reads it from the access key id.
        region: Region that is seeded and that ``Engine.environment`` names.
        duplicate_model: When a second flow log on a resource is refused.
        max_subscription_filters: Filters a log group may have (AWS: 2, fixed).
        max_flow_logs_per_resource: Flow logs a resource may have (AWS: 250).
        sample_network: Whether the sample network exists from the start and after every reset.
        bootstrapped: Whether the two objects that replace ``cdk bootstrap`` exist likewise, and in any other account and region as
            soon as the CDK asks.

    Source: CloudWatch Logs quotas; Transit Gateway guide "Flow logs", quotas (checked 2026-11).
    """

    account_id: str = "111122223333"
    region: str = "eu-west-1"
    duplicate_model: DuplicateModel = DuplicateModel.FORMAT_COUNTS
    max_subscription_filters: int = 2
    max_flow_logs_per_resource: int = 250
    sample_network: bool = False
    bootstrapped: bool = True


@dataclass(slots=True)
class _Current:
    """Holds the settings in force, so that tests can change them without a restart."""

    settings: Settings = field(default_factory=Settings)


_current = _Current()


def current() -> Settings:
    """Give the settings of the engine running in this process."""
    return _current.settings


def use(settings: Settings) -> None:
    """Put ``settings`` in force for every later request of the engine in this process."""
    _current.settings = settings
