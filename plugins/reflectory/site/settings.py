"""Settings: one declared object per part, read from Pelican's settings and checked once.

A part declares a frozen dataclass whose fields are made with ``option``. The field ``close_after_days`` of the
part with the prefix ``COMMENTS`` is the setting ``COMMENTS_CLOSE_AFTER_DAYS``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from reflectory.site import languages
from reflectory.site.errors import SettingsError
from reflectory.site.models import leads_out

Check = Callable[[Any], str]
"""Says what a value should be instead, or "" when it is good."""


def whole_number(minimum: int) -> Check:
    """Accept whole numbers from ``minimum`` on."""
    return lambda value: "" if type(value) is int and value >= minimum else f"a whole number, {minimum} or more"


def one_of(*choices: str) -> Check:
    """Accept one of some words."""
    return lambda value: "" if value in choices else "one of " + ", ".join(f'"{choice}"' for choice in choices)


def text(value: Any) -> str:
    """Accept a string."""
    return "" if isinstance(value, str) else "text in quotation marks"


def yes_or_no(value: Any) -> str:
    """Accept ``True`` or ``False``."""
    return "" if isinstance(value, bool) else "True or False"


def texts(value: Any) -> str:
    """Accept a list or tuple of strings."""
    good = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    return "" if good else 'a list of texts, such as ["a", "b"]'


def pairs(value: Any) -> str:
    """Accept a list of (label, address) pairs, as Pelican's ``MENUITEMS`` and ``LINKS`` are."""
    good = isinstance(value, list | tuple) and all(
        isinstance(item, list | tuple) and len(item) == 2 and all(isinstance(x, str) for x in item) for item in value
    )
    return "" if good else 'a list of pairs, such as [("About", "about/")]'


_ADDRESS = re.compile(r"https?://(\w[\w.-]*|\[[\da-f:]+\])(:\d{1,5})?(/[^\s?#\"'<>\\]*)?", re.I)
"""A site's address: a host, perhaps a port, perhaps a folder (RFC 3986, 3)."""


def address(value: Any) -> str:
    """Accept the address of a site, or none."""
    good = isinstance(value, str) and (not value or _ADDRESS.fullmatch(value))
    return (
        ""
        if good
        else 'an address that begins with https:// or http://, without spaces, ? or #, such as "https://example.org"'
    )


def time_zone(value: Any) -> str:
    """Accept the name of a time zone that this machine knows."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError, TypeError, KeyError):  # each of them is raised for some wrong names
        return 'the name of a time zone, such as "Europe/London"'
    return ""


def language(value: Any) -> str:
    """Accept a language tag."""
    good = isinstance(value, str) and languages.is_tag(value)
    return "" if good else 'a language tag, such as "en-GB"'


def length_of_list(value: Any) -> str:
    """Accept a whole number, or ``False`` for a list that has no end."""
    return "" if value is False or not whole_number(0)(value) else "a whole number, or False"


def below_the_site(value: Any) -> str:
    """Accept how addresses of the site's own pages are made."""
    good = isinstance(value, str) and not leads_out(value)
    return (
        "" if good else 'an address from the site\'s root, without a slash at its beginning, such as "essays/{slug}/"'
    )


def folder_below_the_site(value: Any) -> str:
    """Accept how addresses are made below which further pages and feeds lie."""
    good = not below_the_site(value) and value.endswith("/")
    return "" if good else 'an address that ends with a slash and does not begin with one, such as "themes/{slug}/"'


PELICANS: Mapping[str, Check] = {
    "SITEURL": address,
    "SITENAME": text,
    "TIMEZONE": time_zone,
    "DEFAULT_LANG": language,
    "DEFAULT_DATE_FORMAT": text,
    "DEFAULT_PAGINATION": length_of_list,
    "MENUITEMS": pairs,
    **{
        f"{kind}_URL": below_the_site
        for kind in "ARTICLE ARTICLE_LANG DRAFT DRAFT_LANG PAGE PAGE_LANG DRAFT_PAGE DRAFT_PAGE_LANG".split()
    },
}
"""Settings of Pelican's own, which takes whatever they are, that a page could not be made of."""


OF_LISTS: Mapping[str, Check] = {"TAG_URL": folder_below_the_site, "AUTHOR_URL": folder_below_the_site}
"""Those of which the lists of our own theme could not be made."""


