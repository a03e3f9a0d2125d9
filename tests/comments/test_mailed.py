"""Comments by e-mail: what the writer said, without what their mail program added, or one sentence why not."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflectory.comments.inbox.records import Target
from reflectory.comments.mailed import Mailed, MailError, own_words, plain_of, read
from reflectory.comments.openings import SUBJECT

KNOWN = ("hope", "a-bad-day", "pages/about")


def message(body: str = "Yes.", subject: str = "Comment on Hope [hope]", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = headers.pop("sender", "Ada Reed <ada@example.org>")
    made["Subject"] = subject
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(body)
    return made


def taken(made: EmailMessage | bytes, essay: str = "") -> Mailed:
    return read(made if isinstance(made, bytes) else made.as_bytes(), KNOWN, essay)


def test_a_message_is_a_comment_with_its_writer_and_its_moment() -> None:
    arrival = taken(message("Ünder *stress*.", Date="Tue, 06 Jan 2026 19:12:00 +0100", Message_ID="<x@y>")).arrival
    assert (arrival.author, arrival.email, arrival.body) == ("Ada Reed", "ada@example.org", "Ünder *stress*.")
    assert (arrival.target, arrival.source, arrival.source_id) == (Target("hope"), "email", "x@y")
    assert arrival.written == datetime(2026, 1, 6, 18, 12, tzinfo=UTC)


def test_an_address_is_no_name() -> None:
    for name in ("ada@example.org", '"ada@example.org" <ada@example.org>', "\"'ada@example.org'\" <ada@example.org>"):
        raw = f"From: {name}\r\nSubject: [hope]\r\n\r\nYes.\r\n".encode()
        assert (taken(raw).arrival.author, taken(raw).arrival.email) == ("Anonymous", "ada@example.org")


@pytest.mark.parametrize(
    ("subject", "target", "reply_to"),
    [
        (SUBJECT.format(title="[On] hope", name="hope"), "hope", ""),
        ("Re: AW: Comment on A Bad Day [a-bad-day]", "a-bad-day", ""),
        ("Comment on About [pages/about#12]", "pages/about", "12"),
        ("=?utf-8?q?Comment_on_=E2=80=9CHope=E2=80=9D_=5Bhope=5D?=", "hope", ""),
    ],
)
def test_the_subject_says_what_it_answers(subject: str, target: str, reply_to: str) -> None:
    raw = f"From: a@example.org\r\nSubject: {subject}\r\n\r\nYes.\r\n".encode()
    arrival = taken(raw).arrival
    assert (str(arrival.target), arrival.reply_to) == (target, reply_to)


def test_the_address_or_whoever_receives_may_say_it() -> None:
    assert taken(message(subject="Hello", To="comments+hope@example.org")).arrival.target.slug == "hope"
    assert taken(message(subject="Hello"), "a-bad-day").arrival.target.slug == "a-bad-day"


def test_the_same_message_has_the_same_identity() -> None:
    nameless = message()
    assert taken(nameless).arrival.source_id == taken(nameless).arrival.source_id
    assert taken(nameless).arrival.source_id != taken(message("No.")).arrival.source_id
    assert len(taken(message(Message_ID=f"<{'x' * 500}@y>")).arrival.source_id) <= 200


def test_plain_text_is_preferred_and_html_made_text() -> None:
    both = message("Plain.")
    both.add_alternative("<p>HTML.</p>", subtype="html")
    assert taken(both).arrival.body == "Plain."
    html = message()
    html.set_content("<p>One <b>word</b>,<br>two.</p><p>Three.</p><script>x()</script>", subtype="html")
    assert taken(html).arrival.body == "One word,\ntwo.\n\nThree."


def test_html_history_is_left_out() -> None:
    assert (
        plain_of("<div>Mine.</div><div class=gmail_quote>On … wrote: <blockquote>Yours</blockquote></div>").strip()
        == "Mine."
    )
    assert plain_of("<div>Mine.</div><div id=appendonsend></div><hr><div>From: you</div>").strip() == "Mine."


@pytest.mark.parametrize(
    "after",
    [
        "\n\nOn Tue, 6 Jan 2026 at 18:12, Hannah Weir\n<hannah@example.org> wrote:\n\n> Yours.\n> More.\n",
        "\n\nAm 06.01.2026 um 18:12 schrieb Hannah:\n> Yours.\n",
        "\n\nLe mar. 6 janv. 2026 à 18:12, Hannah a écrit :\n> Yours.\n",
        "\n\n-----Original Message-----\nFrom: Hannah\n\nYours.\n",
        "\n\nFrom: Hannah <h@example.org>\nSent: Tuesday\nTo: Ada\n\nYours.\n",
        "\n-- \nAda Reed\nWard 3, 07700 900123\n",
        "\n\nSent from my iPhone\n",
        "\r\n\r\n-- \r\nAda\r\n",
    ],
)
def test_history_and_signature_at_the_end_are_left_out(after: str) -> None:
    assert own_words("Mine,\n\nall mine." + after) == "Mine,\n\nall mine."


@pytest.mark.parametrize(
    "text",
    [
        "> You said hope.\n\nI say care.",
        "On the ward, she wrote:\n\nnothing at all.",
        "On Monday he wrote:\n> Come.\n\nAnd I came.",
        "A -- dash, and\n--- a rule",
    ],
)
def test_what_is_said_stays(text: str) -> None:
    assert own_words(text) == text


def test_lines_that_the_mail_program_broke_are_whole_again() -> None:
    raw = b"From: a@b.org\r\nSubject: [hope]\r\nContent-Type: text/plain; format=flowed\r\n\r\nOne line \r\nthat flows.\r\nTwo.\r\n"
    assert taken(raw).arrival.body == "One line that flows.\nTwo."


def test_attachments_are_counted_and_never_read() -> None:
    made = message("See the photograph.")
    made.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="ward.jpg")
    made.add_attachment("names of patients", filename="list.txt")
    mailed = taken(made)
    assert (mailed.attachments, mailed.arrival.body) == (2, "See the photograph.")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no e-mail message"),
        (b"\x00\xff\xfe" * 50, "no e-mail message"),
        (b"From: a@b.org\r\nSubject: Hello\r\n\r\nYes.", "does not say which essay"),
        (b"From: a@b.org\r\nSubject: [nothing]\r\n\r\nYes.", "no essay “nothing”"),
        (b"From: a@b.org\r\nSubject: [hope]\r\n\r\n \r\n", "no text"),
        (b"From: a@b.org\r\nSubject: [hope]\r\nContent-Type: application/pgp-encrypted\r\n\r\nx", "no text"),
        (b"From: a@b.org\r\nSubject: [hope]\r\n\r\n" + b"x" * 100_001, "more than a comment may have"),
    ],
)
def test_a_broken_message_is_told_in_a_sentence(raw: bytes, why: str) -> None:
    with pytest.raises(MailError, match=why):
        taken(raw)


def test_an_unknown_encoding_is_told_or_read() -> None:
    raw = b"From: a@b.org\r\nSubject: [hope]\r\nContent-Type: text/plain; charset=klingon\r\n\r\nx\xff"
    with pytest.raises(MailError, match="an encoding that cannot be read"):
        taken(raw)


def test_a_moment_that_cannot_be_is_now() -> None:
    for date in ("never", "Tue, 06 Jan 2199 19:12:00 +0100", "Thu, 01 Jan 1970 00:00:00 +0000"):
        raw = f"From: a@b.org\r\nSubject: [hope]\r\nDate: {date}\r\n\r\nYes.".encode()
        assert abs((taken(raw).arrival.written - datetime.now(UTC)).total_seconds()) < 60


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            b"From: a@b.org\r\nSubject: [hope]\r\n",
            b"Content-Type: multipart/mixed; boundary=x\r\nFrom: a\r\nSubject: [hope]\r\n\r\n--x\r\n",
        ]
    ),
)
def test_no_message_breaks_it(noise: bytes, before: bytes) -> None:
    try:
        mailed = taken(before + noise, "hope")
    except MailError:
        return
    assert mailed.arrival.body
    assert "\n" not in mailed.arrival.author
    assert 0 < len(mailed.arrival.source_id) <= 200
