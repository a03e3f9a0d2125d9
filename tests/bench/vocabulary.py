"""The words of the generated site: fifty glossary entries, thirty themes, and what sentences are made of.

Nothing here quotes anybody. Sentences are patterns in braces, filled by ``generate``: ``{word}`` takes an entry's
noun, ``{quality}`` its adjective, every other name the list of that name in ``FILLERS``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A glossary entry: its noun, its adjective or "", and the way the noun came."""

    noun: str
    adjective: str
    short: str
    path: tuple[tuple[str, str, str], ...]
    """(form, language, meaning), oldest first."""


def _word(row: str) -> Word:
    noun, adjective, short, path = (cell.strip() for cell in row.split("|"))
    steps = (step.split("=") for step in path.split(";"))
    return Word(noun, adjective, short, tuple((form.strip(), tongue.strip(), sense) for form, tongue, sense in steps))


_ENTRIES = """
attention | attentive | Turning towards someone and staying turned. | attendere=Latin=to stretch towards;attencioun=Middle English=heed
autonomy | autonomous | Deciding for oneself how to live. | autonomia=Greek=living by one's own laws
boundary | | The line that keeps a helper and the person helped apart enough to be of use. | bodina=Medieval Latin=limit, border stone;bounde=Anglo-French=limit
burden | burdensome | What someone carries because it was laid on them. | byrthen=Old English=a load
candour | candid | Saying what is so, unasked, when it matters. | candere=Latin=to shine;candor=Latin=whiteness, openness
clarity | | The quality of something that can be seen through. | clarus=Latin=clear, bright;clarite=Old French=brightness
comfort | comforting | Strength lent to someone for a while. | confortare=Late Latin=to strengthen much;conforter=Old French=to console
compassion | compassionate | Feeling with someone who suffers, and wanting to ease it. | compati=Late Latin=to suffer with;compassio=Late Latin=a suffering with;compassion=Old French=pity
confidence | confident | Leaning on something without testing it first. | confidere=Latin=to have full trust;confidentia=Latin=firm belief
consent | consenting | A yes that could have been a no. | consentire=Latin=to feel together;consente=Old French=agreement
courage | courageous | Going on while afraid. | cor=Latin=heart;corage=Old French=heart, spirit
curiosity | curious | Wanting to know, for the sake of the one who is known. | cura=Latin=pains, concern;curiositas=Latin=desire of knowledge
dignity | dignified | The worth of a person, which no one gives and no one may take. | dignus=Latin=worthy;dignite=Old French=worth
discretion | discreet | Knowing what to leave unsaid. | discernere=Latin=to separate;discretio=Late Latin=judgement
empathy | empathic | Finding one's way into what another person feels. | empatheia=Greek=passion;Einfühlung=German=a feeling into
endurance | enduring | Lasting, when lasting is what there is to do. | durare=Latin=to harden, to last;endurer=Old French=to bear
equity | equitable | Giving each what each needs, which is seldom the same. | aequus=Latin=even, just;equite=Old French=evenness
fairness | | A measure that both sides could accept. | fæger=Old English=pleasing, free from stain
faith | faithful | Keeping hold of what cannot be shown. | fides=Latin=reliance;feid=Old French=belief
forgiveness | forgiving | Letting a debt go that could have been called in. | forgiefan=Old English=to give up wholly
generosity | generous | Giving without counting. | generosus=Latin=of noble birth;generosite=Middle French=nobleness
gentleness | gentle | Strength that has learned how little it needs. | gentilis=Latin=of the same family;gentil=Old French=high-born, kindly
gratitude | grateful | Being glad of what one did not earn. | gratus=Latin=pleasing, thankful;gratitudo=Medieval Latin=thankfulness
grief | grieving | The weight of what is gone. | gravis=Latin=heavy;grief=Old French=wrong, hardship
honesty | honest | Telling it straight, oneself included. | honestus=Latin=held in honour;honesté=Old French=honour
hope | hopeful | Expecting something of a day that promises nothing. | hopian=Old English=to look forward with confidence
humility | humble | Knowing how near the ground one stands. | humus=Latin=earth;humilis=Latin=low, near the ground;umelite=Old French=meekness
integrity | | Being the same person in every room. | integer=Latin=untouched, whole;integrité=Old French=wholeness
judgement | judicious | What is left to do when the rules have run out. | iudicare=Latin=to say what is right;jugement=Old French=decision
justice | | To each what is due, and someone who sees to it. | iustus=Latin=upright, lawful;justice=Old French=uprightness
kindness | kind | Treating someone as one of our own. | cynd=Old English=nature, family;gecynde=Old English=natural, inborn
loyalty | loyal | Staying, when leaving would be easier. | legalis=Latin=of the law;loial=Old French=faithful
mercy | merciful | Sparing someone what they could be made to pay. | merces=Latin=wages, reward;merci=Old French=favour, pity
modesty | modest | Keeping within one's measure. | modus=Latin=measure;modestie=Old French=moderation
patience | | Bearing what takes the time it takes. | pati=Latin=to suffer;patientia=Latin=endurance;pacience=Old French=suffering
perseverance | persevering | Going back on the fourth day. | perseverare=Latin=to continue steadfastly;perseverance=Old French=persistence
presence | | Being there, and not somewhere else in one's head. | praeesse=Latin=to be before;presence=Old French=a being at hand
prudence | prudent | Seeing some way ahead before one steps. | providere=Latin=to look ahead;prudence=Old French=wisdom
reflection | reflective | Bending a thing back on itself to see it. | reflectere=Latin=to bend back;reflexion=Old French=a bending back
relief | | A weight lifted, if only for an evening. | relevare=Latin=to raise again;relief=Old French=assistance
resilience | resilient | Springing back, which people do less often than metal. | salire=Latin=to leap;resilire=Latin=to rebound
respect | respectful | Looking a second time. | respicere=Latin=to look back at;respectus=Latin=regard
solace | | What makes a sorrow easier to hold. | solari=Latin=to console;solaz=Old French=pleasure, ease
solidarity | | Standing together because the ground is the same. | solidus=Latin=firm, whole;solidarité=French=shared duty
supervision | supervisory | An hour in which someone looks over the work with us. | supervidere=Medieval Latin=to oversee
sympathy | sympathetic | Being moved by what moves another. | sympatheia=Greek=feeling together;sympathie=Middle French=fellow feeling
tact | tactful | Touching lightly what is sore. | tangere=Latin=to touch;tact=French=touch, feeling
trust | trusting | Putting one's weight on someone. | traust=Old Norse=help, firmness
vulnerability | vulnerable | That one can be hurt, and goes out all the same. | vulnus=Latin=a wound;vulnerabilis=Late Latin=wounding
wisdom | wise | What knowing becomes when it has been used for long. | wis=Old English=learned, prudent;wisdom=Old English=learning, experience
"""

