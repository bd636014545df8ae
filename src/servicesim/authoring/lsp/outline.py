"""The parts of a story as an editor's outline shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lsprotocol.types import DocumentSymbol, SymbolKind

from servicesim.authoring.lsp.text import Text
from servicesim.authoring.symbols import Kind

_KINDS: Mapping[Kind, SymbolKind] = {
    "scene": SymbolKind.Class,
    "reply": SymbolKind.Method,
    "ending": SymbolKind.Event,
    "document": SymbolKind.File,
    "fact": SymbolKind.Constant,
}


def outline(text: Text) -> list[DocumentSymbol]:
    """Scenes with their replies, shared replies, endings, documents and facts, in the order of the text."""
    scenes: dict[str, list[DocumentSymbol]] = {}
    found = []
    for name, symbol in _all(text):
        scene, slash, _ = name.partition("/")
        if slash and scene in scenes:
            scenes[scene].append(symbol)
            continue
        if symbol.kind == SymbolKind.Class:
            scenes[name] = []
            symbol.children = scenes[name]
        found.append(symbol)
    return found


def _all(text: Text) -> Iterator[tuple[str, DocumentSymbol]]:
    for one in text.symbols.mentions:
        if not one.defines or one.kind not in _KINDS:
            continue
        start, end = (one.start, one.end) if one.kind == "fact" else text.written.places.block(one.path)
        yield (
            one.name,
            DocumentSymbol(
                name=one.name.rpartition("/")[2],
                kind=_KINDS[one.kind],
                range=text.range(min(start, one.start), max(end, one.end)),
                selection_range=text.range_of(one),
                detail=_detail(text, one.path),
            ),
        )


def _detail(text: Text, path: tuple[str | int, ...]) -> str | None:
    part: Any = text.written.data
    for step in path:
        part = part[step]
    detail = part.get("outcome") if isinstance(part, dict) else None
    return detail if isinstance(detail, str) else None
