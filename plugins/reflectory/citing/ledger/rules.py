"""What a server can be told of old addresses, in its own words; the pages that lead on work without any of this.

The formats: https://nginx.org/en/docs/http/ngx_http_rewrite_module.html, https://httpd.apache.org/docs/2.4/mod/
mod_rewrite.html, https://docs.netlify.com/manage/routing/redirects/overview/. GitHub Pages knows no rules: there the
pages are all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

HEAD = "# Old addresses, written by the build from content/redirects.yaml and content/withdrawn.yaml.\n"


class Rule(NamedTuple):
    """One old address.

    Attributes:
        old: as it was asked for, with a leading slash and perhaps a question mark.
        new: today's address as a browser takes it, "" where nothing is left.
    """

    old: str
    new: str = ""


def nginx(rules: Iterable[Rule], base: str) -> str:
    """Return lines to be included in a ``server`` block; ``base`` is the site's path, without a trailing slash."""
    return HEAD + "".join(_nginx(rule, base) for rule in rules)


def _nginx(rule: Rule, base: str) -> str:
    answer = f"return 301 {_quoted(rule.new)};" if rule.new else "return 410;"
    if "?" in rule.old:
        return f"if ($request_uri = {_quoted(base + rule.old)}) {{ {answer} }}\n"
    if not rule.new:
        answer = f"error_page 410 {_quoted(f'{base}{unquote(rule.old)}index.html')}; {answer}"
    return f"location = {_quoted(base + unquote(rule.old))} {{ {answer} }}\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "%24") + '"'


def apache(rules: Iterable[Rule], base: str) -> str:
    """Return an ``.htaccess`` file; ``base`` is the site's path, without a trailing slash."""
    lines = "".join(_apache(rule) for rule in rules if rule.new)
    return f"{HEAD}<IfModule mod_rewrite.c>\nRewriteEngine On\nRewriteBase {base}/\n{lines}</IfModule>\n"


def _apache(rule: Rule) -> str:
    parts = urlsplit(rule.old)
    pattern = _pattern(unquote(parts.path).removeprefix("/"))
    target = rule.new.replace("%", "\\%").replace("$", "\\$")
    condition = f'RewriteCond %{{QUERY_STRING}} "^{_pattern(parts.query)}$"\n' if parts.query else ""
    flags = "R=301,L,NE" + (",QSD" if parts.query else "")
    return f'{condition}RewriteRule "^{pattern}$" "{target}" [{flags}]\n'


def _pattern(text: str) -> str:
    return re.escape(text).replace('"', '\\"')


def netlify(rules: Iterable[Rule], base: str) -> str:
    """Return a ``_redirects`` file; 301! goes before the page that leads on without rules."""
    return HEAD + "".join(f"{line}\n" for rule in rules if rule.new for line in _netlify(rule, base))


def _netlify(rule: Rule, base: str) -> Iterator[str]:
    parts = urlsplit(rule.old)
    asked = " ".join(f"{name}={value}" for name, value in parse_qsl(parts.query, keep_blank_values=True))
    yield " ".join(filter(None, (f"{base}{parts.path}", asked, rule.new, "301!")))


WRITTEN = {"redirects.nginx.conf": nginx, ".htaccess": apache, "_redirects": netlify}
"""The files below ``output/``, and what writes each."""
