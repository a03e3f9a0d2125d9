"""Measures what becomes of many comments: an import of 100,000 of them from WordPress, its time and its memory.

``python tests/bench/comments.py`` prints the row; ``--comments 1000`` does it on a smaller scale.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import vocabulary as v
from generate import SEED, Dice
from measure import Cost, measured
from tools import ENVIRONMENT

ROOT = Path(__file__).parents[2]
COMMENTS = 100_000
ON_AN_ESSAY = 50
WORDS_A_COMMENT = 60
PARAGRAPHS, WORDS_A_PARAGRAPH = 9, 100

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old</title><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
"""


def imported(comments: int = COMMENTS) -> Cost:
    """Import an export with so many comments into an empty site, and return what that took.

    Raises:
        BuildError: the import ended with an error.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = (ROOT / "pelicanconf.py").read_text("utf-8")
        (folder / "pelicanconf.py").write_text(f"{settings}\nTHEME = {str(ROOT / 'theme')!r}\n", "utf-8")
        (folder / "content").mkdir()
        with (folder / "export.xml").open("w", encoding="utf-8") as file:
            file.writelines(export(comments))
        command = [sys.executable, "-m", "reflectory.cli", "import", "wordpress", "export.xml"]
        cost = measured(command, folder, ENVIRONMENT)
        if f"{comments:,} in the file" not in cost.said:
            raise SystemExit(f"the import did not see {comments:,} comments:\n{cost.said}")
        return cost


def export(comments: int) -> Iterator[str]:
    """Yield a WordPress export with so many comments, of which every tenth waits and every third is an answer."""
    dice = Dice(f"{SEED} comments")
    yield _HEAD
    for essay, first in enumerate(range(1, comments + 1, ON_AN_ESSAY), 1):
        text = "\n\n".join(_words(dice, WORDS_A_PARAGRAPH) for _ in range(PARAGRAPHS))
        said = "".join(_comment(dice, n, first) for n in range(first, min(first + ON_AN_ESSAY, comments + 1)))
        yield (
            f"<item><title>Essay {essay}</title><link>https://old.example/2013/01/06/essay-{essay}/</link>"
            f"<content:encoded><![CDATA[{text}]]></content:encoded><wp:post_id>{essay}</wp:post_id>"
            "<wp:post_date>2013-01-06 10:00:00</wp:post_date><wp:post_date_gmt>2013-01-06 10:00:00</wp:post_date_gmt>"
            f"<wp:post_name>essay-{essay}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
            f"{said}</item>\n"
        )
    yield "</channel></rss>\n"


def _comment(dice: Dice, number: int, first: int) -> str:
    date = f"2013-{1 + number % 12:02}-{1 + number % 28:02} 10:00:00"
    parent = number - 1 if number % 3 == 0 and number > first else 0
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>Reader {number % 97}</wp:comment_author>"
        f"<wp:comment_author_email>r{number}@example.org</wp:comment_author_email>"
        f"<wp:comment_date>{date}</wp:comment_date><wp:comment_date_gmt>{date}</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{_words(dice, WORDS_A_COMMENT)}]]></wp:comment_content>"
        f"<wp:comment_approved>{0 if number % 10 == 0 else 1}</wp:comment_approved><wp:comment_type/>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>\n"
    )


def _words(dice: Dice, count: int) -> str:
    return " ".join(dice.pick(_VOCABULARY) for _ in range(count)).capitalize() + "."


_VOCABULARY = sorted({word for some in v.FILLERS.values() for text in some for word in text.split() if word.isalpha()})


def main() -> None:
    """Print what an import takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=COMMENTS)
    cost = imported(parser.parse_args().comments)
    sys.stdout.write(
        f"import: {cost.wall:.1f} s by the clock, {cost.cpu:.1f} s of processors, {cost.memory / 1e6:.0f} MB at most\n"
    )


if __name__ == "__main__":
    main()
