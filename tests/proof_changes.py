"""What may be changed in a site by its author: names, and for each field the values that it may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

from proof_site import LANGS, Archive, Comment, Entry, Essay, Pack, Picture, Redirects, Text, Theme

ESSAYS = ("2023-05-01-the-chair", "2024-02-11-a-bad-day", "2024-02-11-hope", "2024-06-15-late", "the-kitchen",
          "2023-05-02-the-chair", "2022-12-31-being-kind", "letters")  # fmt: skip
SLUGS = ("the-chair", "a-bad-day", "hope", "late", "the-kitchen", "being-kind", "letters")
WORDS = ("hope", "kindness", "patience", "patient", "care")
PAGES = ("about", "comment-policy", "notes")

NAMES = {
    "essays": ESSAYS,
    "pages": PAGES,
    "glossary": WORDS,
    "comments": (*SLUGS, "pages/about", "pages/notes"),
    "themes": ("being-kind", "endings", "hope"),
    "packs": ("writing",),
    "images": ("chair.png", "deep/chair.png", "face.jpg", "sign.svg", "wide.png"),
    "beside": ("drawing.svg", "plan.png"),
    "templates": ("partials/footer.html", "glossary/section.html", "comments/comment.html", "essay.html", "404.html",
                  "macros/essays.html", "feed.xml", "feeds.html", "home.html"),
    "theme": ("static/css/look.css", "static/css/prose.css", "static/js/early.js", "static/js/more.js",
              "static/favicon.svg", "templates/partials/header.html", "templates/list.html", "templates/macros/essays.html",
              "templates/base.html"),
    "redirects": ("redirects",),
}  # fmt: skip

BLOCKS = (
    "We all had hope that day, and some kindness. We hoped for *care*.",
    "She had patience with every patient, and the patients' own.",
    "Hope again, and hope; “kindness” and self-care, and the Patient.",
    "It was [[hope]] that did it.",
    "A [[better word|kindness]] for it, said the [[nurse|patient]].",
    "> A quotation of hope, and of [[care]].",
    "## Of hope\n\nMore hope here, and care.",
    "## Another heading",
    "## Of hope\n\n### The stairs\n\nStairs and kitchens, a kitchen, one more stair; les escaliers, escalier.",
    "A kitchen, kitchens, a letter and letters, a ward and wards, a shift and shifts.",
    "Letters, the letter, a stair, stairs; a ward, the wards; hope and kindness.",
    "```\ncode with [[hope]] and hope\n```",
    "| a | b |\n|---|:-:|\n| hope | [[that\\|care]] |",
    "A note.[^1]\n\n[^1]: It is about kindness and “so on”...",
    "![A chair]({static}/images/chair.png)",
    "![]({static}/images/wide.png)",
    '<figure markdown="1">\n![A face]({static}/images/face.jpg "hope")\n<figcaption>Hope.</figcaption>\n</figure>',
    "![A sign]({static}/images/sign.svg) and ![again]({static}/images/deep/chair.png)",
    "![A drawing]({static}/essays/drawing.svg)",
    "[The plan]({attach}/essays/plan.png)",
    'It\'s "quoted" -- so... & <b>raw</b>',
    "Care\n:   What is done for somebody.",
    "A [link](https://example.org/?a=1&b=2), `code` and hope.",
    "As [a study](https://doi.org/10.1000/182) found, and <a href='https://example.net/'>another</a>.",
    "[Words]({filename}/glossary/kindness.md), [more]({filename}/glossary/hope.md).",
    "[About]({filename}/pages/about.md#top) us.",
    "[Gone]({filename}nowhere.md), as the [theme]({filename}/themes/hope.md).",
    *(f"[That day]({{filename}}/essays/{stem}.md) and its hope." for stem in ESSAYS[:5]),
)

DATES = ("", "2023-05-01", "2024-02-11 09:30", "2024-06-15 23:45", "2024-06-16", "2199-01-01")
"""Of an essay: before, between and after the moments of ``CLOCK``."""

CLOCK = ("2024-06-15T22:30:00+00:00", "2024-06-15T23:30:00+00:00", "2024-06-16T12:00:00+00:00",
         "2024-07-20T00:00:00+00:00", "2025-07-21T00:00:00+00:00")  # fmt: skip
"""Moments of a build, between which comments close."""

CLOSED = ("", "true", "false", "2024-06-16", "2024-06-15T23:00:00Z", "2025-01-01", "2024-06-16T00:00:00+12:00")

TITLES = ("A day", "Hope", "On [[hope]] & <care>", "“Quoted” -- and so", "Zeal", "Ärger: a title")


def _several(*values: Any, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


def _or_empty(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *values))


def _rows(found: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(found.items())


OLD = ("/2013/01/06/hope/", "/2013/01/06/from-afar/", "/old/", "/old/deep/", "/blog/chair.html", "/?p=12")
NEW = ("/essays/hope/", "/essays/the-chair/#words", "https://elsewhere.example/a?b=1&c=2", "/nowhere/", "/about/",
       "/essays/from-afar/", "/glossary/hope/", "/themes/")  # fmt: skip
"""Old addresses, and where they lead; some of that is not there."""

COMMENT: Mapping[str, st.SearchStrategy[Any]] = {
    "author": _or_empty("A Reader", "Colette", "<b>Bold</b>"),
    "url": _or_empty("https://example.org/me", "javascript:alert(1)"),
    "date": st.sampled_from(
        ("2024-02-01T10:00:00Z", "2024-02-01", "2024-03-31T23:30:00Z", "2023-12-31T23:30:00-05:00")
    ),
    "kind": st.sampled_from(("comment", "comment", "comment", "pingback", "trackback")),
    "reply_to": st.integers(0, 4),
    "by_author": st.booleans(),
    "edited": _or_empty("A name has been taken out."),
    "body": st.sampled_from(
        ("I see.", "Hope *is* all.\nAnd [[hope]].", "<script>x</script>", "> You said\n\nYes " * 3)
    ),
}

FIELDS: Mapping[type[Any], Mapping[str, st.SearchStrategy[Any]]] = {
    Essay: {
        "title": st.sampled_from(TITLES),
        "date": st.sampled_from(DATES),
        "modified": _or_empty("2024-03-01", "2024-05-05 10:00"),
        "author": _or_empty("Hannah Weir", "Bob Reed", "Simone de Beauvoir", "The <Night> Shift"),
        "tags": _several("hope", "Hope", "Being kind", "endings", "new"),
        "summary": _or_empty("In *short*, hope.", "Another summary -- with dashes."),
        "slug": _or_empty("hope", "moved", "letters"),
        "status": st.sampled_from(("", "", "published", "hidden", "draft")),
        "lang": st.sampled_from(LANGS[:3]),
        "licence": _or_empty("CC0"),
        "series": _or_empty("A year", "a  Year", "Letters"),
        "comments": _or_empty("open", "closed", "none"),
        "skip": _several("hope", "care", most=2),
        "sense": _or_empty("patience", "patient"),
        "linked": st.sampled_from((True, True, False)),
        "plain_header": st.sampled_from((False, False, True)),
        "body": _several(*BLOCKS, most=6),
    },
    Entry: {
        "forms": _several("hopes", "hoped", "patients", most=0),
        "except_": _several("hope that", "kind of", most=1),
        "short": st.sampled_from(("What it means.", "Another -- sense.", "To wait well & long.")),
        "part_of_speech": _or_empty("noun", "verb"),
        "etymology": _several("pati/Latin/to suffer", "com-+pati/Late Latin", "hopa/Old English", most=2),
        "first_attested": _or_empty("14th century"),
        "see_also": _several(*WORDS, most=2),
        "contrast": _or_empty(*WORDS),
        "sense": st.sampled_from(("one", "the other")),
        "default": st.booleans(),
        "body": _several(*(block for block in BLOCKS if "![" not in block), most=2),
    },
    Archive: {"closed": st.sampled_from(CLOSED)},
    Theme: {
        "title": st.sampled_from(("Hope", "Endings", "Of [[hope]] & more")),
        "short": _or_empty("In a sentence.", "In another."),
        "parent": _or_empty("being-kind", "endings", "hope"),
        "related": _several("being-kind", "endings", "hope"),
        "path": _several(*SLUGS),
        "words": _several(*WORDS),
        "questions": _several("Who?", "Why -- then?"),
        "body": _several(*BLOCKS, most=2),
    },
    Pack: {
        "title": st.sampled_from(("Writing", "On [[hope]] & <care>")),
        "essays": _several(*ESSAYS),
        "questions": _several("Who?", "Why -- then?"),
        "words": _several(*WORDS),
        "licence": _or_empty("CC0"),
        "body": _several(*BLOCKS, most=2),
    },
    Redirects: {"rows": st.dictionaries(st.sampled_from(OLD), st.sampled_from(NEW), max_size=4).map(_rows)},
    Picture: {"width": st.sampled_from((20, 200, 700)), "salt": st.integers(0, 9)},
}

FORMS = {
    "hope": ("hopes", "hoped"),
    "kindness": ("kind",),
    "patience": ("patient",),
    "patient": ("patients",),
    "care": ("cares", "caring"),
}
"""The forms that each entry may have; ``patient`` belongs to two."""

TEMPLATES = {
    "essay.html": ('{% extends "!theme/essay.html" %}{% block content %}<p>SALT</p>{{ super() }}{% endblock %}',),
    "home.html": ('{% extends "base.html" %}{% block content %}<p>{{ view.essays|length }} SALT</p>{% endblock %}',),
    "404.html": ('{% extends "!theme/404.html" %}{% block content %}SALT{% endblock %}',),
    "partials/footer.html": ("<footer>{{ site.name }} SALT</footer>", "<footer>{{ site.menu|length }} SALT</footer>"),
    "glossary/section.html": ("<section>{% for card in view.sections.glossary.cards %}SALT{% endfor %}</section>",),
    "comments/comment.html": (
        """
{% macro one(comment, href='', anchored=true, level=3) %}<p>SALT {{ comment.author }}</p>{% endmacro %}
{% macro thread(comments, level=3) %}{{ comments|length }} SALT{% endmacro %}""",
    ),
    "macros/essays.html": (
        """
{% macro item(essay, root, level=3, full=true) %}<p>SALT {{ essay.title }}</p>{% endmacro %}
{% macro by_year(groups, root, full=true) %}{{ groups|length }}{% endmacro %}
{% macro pages(pager, root) %}{% endmacro %}{% macro above(trail, root) %}SALT{% endmacro %}""",
    ),
    "feed.xml": ("<feed>SALT {{ site.name }}</feed>",),
    "feeds.html": ("{% for group in view.groups %}<p>{{ group.feeds|length }} SALT</p>{% endfor %}",),
}
"""Templates of the site's own, by the one that each stands for."""

