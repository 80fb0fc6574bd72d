"""An HTTP proxy with a TLS server at the end of its tunnels, which passes the plain text to a scripted server."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import SHUT_WR, create_connection, socket
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "wizard.test"


class TunnelProxy:
    """origin_port: of the scripted server. certificate: a file from `write_certificate`.

    requests: the heads of the requests that the proxy has received. refusals: how many of the next it refuses.
    """

    def __init__(self, origin_port: int, certificate: Path) -> None:
        self.requests: list[str] = []
        self.refusals = 0
        self._origin_port = origin_port
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self.port: int = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def tunnel(self, connection: socket) -> None:
        """Answer a CONNECT and pass bytes between its client and the scripted server until one of them closes."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.recv(1)
        self.requests.append(head.decode())
        if self.refusals:
            self.refusals -= 1
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with (
            self._tls.wrap_socket(connection, server_side=True) as client,
            create_connection(("127.0.0.1", self._origin_port)) as origin,
        ):
            answers = Thread(target=_pass_on, args=(origin, client))
            answers.start()
            _pass_on(client, origin)
            answers.join()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep the test output clean: clients close their connections at any moment."""


def _handler_of(proxy: TunnelProxy) -> type[BaseRequestHandler]:
    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            proxy.tunnel(self.request)

    return Handler


def _pass_on(source: socket, target: socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(SHUT_WR)
    except OSError:
        # The client has closed the tunnel.
        return


def write_certificate(path: Path) -> Path:
    """Write a key and a certificate for HOST, which is its own authority; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
