"""An AWS service in a few lines, for what the embedded engine does not do: answers, errors and broken connections by hand."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class AwsDouble:
    """
    Answers each request with what a function makes of its path and body: status, body and headers.

    A ``Content-Length`` among the headers is sent as it is, and so is a body that does not fit it.
    """

    def __init__(self, respond):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                """Stay silent."""

            def do_POST(self):
                status, body, headers = respond(self.path, self.rfile.read(int(self.headers.get("Content-Length", 0))))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            do_GET = do_POST  # noqa: N815 - the name http.server calls

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self):
        """End it."""
        self._server.shutdown()
        self._server.server_close()


class Queues:
    """
    What SQS was asked to keep, without waiting for it.

    Attributes:
        sent: Requests of SendMessage, in order.
        works: Whether messages are taken.
    """

    def __init__(self):
        self.sent, self.works = [], True
        self._double = AwsDouble(self._respond)
        self.url, self.stop = self._double.url, self._double.stop

    def take(self):
        """Take the bodies out."""
        bodies = [one["MessageBody"] for one in self.sent]
        self.sent.clear()
        return bodies

    def _respond(self, _path, body):
        headers = {"Content-Type": "application/x-amz-json-1.0"}
        if not self.works:
            return 403, json.dumps({"__type": "com.amazonaws.sqs#AccessDenied", "message": "no"}).encode(), headers
        self.sent.append(json.loads(body))
        return 200, json.dumps({"MessageId": "1", "MD5OfMessageBody": "0"}).encode(), headers


def s3_error(status, code, message):
    """Write an error as S3 does."""
    text = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return status, text.encode(), {"Content-Type": "application/xml"}
