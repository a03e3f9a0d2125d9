"""The sheets: what each asks, in our own words, and where that comes from.

What a register asks changes; each sheet says where its own words are to be found, and none takes the place of a form.
"""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """One thing that a sheet asks: a heading, what to think of, and how many lines to write on."""

    heading: str
    prompt: str
    lines: int = 5


class Source(NamedTuple):
    """Where a sheet's questions come from; ``url`` is "" for a book."""

    text: str
    url: str = ""


class Sheet(NamedTuple):
    """A sheet.

    Attributes:
        slug: in addresses, ``gibbs``.
        name: in a list.
        short: what it is for, in a sentence.
        note: what has to be known before it is used, "" for nothing.
        register: whether a regulator asks these questions, or a model does.
    """

    slug: str
    name: str
    short: str
    questions: tuple[Question, ...]
    sources: tuple[Source, ...]
    note: str = ""
    register: bool = False


NOBODY = (
    "Write so that nobody can be recognised: no name, no initials, no address, no date or place "
    "that would tell somebody "
    "who was there whom you mean. That holds for colleagues too."
)
"""What every sheet reminds of."""

NMC = Sheet(
    "nmc",
    "Nursing and Midwifery Council: reflective account",
    "For nurses, midwives and nursing associates who prepare one of the five reflective accounts of revalidation.",
    (
        Question(
            "What it was",
            "Say what you took part in, were told or met with in practice: learning, feedback, or an event.",
            4,
        ),
        Question("What you learned", "Say what you know or see differently since, and from what."),
        Question("What you changed", "Say what you do otherwise in your practice, or do better, because of it."),
        Question(
            "How it relates to the Code",
            "Choose the theme or themes it belongs to, and say how: prioritise people; practise "
            "effectively; preserve safety; promote professionalism and trust.",
        ),
    ),
    (
        Source(
            "Nursing and Midwifery Council, Revalidation: reflective accounts",
            "https://www.nmc.org.uk/revalidation/requirements/written-reflective-accounts/",
        ),
        Source("Nursing and Midwifery Council, The Code", "https://www.nmc.org.uk/standards/code/"),
    ),
    "For revalidation you must use the NMC’s own form. This sheet is for thinking it through "
    "first; then copy your words into the form.",
    register=True,
)

SOCIAL_WORK_ENGLAND = Sheet(
    "social-work-england",
    "Social Work England: CPD record",
    "For social workers who record continuing professional development, on their own or after talking with a peer.",
    (
        Question("What you did", "Name the learning, and why you chose it.", 3),
        Question("What you learned", "Say what was new to you, or what you see differently."),
        Question(
            "What it does to your practice",
            "Say how it has changed, or will change, your work, and what that means for the people you work with.",
        ),
        Question(
            "What a peer made of it",
            "If you talked it over with a peer or a manager, say what came of that. At least one "
            "piece of each year’s CPD has to have this.",
        ),
    ),
    (
        Source(
            "Social Work England, Professional standards, standard 4: maintain my continuing professional development",
            "https://www.socialworkengland.org.uk/standards/professional-standards/",
        ),
        Source(
            "Social Work England, Continuing professional development (CPD)",
            "https://www.socialworkengland.org.uk/cpd/",
        ),
    ),
    "What counts is what you record in your online account with Social Work England.",
    register=True,
)

HCPC = Sheet(
    "hcpc",
    "Health and Care Professions Council: CPD",
    "For the professions that the HCPC registers, who keep a record and write a profile when they are audited.",
    (
        Question(
            "What you did and when",
            "For your continuous, up-to-date record: the activity, the day, how long it took.",
            3,
        ),
        Question(
            "How it fits your work",
            "Say what kind of learning it was, and what it has to do with your practice now or later.",
            4,
        ),
        Question(
            "What it gave to your practice", "Say how it has added to the quality of what you do and of the service."
        ),
        Question("What it gives to those who use your service", "Say who benefits, and how you know or would know."),
        Question(
            "What shows it", "Name what you could show as evidence, with nobody in it who could be recognised.", 3
        ),
    ),
    (
        Source(
            "Health and Care Professions Council, Standards of continuing professional development",
            "https://www.hcpc-uk.org/standards/standards-of-continuing-professional-development/",
        ),
    ),
    "If you are selected for audit, the HCPC asks for a profile in its own form; this sheet is for your record.",
    register=True,
)

