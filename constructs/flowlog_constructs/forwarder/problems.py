"""The two ways in which an object is not delivered."""


class RefusedError(Exception):
    """It can never be delivered, however often it is tried; its message goes to the dead letters with the reason."""


class StoppedError(Exception):
    """
    It cannot be delivered now; what is left is tried again.

    Args:
        reason: A sentence for the log; never holds the access key.
        delay_seconds: How long what is left should wait.
    """

    def __init__(self, reason: str, delay_seconds: float = 60) -> None:
        super().__init__(reason)
        self.delay_seconds = delay_seconds