WORDS = tuple(_word(row) for row in _ENTRIES.strip().splitlines())

THEMES = tuple(
    """beginnings boundaries bereavement caseloads children colleagues confidentiality complaints discharge
    endings ethics families handovers home-visits hospitals housing language leadership learning letters
    night-work old-age policy recording risk safeguarding students teamwork time volunteers""".split()
)

FILLERS: dict[str, tuple[str, ...]] = {
    "who": (
        "a man I will call Edwin", "the district nurse", "my first manager", "a student on her second placement",
        "the woman in the end flat", "a retired bus driver", "our newest colleague", "the head teacher",
        "a father of three", "the ward clerk", "an uncle who had driven all night", "the girl from the corner shop",
        "a foster carer of many years", "the night porter", "somebody from the housing office", "her eldest daughter",
        "the physiotherapist", "a volunteer with a van", "the chaplain", "an interpreter I had met once before",
    ),
    "did": (
        "put the kettle on", "asked for the form again", "looked out at the yard", "counted the tablets twice",
        "moved the chair a little closer", "wrote nothing down", "turned the radio off", "said the same thing in other words",
        "went through the letters one by one", "took off both gloves", "laughed at the wrong moment", "rang back before lunch",
        "left the door open", "folded the blanket over the arm of the sofa", "waited for the lift to come",
        "told me about the dog", "drew a map on the back of an envelope", "found the missing key",
    ),
    "where": (
        "in the kitchen", "on the third landing", "by the window", "at the end of the corridor", "in the car outside",
        "under the strip lights of the waiting room", "at a table meant for children", "in the queue at the chemist's",
        "on the bench behind the surgery", "in a room without a clock", "beside the bed", "at the back of the church hall",
    ),
    "when": (
        "On a wet Tuesday in March", "Late in the afternoon", "Before the others came in", "Some weeks later",
        "That winter", "In my second year", "At half past eight", "The morning after the meeting", "Towards the end of a shift",
        "Long before there was a policy for it", "On the way home", "The following Thursday",
    ),
    "thing": (
        "the plan on the screen", "a cup with no handle", "the second page of the report", "a photograph in a cheap frame",
        "the empty chair", "a list of telephone numbers", "the noise from upstairs", "the colour of the walls",
        "an unopened parcel", "the timetable", "a coat that was too thin", "the tone of the letter", "a spare set of keys",
        "the question nobody had put", "a half-finished crossword", "the smell of paint",
    ),
    "lesson": (
        "that a good question can wait until tomorrow", "how little of the day shows in a record",
        "that the person who shouts is seldom the one in charge", "why the oldest rule in the building was there",
        "that being early is also a way of being late", "how much a name is worth when it is said properly",
        "that nobody had asked what the evening was like", "what the form had no box for",
        "that silence has more than one meaning", "how quickly a habit turns into a wall",
    ),
    "said": (
        "You don't have to fix it", "I'd rather you came on Friday", "Nobody's told me that before", "It isn't the stairs",
        "We've always done it this way", "She'd have liked you", "That's not what I wrote", "Is it meant to be this hard?",
        "I can't say it any plainer", "Ask me again when it's dark", "They're only trying to help", "What would you do?",
    ),
    "abstract": (
        "the work", "the team", "the rota", "the building", "the law", "the family", "the whole arrangement", "the budget",
        "the training day", "the guidance", "the conversation", "the first visit",
    ),
    "link": (
        "an earlier essay", "what I wrote about that winter", "the piece on small rooms", "the story of the second key",
        "something I have told before", "another visit",
    ),
}  # fmt: skip

