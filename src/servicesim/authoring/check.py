"""`check`: stories read, linked and proved, and everything that is wrong with them, as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servicesim.authoring.problems import of_problem, of_trouble
from servicesim.errors import StoryNotFound
from servicesim.solver.cache import report_of
from servicesim.solver.proof import Proof
from servicesim.solver.report import Report
from servicesim.story.findings import Finding
from servicesim.story.library import HERE, Library, story_files
from servicesim.story.link import link
from servicesim.story.linked import Story
from servicesim.story.reader import Written, read
from servicesim.story.reading import words
from servicesim.story.render import as_json as finding_json
from servicesim.story.validate import validate

if TYPE_CHECKING:  # opening a store takes imports that a check without it does not need
    from servicesim.authoring.against_saves import AgainstSaves


SavesByPath = Mapping[Path, "AgainstSaves | None"]
"""What each file was found to be when it was held against saved sessions; None for one with errors."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: the story, its proof and report where it links without error; all findings."""

    path: Path
    id: str | None
    story: Story | None
    proof: Proof | None
    report: Report | None
    findings: tuple[Finding, ...]


def check_named(
    names: Sequence[str], library: Library, progress: Callable[[int], None] | None = None
) -> list[Checked]:
    """Check files and folders, and stories of the library by their id.

    Without any name: ./stories where there is one, else the package's stories, and the folders named to the
    library. Raises StoryNotFound for what is not there.
    """
    chosen = [place_of(name, library) for name in names]
    if not chosen:
        chosen = [HERE if HERE.is_dir() else library.folders[0], *library.folders[1:]]
    files = {file.resolve(): file for path in chosen for file in story_files(path)}
    return _held_together([check_file(file, progress) for file in files.values()])


def place_of(name: str, library: Library) -> Path:
    """The file or folder of that name, else the file of the library's story of that id.

    Raises StoryNotFound, StoryAmbiguous.
    """
    try:
        if Path(name).exists():
            return Path(name)
    except OSError as error:  # no file can have such a name
        raise StoryNotFound(name) from error
    return library.entry(name).path


def check_file(path: Path, progress: Callable[[int], None] | None = None) -> Checked:
    """Check one file."""
    return check_written(read(path), progress)


def check_written(
    written: Written,
    progress: Callable[[int], None] | None = None,
    early: Callable[[Checked], None] | None = None,
) -> Checked:
    """Check what was read of a file or of a text.

    `early` is given what the proof alone finds, as soon as it is there, where more is worked out after it.
    """
    path = Path(written.path)
    linked = link(validate(written))
    story = linked.story
    if story is None:
        name = (written.data or {}).get("id")
        return Checked(path, name if isinstance(name, str) else None, None, None, None, linked.findings)
    known = story

    def checked(proof: Proof, report: Report | None = None) -> Checked:
        found = [
            *(of_trouble(written, trouble) for trouble in proof.troubles),
            *(of_problem(written, problem) for problem in (report.problems if report else ())),
        ]
        return Checked(path, known.id, known, proof, report, tuple(_ordered([*linked.findings, *found])))

    def told(proof: Proof) -> None:
        if early is not None:
            early(checked(proof))

    return checked(*report_of(story, progress=progress, proved=told))


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    """In the order of the file, one finding for each rule and place."""
    first: dict[object, Finding] = {}
    for finding in sorted(findings, key=lambda one: (one.line or 0, one.column or 0, one.rule)):
        first.setdefault((finding.rule, finding.line, finding.column), finding)
    return list(first.values())


def failed(checked: Sequence[Checked], strict: bool) -> bool:
    """Whether there is an error, or with `strict` any finding at all."""
    return any(strict or finding.severity == "error" for one in checked for finding in one.findings)


def all_findings(checked: Sequence[Checked]) -> Iterator[Finding]:
    """The findings of all files, one after the other."""
    for one in checked:
        yield from one.findings


def as_json(checked: Sequence[Checked], saves: SavesByPath | None = None) -> str:
    """The whole result under the keys that the command line promises; `saves` is what saved sessions said."""
    stories = [_story_json(one, (saves or {}).get(one.path)) for one in checked]
    return json.dumps({"stories": stories}, indent=2, ensure_ascii=False)


def _story_json(one: Checked, saves: AgainstSaves | None) -> dict[str, Any]:
    story, proof, report = one.story, one.proof, one.report
    return {
        "path": str(one.path),
        "id": one.id,
        "scenes": len(story.scenes) if story else None,
        "replies": count_replies(story) if story else None,
        "endings": len(story.endings) if story else None,
        "words": words(story) if story else None,
        "states": proof.states if proof else None,
        "verdict": proof.verdict if proof else None,
        "scores": _ranges(proof) if proof and proof.verdict == "proved" else None,
        "par": proof.par if proof else None,
        "shortest": proof.shortest if proof else None,
        "longest": proof.longest if proof else None,
        "ending_figures": [asdict(one) for one in report.endings] if report else None,
        "players": [asdict(one) for one in report.players] if report else None,
        "valued": report.valued if report else None,
        "findings": [finding_json(finding) for finding in one.findings],
        "saves": None if saves is None else saves.to_json(),
    }


def count_replies(story: Story) -> int:
    """The replies of a story; a shared one counts in every scene that offers it."""
    return sum(len(scene.replies) for scene in story.scenes.values())


def _ranges(proof: Proof) -> dict[str, Any]:
    scores = {"empathy": proof.empathy, "clarity": proof.clarity, "trust": proof.trust}
    return {
        name: {"worst": held.worst, "best": held.best} if held and held.measured else None
        for name, held in scores.items()
    }


def _held_together(checked: list[Checked]) -> list[Checked]:
    """Of one id in two files with different texts, each file gets the finding."""
    result = []
    for one in checked:
        others = [
            other.path
            for other in checked
            if other is not one and other.id == one.id and one.id is not None
            and (other.story is None or one.story is None or other.story.digest != one.story.digest)
        ]  # fmt: skip
        if others:
            message = f"The id '{one.id}' stands in {others[0]} too, with another text; rename one of them."
            clash = Finding("ambiguous-id", "error", message, str(one.path))
            one = replace(one, findings=(*one.findings, clash))
        result.append(one)
    return result
