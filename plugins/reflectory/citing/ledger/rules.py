"""What a server can be told, in its own words: of old addresses, of what is gone (410), of the type of a TimeMap.

The pages that lead on, and tombstones, work without any of this. The formats:
https://nginx.org/en/docs/http/ngx_http_rewrite_module.html, https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html,
https://docs.netlify.com/manage/routing/redirects/overview/, https://docs.netlify.com/manage/routing/headers/. Netlify's
redirects are not said to know the status 410; GitHub Pages knows no rules: there the pages are all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

HEAD = "# Written by the build, from content/redirects.yaml, content/withdrawn.yaml and the versions of essays.\n"

LINKS = "application/link-format"
"""The type of a TimeMap (RFC 7089, 5)."""


class Rule(NamedTuple):
    """One old address.

    Attributes:
        old: as it was asked for, with a leading slash and perhaps a question mark.
        new: today's address as a browser takes it, "" where nothing is left.
    """

    old: str
    new: str = ""


class Rules(NamedTuple):
    """What a server is told.

    Attributes:
        base: the site's path, without a trailing slash.
        addresses: old addresses, sorted.
        timemaps: the addresses of TimeMaps, with a leading slash.
    """

    base: str
    addresses: Sequence[Rule] = ()
    timemaps: Sequence[str] = ()


def nginx(rules: Rules) -> str:
    """Return lines to be included in a ``server`` block."""
    places = [
        f'location = {_place(rules.base + unquote(one))} {{ types {{ }} default_type "{LINKS}"; }}\n'
        for one in rules.timemaps
    ]
    return HEAD + "".join((*(_nginx(rule, rules.base) for rule in rules.addresses), *places))


def _nginx(rule: Rule, base: str) -> str:
    answer = f"return 301 {_quoted(rule.new)};" if rule.new else "return 410;"
    if "?" in rule.old:
        return f"if ($request_uri = {_quoted(base + rule.old)}) {{ {answer} }}\n"
    if not rule.new:
        answer = f"error_page 410 {_quoted(f'{base}{unquote(rule.old)}index.html')}; {answer}"
    return f"location = {_place(base + unquote(rule.old))} {{ {answer} }}\n"


def _quoted(text: str) -> str:
    """Return a value; in one, ``$`` would begin a variable."""
    return _place(text.replace("$", "%24"))


def _place(text: str) -> str:
    """Return a path as a location has it: decoded, and without variables."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def apache(rules: Rules) -> str:
    """Return an ``.htaccess`` file."""
    lines = "".join(map(_apache, rules.addresses))
    written = ""
    if any(not rule.new for rule in rules.addresses):
        written += f"ErrorDocument 410 {_TOMBSTONE}\n"
    if lines:
        written += f"<IfModule mod_rewrite.c>\nRewriteEngine On\nRewriteBase {rules.base}/\n{lines}</IfModule>\n"
    if rules.timemaps:
        name = _pattern(rules.timemaps[0].rpartition("/")[2])
        written += f'<FilesMatch "^{name}$">\nForceType {LINKS}\n</FilesMatch>\n'
    return HEAD + written


_TOMBSTONE = '"/%{REQUEST_URI}index.html"'
"""The page that says what is gone: it lies where that was. Without the first slash Apache would take it for a sentence;
expressions stand in ErrorDocument since 2.4.13."""


def _apache(rule: Rule) -> str:
    parts = urlsplit(rule.old)
    pattern = _pattern(unquote(parts.path).removeprefix("/"))
    target = rule.new.replace('"', "%22").replace("%", "\\%").replace("$", "\\$") or "-"
    condition = f'RewriteCond %{{QUERY_STRING}} "^{_pattern(parts.query)}$"\n' if parts.query else ""
    flags = "R=301,L,NE" + (",QSD" if parts.query else "") if rule.new else "G"
    return f'{condition}RewriteRule "^{pattern}$" "{target}" [{flags}]\n'


def _pattern(text: str) -> str:
    return re.escape(text).replace('"', r"\x22")  # to mod_rewrite a quotation mark is the end, escaped or not


def netlify(rules: Rules) -> str:
    """Return a ``_redirects`` file, "" where there is nothing to say; 301! goes before the page that leads on."""
    lines = "".join(f"{line}\n" for rule in rules.addresses if rule.new for line in _netlify(rule, rules.base))
    return HEAD + lines if lines else ""


def netlify_headers(rules: Rules) -> str:
    """Return a ``_headers`` file, "" where there is nothing to say."""
    lines = "".join(f"{rules.base}{one}\n  Content-Type: {LINKS}\n" for one in rules.timemaps)
    return HEAD + lines if lines else ""


def _netlify(rule: Rule, base: str) -> Iterator[str]:
    parts = urlsplit(rule.old)
    asked = " ".join(f"{name}={value}" for name, value in parse_qsl(parts.query, keep_blank_values=True))
    yield " ".join(filter(None, (f"{base}{parts.path}", asked, rule.new, "301!")))


WRITTEN = {
    "redirects.nginx.conf": nginx,
    ".htaccess": apache,
    "_redirects": netlify,
    "_headers": netlify_headers,
}
"""The files below ``output/``, and what writes each."""
