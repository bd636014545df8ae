"""What an editor says of each key and word of the story format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from servicesim.story import models

LEVELS: Final = {
    "resistance": "What it does to resistance: minus calms, plus hardens.",
    "trust": "What it does to trust: plus wins, minus loses.",
    "grievances": "What it does to the grievances still open: minus makes one good.",
}

KEYS: Final[Mapping[type[models.Part], Mapping[str, str]]] = {
    models.StoryPart: {
        "servicesim": "The version of the story format: 1.",
        "id": "A stable name: small letters, digits and hyphens. Saved sessions refer to it.",
        "title": "What the list of stories shows.",
        "summary": "One or two sentences under the title.",
        "source": "Where the resistance sits.",
        "language": "The language of the texts, such as en or pt-BR; en where left out.",
        "channel": "Where the conversation takes place; counter where left out.",
        "use": "Whether the story is for practice, for assessment or for both; both where left out.",
        "max_turns": "How many replies fit into the persona's patience; 40 where left out.",
        "you": "Whom the trainee plays.",
        "persona": "Who the customer or the colleague is.",
        "documents": "Papers that can be read during the conversation, by their names.",
        "facts": "The facts that the conversation can set, and that conditions ask about.",
        "start": "The name of the first scene.",
        "scenes": "The moments of the conversation, by their names.",
        "replies": "Shared replies, offered in every scene that lists them under 'also'.",
        "endings": "How the conversation can end, by their names.",
    },
    models.YouPart: {
        "role": "The trainee's place in the house: parcel desk, second week.",
        "briefing": "What the trainee knows before the first word.",
    },
    models.DocumentPart: {
        "title": "What the paper is called.",
        "text": "What it says.",
    },
    models.PersonaPart: {
        "name": "What the person is called; {persona} stands for it in every text.",
        "role": "Who that is: customer for six years.",
        "archetype": "The kind of person: one of the package, or a map with one of the story's own.",
        "attitude": "Where the persona starts; the archetype's own start where left out.",
        "resistance": "Resistance at the start, 0 to 10; the archetype's where left out.",
        "trust": "Trust at the start, 0 to 10; the archetype's where left out.",
        "grievances": "Missteps not yet made good at the start, 0 to 3; the archetype's where left out.",
        "root": "What lies beneath the resistance: one map, or a list of them.",
        "reactions": "Where this persona differs from its archetype: tactics and missteps with their levels.",
    },
    models.RootPart: {
        "kind": "What kind of thing lies beneath.",
        "text": "What it is, in a sentence or two.",
        "known_by": "The fact that says it is uncovered.",
        "tell_at": "The trust from which the persona would tell it; the archetype's where left out.",
    },
    models.ReactionPart: {
        "when": "When this reaction counts; for all moments where left out.",
        **LEVELS,
    },
    models.LevelsPart: LEVELS,
    models.ScenePart: {
        "does": "The stage direction of whichever line is said, unless that line has its own.",
        "says": "What the persona says on arriving: a text, or a list; the first that applies is said.",
        "replies": "The replies of this scene, by their ids.",
        "also": "Shared replies that are offered here too.",
    },
    models.LinePart: {
        "when": "When this line is said; always where left out.",
        "text": "What is said.",
        "does": "What is done: a stage direction. Alone it is a silence.",
        "speaker": "Who says it, where that is not the persona.",
        "sets": "Facts that are set when this line is said.",
    },
    models.ReplyPart: {
        "when": "When the reply is offered; always where left out.",
        "say": "What the trainee says.",
        "does": "What the trainee does.",
        "tactics": "What the reply does well: ids of the catalogue, as a list or as a map to full or weak.",
        "missteps": "What it does wrong: ids of the catalogue, as a list or as a map to full or weak.",
        "effects": "What comes on top of the persona's own reaction.",
        "marks": "Marks for the scores named, in place of what the tactics and missteps give.",
        "sets": "Facts that the reply sets.",
        "clears": "Facts that the reply takes back.",
        "once": "true: not offered again once given.",
        "note": "The coach's word in the debrief.",
        "answer": "What the persona says to just this reply, before the next scene's words.",
        "then": "Where it leads: a scene or an ending, or a list of which the first that applies is taken.",
    },
    models.EffectsPart: {name: LEVELS[name] for name in ("resistance", "trust")},
    models.MarksPart: {
        "empathy": "Marks for empathy, -3 to 3.",
        "clarity": "Marks for clarity, -3 to 3.",
    },
    models.TargetPart: {
        "when": "When this way is taken; always where left out.",
        "to": "The scene or the ending it leads to.",
    },
    models.EndingPart: {
        "outcome": "What came of the conversation.",
        "on": "It comes by itself, when the persona has left or the turns have run out.",
        "when": "Which of several endings with the same 'on' is taken.",
        "does": "The stage direction of the last line.",
        "says": "The persona's last words.",
        "aftermath": "What the persona says of it afterwards; it stands at the top of the debrief.",
    },
    models.ArchetypePart: {
        "id": "A name for it, none of the package's.",
        "title": "What this kind of person is called.",
        "summary": "What moves this kind of person, and what does not.",
        "start": "Where a persona of this kind begins.",
        "tell_at": "The trust from which the real issue is told, 0 to 10; 4 where left out.",
        "manner": "How strongly the rules of a believable persona hold.",
        "attitudes": "The attitudes there are. One called 'left' is the one that has walked out.",
        "transitions": "The ways between them; the first whose 'when' holds is taken, one a reply.",
        "reactions": "By attitude, or 'any': tactics and missteps with the levels that they move.",
        "own_reactions_only": "true: nothing comes from the catalogue.",
    },
    models.StartPart: {
        "attitude": "The attitude at the start.",
        "resistance": "Resistance at the start, 0 to 10.",
        "trust": "Trust at the start, 0 to 10.",
        "grievances": "Missteps not yet made good at the start, 0 to 3.",
    },
    models.AttitudePart: {
        "title": "What the debrief calls it.",
        "form": "The form of resistance that it shows, if any.",
        "cues": "What a trainee sees or hears of it; on the telephone the first.",
        "in_writing": "What shows of it in chat and mail.",
    },
    models.TransitionPart: {
        "from": "The attitude, or the list of attitudes, that it leads from.",
        "to": "The attitude that it leads to.",
        "when": "A condition on resistance, trust and grievances.",
    },
    models.MannerPart: {
        "loss_ratio": "What a loss of trust is multiplied by, 1 to 3.",
        "open_grievance": "What an open grievance adds to the harm of a misstep, 0 to 3.",
        "repeated_misstep": "What the same misstep twice running adds to its harm, 0 to 3.",
        "early_solution": "The reaction to a solution before the root is known.",
        "worn_soother": "The reaction to the same soother a third time running.",
    },
}
"""By part and key. The tests hold it to have every one."""

CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "source": {
        "customer": "With the customer.",
        "employee": "With a colleague: never trained, burnt out, sure that service is beneath the job.",
        "organisation": "With the house: a form with three signatures, a chair that stays empty.",
    },
    "channel": {
        "counter": "Face to face.",
        "phone": "On the telephone: nothing is seen.",
        "chat": "In messages.",
        "email": "In letters.",
    },
    "use": {
        "practice": "With levels, hints and taking back.",
        "assessment": "Without levels, hints and taking back.",
        "both": "As the trainee, or whoever sets the task, chooses.",
    },
    "kind": {
        "concern": "Something that might happen.",
        "dissatisfaction": "Something that did happen.",
        "misunderstanding": "Something that is believed to have happened.",
    },
    "outcome": {
        "resolved": "The matter is settled and the person won back.",
        "partly": "Something is settled, and something is left.",
        "handed_over": "Somebody else has it now.",
        "lost": "The person is gone, or it is too late.",
    },
    "on": {
        "left": "It comes when the persona walks out.",
        "out_of_time": "It comes when the turns have run out.",
    },
    "form": {
        "pushing_back": "Says no to what is suggested.",
        "unresponsive": "Hardly answers any more.",
        "withdrawn": "Takes less and less part.",
        "complaining": "Says what was wrong.",
    },
    "weight": {
        "full": "It counts whole.",
        "weak": "It counts half.",
    },
    "attitude": {
        "complaining": "Hostile: says what was wrong.",
        "pushing_back": "Hostile: says no to what is suggested.",
        "withdrawn": "Disengaged: takes less and less part.",
        "unresponsive": "Disengaged: hardly answers any more.",
        "guarded": "Listens, and waits to see.",
        "open": "Tells, asks, thinks along.",
        "committed": "Has been won back.",
        "neutral": "The one attitude of the archetype 'plain'.",
    },
}
"""By key: each word that it knows, and what it means."""