ADDED = {
    ".css": "@layer base { p { margin: SALTpx } }\n",
    ".js": "// SALT\n",
    ".svg": "<!-- SALT -->\n",
    ".html": "<!-- SALT {{ site.name }} -->\n",
}
"""What is added to files of the theme, or what new ones hold."""

SETTINGS = {
    "link": [f'GLOSSARY_LINK = "{link}"' for link in ("first", "first-per-section", "all")],
    "report": ["GLOSSARY_REPORT = True"],
    "depth": ["COMMENTS_MAX_DEPTH = 1", "COMMENTS_MAX_DEPTH = 2"],
    "age": ["COMMENTS_CLOSE_AFTER_DAYS = 30", "COMMENTS_CLOSE_AFTER_DAYS = 400"],
    "closed": ["COMMENTS_CLOSED = True"],
    "in feeds": ["COMMENTS_FEED_COMMENTS = 1", "SITE_FEED_ESSAYS = 1"],
    "max body": ["COMMENTS_MAX_BODY = 12"],
    "intake": [
        'COMMENTS_INTAKE_URL = "https://answers.example/"',
        'COMMENTS_INTAKE_URL = "/answers"',
        'COMMENTS_BY = "email"; COMMENTS_EMAIL = "a@example.org"',
    ],
    "contents": ["BROWSING_CONTENTS_HEADINGS = 1; BROWSING_CONTENTS_WORDS = 0", "BROWSING_CONTENTS_HEADINGS = 0"],
    "home": ["SITE_HOME_ESSAYS = 1", "SITE_HOME_ESSAYS = 2"],
    "speed": ["SITE_WORDS_PER_MINUTE = 9"],
    "widths": ["SITE_IMAGE_WIDTHS = (100,)", "SITE_IMAGE_WIDTHS = (100, 500)"],
    "description": ['SITE_DESCRIPTION = ""', 'SITE_DESCRIPTION = "Of [[hope]] & “so”."'],
    "id": ['SITE_ID = ""'],
    "licence": ['SITE_LICENCE = ""', 'SITE_LICENCE = "CC0"'],
    "pagination": ["DEFAULT_PAGINATION = 1", "DEFAULT_PAGINATION = 2", "DEFAULT_PAGINATION = False"],
    "name": ['SITENAME = "Another <name>"', 'SITENAME = "A third"'],
    "subtitle": ['SITESUBTITLE = ""'],
    "author": ['AUTHOR = "Bob Reed"', 'AUTHOR = ""'],
    "date": ['DEFAULT_DATE_FORMAT = "%Y-%m-%d %H:%M"', 'DEFAULT_DATE_FORMAT = "%A %-d %B %Y"'],
    "zone": ['TIMEZONE = "Pacific/Auckland"', 'TIMEZONE = "America/New_York"'],
    "address": ['SITEURL = "https://example.org"', 'SITEURL = "https://example.org/blog"'],
    "typography": ["TYPOGRIFY = False", 'TYPOGRIFY_OMIT_FILTERS = ["amp"]', 'TYPOGRIFY_DASHES = "oldschool"'],
    "menu": ['MENUITEMS = [("Contact", "contact/")]', 'MENUITEMS = [("Elsewhere", "https://example.org/")]'],
    "pages": ["DISPLAY_PAGES_ON_MENU = False"],
    "themes": ['TAG_URL = "topics/{slug}/"; TAG_SAVE_AS = "topics/{slug}/index.html"'],
    "authors": ['AUTHOR_URL = "by/{slug}/"; AUTHOR_SAVE_AS = "by/{slug}/index.html"'],
    "essays": ['ARTICLE_URL = "read/{slug}/"; ARTICLE_SAVE_AS = "read/{slug}/index.html"'],
    "names": ['CITING_NAMES = [("Hannah Weir", "organisation")]', 'CITING_NAMES = [("Hannah Weir", "Weir Reed, Hannah")]'],
    "licence's address": ['SITE_LICENCE_URL = ""', 'SITE_LICENCE_URL = "https://example.org/licence"'],
    "lang": ['DEFAULT_LANG = "cy"', 'DEFAULT_LANG = "en"'],
    "markdown": ['MARKDOWN["extensions"].append("markdown.extensions.toc")',
                 'MARKDOWN["extensions"].remove("markdown.extensions.extra")'],
    "future": ["WITH_FUTURE_DATES = True"],
    "parts": ['PLUGINS = ["reflectory.glossary"]', 'PLUGINS = ["reflectory.citing", "reflectory.glossary"]',
              'PLUGINS = ["reflectory.comments", "reflectory.browsing"]', 'PLUGINS = ["reflectory.citing"]'],
    "theme": ['THEME = "simple"'],
    "search": ["SEARCH_PAGE = False"],
    "assets": ['THEME_STATIC_DIR = "look"'],
    "default metadata": ['DEFAULT_METADATA = {"licence": "CC0"}'],
}  # fmt: skip
"""Rows of the settings file, by a name of ours; each may be left out again."""

