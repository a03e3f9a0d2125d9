"""Teaching packs for tests: a pack with everything, and the checkers of its files."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from reflectory.citing.packs.document import Activity, Document, Picture, Reading, Word
from reflectory.citing.packs.tree import Node, Text
from reflectory.site.html import ROOT
from reflectory.site.models import Link
from sites import ENTRY, essay

ODD = """<h4>A heading</h4><p>#let x = 1; *b* _e_ $a$ `r` \\\\ @ref [x] #panic("y") // no /* no */ "q" &lt;b&gt; &amp;</p>
<h2>Higher</h2><h6>Much lower</h6><p>þ ǽ Ωμέγα Кириллица <i lang="ang">gecynde</i><br>next <q>inner</q>
<a href="https://example.org/?a=1&amp;b=2">out</a> <a href="javascript:alert(1)">nowhere</a> <a href="#here">here</a></p>
<ol start="3"><li>three<ul><li>in it</li></ul></li><li><p>four</p><p>and more</p></li></ol>
<dl><dt>term</dt><dd>said<p>again</p></dd><dt>alone</dt></dl>
<table><caption>Caption</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<blockquote><h3>In a quotation</h3><p>Quoted.</p><p><cite>George Eliot, <em>Middlemarch</em></cite></p></blockquote>
<figure><img src="nowhere.jpg" alt="A lost picture"><figcaption>A caption</figcaption></figure>
<pre><code>x = "y"
  #let z</code></pre><div>loose <p>then</p> more</div><script>alert("never")</script><hr>
<p>A note<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>.</p>
<div class="footnote"><hr><ol><li id="fn:1"><p>What the note says.&#160;<a class="footnote-backref" href="#fnref:1">↩</a></p>
</li></ol></div>"""
"""HTML of every kind that an author may write, and what Typst and XML would take for markup."""


def reading(html: str = ODD, **more: object) -> Reading:
    """An essay of a pack."""
    values = {
        "slug": "a-day", "title": "A #day, *and* <night>", "authors": ("Ann Author",), "date": "31 January 2020",
        "version": "2020-01-31", "stood": "As it has stood since 31 January 2020", "url": "https://example.org/essays/a-day/",
        "short": "https://example.org/packs/k7qd/", "minutes": 3, "says": "Read it first.",
        "text": Text(html, "essays/a-day/").whole(), **more,
    }  # fmt: skip
    return Reading(**values)  # type: ignore[arg-type]


def document(*readings: Reading, **more: object) -> Document:
    """A pack with everything."""
    values = {
        "slug": "a-pack", "title": "A pack & <more>", "audience": "Students", "time": "An hour",
        "outcomes": ("Say #what.", "Do it."), "intro": Text("<p>An <em>introduction</em>.</p>").whole(),
        "readings": readings or (reading(),), "questions": ("Who?", "Why <b>?"),
        "activities": (Activity("In pairs", "Ask each other.", "10 minutes"),),
        "words": (Word("hope", "hope", "noun", "To wait well.", "https://example.org/glossary/hope/",
                       ("From Old English ", Node("em", ("hopa",), lang="ang"), "."),
                       (Node("a", ("A dictionary",), url="https://example.org/hope"),)),),
        "licence": Link("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"), "site": "Test",
        "authors": ("Ann Author",), "url": "https://example.org/packs/a-pack/", "base": "https://example.org",
        "id": "tag:test.example,2020:site:packs/a-pack/", "lang": "en-GB", "date": "2020-02-03", "dated": "3 February 2020",
        **more,
    }  # fmt: skip
    return Document(**values)  # type: ignore[arg-type]


def with_picture(folder: Path) -> Document:
    """A pack with a picture in an essay."""
    Image.new("RGB", (60, 40), (40, 90, 160)).save(folder / "door.png")
    shown = reading(f'<p>Look:</p><p><img src="{ROOT}/images/door.png" alt="A blue door"></p>')
    picture = Picture(folder / "door.png", "0123-door.png", 60, "content")
    return document(shown, pictures={f"{ROOT}/images/door.png": picture})


PACK = """---
title: A pack
audience: Students
time: An hour
outcomes: [Say what it is.]
essays:
  - {essay: a, version: 2020-01-31, says: Read it.}
questions: [Who?]
activities: [{title: In pairs, says: Ask each other., time: 10 minutes}]
words: [compassion]
licence: CC0
---
An introduction.
"""

FILES = {
    "essays/a.md": essay("First, with compassion.\n\nSecond.\n\n- one\n- two\n- three\n\nLast.", title="Essay A"),
    "glossary/compassion.md": ENTRY,
    "packs/a-pack.md": PACK,
}
"""A small site with a pack."""


def unzipped(archive: bytes) -> dict[str, bytes]:
    """The files of an archive, in their order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        return {info.filename: opened.read(info) for info in opened.infolist()}


def program(name: str, package: str) -> str:
    """A program that a test needs; without it the test is skipped, in CI it fails."""
    found = shutil.which(name)
    if not found:
        missing = f"no {name}: install the package {package}"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return str(found)


def said_by(*command: str) -> str:
    """What a program says."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
