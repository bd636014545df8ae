"""The result of `check` as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicesim.authoring.check import Checked, count_replies
from servicesim.results.scores import guessing, score_text
from servicesim.solver.proof import Proof
from servicesim.story.linked import Story
from servicesim.story.reading import minutes, words
from servicesim.story.render import as_text as finding_text


def as_text(checked: Sequence[Checked]) -> Iterator[str]:
    """Findings of every file with their places, then what the file holds and what was proved of it."""
    if not checked:
        yield "No stories."
    for index, one in enumerate(checked):
        if index:
            yield ""
        for finding in one.findings:
            yield from finding_text(finding)
        yield from _summary(one)


def _summary(one: Checked) -> Iterator[str]:
    if one.story is None or one.proof is None:
        yield f"{one.path}: not proved, because it has errors"
        return
    yield f"{one.path}: {_verdict(one.proof)}"
    yield from _holds(one.story, one.proof)


def _verdict(proof: Proof) -> str:
    if proof.verdict == "bounded":
        return f"bounded: more than {proof.bound:,} states, so no scores are shown"
    return f"proved, {proof.states:,} states"


def _holds(story: Story, proof: Proof) -> Iterator[str]:
    counts = f"{len(story.scenes)} scenes, {count_replies(story)} replies, {len(story.endings)} endings"
    yield f"  {counts}, {words(story):,} words"
    if proof.par is None or proof.shortest is None or proof.longest is None:
        return
    about = minutes(story, proof.par)
    yield f"  {proof.shortest} to {proof.longest} replies, par {proof.par}, about {about} minutes"
    for name, label in (("empathy", "empathy"), ("clarity", "clarity"), ("trust", "trust")):
        held, guess = getattr(proof, name), getattr(guessing(proof), name)
        if held is None or not held.measured:
            yield f"  {label:<8} not measured here"
        else:
            yield f"  {label:<8} {held.worst:.2f} to {held.best:.2f}; guessing scores {score_text(guess)}"
    if proof.random is not None:
        endings = sorted(proof.random.endings.items(), key=lambda item: -item[1])
        yield "  guessing ends in " + ", ".join(f"{name} {share:.0%}" for name, share in endings)