WOUNDS = {
    "a bad date": ("content/essays/wound.md", b"---\ntitle: A\ndate: soon\n---\nx\n"),
    "no title": ("content/essays/wound.md", b"---\ndate: 2020-01-01\n---\nx\n"),
    "broken YAML": ("content/pages/wound.md", b"---\ntitle: [A\n---\nx\n"),
    "a broken record": ("content/ledger/wound.json", b"<<<<<<< HEAD\n{}\n"),
    "a withdrawal without a reason": ("content/withdrawn.yaml", b"/essays/wound/: {on: 2020-01-01}\n"),
    "an unknown mark": ("content/essays/wound.md", b"---\ntitle: A\ndate: 2020-01-01\n---\nOf [[nothing]].\n"),
    "no UTF-8": ("content/pages/wound.md", b"---\ntitle: A\n---\ncaf\xe9\n"),
    "an archive of nobody": ("content/comments/nobody.yaml", b"comments: []\n"),
    "a broken archive": ("content/comments/hope.yaml", b"comments: [{id: a}]\n"),
    "an entry without a meaning": ("content/glossary/wound.md", b"---\nterm: wound\n---\n"),
    "a form of another entry": ("content/glossary/wound.md", b"---\nterm: hope\nshort: x\n---\n"),
    "a theme of nothing": ("content/themes/wound.md", b"---\ntitle: A\nwords: [wound]\n---\n"),
    "a pack of nothing": ("content/packs/wound.md", b"---\ntitle: A\nessays: [{essay: wound}]\n---\nx\n"),
    "a broken picture": ("content/images/wound.png", b"no picture"),
    "a taken address": ("content/pages/themes.md", b"---\ntitle: T\n---\nx\n"),
    "a broken template": ("templates/base.html", b"{{ view.head.nonsense }}"),
    "a template that is none": ("templates/essay.html", b"{% block content %}"),
    "a template of one page": ("templates/404.html", b"{{ view.nonsense }}"),
    "an old address of today": ("content/redirects.yaml", b"/essays/: /\n"),
    "a bad setting": ("pelicanconf.py", b"\nCOMMENTS_MAX_DEPTH = 0\n"),
    "an unknown setting": ("pelicanconf.py", b"\nGLOSSARY_LINKS = 0\n"),
    "a fault in the settings": ("pelicanconf.py", b"\nSITENAME = Nobody\n"),
}
"""What makes a site impossible to build: a file, and what stands in it (or, in the settings, is added to them)."""

