"""The place to which a custom resource sends its answer."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answers:
    """Takes answers on loopback, in order."""

    def __init__(self):
        self.got = []
        got = self.got

        class Handler(BaseHTTPRequestHandler):
            """Takes one."""

            def do_PUT(self):
                """Keep the body."""
                got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def asks(self, request_type):
        """Give the event of a custom resource."""
        return {
            "RequestType": request_type,
            "ResponseURL": f"http://127.0.0.1:{self._server.server_port}/answer?signature=x",
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "FlowLogs",
        }

    def __enter__(self):
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, *_):
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