PLAIN = (
    "{when} {who} {did}, and for a while nothing else happened {where}.",
    '"{said}," said {who}, and {did}.',
    "I have thought about {thing} more often than about {abstract}.",
    "It was {who} who showed me {lesson}, {where}, without meaning to.",
    "Most of what I know about {abstract} began with {thing}.",
    "There is a way of looking at {thing} that makes {abstract} seem *simple*, and I distrust it.",
    "{when} I came back {where} and found that {who} had seen {thing} before I did.",
    "Nothing about {abstract} had prepared us for {thing} -- or for what came after it.",
    "We talked about {thing} for the better part of an hour, and about {abstract} for perhaps a minute.",
    "When {who} {did}, I understood {lesson}.",
    "I wrote it down that evening, crossed it out, and wrote it down again.",
    "Somebody had to decide, and {who} wasn't going to do it {where}.",
    "It's easy to say now {lesson}; {when_low} it wasn't.",
    "If {abstract} teaches anything, it teaches **slowly**, and mostly by way of {thing}.",
    "The two of us stood {where} and neither knew who ought to begin.",
    "{when} there were eleven of us {where}, and one of us had read the notes.",
    "They'd been told to expect {who}, and what they got was me, with {thing} under one arm.",
    "My own part in this was small: I {did} and said that I'd ring.",
    "What stays with me is {thing}, and how {who} {did} as though it were any other day.",
    "People ask what changed, and I tell them about {thing}...",
)

TERMED = (
    "I had not thought of it as {word} until {who} called it that.",
    "There was more {word} in how {who} {did} than in anything I had planned.",
    "The textbooks speak of {word}; what I saw {where} was plainer.",
    "We use the word {word} a good deal, and I'm no longer sure that we mean the same by it.",
    "If that is {word}, it doesn't look like the poster {where}.",
    "{when} I'd have said that {abstract} had nothing to do with {word}.",
    "It takes {word} to leave {thing} where it is.",
    "Without {word} it would have been one more visit; with it, {who} {did}.",
    "What I lacked that day was not knowledge but {word}.",
    "A colleague once told me that {word} is what remains when {abstract} has been dealt with.",
)

TERMED_QUALITY = (
    "How {quality} that was, and {who} did it without being asked.",
    "Nobody would have called me {quality} {where}.",
    "The most {quality} answer I heard that year came from {who}.",
)

HEADINGS = (
    "What {who} saw", "The second visit", "Before the meeting", "A smaller question", "What was left out",
    "The view from the landing", "Afterwards", "Three things I would do again", "An hour later", "What the notes say",
    "In other words", "The part I got wrong",
)  # fmt: skip

POINTS = (
    "Begin with {thing}, not with {abstract}.", "Say who you are, and say it *twice*.", "Leave before you're asked to.",
    "Ask {who} what they would have done.", "Write down what was said, then what you heard.", "Never promise {thing}.",
    "Come back {where}.", "Find out {lesson}.",
)  # fmt: skip

TITLES = (
    "What {who} said about {thing}", "{thing}, and after", "On {thing} and {abstract}", "Learning {lesson}",
    "{when}, {where}", "{who} and {thing}", "Not {abstract} but {thing}", "A note on {thing}, {where}", "Why {who} {did}",
    "{who}, {abstract} and {thing}", "{when}, with {thing}, {where}",
)  # fmt: skip

REPLIES = (
    "I read this twice, the second time {where}.", "We had {who} on our team once, or somebody very like.",
    "Thank you. It's {thing} that I'll remember.", "I'm not sure I agree about {abstract}, but I've been wrong before.",
    'My mother used to say "{said}" and I never knew what she meant by it.', "{when} the same happened to me, {where}.",
    "You make it sound as if {abstract} were to blame, and I don't think it was.", "This is what {word} looks like, isn't it?",
    "Could you say more about {thing}?", "I have sent this to {who}, who *should* read it and won't.",
    "What you call {word} we used to call common sense.", "I'd have gone home {where} and cried.",
)  # fmt: skip

READERS = tuple(
    """Ada Bernard Colette Dilys Edmund Farida Gwen Harold Imogen Jonas Kirsty Leonard Maeve Nasreen Oswin Petra
    Quentin Rosalind Samuel Tamsin Una Victor Winifred Yusuf""".split()
)
SURNAMES = ("", "", " A.", " of the night shift", " Marsh", " Tully", " Okafor", " Lindqvist", " (retired)", " Rowe")
