"""What goes wrong: an answer AWS would give, and an engine that cannot run."""


class AwsError(ValueError):
    """
    An error AWS itself would answer with; a ``ValueError`` so that a stack event shows its text.

    Attributes:
        code: AWS's code, such as ``InvalidParameter`` or ``FlowLogAlreadyExists``.
        message: What AWS writes beside it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} (Error Code: {code})")
        self.code = code
        self.message = message


class EngineError(RuntimeError):
    """The engine could not start, or ended by itself; the text says what to do and shows its log."""
