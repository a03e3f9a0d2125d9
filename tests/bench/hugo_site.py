"""Writes generated essays as a site for Hugo: the same texts, with YAML front matter and Hugo's own links.

The layouts make pages like ours: a page for each essay, lists by pages, a page for each theme (``tags``), a home
page, and feeds for the site and for each theme. There is no glossary and there are no comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

_SETTINGS = """\
baseURL = "https://example.org/"
locale = "en-GB"
title = "After the Visit"
timeZone = "Europe/London"

[pagination]
pagerSize = 20
disableAliases = true

[services.rss]
limit = 20

[taxonomies]
tag = "tags"
"""

_LIST = """\
{{ define "main" }}
<h1>{{ .Title }}</h1>
{{ .Content }}
<ol>
{{ range (.Paginate PAGES).Pages }}{{ partial "item.html" . }}{{ end }}
</ol>
{{ with .Paginator }}<nav>
{{ with .Prev }}<a rel="prev" href="{{ .URL }}">Newer</a>{{ end }}
<span>Page {{ .PageNumber }} of {{ .TotalPages }}</span>
{{ with .Next }}<a rel="next" href="{{ .URL }}">Older</a>{{ end }}
</nav>{{ end }}
{{ end }}
"""

_LAYOUTS = {
    "baseof.html": """\
<!doctype html>
<html lang="{{ site.Language.Locale }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }}</title>
<meta name="description" content="{{ .Summary | plainify | htmlUnescape | truncate 200 }}">
<link rel="canonical" href="{{ .Permalink }}">
{{ with .OutputFormats.Get "rss" }}<link rel="alternate" type="{{ .MediaType }}" href="{{ .RelPermalink }}">{{ end }}
</head>
<body>
<header><a href="/">{{ site.Title }}</a> <nav><a href="/essays/">Essays</a> <a href="/tags/">Themes</a></nav></header>
<main>
{{ block "main" . }}{{ end }}
</main>
<footer>{{ site.Title }}</footer>
</body>
</html>
""",
    "page.html": """\
{{ define "main" }}
<article class="h-entry">
<h1 class="p-name">{{ .Title }}</h1>
<p>{{ .Params.author }}, <time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2 January 2006" }}</time>,
{{ .ReadingTime }} minutes</p>
<div class="e-content">
{{ .Content }}
</div>
<ul>
{{ range .GetTerms "tags" }}<li><a class="p-category" href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul>
<nav>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
</nav>
</article>
{{ end }}
""",
    "home.html": """\
{{ define "main" }}
<h1>{{ .Title }}</h1>
<ol>
{{ range first 10 site.RegularPages }}{{ partial "item.html" . }}{{ end }}
</ol>
{{ end }}
""",
    "section.html": _LIST.replace("PAGES", ".RegularPages"),
    "term.html": _LIST.replace("PAGES", ".Pages"),
    "taxonomy.html": """\
{{ define "main" }}
<h1>{{ .Title }}</h1>
<ul>
{{ range .Data.Terms.Alphabetical }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>
{{ end }}</ul>
{{ end }}
""",
    "_partials/item.html": """\
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time>
<div>{{ .Summary }}</div>
{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</li>
""",
}

_LINK = re.compile(r"{filename}/essays/\d{4}-\d\d-\d\d-([\w-]+\.md)")


def write(essays: Path, folder: Path) -> None:
    """Write the site of the ``essays`` (a folder of ours) into ``folder``."""
    _put(folder / "hugo.toml", _SETTINGS)
    for name, text in _LAYOUTS.items():
        _put(folder / "layouts" / name, text)
    for essay in essays.iterdir():
        _put(essay_file(folder, essay), translated(essay.read_text("utf-8")))


def essay_file(folder: Path, essay: Path) -> Path:
    """Return where Hugo's version of an essay of ours lies."""
    return folder / "content" / "essays" / f"{slug(essay)}.md"


def slug(essay: Path) -> str:
    """Return the name of an essay of ours in addresses: its file's without the date."""
    return essay.stem[len("2005-01-09-") :]


def translated(text: str) -> str:
    """Return an essay of ours as Hugo reads it."""
    header, body = text.split("\n\n", 1)
    return "---\n" + "".join(_front_matter(header)) + "---\n" + _LINK.sub(r'{{< relref "/essays/\1" >}}', body)


def _front_matter(header: str) -> Iterator[str]:
    """Yield the header's lines as YAML; JSON's texts and lists are YAML's as well."""
    for line in header.splitlines():
        name, value = line.split(": ", 1)
        written = value.split(", ") if name == "Tags" else value
        yield f"{name.lower()}: {f'{value}:00' if name == 'Date' else json.dumps(written, ensure_ascii=False)}\n"


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
