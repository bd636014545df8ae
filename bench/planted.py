"""Synthetic stories with four planted defects, checked from the shell; Ink compiled from the same beside it.

    python bench/planted.py [SCENES ...]

Twenty layers, three replies a scene, a `plain` persona, a resistance that gates replies. Planted: an orphan
scene, a scene linked only under a condition that cannot hold there, a scene that is a dead end for part of
the levels, a dead end behind a chain of ten choices. inkjs is compared where node is there and `INKJS` names
the folder of the package (`npm install inkjs`, then its `node_modules/inkjs`).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LAYERS = 20
CHAIN = 10
PLANTED = {
    ("unreachable-scene", "orphan"),
    ("unreachable-scene", "hidden"),
    ("dead-end", "narrow"),
    ("dead-end", "cellar"),
}


@dataclass
class Choice:
    """One reply: where it leads, what it does to resistance, and when it is offered."""

    to: str
    effect: int = 0
    at_most: int | None = None
    hidden: bool = False


@dataclass
class Net:
    """Scenes with their choices; scenes without choices are dead ends."""

    scenes: dict[str, list[Choice]] = field(default_factory=dict)


def planted(scenes: int, seed: int = 1) -> Net:
    """A layered net of about `scenes` scenes in which all but what is planted can be reached and given."""
    dice, net = random.Random(seed), Net()
    widths = _widths(scenes - CHAIN - 4)
    layers = [[f"s-{layer}-{number}" for number in range(width)] for layer, width in enumerate(widths)]
    levels: dict[str, set[int]] = {layers[0][0]: {5}}
    for here, below in zip(layers, [*layers[1:], ["done"]], strict=True):
        targets = list(below) + [dice.choice(below) for _ in range(3 * len(here) - len(below))]
        dice.shuffle(targets)
        for scene in here:
            choices = [Choice(targets.pop(), dice.choice((-1, 0, 1))) for _ in range(3)]
            # A gate that no way here could pass would be a defect of its own.
            choices[dice.randrange(3)].at_most = max(dice.randint(4, 7), min(levels[scene]))
            net.scenes[scene] = choices
            for choice in choices:
                passing = {level for level in levels[scene] if level <= (choice.at_most or 10)}
                led_to = {min(10, max(0, level + choice.effect)) for level in passing}
                levels.setdefault(choice.to, set()).update(led_to)
    _plant(net, layers, levels)
    return net


def _widths(scenes: int) -> list[int]:
    """Layers that grow by three at most, so that each scene can be linked from the layer above."""
    for width in range(1, scenes + 1):
        widths = [min(3**layer, width) for layer in range(LAYERS)]
        if sum(widths) >= scenes:
            return widths
    raise ValueError("too few scenes")


def _plant(net: Net, layers: list[list[str]], levels: dict[str, set[int]]) -> None:
    back, aside = layers[12][0], layers[12][1]
    net.scenes["orphan"] = [Choice(back)]
    net.scenes["hidden"] = [Choice(back)]
    net.scenes[layers[3][0]][0].hidden = True
    door = next(scene for scene in layers[6] if len(levels[scene]) > 1)
    gate = min(levels[door])
    net.scenes["narrow"] = [Choice(back, at_most=gate), Choice(aside, at_most=gate)]
    net.scenes[door].append(Choice("narrow"))
    net.scenes[layers[0][0]].append(Choice("chain-0"))
    for link in range(CHAIN):
        further = f"chain-{link + 1}" if link + 1 < CHAIN else "cellar"
        net.scenes[f"chain-{link}"] = [Choice(back), Choice(further), Choice(aside)]
    net.scenes["cellar"] = []


def as_story(net: Net) -> str:
    """The net in the story format."""
    return "\n".join(_story_lines(net)) + "\n"


def _story_lines(net: Net) -> Iterator[str]:
    yield "servicesim: 1\nid: planted\ntitle: Planted\nsource: customer\nmax_turns: 60"
    yield "persona: {name: Nobody, role: customer, archetype: plain}\nstart: s-0-0\nscenes:"
    for name, choices in net.scenes.items():
        yield f"  {name}:\n    says: |\n      This is {name}.\n    replies:" + (" {}" if not choices else "")
        for number, choice in enumerate(choices):
            yield f"      r{number}:\n        say: |\n          I say {number} to that."
            if choice.at_most is not None:
                yield f"        when: resistance <= {choice.at_most}"
            if choice.effect:
                yield f"        effects: {{resistance: {choice.effect}}}"
            yield from _then(choice)
    yield "endings:"
    yield "  done: {outcome: resolved, says: Done.}"
    yield "  late: {outcome: lost, on: out_of_time, says: Late.}"


def _then(choice: Choice) -> Iterator[str]:
    if not choice.hidden:
        yield f"        then: {choice.to}"
        return
    yield "        then:\n          - when: trust >= 9\n            to: hidden"
    yield f"          - to: {choice.to}"


def as_ink(net: Net) -> str:
    """The same net in Ink."""
    lines = ["VAR resistance = 5", "VAR trust = 5", "-> s_0_0"]
    for name, choices in net.scenes.items():
        lines += [f"=== {_knot(name)} ===", f"This is {name}."]
        for number, choice in enumerate(choices):
            gate = "" if choice.at_most is None else f" {{resistance <= {choice.at_most}}}"
            lines.append(f"+{gate} [I say {number} to that.]")
            lines.append(f"    ~ resistance = resistance + ({choice.effect})")
            lines += ["    {trust >= 9: -> hidden}"] if choice.hidden else []
            lines.append(f"    -> {_knot(choice.to)}")
    return "\n".join([*lines, "=== done ===", "Done.", "-> END", ""])


def _knot(name: str) -> str:
    return name.replace("-", "_")


INK = """
const fs = require('fs');
const {Compiler} = require(process.argv[1] + '/dist/ink-full.js');
const begin = process.hrtime.bigint();
const story = new Compiler(fs.readFileSync(process.argv[2], 'utf8')).Compile();
const compiled = Number(process.hrtime.bigint() - begin) / 1e9;
// Ink tells of a dead end when a player stands in it, and not before.
story.onError = () => {};
let chosen = 0;
const start = process.hrtime.bigint();
while (chosen < 20000) {
  story.ResetState();
  story.ContinueMaximally();
  while (story.currentChoices.length) {
    story.ChooseChoiceIndex(Math.floor(Math.random() * story.currentChoices.length));
    story.ContinueMaximally();
    chosen += 1;
  }
}
const played = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({compiled, rate: chosen / played, memory: process.memoryUsage.rss() / 1e6}));
"""


def check(path: Path, cache: Path) -> tuple[float, set[tuple[str, str]], int]:
    """Seconds from the shell, what was found as (rule, scene), and the states."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "servicesim", "check", str(path), "--format", "json"]
    environment = {**os.environ, "SERVICESIM_CACHE": str(cache)}
    output = subprocess.run(command, capture_output=True, check=False, env=environment).stdout
    seconds = time.perf_counter() - begin
    (found,) = json.loads(output)["stories"]
    errors = [finding for finding in found["findings"] if finding["severity"] == "error"]
    return seconds, {(finding["rule"], finding["scene"]) for finding in errors}, found["states"]


