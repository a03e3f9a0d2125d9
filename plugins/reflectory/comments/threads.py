"""Threads of any depth, without recursion: an archive of a thousand replies deep is drawn like any other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reflectory.comments.archive import Comment


@dataclass(slots=True)
class Node:
    """A comment with those that answer it, oldest first.

    Attributes:
        answers: the comment that it answers, where that is not the one it is drawn under.
    """

    comment: Comment
    replies: list[Node] = field(default_factory=list)
    answers: Comment | None = None


def thread(comments: Sequence[Comment], max_depth: int) -> list[Node]:
    """Return comments as threads, nested ``max_depth`` replies deep and flat beyond.

    A reply beyond that depth is drawn after its siblings at the deepest level, in the order in which the nested
    thread would be read, and names the comment that it answers. A reply to something that is not among
    ``comments`` begins a thread.
    """
    by_id = {comment.id: comment for comment in comments}
    children: defaultdict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        children[comment.reply_to if comment.reply_to in by_id else ""].append(comment)
    roots: list[Node] = []
    parents: dict[int, list[Node]] = {0: roots}
    for comment, depth in _walk(children):
        drawn = min(depth, max_depth)
        node = Node(comment, answers=by_id.get(comment.reply_to) if depth > max_depth else None)
        parents[drawn].append(node)
        if drawn < max_depth:
            parents[drawn + 1] = node.replies
    return roots


def _walk(children: dict[str, list[Comment]]) -> Iterator[tuple[Comment, int]]:
    """Yield comments as they are read, each with its depth from 0."""
    waiting = [(comment, 0) for comment in reversed(children.get("", []))]
    while waiting:
        comment, depth = waiting.pop()
        yield comment, depth
        waiting += [(reply, depth + 1) for reply in reversed(children.get(comment.id, []))]
