"""Exports of other blogs for tests: small, readable, our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from reflectory.cli import main
from sites import ROOT

DATA = Path(__file__).parents[4] / "shared" / "data"
"""Where exports of real blogs are, if they are."""

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/{version}/">
<channel>
<title>Old blog</title><link>https://old.example</link>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login>ann</wp:author_login>
<wp:author_email>ann@old.example</wp:author_email><wp:author_display_name>Ann Author</wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>\n"


def export(*items: str, version: str = "1.2") -> str:
    """An export of some items."""
    return HEAD.format(version=version) + "\n".join(items) + TAIL


def item(number: int = 1, content: str = "Some words.", *inner: str, **fields: str) -> str:
    """A post; ``fields`` are WordPress's, ``inner`` are further elements, comments among them."""
    values = {
        "post_id": str(number),
        "post_date": "2013-01-06 18:12:00",
        "post_date_gmt": "2013-01-06 17:12:00",
        "comment_status": "open",
        "post_name": f"post-{number}",
        "status": "publish",
        "post_parent": "0",
        "post_type": "post",
        "post_password": "",
        **fields,
    }
    title = values.pop("title", f"Post {number}")
    link = values.pop("link", f"https://old.example/2013/01/06/{values['post_name']}/")
    excerpt = values.pop("excerpt", "")
    rows = "".join(f"<wp:{key}><![CDATA[{value}]]></wp:{key}>" for key, value in values.items())
    return (
        f"<item><title><![CDATA[{title}]]></title><link>{link}</link><dc:creator>ann</dc:creator>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>{rows}{''.join(inner)}</item>"
    )


def comment(number: int = 7, content: str = "Thank you.", **fields: str) -> str:
    """A comment, with the private details that WordPress keeps of everybody."""
    values = {
        "comment_id": str(number),
        "comment_author": "A Reader",
        "comment_author_email": f"reader{number}@private.example",
        "comment_author_url": "https://reader.example/",
        "comment_author_IP": "203.0.113.77",
        "comment_date": "2013-01-07 09:00:00",
        "comment_date_gmt": "2013-01-07 08:00:00",
        "comment_approved": "1",
        "comment_type": "",
        "comment_parent": "0",
        "comment_user_id": "0",
        **fields,
    }
    rows = "".join(f"<wp:{key}><![CDATA[{value}]]></wp:{key}>" for key, value in values.items())
    meta = "<wp:commentmeta><wp:meta_key>akismet_as_submitted</wp:meta_key><wp:meta_value>AKISMETCOPY</wp:meta_value></wp:commentmeta>"
    return f"<wp:comment>{rows}<wp:comment_content><![CDATA[{content}]]></wp:comment_content>{meta}</wp:comment>"


def tag(name: str, domain: str = "post_tag") -> str:
    """A category or tag of a post."""
    return f'<category domain="{domain}" nicename="{name.lower()}"><![CDATA[{name}]]></category>'


class Blog:
    """A site of this project's into which things are imported, by the real command."""

    def __init__(self, site: Path) -> None:
        self.site = site
        settings = (ROOT / "pelicanconf.py").read_text("utf-8")
        (site / "pelicanconf.py").write_text(f"{settings}\nTHEME = {str(ROOT / 'theme')!r}\n", "utf-8")
        (site / "content").mkdir()

    def run(self, *words: str | Path) -> Result:
        """Give a command."""
        return CliRunner().invoke(main, [str(word) for word in words])

    def wordpress(self, text: str | bytes, *options: str | Path, code: int = 0) -> dict[str, Any]:
        """Import an export, and return its receipt."""
        file = self.site / "export.xml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.imported("wordpress", file, *options, code=code)

    def imported(self, source: str, file: Path, *options: str | Path, code: int = 0) -> dict[str, Any]:
        """Import a file, and return the receipt."""
        result = self.run("import", source, file, *options)
        assert result.exit_code == code, result.output
        assert not isinstance(result.exception, Exception), result.exception
        receipts = sorted((self.site / "private" / "receipts").glob("*.json"), key=lambda one: one.stat().st_mtime_ns)
        receipt: dict[str, Any] = json.loads(receipts[-1].read_text()) if receipts else {}
        return receipt

    def text(self, path: str) -> str:
        """A file of the site."""
        return (self.site / path).read_text("utf-8")

    def essay(self, name: str = "2013-01-06-post-1") -> str:
        """An essay's source."""
        return self.text(f"content/essays/{name}.md")

    def body(self, name: str = "2013-01-06-post-1") -> str:
        """An essay's text below its header."""
        return self.essay(name).split("---\n", 2)[2].strip()

    def files(self, folder: str = "content") -> dict[str, bytes]:
        """Every file of a folder."""
        return {
            file.relative_to(self.site).as_posix(): file.read_bytes()
            for file in sorted((self.site / folder).rglob("*"))
            if file.is_file()
        }


def adds_up(receipt: dict[str, Any]) -> bool:
    """Whether each set of a receipt adds up to what was in the file."""
    sets = [receipt[name] for name in ("essays", "comments", "files", "others")]
    return all(sum(one.values()) == 2 * one["in_file"] for one in sets)