def main() -> None:
    """Check a story of each size, and print what inkjs needs for the same."""
    for scenes in [int(word) for word in sys.argv[1:]] or [1_000, 10_000]:
        net = planted(scenes)
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            (folder / "planted.yaml").write_text(as_story(net), encoding="utf-8")
            (folder / "planted.ink").write_text(as_ink(net), encoding="utf-8")
            seconds, found, states = check(folder / "planted.yaml", folder / "cache")
            missed, false = PLANTED - found, found - PLANTED
            print(
                f"{len(net.scenes):>6} scenes, {states:,} states: checked from the shell in {seconds:.2f} s"
            )
            print(
                f"       planted defects missed: {sorted(missed) or 'none'}; false: {sorted(false) or 'none'}"
            )
            _print_ink(folder)


def _print_ink(folder: Path) -> None:
    node, inkjs = shutil.which("node"), os.environ.get("INKJS")
    if node is None or inkjs is None:
        print("       inkjs: not compared (node or INKJS is missing)")
        return
    command = [node, "-e", INK, inkjs, str(folder / "planted.ink")]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    print(
        f"       inkjs: compiled in {told['compiled']:.2f} s, {told['memory']:.0f} MB, finds none of them; "
        f"{told['rate']:,.0f} random choices a second"
    )


if __name__ == "__main__":
    main()
