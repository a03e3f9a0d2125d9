"""What the intake says."""

from __future__ import annotations

from http import HTTPStatus

from reflectory.comments.inbox.records import Held
from reflectory.comments.inbox.states import State
from reflectory.comments.intake.essays import Known, Listing
from reflectory.comments.intake.pages import Said
from reflectory.comments.intake.stamps import Pace
from reflectory.site.models import Link
from reflectory.site.wording import counted

ANSWER = Said("Your answer")
MENDED = Said("Almost", "Nothing of what you typed is lost.")
READ_OVER = Said("Read it over, then send", "It has not been sent yet. This is how it would look.")
FOREIGN = Said(
    "Please send it from here",
    "It came from another page than the site's own. If you wrote it, read it over and send it now.",
)
NOT_KEPT = Said(
    "It could not be kept",
    "Something is wrong on our side, so that your comment was not taken. What you typed is below; try again later.",
)
BROKEN = Said("Something went wrong", "It is our mistake. Go back, and what you typed should still be there.")
UNSURE = "Tick the box if you are sure; nothing has been withdrawn."
NOT_FROM_HERE = "This was sent from another page; nothing has been withdrawn. Do it here."

PACES = {
    Pace.QUICK: Said("That was quick", "Read it over once more, then send it. It has not been sent yet."),
    Pace.OLD: Said("You took your time", "The form was open for more than a day. Read it over, then send it."),
    Pace.UNKNOWN: Said("Read it over, then send", "It has not been sent yet; the form had been lying about."),
}


def too_often(seconds: int) -> Said:
    """Return the words for a machine that sends more than one person would."""
    when = counted(seconds, "second") if seconds < 90 else f"{-(-seconds // 60)} minutes"
    return Said("That was a lot at once", f"Too much has come from where you are. Send it again in {when}.")


def nothing(listing: Listing) -> Said:
    """Return the words for an address at which nothing is answered."""
    return Said("Comments arrive here", "To answer an essay, use the form below it.", _home(listing))


def unknown(listing: Listing) -> Said:
    """Return the words for an answer to something that is not there."""
    return Said("There is no such essay", "Your comment was not taken. Send it from the essay's page.", _home(listing))


def closed(listing: Listing, known: Known) -> Said:
    """Return the words for an answer to something that is closed."""
    to = (Link(f"Back to “{known.title}”", f"{listing.site.url}/{known.url}"),)
    return Said("Comments are closed", f"“{known.title}” takes no more comments, so that yours was not taken.", to)


def gone(listing: Listing) -> Said:
    """Return the words for a status that nobody knows."""
    return Said(
        "There is nothing at this address",
        "It is not whole, or the comment is no longer kept.",
        _home(listing),
    )


def no_form(why: str) -> Said:
    """Return the words for what no browser sends."""
    return Said("This could not be read", why)


def http(listing: Listing, code: HTTPStatus) -> Said:
    """Return the words for what HTTP has a number for."""
    if code is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Said("That is too long", "Go back and shorten your comment; what you typed should still be there.")
    if code is HTTPStatus.METHOD_NOT_ALLOWED:
        return Said("That cannot be done here", "", _home(listing))
    if code is HTTPStatus.NOT_FOUND:
        return gone(listing)
    return Said("This could not be read", "It was not sent as a browser sends a form.", _home(listing))


def status(listing: Listing, known: Known | None, held: Held) -> Said:
    """Return the words for where a comment is; whatever was thought to be spam is never told so by itself."""
    if held.state is State.PENDING or (held.state is State.SPAM and not held.history):
        return Said("Thank you", "Your comment has arrived, and is held until someone has read it.")
    if held.state is State.APPROVED:
        there = known and (Link("To your comment", f"{listing.site.url}/{known.url}#comment-{held.public_id}"),)
        return Said("Published", "It stands below what it answers, or will as soon as the site is built.", there or ())
    if held.state is State.WITHDRAWN:
        return Said("Withdrawn", "Your comment is taken back. If it was published, it goes when the site is built.")
    return Said("Not published", "Your comment was read, and will not be published.")


def _home(listing: Listing) -> tuple[Link, ...]:
    return (Link(f"To {listing.site.name}", f"{listing.site.url}/"),)
