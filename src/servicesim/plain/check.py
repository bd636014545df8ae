"""The result of `check` as text."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from servicesim.authoring.check import Checked, SavesByPath, count_replies
from servicesim.results.scores import score_text
from servicesim.solver.proof import MOST_VALUED, Proof
from servicesim.solver.report import Player, Report
from servicesim.story.findings import Finding
from servicesim.story.linked import Story
from servicesim.story.reading import minutes, words
from servicesim.story.render import as_text as finding_text
from servicesim.story.render import printable


def as_text(checked: Sequence[Checked], saves: SavesByPath | None = None) -> Iterator[str]:
    """Findings of every file with their places, then what the file holds and what was proved of it; at last
    what it would make of the saved sessions, where `saves` says so."""
    if not checked:
        yield "No stories."
    for index, one in enumerate(checked):
        if index:
            yield ""
        for finding in one.findings:
            yield from finding_text(finding)
            yield from _witness(one, finding)
        yield from _summary(one)
        if saves is not None:
            from servicesim.plain.against_saves import as_text as saves_text

            yield ""
            yield from saves_text(saves[one.path])


def _witness(one: Checked, finding: Finding) -> Iterator[str]:
    if finding.witness:
        yield f"  servicesim play {shlex.quote(str(one.path))} --replies {','.join(finding.witness)}"
    elif finding.witness is not None:
        yield "  at the very beginning"


def _summary(one: Checked) -> Iterator[str]:
    if one.story is None or one.proof is None or one.report is None:
        yield f"{printable(str(one.path))}: not proved, because it has errors"
        return
    yield f"{printable(str(one.path))}: {_verdict(one.proof)}"
    yield from _holds(one.story, one.proof)
    if one.proof.verdict == "proved":
        yield from _endings(one.story, one.report)
        yield from _players(one.report)
        yield from _left_out(one.proof, one.report)


def _verdict(proof: Proof) -> str:
    if proof.verdict == "bounded":
        return (
            f"bounded: more than {proof.bound:,} states; only what has a witness is reported, and no scores"
        )
    return f"proved, {proof.states:,} states"


def _holds(story: Story, proof: Proof) -> Iterator[str]:
    counts = f"{len(story.scenes)} scenes, {count_replies(story)} replies, {len(story.endings)} endings"
    yield f"  {counts}, {words(story):,} words"
    if proof.par is None or proof.shortest is None or proof.longest is None:
        return
    about = minutes(story, proof.par)
    yield f"  {proof.shortest} to {proof.longest} replies, par {proof.par}, about {about} minutes"
    for name in ("empathy", "clarity", "trust"):
        held = getattr(proof, name)
        if held is None or not held.measured:
            yield f"  {name:<8} not measured here"
        else:
            yield f"  {name:<8} {held.worst:.2f} to {held.best:.2f}"


def _endings(story: Story, report: Report) -> Iterator[str]:
    """What each ending can score, and how often guessing comes to it."""
    if not report.endings:
        return
    wide = max(len("ending"), *(len(one.name) for one in report.endings))
    yield ""
    yield f"  {'ending':<{wide}}  {'outcome':<11}  {'scores':<10}  guessing"
    for one in report.endings:
        scores = "-" if one.worst is None or one.best is None else f"{one.worst:.0f} to {one.best:.0f}"
        outcome = story.endings[one.name].outcome
        yield f"  {one.name:<{wide}}  {outcome:<11}  {scores:<10}  {_share(one.guessed)}"


def _players(report: Report) -> Iterator[str]:
    """How five ways of playing do."""
    if not report.players:
        return
    wide = max(len("player"), *(len(one.name) for one in report.players))
    yield ""
    yield f"  {'player':<{wide}}  mean  empathy  clarity  trust  ends in"
    for one in report.players:
        mean, empathy, clarity, trust = (
            _score(value) for value in (one.mean, one.empathy, one.clarity, one.trust)
        )
        yield f"  {one.name:<{wide}}  {mean:>4}  {empathy:>7}  {clarity:>7}  {trust:>5}  {_ends_in(one)}"


def _ends_in(player: Player) -> str:
    likely = sorted(player.endings.items(), key=lambda item: -item[1])
    if len(likely) == 1:
        return likely[0][0]
    return ", ".join(f"{name} {_share(share)}" for name, share in likely) or "no ending"


def _left_out(proof: Proof, report: Report) -> Iterator[str]:
    if proof.par is not None and not report.valued and proof.states > MOST_VALUED:
        yield ""
        yield f"  With more than {MOST_VALUED:,} states the value of each reply is not worked out: the best"
        yield "  and the worst player are not shown, and unfair, detour-pays, no-recovery, longest-is-best,"
        yield "  first-is-best, no-decision and one-note were not looked for."


def _score(value: float | None) -> str:
    return "-" if value is None else score_text(value)


def _share(chance: float) -> str:
    """A probability in percent; what can happen is never shown as 0 %."""
    if 0 < chance < 0.001:
        return "under 0.1%"
    return f"{chance:.1%}"
