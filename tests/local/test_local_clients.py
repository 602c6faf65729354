"""The local tools talk to this machine only, and with invented credentials only."""

import pytest

from flowlog_config.local.clients import EndpointError, connect, default_account


@pytest.mark.parametrize(
    "url", ["", "https://logs.eu-west-1.amazonaws.com", "http://10.0.0.1:4566", "http://127.0.0.1.example.com"]
)
def test_refuses_an_endpoint_that_is_not_on_this_machine(url):
    """No real account can be written to or read from by mistake."""
    with pytest.raises(EndpointError, match="on this machine"):
        connect(url, account_id="111122223333", region="eu-west-1")


def test_never_uses_the_credentials_or_profile_of_the_user(monkeypatch, tmp_path):
    """Environment, profile and files of the user do not reach the clients."""
    shared = tmp_path / "credentials"
    shared.write_text("[work]\naws_access_key_id = AKIAREAL\naws_secret_access_key = real\n")
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_SECRET_ACCESS_KEY": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_PROFILE": "work-that-does-not-exist",
        "AWS_SHARED_CREDENTIALS_FILE": str(shared),
        "AWS_ENDPOINT_URL_S3": "https://s3.amazonaws.com",
        "HTTP_PROXY": "http://proxy.example.com",
    }.items():
        monkeypatch.setenv(name, value)
    clients = connect("http://127.0.0.1:4566", account_id="111122223333", region="eu-west-1")
    for client in (clients.s3, clients.logs, clients.kms):
        assert client.meta.endpoint_url == "http://127.0.0.1:4566"
        credentials = client._request_signer._credentials.get_frozen_credentials()
        assert credentials.access_key == "111122223333"
        assert credentials.token is None


def test_takes_the_account_a_local_engine_would_take(monkeypatch):
    """A key id of 12 digits is the account; a real key id is not."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "222233334444")
    assert default_account() == "222233334444"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    assert default_account() == "111122223333"
