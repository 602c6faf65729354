"""Values through Helm's own template engine and a chart that stands in for the real one."""

from importlib.util import find_spec
from pathlib import Path

import yaml

HOW = "Helm's engine is not installed; to run this: pip install helm-python-sdk (70 MB)"
MISSING = find_spec("helm_python") is None
CHARTS = Path(__file__).parent / "charts"


def objects(chart, *values):
    """Give the rendered objects by kind; later values win over earlier ones, as with several -f of Helm's."""
    import helm_python as helm  # noqa: PLC0415 - only where it is installed

    every = {}
    for text in values:
        every = merged(every, helm.values_from_yaml(text))
    with helm.Chart.load(str(CHARTS / chart)) as loaded:
        documents = loaded.render(every, name="agg", namespace="logs").values()
    found = [one for text in documents for one in yaml.safe_load_all(text) if one]
    assert len({one["kind"] for one in found}) == len(found)
    return {one["kind"]: one for one in found}


def merged(under, over):
    """Merge as Helm does: mappings key by key, everything else as a whole, nothing (null) takes a key away."""
    found = dict(under)
    for key, value in over.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, dict) and isinstance(found.get(key), dict):
            found[key] = merged(found[key], value)
        else:
            found[key] = value
    return found