KINDS: Mapping[str, type[Any]] = {
    "essays": Essay,
    "pages": Essay,
    "glossary": Entry,
    "comments": Archive,
    "themes": Theme,
    "packs": Pack,
    "images": Picture,
    "beside": Picture,
    "templates": Text,
    "theme": Text,
    "redirects": Redirects,
}


def changes(kind: str, name: str) -> Mapping[str, st.SearchStrategy[Any]]:
    """Return the fields of an item that may be changed, with their values."""
    if kind == "templates":
        return {"text": st.sampled_from(TEMPLATES[name]), "salt": st.integers(0, 9)}
    if kind == "theme":
        return {"text": st.just(ADDED["." + name.rsplit(".", 1)[1]]), "salt": st.integers(0, 9)}
    offered = FIELDS[KINDS[kind]]
    if kind == "glossary":
        return {**offered, "forms": _several(*FORMS[name])}
    if kind == "pages":
        return {field: values for field, values in offered.items() if field not in ("date", "tags", "slug", "series")}
    return offered


def items(kind: str, name: str) -> st.SearchStrategy[Any]:
    """Return new items of a kind."""
    made = st.builds(KINDS[kind], **changes(kind, name))
    return st.builds(_with_comments, made, st.lists(comments(0), max_size=3)) if kind == "comments" else made


def _with_comments(archive: Archive, given: list[Comment]) -> Archive:
    return Archive(archive.closed, tuple(Comment(**{**_values(one), "id": n}) for n, one in enumerate(given, 1)))


def comments(number: int) -> st.SearchStrategy[Comment]:
    """Return new comments with an id."""
    answered = st.integers(0, max(0, number - 1))
    return st.builds(Comment, st.just(number), **{**COMMENT, "reply_to": answered})


def _values(item: Any) -> dict[str, Any]:
    return {one.name: getattr(item, one.name) for one in fields(item)}
