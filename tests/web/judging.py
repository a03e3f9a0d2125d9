"""What is wrong with a page as it looks: what axe finds in both colour schemes, and what is too wide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page
from sample_site import tool

_ALL = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
_OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe that look at colours: of all others, the colour scheme changes nothing."""


_WIDTH = """new Promise((done) => requestAnimationFrame(() =>
  requestAnimationFrame(() => done(document.documentElement.scrollWidth))))"""
"""The width of a page once its scripts have heard of new sizes, which they do before the page is drawn."""


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """Return the rules that a page breaks in light or in dark, each with the HTML of the places."""
    page.add_script_tag(path=tool("axe-core/axe.min.js"))
    found = []
    for scheme, rules in (("light", _ALL), ("dark", _OF_COLOURS)):
        page.emulate_media(color_scheme=scheme)
        told: dict[str, Any] = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", rules)
        found += [(one["id"], [node["html"] for node in one["nodes"]]) for one in told["violations"]]
    return found


def too_wide(page: Page, widths: Sequence[int] = (320, 768, 1280)) -> list[int]:
    """Return the widths, in CSS pixels, of windows that a page does not fit into."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 700})
        if page.evaluate(_WIDTH) > width:
            found.append(width)
    return found
