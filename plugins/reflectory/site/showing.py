"""How a site's settings have its dates, addresses and languages shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pelican.utils import strftime

from reflectory.site.models import Tag, cased
from reflectory.site.settings import SiteOptions
from reflectory.site.views import Head, When


@dataclass
class Showing:
    """What pages need of the settings again and again; ``settings`` are Pelican's."""

    settings: Mapping[str, Any]
    options: SiteOptions
    _moments: dict[datetime, When] = field(default_factory=dict, kw_only=True)

    @property
    def site_url(self) -> str:
        """The public address without a trailing slash, or ""."""
        return str(self.settings.get("SITEURL", "")).rstrip("/")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.settings.get("TIMEZONE", "UTC"))

    def when(self, moment: datetime) -> When:
        """Return a moment as a ``time`` element shows it, in the site's time zone and ``DEFAULT_DATE_FORMAT``."""
        if moment not in self._moments:
            local = moment.astimezone(self.zone)
            text = strftime(local, self.settings["DEFAULT_DATE_FORMAT"])
            self._moments[moment] = When(local.isoformat(timespec="seconds"), text)
        return self._moments[moment]

    def day(self, iso: str) -> When:
        """Return a day, ISO 8601, as a ``time`` element shows it."""
        return When(iso, self.when(datetime.fromisoformat(iso).replace(tzinfo=self.zone)).text)

    def absolute(self, url: str) -> str:
        """Return the public address of a site's page (from "/" while there is no ``SITEURL``)."""
        address = url if "://" in url else f"{self.site_url}/{url}"
        return address if address.isascii() else quote(address, safe="/:?#[]@!$&'()*+,;=%~")

    def feed_id(self, url: str, *, sub: str = "") -> str:
        """Return an Atom id that stays the same when the site moves: ``SITE_ID`` and the address."""
        address = url + (f"#{sub}" if sub else "")
        return f"{self.options.id}:{address}" if self.options.id else self.absolute(address)

    def head(self, title: str, url: str, **more: Any) -> Head:
        """Return a page's head; ``more`` are further fields of ``Head``."""
        canonical = self.absolute(url) if self.site_url else ""
        return Head(title=title, url=url, root=root_from(url), canonical=canonical, **more)

    def tag_url(self, name: str) -> Tag:
        """Return the theme that essays call ``name``."""
        from pelican.urlwrappers import Tag as PelicanTag

        tag = PelicanTag(name, self.settings)
        return Tag(name, tag.slug, tag.url)

    def foreign(self, lang: str) -> str:
        """Return a language where it is not the site's own, else "" (tags compare without case, RFC 5646, 2.1.1)."""
        return "" if cased(lang) == self.lang else cased(lang)

    @property
    def lang(self) -> str:
        """The site's main language, a BCP 47 tag."""
        return cased(str(self.settings.get("DEFAULT_LANG", "en")))


def root_from(url: str) -> str:
    """Return the way from the page at ``url`` to the root, without a trailing slash: ``../..`` or ``.``."""
    return "/".join([".."] * url.count("/")) or "."
