"""The one way in which reading a filter pattern fails."""


class PatternError(ValueError):
    """A filter pattern that breaks CloudWatch Logs' syntax, or that this matcher does not know."""
