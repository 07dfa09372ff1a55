"""Static files: under an address that changes with them, so that browsers may keep them a year; compressed once."""

import gzip
import hashlib
from pathlib import Path

import brotli
from flask import Flask, Response, request

WORDY = frozenset({"text/css", "text/javascript", "image/svg+xml"})


def address_of(folder: Path) -> str:
    """Return the address of static files: their common hash is a folder in it.

    A folder rather than a query, because the address must also reach what the files name themselves: modules import
    each other, style sheets name fonts.
    """
    seen = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        seen.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        seen.update(path.read_bytes())
    return f"/static/{seen.hexdigest()[:12]}"


def install(app: Flask) -> None:
    """Send static files compressed; each is compressed once in a process and kept (some hundred kilobytes).

    Must be installed after Flask-Compress, which leaves alone what has an encoding already: it would compress the
    same file on every request, and leave it open.
    """
    kept: dict[tuple[str, str], bytes] = {}

    @app.after_request
    def _squeezed(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code != 200 or response.mimetype not in WORDY:
            return response
        coding = request.accept_encodings.best_match(("br", "gzip"))
        response.vary.add("Accept-Encoding")
        if coding and request.view_args and "Range" not in request.headers:
            named = (str(request.view_args["filename"]), coding)
            response.direct_passthrough = False
            if named not in kept:
                kept[named] = _compressed(response.get_data(), coding)
            response.close()
            response.set_data(kept[named])
            response.headers["Content-Encoding"] = coding
            del response.headers["ETag"]  # of the bare file; the address itself is the tag
        return response


def _compressed(data: bytes, coding: str) -> bytes:
    return brotli.compress(data, quality=11) if coding == "br" else gzip.compress(data, 9, mtime=0)
