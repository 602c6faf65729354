"""The function's text, with its settings behind it, as CloudFormation zips it."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flowlog_constructs import keeper


def source(settings: Mapping[str, Any]) -> str:
    """
    Write the code and its settings as one file: what CloudFormation calls ``index.py``.

    Settings stand in the code and not in variables of the function, which take 4 KB together: one format alone can have 2.

    Args:
        settings: Can be JSON; may hold references, whose values have neither quotes nor backslashes.

    Source: Lambda Developer Guide, environment variables (checked 2026-11).
    """
    code = Path(keeper.__file__).with_name("function.py").read_text(encoding="utf-8")
    # A text of JSON is one of Python, too.
    literal = json.dumps(json.dumps(settings, sort_keys=True, ensure_ascii=False), ensure_ascii=False)
    return f"{code}\n\nSETTINGS = json.loads({literal})\n"


def version(text: str) -> str:
    """Give 16 digits that change with the code or its settings; marks of references in it are no UTF-8."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