def check_pelicans(
    settings: Mapping[str, Any], file: str = "pelicanconf.py", checks: Mapping[str, Check] = PELICANS
) -> None:
    """Check Pelican's own settings.

    Args:
        settings: all of them, or what a settings file gives.
        file: that file's name.
        checks: by setting, what it should be.

    Raises:
        SettingsError: a value is not what it should be.
    """
    for name, check in checks.items():
        if name in settings:
            _require(name, settings[name], check, file)


def _require(name: str, value: Any, check: Check, file: str = "pelicanconf.py") -> None:
    wanted = check(value)
    if wanted:
        raise SettingsError(f"{file}: {name} is {value!r}; it should be {wanted}.")


def option(default: Any, meaning: str, check: Check) -> Any:
    """Declare one setting: its default, what it means to a user, and which values it takes."""
    return field(default=default, metadata={"meaning": meaning, "check": check})


@dataclass(frozen=True)
class Options:
    """Base of a part's settings."""

    prefix: ClassVar[str]

    @classmethod
    def described(cls) -> Iterator[tuple[str, Any, str]]:
        """Yield (setting's name, default, meaning), in the order of declaration."""
        for one in fields(cls):
            yield cls.setting(one.name), one.default, one.metadata["meaning"]

    @classmethod
    def setting(cls, name: str) -> str:
        """Return the setting's name of a field; that of ``from_``, which Python would not let be ``from``, is FROM."""
        return f"{cls.prefix}_{name.upper().rstrip('_')}"


Chosen = TypeVar("Chosen", bound=Options)


def choose(declared: type[Chosen], settings: Mapping[str, Any]) -> Chosen:
    """Read a part's options from Pelican's settings.

    Raises:
        SettingsError: a value is not what it should be, or a name with the part's prefix is unknown.
    """
    known = {name for name, _, _ in declared.described()}
    for name in settings:
        if name.startswith(declared.prefix + "_") and name not in known:
            raise SettingsError(_unknown(name, known))
    values = {}
    for one in fields(declared):
        name = declared.setting(one.name)
        value = settings.get(name, one.default)
        _require(name, value, one.metadata["check"])
        values[one.name] = tuple(value) if isinstance(value, list) else value
    return declared(**values)


def _unknown(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    remedy = f"did you mean {near[0]}?" if near else "remove it; docs/settings.md lists every setting."
    return f"pelicanconf.py: the setting {name} is unknown; {remedy}"


@dataclass(frozen=True)
class SiteOptions(Options):
    """What concerns the site as a whole, beside Pelican's own settings."""

    prefix = "SITE"

    description: str = option("", "One or two sentences about the site, for search engines and feeds.", text)
    id: str = option(
        "",
        "A name for the site that never changes, such as `tag:example.org,2019:blog`; feed ids begin with it.",
        text,
    )
    licence: str = option("", "The licence of the essays in words, shown at the foot of each page.", text)
    licence_url: str = option("", "The address of that licence.", text)
    drafts: bool = option(False, "Show drafts and essays dated in the future; `reflectory serve` does.", yes_or_no)
    home_essays: int = option(8, "How many essays the home page shows.", whole_number(1))
    feed_essays: int = option(20, "How many essays a feed holds.", whole_number(1))
    words_per_minute: int = option(220, "The reading speed behind the reading time.", whole_number(1))
    image_widths: tuple[int, ...] = option(
        (480, 800, 1200),
        "The widths, in pixels, in which a photograph is offered to smaller screens.",
        lambda value: (
            ""
            if isinstance(value, list | tuple) and all(type(item) is int and item > 0 for item in value)
            else "a list of whole numbers"
        ),
    )


def maker_of_executors(value: Any) -> str:
    """Accept ``None`` or something that can be called."""
    return "" if value is None or callable(value) else "a function that returns an executor"


@dataclass(frozen=True)
class BuildOptions(Options):
    """Who does the work of a build."""

    prefix = "BUILD"

    cores: int = option(
        0, "How many processes share the work; 0 is one for each core, 1 is none but the command.", whole_number(0)
    )
    executor: Callable[[], Executor] | None = option(  # noqa: RUF009 - declares a field, as everywhere here
        None,
        "A function that returns a `concurrent.futures.Executor` to do the work, such as a cluster's.",
        maker_of_executors,
    )
