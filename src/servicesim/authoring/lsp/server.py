"""The server: what an editor tells and asks, over stdin and stdout.

What reading and linking find is told a moment after each change. A proof begins after a pause, in a process
of its own, and is ended by the next change.
"""

from __future__ import annotations

import asyncio
import importlib.resources
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from servicesim import __version__
from servicesim.authoring.lsp.actions import actions, diagnostic
from servicesim.authoring.lsp.completion import completions
from servicesim.authoring.lsp.hover import hover
from servicesim.authoring.lsp.outline import outline
from servicesim.authoring.lsp.spot import spot_at
from servicesim.authoring.lsp.text import Text
from servicesim.authoring.proving import ProofFailed, Prover
from servicesim.authoring.rename import RENAMED, refuse_unread, to_rename
from servicesim.authoring.symbols import Mention
from servicesim.errors import ServicesimError
from servicesim.persona.archetype import archetype_ids
from servicesim.story.findings import Finding
from servicesim.story.places import BREAK

MOMENT: Final = 0.1
"""Seconds after a change before the text is read: whoever types quickly is not answered letter by letter."""

PAUSE: Final = 0.5
"""Seconds without a change before a proof begins."""

REFUSED: Final = -32803
"""The protocol's RequestFailed: the editor shows the message."""


class StoryServer(LanguageServer):
    """The server with the texts that are open in the editor."""

    def __init__(self) -> None:
        super().__init__(
            "servicesim", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )  # whole texts: an editor's lines and Python's end at different characters
        self._texts: dict[str, tuple[str, Text]] = {}
        self._looking: dict[str, asyncio.Task[None]] = {}
        self._prover = Prover()
        self._proving = asyncio.Lock()

    def text(self, uri: str) -> Text:
        """The newest version of an open text, read when it is first asked for."""
        source = self.workspace.get_text_document(uri).source
        held = self._texts.get(uri)
        if held is not None and held[0] == source:
            return held[1]
        path = uris.to_fs_path(uri) or uri
        units = self.workspace.position_codec.client_num_units
        text = Text(source, path, units, None if held is None else held[1])
        self._texts[uri] = source, text
        return text

    def read_last(self, uri: str) -> Text:
        """The newest version that was read already: for names, a word older than what is on the screen."""
        held = self._texts.get(uri)
        return self.text(uri) if held is None else held[1]

    def look(self, uri: str) -> None:
        """Tell, soon, what is wrong with a text; what was being found out of an older version is given up."""
        self.forget(uri)
        self._looking[uri] = asyncio.create_task(self._look(uri))

    def forget(self, uri: str) -> None:
        """Give up what is being found out of a text."""
        task = self._looking.pop(uri, None)
        if task is not None:
            task.cancel()

    def close(self, uri: str) -> None:
        """Forget a text."""
        self.forget(uri)
        self._texts.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def end(self) -> None:
        """End the worker."""
        for uri in list(self._looking):
            self.forget(uri)
        await self._prover.close()

    async def _look(self, uri: str) -> None:
        await asyncio.sleep(MOMENT)
        text, version = self.text(uri), self.workspace.get_text_document(uri).version
        self._tell(uri, version, text, text.linked.findings if text.is_story else ())
        if not text.is_story or text.linked.story is None:
            return
        await asyncio.sleep(PAUSE - MOMENT)
        try:
            async with self._proving:
                proved = await self._prover.prove(text.written.source, text.path, lambda _: None)
        except ProofFailed as error:
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, str(error)))
            return
        self._tell(uri, version, text, proved.findings)

    def _tell(self, uri: str, version: int | None, text: Text, findings: Sequence[Finding]) -> None:
        told = [diagnostic(text, finding) for finding in findings]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, told, version))


def serve_stdio() -> None:
    """Serve one editor until it says that it is done, or closes the stream."""
    make_server().start_io()


def make_server() -> StoryServer:
    """A server that knows all it can be asked."""
    server = StoryServer()
    _follow_texts(server)
    _answer_of_names(server)
    _answer_of_text(server)
    return server


