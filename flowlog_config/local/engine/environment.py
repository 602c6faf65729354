"""The environment in which the CDK CLI and boto3 can only reach the engine, never a real account."""

import os
from collections.abc import Mapping
from pathlib import Path

_SECRET = "local-engine"  # noqa: S105 - not a secret: the engine checks no signature
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def local_environment(
    *,
    endpoint_url: str,
    account_id: str,
    region: str,
    cdk_home: Path,
    inherited: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """
    Give the whole environment for a child process that talks to the engine.

    Everything of the caller's that names AWS is left out: credentials, profiles, roles, endpoints. Profile and
    configuration files are replaced by files of our own, so that a profile chosen by a script resolves to the engine
    or to nothing.

    Args:
        endpoint_url: Where the engine listens.
        account_id: Account to appear as, 12 digits; ministack takes it from the access key id.
        region: Region to appear in.
        cdk_home: A private directory for the CDK CLI, which caches the account of an access key; made when missing.
        inherited: What to start from; this process's own environment by default.
    """
    cdk_home.mkdir(parents=True, exist_ok=True)
    kept = {
        name: value
        for name, value in (os.environ if inherited is None else inherited).items()
        if not name.startswith(("AWS_", "CDK_"))
    }
    bypass = [kept.get(name, "") for name in ("NO_PROXY", "no_proxy")] + list(_LOOPBACK)
    no_proxy = ",".join(dict.fromkeys(part for text in bypass for part in text.split(",") if part))
    return kept | {
        "AWS_ACCESS_KEY_ID": account_id,
        "AWS_SECRET_ACCESS_KEY": _SECRET,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PROFILE": "default",
        "AWS_CONFIG_FILE": str(_config_file(cdk_home, region)),
        "AWS_SHARED_CREDENTIALS_FILE": str(_credentials_file(cdk_home, account_id)),
        "CDK_HOME": str(cdk_home),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "CDK_DISABLE_VERSION_CHECK": "1",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "18,20",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
    }


def _config_file(cdk_home: Path, region: str) -> Path:
    path = cdk_home / "aws-config"
    path.write_text(f"[default]\nregion = {region}\n", encoding="utf-8")
    return path


def _credentials_file(cdk_home: Path, account_id: str) -> Path:
    path = cdk_home / "aws-credentials"
    text = f"[default]\naws_access_key_id = {account_id}\naws_secret_access_key = {_SECRET}\n"
    path.write_text(text, encoding="utf-8")
    return path