GIBBS = Sheet(
    "gibbs",
    "Gibbs: the reflective cycle",
    "Six steps from what happened to what you will do, with a place for what you felt.",
    (
        Question("Description", "What happened? Only the facts, for now."),
        Question("Feelings", "What did you think and feel, then and afterwards?"),
        Question("Evaluation", "What was good about it, and what was not?"),
        Question("Analysis", "What sense can you make of it? What helped, what stood in the way?"),
        Question("Conclusion", "What have you learned? What else could you have done?"),
        Question("Action plan", "What will you do if it comes again?"),
    ),
    (
        Source(
            "Gibbs, G. (1988) Learning by Doing: A Guide to Teaching and Learning Methods. "
            "Oxford: Further Education Unit, Oxford Polytechnic."
        ),
    ),
)

DRISCOLL = Sheet(
    "driscoll",
    "Driscoll: the What? model",
    "Three questions, taken from Borton, made for clinical supervision.",
    (
        Question("What?", "Return to it: what happened, what did you see and do, and what did others do?"),
        Question(
            "So what?", "Understand it: how did it feel, why did you act so, what does it mean to you and to others?"
        ),
        Question(
            "Now what?",
            "Change something: what follows from it, what will you do, and how will you know that it helped?",
        ),
    ),
    (
        Source("Driscoll, J. (1994) ‘Reflective practice for practise’, Senior Nurse, 14(1), pp. 47–50."),
        Source(
            "Driscoll, J. (ed.) (2007) Practising Clinical Supervision: A Reflective Approach for"
            " Healthcare Professionals. 2nd edn. Edinburgh: Baillière Tindall Elsevier."
        ),
        Source(
            "Borton, T. (1970) Reach, Touch and Teach: Student Concerns and Process Education. New York: McGraw-Hill."
        ),
    ),
)

ROLFE = Sheet(
    "rolfe",
    "Rolfe, Freshwater and Jasper: framework for reflexive practice",
    "The same three questions, each a level: describing, building knowledge, acting.",
    (
        Question(
            "What …?",
            "Describe: what was the problem, my part in it, what I was trying to do; what the "
            "others did and felt; what came of it?",
            6,
        ),
        Question(
            "So what …?",
            "Build on it: what does this tell me about myself, about those I care for, about what"
            " I believed? What did I base my actions on, and what else might I have done?",
            6,
        ),
        Question(
            "Now what …?",
            "Act: what do I need to do to make it better, or to go on learning? What else has to "
            "be thought of, and what might follow?",
            6,
        ),
    ),
    (
        Source(
            "Rolfe, G., Freshwater, D. and Jasper, M. (2001) Critical Reflection for Nursing and "
            "the Helping Professions: A User’s Guide. Basingstoke: Palgrave."
        ),
        Source(
            "Borton, T. (1970) Reach, Touch and Teach: Student Concerns and Process Education. New York: McGraw-Hill."
        ),
    ),
)

SCHON = Sheet(
    "schon",
    "Schön: reflection in action and on action",
    "For a moment in which what you know how to do met something it did not fit.",
    (
        Question("Knowing in action", "What were you doing as you always do, without thinking about it?"),
        Question("Surprise", "What did not fit? When did you notice?"),
        Question("Reflection in action", "What did you think, try and change while it was still going on?"),
        Question(
            "Reflection on action",
            "Looking back now: how did you see the situation, and how else can it be seen? What "
            "will you carry into the next?",
        ),
    ),
    (
        Source(
            "Schön, D.A. (1983) The Reflective Practitioner: How Professionals Think in Action. New York: Basic Books."
        ),
    ),
)

SHEETS = (NMC, SOCIAL_WORK_ENGLAND, HCPC, GIBBS, DRISCOLL, ROLFE, SCHON)
