"""The bootstrap objects made from inside the emulator, before it serves and after every reset."""

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.bootstrap import VERSION, VERSION_PARAMETER, assets_bucket
from flowlog_config.local.engine.roles import finish
from flowlog_config.local.engine.state import account_id, region


def seed_bootstrap() -> None:
    """Make the two objects from inside, for the account and region of the calling scope."""
    body = (
        '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<LocationConstraint>{region()}</LocationConstraint></CreateBucketConfiguration>"
    )
    name = assets_bucket(account_id(), region())
    wanted = b"" if region() == "us-east-1" else body.encode()
    finish(seams.s3.handle_request("PUT", f"/{name}", {"host": "127.0.0.1"}, wanted, {}))
    seams.ssm.put_parameter({"Name": VERSION_PARAMETER, "Value": VERSION, "Type": "String", "Overwrite": True})
