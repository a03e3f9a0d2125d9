"""The site's settings; every one of them is explained in docs/settings.md."""

import reflectory  # noqa: F401 - a broken installation fails here, with its reason

AUTHOR = "Hannah Weir"
SITENAME = "After the Visit"
SITESUBTITLE = "Reflections from social work and care"
SITE_DESCRIPTION = (
    "Essays by a social worker in the north of England on kindness, hope, supervision and the words we use, "
    "with a glossary of where those words come from."
)
SITE_ID = "tag:after-the-visit.example,2019:blog"
SITE_LICENCE = "CC BY 4.0"
SITE_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
SITEURL = ""

PATH = "content"
OUTPUT_PATH = "output"
OUTPUT_RETENTION = ["CNAME", ".git", ".nojekyll", ".well-known"]
CACHE_PATH = ".cache"
THEME = "theme"
PLUGINS = ["reflectory"]

TIMEZONE = "Europe/London"
DEFAULT_LANG = "en-GB"
DEFAULT_DATE_FORMAT = "%-d %B %Y"
DEFAULT_PAGINATION = 20
WITH_FUTURE_DATES = False
TYPOGRIFY = True
TYPOGRIFY_OMIT_FILTERS = ["amp", "initial_quotes", "widont"]  # what CSS does as well or better

ARTICLE_PATHS = ["essays"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images"]
FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.+)"
SLUGIFY_SOURCE = "basename"
MARKDOWN = {
    "extensions": [
        "markdown.extensions.extra",
        "markdown.extensions.sane_lists",
    ],
    "extension_configs": {"markdown.extensions.footnotes": {"BACKLINK_TITLE": "Back to the text"}},
    "output_format": "html5",
}

# Addresses. They never change once they are published.
RELATIVE_URLS = True
ARTICLE_URL = "essays/{slug}/"
ARTICLE_SAVE_AS = "essays/{slug}/index.html"
ARTICLE_LANG_URL = "essays/{slug}-{lang}/"
ARTICLE_LANG_SAVE_AS = "essays/{slug}-{lang}/index.html"
DRAFT_URL = ARTICLE_URL
DRAFT_SAVE_AS = ARTICLE_SAVE_AS
DRAFT_LANG_URL = ARTICLE_LANG_URL
DRAFT_LANG_SAVE_AS = ARTICLE_LANG_SAVE_AS
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
PAGE_LANG_URL = "{slug}-{lang}/"
DRAFT_PAGE_URL = PAGE_URL
DRAFT_PAGE_SAVE_AS = PAGE_SAVE_AS
PAGE_LANG_SAVE_AS = "{slug}-{lang}/index.html"
TAG_URL = "themes/{slug}/"
TAG_SAVE_AS = "themes/{slug}/index.html"
AUTHOR_URL = "authors/{slug}/"
AUTHOR_SAVE_AS = "authors/{slug}/index.html"
CATEGORY_SAVE_AS = ""
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
