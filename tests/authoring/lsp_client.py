"""An editor for tests: a real client of the protocol that talks with `servicesim lsp` in another process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

URI = "file:///stories/small.yaml"


class Editor:
    """A client with one story open."""

    def __init__(self) -> None:
        self.client = LanguageClient("editor", "1")
        self.source = ""
        self.version = 0
        self.told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.told.put_nowait(params)

    def open(self, source: str) -> None:
        """Open a story; the text may have a `‸`, which is not part of it: `here` is its place."""
        item = types.TextDocumentItem(URI, "yaml", self._next(source), self.source)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, source: str) -> None:
        """Replace the text, as if it was typed."""
        document = types.VersionedTextDocumentIdentifier(self._next(source), URI)
        change = types.TextDocumentContentChangeWholeDocument(self.source)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def _next(self, source: str) -> int:
        before, _, after = source.partition("‸")
        self.source = before + after
        line = before.rpartition("\n")[2]
        self.here = types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)
        self.version += 1
        return self.version

    async def findings(self) -> list[types.Diagnostic]:
        """What is told next of the newest version."""
        while True:
            told = await asyncio.wait_for(self.told.get(), 30)
            if told.version == self.version:
                return list(told.diagnostics)

    async def until(self, rule: str) -> types.Diagnostic:
        """The finding of a rule, as soon as it is told."""
        while True:
            for one in await self.findings():
                if one.code == rule:
                    return one

    async def outline(self) -> Any:
        """The parts of the story."""
        params = types.DocumentSymbolParams(types.TextDocumentIdentifier(URI))
        return await self.client.text_document_document_symbol_async(params)

    async def actions(self) -> Any:
        """What can be done at the place `here`."""
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(URI), types.Range(self.here, self.here), types.CodeActionContext([])
        )
        return await self.client.text_document_code_action_async(params)

    def close(self) -> None:
        """Close the story."""
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(URI))
        )

    def text_at(self, place: types.Range) -> str:
        """What stands in a range of one line, counted in UTF-16 as the protocol has it."""
        line = self.source.split("\n")[place.start.line].encode("utf-16-le")
        return line[2 * place.start.character : 2 * place.end.character].decode("utf-16-le")

    async def ask(self, question: str, kind: type[Any], **more: Any) -> Any:
        """Ask about the place `here`."""
        document = types.TextDocumentIdentifier(URI)
        return await getattr(self.client, question)(kind(text_document=document, position=self.here, **more))


@asynccontextmanager
async def editor(cache: Path) -> AsyncIterator[Editor]:
    """An editor that has started the server and says goodbye to it."""
    one = Editor()
    environment = {**os.environ, "SERVICESIM_CACHE": str(cache)}
    await one.client.start_io(sys.executable, "-m", "servicesim", "lsp", env=environment)
    await one.client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    one.client.initialized(types.InitializedParams())
    try:
        yield one
    finally:
        await one.client.shutdown_async(None)
        one.client.exit(None)
        await one.client.stop()
