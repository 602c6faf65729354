"""``flowlog local receive``: the endpoint."""

from pathlib import Path
from typing import Any

import click

from flowlog_config.local.commands.options import (
    PORT,
    answering_engine,
    engine_clients,
    engine_options,
    stop_signal,
    writing,
)
from flowlog_config.local.receiver.faults import Fault

_EXAMPLE = """
\b
Example, for a stream whose URL is https://logs.example.com/flow:
  export FIREHOSE_KEY=...
  flowlog local receive --name logs.example.com --key-env FIREHOSE_KEY --output events.jsonl
"""


@click.command(epilog=_EXAMPLE)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=PORT, default=8443, show_default=True, help="Port to listen on; 0 chooses a free one.")
@click.option("--name", "names", multiple=True, help="Host name the certificate is for; repeat for several.")
@click.option(
    "--ca",
    "ca_file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path(".flowlog/ca.pem"),
    show_default=True,
    help="Where to write the throwaway authority's certificate.",
)
@click.option("--plain-http", is_flag=True, help="No TLS: something in front of it ends TLS.")
@click.option("--key-env", multiple=True, help="Environment variable that holds an access key; repeat for several.")
@click.option("--key-file", type=click.Path(path_type=Path), help="File with one access key a line.")
@click.option("--key-secret", help='Secret of the local engine that holds {"api_key": ...}.')
@click.option("--no-key", is_flag=True, help="Let in requests without a key.")
@click.option("--output", type=click.Path(path_type=Path), help="File for the events, as JSON lines [default: stdout].")
@click.option("--max-body-mib", type=click.IntRange(1, 64), default=64, show_default=True, help="Larger answers 413.")
@click.option("--decompressed", is_flag=True, help="Also take JSON envelopes of a stream that decompresses.")
@click.option("--fault", type=click.Choice([fault.value for fault in Fault]), help="What to answer instead.")
@click.option("--first", type=click.IntRange(1), help="Only to so many requests [default: to all].")
@engine_options
def receive(**options: Any) -> None:
    """
    Receive from Firehose, or from `flowlog local carry`, as strictly as the strictest real receiver.

    Every event is written as one line of JSON with its log group, stream, account and request. Exit code 1 means that
    an option or key is wrong.
    """
    from flowlog_config.local.receiver.events import JsonLinesFile  # noqa: PLC0415 - as above
    from flowlog_config.local.receiver.faults import FaultPlan  # noqa: PLC0415 - as above
    from flowlog_config.local.receiver.protocol import Rules  # noqa: PLC0415 - as above
    from flowlog_config.local.receiver.server import Receiver  # noqa: PLC0415 - only when it runs

    rules = Rules(tuple(_keys(options)), options["max_body_mib"] * 1024 * 1024)
    names = options["names"] or ("localhost", "127.0.0.1")
    output = options["output"] or Path("/dev/stdout")
    with writing(output):
        sink = JsonLinesFile(output)
    tls = None if options["plain_http"] else _tls(names, options["ca_file"])
    try:
        receiver = Receiver(
            rules,
            sink,
            tls=tls,
            faults=FaultPlan(Fault(options["fault"]) if options["fault"] else None, first=options["first"]),
            plain_records=options["decompressed"],
            host=options["host"],
            port=options["port"],
        )
    except OSError as error:
        raise click.ClickException(f"cannot listen on {options['host']}:{options['port']}: {error.strerror}") from error
    with receiver:
        _tell(receiver.port, names, options)
        stop_signal().wait()
    sink.close()


def _tell(port: int, names: tuple[str, ...], options: dict[str, Any]) -> None:
    scheme = "http" if options["plain_http"] else "https"
    click.echo(f"Receiving on {scheme}://{options['host']}:{port} for {', '.join(names)} (Ctrl-C stops it)", err=True)
    if scheme == "https":
        resolve = f"--resolve {names[0]}:443:{options['host']}:{port} --ca {options['ca_file']}"
        click.echo(f"Send to it with: flowlog local carry {resolve}", err=True)


def _tls(names: tuple[str, ...], ca_file: Path) -> Any:
    from flowlog_config.local.receiver.tls import (  # noqa: PLC0415 - only when it runs
        CertificateToolMissingError,
        server_context,
    )

    try:
        with writing(ca_file):
            ca_file.parent.mkdir(parents=True, exist_ok=True)
            return server_context(names, ca_file)
    except CertificateToolMissingError as error:
        raise click.ClickException(str(error)) from error
    except UnicodeError as error:
        raise click.ClickException(
            f"--name {' '.join(names)!r}: a certificate is for host names or addresses"
        ) from error


def _keys(options: dict[str, Any]) -> list[str]:
    from flowlog_config.local.firehose.secret import SecretShapeError  # noqa: PLC0415 - only when it runs
    from flowlog_config.local.receiver.keys import (  # noqa: PLC0415 - as above
        KeyMissingError,
        key_from_secret,
        keys_from_environment,
        keys_from_file,
    )

    try:
        keys = keys_from_environment(options["key_env"])
        if options["key_file"]:
            keys += keys_from_file(options["key_file"])
        if options["key_secret"]:
            with answering_engine(options):
                keys.append(key_from_secret(engine_clients(options), options["key_secret"]))
    except (KeyMissingError, SecretShapeError) as error:
        raise click.ClickException(str(error)) from error
    if keys and options["no_key"]:
        raise click.ClickException("--no-key lets everyone in: leave it out, or the keys")
    if not keys and not options["no_key"]:
        raise click.ClickException(
            "give a key with --key-env, --key-file or --key-secret, or let everyone in with --no-key"
        )
    return keys
