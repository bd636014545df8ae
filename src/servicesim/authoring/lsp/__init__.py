"""The language server: what an editor asks while a story is written."""

from __future__ import annotations

from servicesim.errors import ExtraMissing


def serve() -> None:
    """Serve one editor over stdin and stdout. Raises ExtraMissing where pygls is not installed."""
    try:
        from servicesim.authoring.lsp.server import serve_stdio
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise ExtraMissing("The language server", "lsp") from error
    serve_stdio()
