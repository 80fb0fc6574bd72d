"""The service in a program that compresses streams, flushed piece by piece."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Any

from wizard_service.app import create_app

GZIP_WINDOW_BITS = 31


class Compressing:
    """WSGI middleware. Its client knows without a header what it gets."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = self._app(environ, start_response)
        return compressed(body) if environ["PATH_INFO"].endswith("/stream") else body


def compressed(body: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(wbits=GZIP_WINDOW_BITS)
    with closing(body) as pieces:  # type: ignore[type-var]
        for piece in pieces:
            yield compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH)


app = create_app()
app.wsgi_app = Compressing(app.wsgi_app)  # type: ignore[method-assign]
