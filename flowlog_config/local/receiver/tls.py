"""A throwaway certificate authority for the local endpoint, so that TLS host names are really verified."""

import ssl
from collections.abc import Sequence
from pathlib import Path


class CertificateToolMissingError(RuntimeError):
    """The package that makes certificates is not installed."""


def server_context(host_names: Sequence[str], ca_file: Path) -> ssl.SSLContext:
    """
    Make a certificate for the given names and write the authority that vouches for it.

    The private keys live in memory only (and, while they are loaded, in a private temporary file).

    Args:
        host_names: DNS names or IP addresses the certificate is valid for, at least one.
        ca_file: Where to write the authority's certificate (PEM, no key); give it to the client, for instance
            with ``flowlog local carry --ca``.

    Raises:
        CertificateToolMissingError: trustme is not installed; it comes with the extra ``local``.
    """
    try:
        import trustme  # noqa: PLC0415 - only those who serve TLS need the package
    except ImportError as error:
        message = 'the local endpoint needs trustme; install it with: pip install "flowlog[local]"'
        raise CertificateToolMissingError(message) from error
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert(*host_names).configure_cert(context)
    return context
