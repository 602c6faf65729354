"""Writing a text file so that nobody ever reads half of it."""

import os
import tempfile
from pathlib import Path

_READABLE = 0o644


def write_text(path: Path, text: str) -> Path:
    """
    Replace a file in one step, behind a symbolic link if it is one.

    What is no file, such as ``/dev/null`` or a pipe, is written to as it is.

    Returns:
        The path as given.

    Raises:
        OSError: When it cannot be written; the old file is then unchanged.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return path
    real = path.resolve()
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(_READABLE)
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
