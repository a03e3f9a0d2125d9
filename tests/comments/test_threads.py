"""Threads: nobody is lost, order is kept, and depth is bounded without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reflectory.comments.archive import Comment
from reflectory.comments.threads import Node, thread

START = datetime(2020, 1, 1, tzinfo=UTC)


def comments(answered: list[int | None]) -> list[Comment]:
    """Comments an hour apart; each answers the one at an earlier place, or none."""
    return [
        Comment(str(n), "A", START + timedelta(hours=n), "x", reply_to="" if to is None else str(to % n if n else ""))
        for n, to in enumerate(answered)
    ]


def walk(nodes: list[Node], depth: int = 0) -> Iterator[tuple[Node, int]]:
    for node in nodes:
        yield node, depth
        yield from walk(node.replies, depth + 1)


@given(st.lists(st.none() | st.integers(0, 1000), max_size=60), st.integers(1, 6))
def test_nobody_is_lost_and_nothing_is_drawn_too_deep(answered: list[int | None], max_depth: int) -> None:
    said = comments(answered)
    drawn = list(walk(thread(said, max_depth)))
    assert sorted(node.comment.id for node, _ in drawn) == sorted(comment.id for comment in said)
    assert all(depth <= max_depth for _, depth in drawn)


@given(st.lists(st.none() | st.integers(0, 1000), max_size=60))
def test_answers_follow_what_they_answer_and_siblings_are_in_order(answered: list[int | None]) -> None:
    drawn = [node.comment for node, _ in walk(thread(comments(answered), 3))]
    place = {comment.id: index for index, comment in enumerate(drawn)}
    assert all(place[comment.reply_to] < place[comment.id] for comment in drawn if comment.reply_to)
    roots = [comment.date for comment in drawn if not comment.reply_to]
    assert roots == sorted(roots)


def test_a_chain_of_five_thousand_replies_is_drawn_flat_and_says_whom_each_answers() -> None:
    said = comments([None, *range(4999)])
    drawn = list(walk(thread(said, 4)))
    assert len(drawn) == 5000
    assert [node.answers.id for node, _ in drawn[5:8] if node.answers] == ["4", "5", "6"]


def test_a_reply_within_the_depth_does_not_say_whom_it_answers() -> None:
    assert all(node.answers is None for node, _ in walk(thread(comments([None, 0, 1]), 4)))


def test_a_reply_to_a_ping_begins_a_thread() -> None:
    assert len(thread([Comment("1", "A", START, "x", reply_to="ping")], 4)) == 1
