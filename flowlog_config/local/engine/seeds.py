"""
The two objects that replace ``cdk bootstrap``: the bucket for assets, and the version the CDK looks for.

They are made before the emulator serves, after every reset, and in each other account and region when the CDK first asks there.

Source: CDK guide, "Bootstrapping", default qualifier hnb659fds (checked 2026-11).
"""

import json
from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams, settings
from flowlog_config.local.engine.roles import finish
from flowlog_config.local.engine.state import account_id, region

_QUALIFIER = "hnb659fds"
VERSION_PARAMETER = f"/cdk-bootstrap/{_QUALIFIER}/version"
"""The first thing the CDK reads in an account and region."""
_VERSION = "33"
"""Version of the bootstrap template the two objects stand for; new enough for aws-cdk 2.1148.1."""


def seed_bootstrap() -> None:
    """Make both in the account and region of the calling scope."""
    body = (
        '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<LocationConstraint>{region()}</LocationConstraint></CreateBucketConfiguration>"
    )
    name = f"cdk-{_QUALIFIER}-assets-{account_id()}-{region()}"
    wanted = b"" if region() == "us-east-1" else body.encode()
    finish(seams.s3.handle_request("PUT", f"/{name}", {"host": "127.0.0.1"}, wanted, {}))
    seams.ssm.put_parameter({"Name": VERSION_PARAMETER, "Value": _VERSION, "Type": "String", "Overwrite": True})


def on_demand(stock: seams.Operation) -> seams.Operation:
    """Wrap ``GetParameter`` so that whoever asks for the version of a bootstrap finds one, unless the settings say otherwise."""

    def get_parameter(request: Mapping[str, Any]) -> Any:
        answer = stock(request)
        wanted = request.get("Name") == VERSION_PARAMETER and settings.current().bootstrapped
        if wanted and json.loads(answer[2]).get("__type") == "ParameterNotFound":
            seed_bootstrap()
            return stock(request)
        return answer

    return get_parameter
