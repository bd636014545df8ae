"""A copy of plain data from which what is wrong can be cut, place by place, the rest being shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

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
}


class Pruned:
    """The data of a story, `data`, less what was cut. The original is never changed."""

    def __init__(self, original: dict[str, Any]) -> None:
        self.data = dict(original)
        self._original = original
        self.omitted: set[str] = set()
        self.no_archetype = False
        self._fresh = {id(self.data)}

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

    def cut(self, path: Path) -> Path:
        """Take away the value at a path of pydantic's, or put an innocuous one where one must stand.

        Returns the path of the file that was cut: a shorthand is cut as a whole.
        """
        holder, steps = self._holder(path)
        step = steps[-1] if steps else None
        if step is None:
            return ()
        self._replace(holder, step, steps)
        return steps

    def _holder(self, path: Path) -> tuple[Any, Path]:
        """The map or list, made our own, that holds the deepest value of a path; and the path to that."""
        holder: Any = None
        at: Any = self.data
        steps: list[str | int] = []
        for step in path:
            if isinstance(at, dict) and isinstance(step, int):
                continue
            if not isinstance(at, dict | list):
                break
            present = step in at if isinstance(at, dict) else isinstance(step, int) and step < len(at)
            holder = at
            steps.append(step)
            if not present:
                break
            at = self._own(holder, step)
        return holder, tuple(steps)

    def _own(self, holder: Any, step: str | int) -> Any:
        value = holder[step]
        if isinstance(value, dict | list) and id(value) not in self._fresh:
            value = holder[step] = value.copy()
            self._fresh.add(id(value))
        return value

    def _replace(self, holder: Any, step: str | int, steps: Path) -> None:
        if len(steps) == 1 and step in REQUIRED:
            holder[step] = REQUIRED[str(step)]
            self.omitted.add(str(step))
            return
        if steps == ("persona", "archetype"):
            self.no_archetype = True
        stand_in = self._stand_in(steps)
        if stand_in is not None:
            holder[step] = stand_in
        elif isinstance(holder, dict):
            holder.pop(step, None)
        else:
            del holder[step]

    def _stand_in(self, steps: Path) -> Any:
        """What must stand at a place, so that its neighbours can stay and keep their positions."""
        last = steps[-1]
        part = part_at(steps)
        required = {} if part_at(steps[:-1]) is None else _PARTS.get(_name(steps[:-1]), {})
        if isinstance(last, str) and last in required:
            return required[last]
        if last == "then":
            return self._somewhere()
        if last == "to":
            return self._somewhere()
        if part is not None and (isinstance(last, int) or steps[-2:-1] in _NAMED_IN):
            return self._whole(_name(steps))
        if isinstance(last, int) and len(steps) > 1 and steps[-2] in ("sets", "clears"):
            return next((fact for fact in self._facts() if _is_text(fact)), None)
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


def _name(steps: Path) -> str:
    part = part_at(steps)
    return "" if part is None else part.__name__


def _is_text(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.replace("_", "a").isalnum()
        and value[:1].islower()
        and value.islower()
    )


def _is_name(value: str) -> bool:
    return _is_text(value.replace("-", "_"))
