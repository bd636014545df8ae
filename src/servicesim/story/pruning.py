"""A copy of plain data from which what is wrong can be cut, place by place, the rest being shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from servicesim.story.models import ReplyPart, TargetPart
from servicesim.story.places import Path
from servicesim.story.wording import part_at

REQUIRED: Final[Mapping[str, Any]] = {
    "servicesim": "1",
    "id": "held",
    "title": "held",
    "source": "customer",
    "persona": {"name": "held", "role": "held", "archetype": "held"},
    "start": "held",
    "scenes": {"held": {}},
    "endings": {"held": {"outcome": "lost"}},
}
"""What stands in for the keys that a story cannot do without."""

_PARTS: Final[Mapping[str, Any]] = {
    "DocumentPart": {"title": "held", "text": "held"},
    "EndingPart": {"outcome": "lost"},
    "RootPart": {"kind": "concern", "text": "held"},
    "PersonaPart": REQUIRED["persona"],
    "ArchetypePart": {
        "title": "held",
        "start": {"attitude": "held", "resistance": "5", "trust": "5"},
        "attitudes": {"held": {"title": "held", "cues": ["held"]}},
    },
    "StartPart": {"attitude": "held", "resistance": "5", "trust": "5"},
    "AttitudePart": {"title": "held", "cues": ["held"]},
    "TransitionPart": {"from": ["held"], "to": "held", "when": "trust >= 0"},
}


_GONE: Final = object()


class Pruned:
    """The data of a story, `data`, less what was cut. The original is never changed."""

    def __init__(self, original: dict[str, Any]) -> None:
        self.data = dict(original)
        self._original = original
        self.omitted: set[str] = set()
        self.no_archetype = False
        self._fresh = {id(self.data)}
        self._shorter: list[list[Any]] = []

    def settle(self) -> dict[str, Any]:
        """What is left of the data, for validation."""
        for items in self._shorter:
            items[:] = [item for item in items if item is not _GONE]
        self._shorter.clear()
        return self.data

    def original_at(self, path: Path) -> Mapping[str, Any]:
        """The map as it was written at a path of pydantic's; an empty one where there is none."""
        at: Any = self._original
        for step in path:
            if isinstance(at, dict) and isinstance(step, int):
                continue
            if isinstance(at, dict):
                at = at.get(step)
            else:
                at = at[step] if isinstance(at, list) and isinstance(step, int) and step < len(at) else None
        return at if isinstance(at, dict) else {}

    def cut(self, path: Path, *, with_key: bool = False) -> Path:
        """Take away the value at a path of pydantic's, or put an innocuous one where one must stand.

        `with_key` takes away the key as well. Returns the path of the file that was cut: a shorthand is
        cut as a whole.
        """
        holder: Any = None
        at: Any = self.data
        steps: list[str | int] = []
        reached = 0
        for depth, step in enumerate(path, 1):
            if isinstance(at, dict) and isinstance(step, int):
                continue  # one item of a list was written without the list
            if not isinstance(at, dict | list):
                break
            holder, reached = at, depth
            steps.append(step)
            present = step in at if isinstance(at, dict) else isinstance(step, int) and step < len(at)
            if not present:
                break
            at = self._own(holder, step)
        if with_key and isinstance(holder, dict):
            holder.pop(steps[-1], None)
        elif steps:
            self._replace(holder, steps[-1], path[:reached])
        return tuple(steps)

    def _own(self, holder: Any, step: str | int) -> Any:
        value = holder[step]
        if isinstance(value, dict | list) and id(value) not in self._fresh:
            value = holder[step] = value.copy()
            self._fresh.add(id(value))
        return value

    def _replace(self, holder: Any, step: str | int, path: Path) -> None:
        if len(path) == 1 and step in REQUIRED:
            holder[step] = REQUIRED[str(step)]
            self.omitted.add(str(step))
            return
        if path == ("persona", "archetype"):
            self.no_archetype = True
        stand_in = self._stand_in(path)
        if stand_in is not None:
            holder[step] = stand_in
        elif isinstance(holder, dict):
            holder.pop(step, None)
        else:
            holder[step] = _GONE  # the others keep their positions until all is cut
            self._shorter.append(holder)

    def _stand_in(self, path: Path) -> Any:
        """What must stand at a place, so that its neighbours can stay and keep their positions."""
        last, home = path[-1], part_at(path[:-1])
        if home is not None and last in _PARTS.get(home.__name__, {}):
            return _PARTS[home.__name__][last]
        if (home, last) in ((ReplyPart, "then"), (TargetPart, "to")):
            return self._somewhere()
        part = part_at(path)
        if part is not None and (isinstance(last, int) or path[-2:-1] in _NAMED_IN):
            return self._whole(part.__name__)
        if isinstance(last, int) and path[-2] in ("sets", "clears"):
            return next(iter(self._facts()), None)
        return None

    def _whole(self, name: str) -> Any:
        if name == "TargetPart":
            return {"to": self._somewhere()}
        if name == "ReplyPart":
            return {"then": self._somewhere()}
        return _PARTS.get(name, {})

    def _somewhere(self) -> str:
        scenes = self.data.get("scenes")
        names = [name for name in scenes if _is_name(name)] if isinstance(scenes, dict) else []
        return names[0] if names else "held"

    def _facts(self) -> list[Any]:
        facts = self.data.get("facts")
        return [fact for fact in facts if _is_text(fact)] if isinstance(facts, list) else []


_NAMED_IN: Final = (("scenes",), ("replies",), ("endings",), ("documents",))


def _is_text(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.replace("_", "a").isalnum()
        and value[:1].islower()
        and value.islower()
    )


def _is_name(value: str) -> bool:
    return _is_text(value.replace("-", "_"))
