"""A page that is the same for everybody: compressed once, sent often."""

import gzip
from dataclasses import dataclass

import brotli
from flask import Response, request

EFFORT = 9  # of brotli, up to 11; a page is made again every few minutes


@dataclass(frozen=True)
class Precompressed:
    """The same page in every coding that is served, by its name in HTTP; `identity` is always there."""

    codings: dict[str, bytes]


def press(page: str) -> Precompressed:
    """Compress a page."""
    data = page.encode()
    squeezed = {"br": brotli.compress(data, quality=EFFORT), "gzip": gzip.compress(data, 9, mtime=0)}
    return Precompressed({"identity": data} | squeezed)


def answer(pressed: Precompressed) -> Response:
    """Answer in the shortest coding this browser takes."""
    taken = [name for name in pressed.codings if name == "identity" or request.accept_encodings[name] > 0]
    coding = min(taken, key=lambda name: len(pressed.codings[name]))
    response = Response(pressed.codings[coding], content_type="text/html; charset=utf-8")
    response.vary.add("Accept-Encoding")
    if coding != "identity":
        response.headers["Content-Encoding"] = coding
    return response
