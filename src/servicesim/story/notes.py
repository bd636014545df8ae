"""Where the linker reports what does not resolve."""

from __future__ import annotations

from servicesim.story.built import MOST_FINDINGS
from servicesim.story.findings import Finding, Severity
from servicesim.story.names import Enough
from servicesim.story.places import Path, Place
from servicesim.story.reader import TOO_MANY, home
from servicesim.story.scope import Trouble
from servicesim.story.validate import Draft


class Notes:
    """Turns troubles into findings, each once per rule and place, and not too many of them."""

    def __init__(self, draft: Draft) -> None:
        self.findings: list[Finding] = []
        self._written = draft.written
        self._seen: set[tuple[str, int, int]] = set()

    def report(self, trouble: Trouble, path: Path, *, key: bool = False) -> None:
        places = self._written.places
        place = places.key(path) if key else places.within(path, trouble.start, trouble.end)
        self._add(trouble.rule, trouble.message, path, place, "error", trouble.suggestion)

    def warn(self, rule: str, message: str, path: Path, *, key: bool = False) -> None:
        place = self._written.places.key(path) if key else self._written.places.value(path)
        self._add(rule, message, path, place, "warning", None)

    def _add(
        self, rule: str, message: str, path: Path, place: Place, severity: Severity, suggestion: str | None
    ) -> None:
        if (rule, place.line, place.column) in self._seen:
            return
        if severity == "error" and len(self.findings) >= MOST_FINDINGS:
            self.findings.append(self._written.finding("too-many-findings", TOO_MANY, None))
            raise Enough
        self._seen.add((rule, place.line, place.column))
        scene, reply = home(path)
        self.findings.append(
            self._written.finding(
                rule, message, place, severity, scene=scene, reply=reply, suggestion=suggestion
            )
        )


class Silence:
    """For documents of stories that were linked before: an error there is a fault of the store."""

    def report(self, trouble: Trouble, path: Path, *, key: bool = False) -> None:
        raise ValueError(f"a kept story does not link: {trouble.message} ({path})")

    def warn(self, rule: str, message: str, path: Path, *, key: bool = False) -> None:
        """A story that was played with a warning plays on with it."""
