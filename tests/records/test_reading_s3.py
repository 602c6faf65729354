"""`flowlog read s3://…`, with the real client against a bucket on loopback."""

import gzip
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner
from packings import LINES, TALKS, text

from flowlog_config.cli import main

OBJECTS = {
    "logs/a.log.gz": gzip.compress(text(LINES[:3], header=True)),
    "logs/b.log.gz": gzip.compress(text(LINES[3:], header=True)),
    "logs/": b"",
    "other.log": text(TALKS[:1], header=True),
}


class Bucket(BaseHTTPRequestHandler):
    """One bucket of S3, as far as it is asked: two objects a page, and three ways to refuse."""

    def do_GET(self):
        """List, hand out, or refuse."""
        url = urlsplit(self.path)
        _, bucket, *key = unquote(url.path).split("/", 2)
        codes = {
            "denied": (403, "AccessDenied"),
            "unknown-key": (403, "InvalidAccessKeyId"),
            "missing": (404, "NoSuchBucket"),
        }
        if bucket in codes:
            self._refuse(*codes[bucket])
        elif "list-type=2" in url.query:
            self._list(parse_qs(url.query))
        elif key and key[0] in OBJECTS:
            self._answer(200, OBJECTS[key[0]])
        else:
            self._refuse(404, "NoSuchKey")

    def _list(self, asked):
        keys = sorted(key for key in OBJECTS if key.startswith(asked.get("prefix", [""])[0]))
        first = int(asked.get("continuation-token", ["0"])[0])
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(OBJECTS[key])}</Size></Contents>"
            for key in keys[first : first + 2]
        )
        more = first + 2 < len(keys)
        rest = f"<NextContinuationToken>{first + 2}</NextContinuationToken>" if more else ""
        body = f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{rest}{contents}</ListBucketResult>"
        self._answer(200, body.encode())

    def _refuse(self, status, code):
        self._answer(status, f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode())

    def _answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run the command with invented credentials and no files of the user's."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
            "AWS_ACCESS_KEY_ID": "invented",
            "AWS_SECRET_ACCESS_KEY": "invented",
            "AWS_REGION": "eu-west-1",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(tmp_path / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        yield lambda *arguments: CliRunner().invoke(main, ["read", *arguments], catch_exceptions=False)
        server.shutdown()


def test_an_object_is_read_like_a_file(run):
    """By its key."""
    ran = run("s3://bucket/other.log", "--csv", "--columns", "dstport")
    assert (ran.exit_code, ran.stdout) == (0, "dstport\n443\n")


@pytest.mark.parametrize(("url", "count"), [("s3://bucket/logs/", len(LINES)), ("s3://bucket", len(LINES) + 1)])
def test_a_prefix_is_all_objects_below_it(run, url, count):
    """Page after page, without the empty ones that stand for folders."""
    ran = run(url, "--json")
    assert (ran.exit_code, len(ran.stdout.splitlines())) == (0, count)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("s3://bucket/nothing.log", "there is no such object; a prefix ends with /"),
        ("s3://bucket/nothing/", "there is nothing below this prefix"),
        ("s3://missing/a.log", "there is no such bucket"),
        ("s3://denied/a.log", "it is denied; reading takes s3:GetObject, and s3:ListBucket"),
        ("s3://denied/logs/", "it is denied; reading takes s3:GetObject, and s3:ListBucket"),
        ("s3://unknown-key/a.log", "AWS does not know the access key; sign in again, or give --profile"),
        ("s3://", "is no address in S3; write s3://BUCKET/KEY"),
    ],
)
def test_a_refusal_is_said_in_words_and_other_files_are_read(run, tmp_path, url, says):
    """With the address, and without a word of a library."""
    (tmp_path / "a.log").write_bytes(text(header=True))
    ran = run(url, str(tmp_path / "a.log"), "--json")
    assert ran.exit_code == 1
    assert len(ran.stdout.splitlines()) == len(LINES)
    assert ran.stderr.splitlines()[-1] == f"  {url}: {ran.stderr.splitlines()[-1].split(': ', 1)[1]}"
    assert says in ran.stderr
    assert "invented" not in ran.stderr


def test_missing_credentials_and_profiles_say_what_to_do(run, monkeypatch):
    """Before anything is asked."""
    assert "there is no AWS profile nobody" in run("s3://bucket/other.log", "--profile", "nobody").stderr
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "there are no AWS credentials; sign in" in run("s3://bucket/other.log").stderr


def test_an_endpoint_that_does_not_answer_is_named(run, monkeypatch):
    """It may be the network, or the setting."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert "AWS cannot be reached" in run("s3://bucket/other.log").stderr