def _follow_texts(server: StoryServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.look(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.look(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(types.SHUTDOWN)
    async def shutdown(_: None) -> None:
        await server.end()


def _answer_of_names(server: StoryServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> types.Location | None:
        text, mention = _mention(server, params)
        if mention is None:
            return None
        found = text.known.definition(mention.kind, mention.name)
        if found is not None and text.known is text.symbols:
            return types.Location(params.text_document.uri, text.range_of(found))
        return _in_package(mention)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location]:
        text, mention = _mention(server, params)
        if mention is None:
            return []
        everywhere = text.symbols.of(mention.kind, mention.name)
        wanted = [one for one in everywhere if params.context.include_declaration or not one.defines]
        return [types.Location(params.text_document.uri, text.range_of(one)) for one in wanted]

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        text, mention = _mention(server, params)
        if mention is None or not _can_be_renamed(text, mention):
            return None
        return types.PrepareRenamePlaceholder(text.range_of(mention), mention.name.rpartition("/")[2])

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def rename(params: types.RenameParams) -> types.WorkspaceEdit:
        text, mention = _mention(server, params)
        if mention is None or not _can_be_renamed(text, mention):
            raise JsonRpcException("Nothing here can be renamed.", REFUSED)
        try:
            refuse_unread(text.draft, text.linked.findings)
            places = to_rename(text.symbols, mention.kind, mention.name, params.new_name)
        except ServicesimError as error:
            raise JsonRpcException(str(error), REFUSED) from error
        edits = [types.TextEdit(text.range_of(one), params.new_name) for one in places]
        return types.WorkspaceEdit(changes={params.text_document.uri: edits})


def _answer_of_text(server: StoryServer) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "(", "/", "[", ","])
    )
    def complete(params: types.CompletionParams) -> list[types.CompletionItem]:
        source = server.workspace.get_text_document(params.text_document.uri).source
        text = server.read_last(params.text_document.uri)
        lines = BREAK.split(source.replace("\ufeff", " "))
        line = min(params.position.line, len(lines) - 1)
        spot = spot_at(lines, line, text.column(lines[line], params.position.character))
        return completions(text, spot) if spot is not None and text.is_story else []

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def show(params: types.HoverParams) -> types.Hover | None:
        text, mention = _mention(server, params)
        said = None if mention is None else hover(text, mention)
        if mention is None or said is None:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, said), text.range_of(mention))

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([types.CodeActionKind.QuickFix]))
    def mend(params: types.CodeActionParams) -> list[types.CodeAction]:
        return list(actions(server.text(params.text_document.uri), params.text_document.uri, params.range))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        return outline(server.text(params.text_document.uri))


Asked = (
    types.DefinitionParams
    | types.ReferenceParams
    | types.PrepareRenameParams
    | types.RenameParams
    | types.HoverParams
)


def _mention(server: StoryServer, params: Asked) -> tuple[Text, Mention | None]:
    text = server.text(params.text_document.uri)
    return text, text.symbols.at(text.offset(params.position))


def _can_be_renamed(text: Text, mention: Mention) -> bool:
    return mention.kind in RENAMED and text.symbols.definition(mention.kind, mention.name) is not None


def _in_package(mention: Mention) -> types.Location | None:
    """Where the package defines a tactic or an archetype."""
    folder = Path(str(importlib.resources.files("servicesim.persona")))
    if mention.kind == "tag":
        return _line_of(folder / "catalogue.yaml", rf" +{re.escape(mention.name)}:")
    if mention.kind == "archetype" and mention.name in archetype_ids():
        return _line_of(folder / "archetypes" / f"{mention.name}.yaml", "")
    return None


def _line_of(file: Path, beginning: str) -> types.Location | None:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        if re.match(beginning, line):
            start = types.Position(number, len(line) - len(line.lstrip()))
            return types.Location(uris.from_fs_path(str(file)) or "", types.Range(start, start))
    return None
