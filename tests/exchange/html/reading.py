"""Reads a report as a browser would, as far as the tests ask: what it says, and what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

# In these nothing is written by us that could be looked up elsewhere or run.
HARMLESS = frozenset(
    (
        *("class", "id", "lang", "charset", "name", "content", "http-equiv", "scope", "colspan", "style"),
        *("width", "height", "viewbox", "role", "aria-label", "x", "y", "x1", "y1", "x2", "y2", "d", "r"),
        *("cx", "cy", "fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor", "font-size"),
    )
)
HARMLESS_ELEMENTS = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "header", "footer", "section", "div", "span"),
        *("h1", "h2", "h3", "p", "b", "i", "em", "small", "br", "ul", "li", "blockquote"),
        *("table", "thead", "tbody", "tr", "th", "td"),
        *("svg", "line", "path", "circle", "rect", "text"),
    )
)


class Read(HTMLParser):
    """The elements and attributes there are, the text that is shown, and the style sheet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.style = ""
        self._words: list[str] = []
        self._inside: list[str] = []
        self.feed(text)
        self.close()

    @property
    def words(self) -> str:
        """All that can be read on the page, with single spaces."""
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._inside:
            self.style += data
        elif not {"title", "svg"} & set(self._inside):
            self._words.append(data)
