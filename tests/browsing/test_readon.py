"""The ways on from an essay in a build: near essays, words, contents, days, chance."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

from sites import ENTRY, Built, build_folder, essay

Build = Callable[..., Built]

TRUST = "---\nterm: trust\nforms: [trusting]\nshort: Leaning on somebody.\n---\n"
WORDS = {"glossary/compassion.md": ENTRY, "glossary/trust.md": TRUST}
SPEAKING = "We had compassion and trust."


def told(built: Built, url: str, heading: str = "near-heading") -> dict[str, str]:
    """The essays of a list and what it says of each."""
    items = built.page(url).select(f'[aria-labelledby="{heading}"] li')
    return {item.select_one("a").text: item.select_one("p").text for item in items}


def test_near_essays_say_what_they_share(build_site: Build) -> None:
    built = build_site(
        {
            **WORDS,
            "essays/a.md": essay(SPEAKING, tags="[hope, endings]", title="First"),
            "essays/b.md": essay(SPEAKING, tags="[hope, endings, care]", title="Second", date="2021-01-01"),
            "essays/c.md": essay("Stairs, stairs, doors, doors.", title="Third"),
            "essays/d.md": essay("The stair, a stair; a door, the door.", title="Fourth"),
            "essays/e.md": essay("Nothing in particular.", title="Fifth"),
        }
    )
    assert told(built, "essays/a/") == {"Second": "Also on endings and hope; also speaks of compassion and trust"}
    assert told(built, "essays/c/") == {"Fourth": "Also speaks of doors and stairs"}
    assert not built.page("essays/e/").select("#read-on")


def test_a_word_is_not_named_as_a_theme_and_as_a_word(build_site: Build) -> None:
    both = {f"essays/{name}.md": essay(SPEAKING, tags="[compassion]", title=name) for name in "ab"}
    assert told(build_site({**WORDS, **both}), "essays/a/") == {"b": "Also on compassion; also speaks of trust"}


def test_drafts_and_hidden_essays_are_nobodys_neighbours_and_have_none(build_site: Build) -> None:
    files = {
        "essays/a.md": essay(tags="[hope]", title="First"),
        "essays/b.md": essay(tags="[hope]", title="Second", status="hidden"),
        "essays/c.md": essay(tags="[hope]", title="Third", status="draft"),
    }
    built = build_site(files, SITE_DRAFTS=True)
    assert all(not built.page(f"essays/{name}/").select("#read-on") for name in "abc")
    assert built.json("random/0.json") == ["essays/a/"]
    assert built.page("random/").select_one(".more").text == "All essays"
    assert "Second" not in built.text("on-this-day/01/index.html")


def test_further_essays_that_use_the_same_words_are_told_apart(build_site: Build) -> None:
    near = {f"essays/n{number}.md": essay(SPEAKING, tags="[hope]", title=f"Near {number}") for number in range(4)}
    far = {"essays/far.md": essay(SPEAKING, title="Far")}
    built = build_site({**WORDS, **near, **far, "essays/a.md": essay(SPEAKING, tags="[hope]", title="A")})
    assert sorted(told(built, "essays/a/")) == ["Near 0", "Near 1", "Near 2", "Near 3"]
    assert told(built, "essays/a/", "alike-heading") == {"Far": "Compassion and trust"}


def test_an_edit_that_changes_no_neighbour_leaves_other_pages_alone(build_site: Build) -> None:
    names = "abcdefgh"
    files = {f"essays/{name}.md": essay(f"Of {name}.", tags=f"[t{index // 2}]") for index, name in enumerate(names)}
    build_site(files)
    built = build_site({"essays/c.md": essay("Something else altogether.", tags="[t1]")})
    assert built.run
    assert {path for path in built.run.made.seconds if fnmatch(path, "essays/?/index.html")} == {
        "essays/c/index.html",
        "essays/d/index.html",  # whose list shows the beginning of c
    }


def test_neighbours_are_kept_when_the_cache_is_cleared_of_what_no_build_uses(build_site: Build) -> None:
    files = {f"essays/{name}.md": essay(SPEAKING, title=f"Of {name}") for name in "ab"}
    first, second = build_site({**WORDS, **files}), build_site({"essays/a.md": essay("Something else.")})
    for built in (first, second):
        assert built.run
        keeper = built.run.keeper
        assert keeper.key("related") in keeper.used


def test_an_entry_tells_the_themes_and_years_of_its_essays(build_site: Build) -> None:
    built = build_site(
        {
            **WORDS,
            "essays/a.md": essay(SPEAKING, tags="[hope, care]", date="2019-01-01"),
            "essays/b.md": essay(SPEAKING, tags="[hope]", date="2021-01-01", title="B"),
            "essays/c.md": essay(tags="[hope]", date="2022-01-01", title="C"),
            "themes/hope.md": "---\ntitle: Hope, again\n---\n",
        }
    )
    around = built.page("glossary/trust/").select_one(".around")
    assert [" ".join(item.text.split()) for item in around.select("li")] == [
        "Hope, again 2",
        "Care 1",
        "2019 1",
        "2021 1",
    ]
    assert around.select_one("svg")["aria-label"] == "From 2019 to 2021."
    assert around.select_one('a[href="../../themes/hope/"]')


def test_the_glossary_does_without_browsing_and_browsing_without_the_glossary(build_site: Build) -> None:
    files = {
        "glossary/trust.md": TRUST,
        "essays/a.md": essay("Trust.", tags="[hope]"),
        "essays/b.md": essay(tags="[hope]", title="B"),
    }
    alone = build_site(files, PLUGINS=["reflectory.glossary"])
    assert not alone.error
    assert not alone.page("glossary/trust/").select(".around")
    assert not build_site(files, PLUGINS=["reflectory.browsing"]).error


LONG = "## One\n\nText.\n\n### Within\n\nText.\n\n## Two {: #own }\n\nText.\n\n## Three [[trust]]\n\n" + "word " * 900


def test_a_long_essay_lists_its_contents_and_every_link_leads_to_its_heading(build_site: Build) -> None:
    built = build_site({**WORDS, "essays/a.md": essay(LONG)})
    page = built.page("essays/a/")
    links = page.select(".contents a")
    assert [link.text for link in links] == ["One", "Within", "Two", "Three trust"]
    for link in links:
        target = page.select_one(f".e-content [id='{link['href'][1:]}']")
        assert (target if target.name == "h2" else target.parent).text == link.text
    assert page.select_one(".contents nav")["aria-labelledby"] == "contents-heading"


def test_contents_are_listed_from_as_many_headings_and_words_as_are_set(build_site: Build) -> None:
    files = {**WORDS, "essays/a.md": essay(LONG), "essays/b.md": essay("## One\n\n## Two", title="B")}
    for settings, listed in (
        ({"BROWSING_CONTENTS_HEADINGS": 5}, ""),
        ({"BROWSING_CONTENTS_HEADINGS": 0}, ""),
        ({"BROWSING_CONTENTS_WORDS": 2000}, ""),
        ({"BROWSING_CONTENTS_HEADINGS": 2, "BROWSING_CONTENTS_WORDS": 0}, "ab"),
    ):
        built = build_site(files, **settings)
        assert "".join(name for name in "ab" if built.page(f"essays/{name}/").select(".contents")) == listed
        assert ("section-one" in built.text("essays/a/index.html")) is bool(listed)


def test_days_of_the_year_are_those_of_the_sites_time_zone(build_site: Build) -> None:
    files = {
        "essays/a.md": essay(date="2019-06-07", title="Older"),
        "essays/b.md": essay(date="2023-06-07", title="Newer"),
        "essays/c.md": essay(date="2020-12-31T23:30:00+00:00", title="Late"),
    }
    built = build_site(files, TIMEZONE="Europe/Berlin")
    days = {day["data-day"]: day["data-count"] for day in built.page("on-this-day/").select("[data-day]")}
    assert days == {"01-01": "1", "06-07": "2"}
    assert [link.text for link in built.page("on-this-day/06/").select("[id='06-07'] a.essay-title")] == [
        "Newer",
        "Older",
    ]
    assert [link.text for link in built.page("on-this-day/01/").select(".neighbours a")] == ["After June"]


def test_chance_offers_essays_of_all_years_and_lists_every_address_oldest_first(build_site: Build) -> None:
    files = {f"essays/e{n}.md": essay(date=f"20{n:02}-01-01", title=f"Of {n}") for n in range(1, 25)}
    built = build_site(files)
    page = built.page("random/")
    assert [link.text for link in page.select("[data-module=random] a")] == [f"Of {n}" for n in range(1, 25, 2)]
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    assert built.json("random/0.json") == [f"essays/e{n}/" for n in range(1, 25)]
    assert "random/" not in built.text("sitemap.xml")


def test_both_are_named_at_the_foot_of_pages_and_above_all_essays(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay()})
    for place in ("essays/a/ .site-footer", "essays/ .byline", " .more"):
        url, _, selector = place.partition(" ")
        assert {"On this day", "A random essay"} <= {link.text for link in built.page(url).select(f"{selector} a")}


def test_their_addresses_belong_to_the_site(build_site: Build) -> None:
    built = build_site({"pages/random.md": "---\ntitle: R\n---\n", "pages/on-this-day.md": "---\ntitle: D\n---\n"})
    assert sum("belongs to the site" in problem for problem in built.problems) == 2


def test_a_site_without_essays_has_none_of_this(build_site: Build) -> None:
    built = build_site({"pages/about.md": "---\ntitle: About\n---\n"})
    assert not built.error
    assert not [path for path in built.files() if path.startswith(("random", "on-this-day"))]


def test_following_edits_gives_the_pages_of_a_clean_build(build_site: Build, site: Path) -> None:
    names = "abcdefghij"
    said = (
        "Kitchens and a kitchen; letters, a letter.",
        "Stairs, a stair; letters, a letter.",
        SPEAKING,
        "Trust, and trust.",
    )
    files = {
        f"essays/{name}.md": essay(said[n % 4], tags=f"[t{n % 3}, u{n % 4}]", title=name, date=f"20{n + 10}-03-04")
        for n, name in enumerate(names)
    }
    steps: list[dict[str, str]] = [
        {**WORDS, **files},
        {"essays/c.md": essay(said[0], tags="[t1]", title="c", date="2012-03-04")},
        {"essays/d.md": essay(said[3], tags="[t0, u3]", title="d", status="draft")},
        {"essays/k.md": essay(said[2], tags="[t2]", title="k", series="One")},
        {
            "essays/h.md": essay(said[2], tags="[t2, u3]", title="h anew", series="one"),
            "glossary/trust.md": TRUST.replace("trusting", "letter"),
        },
        {"essays/d.md": essay(said[3], tags="[t0, u3]", title="d", date="2030-01-01", lang="fr")},
    ]
    for step in steps:
        followed = build_site(step)
        assert not followed.error
        clean = shutil.copytree(site / "content", site / "clean" / "content", dirs_exist_ok=True)
        anew = build_folder(clean.parent)
        assert followed.files() == anew.files()
        shutil.rmtree(site / "clean")
