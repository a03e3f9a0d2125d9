"""How readers answer, as a build shows it: the form, the link for e-mail, and what the intake reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sites import Built, essay

Build = Callable[..., Built]
INTAKE = {"COMMENTS_INTAKE_URL": "https://answers.example/take"}
MAIL = {"COMMENTS_BY": "email", "COMMENTS_EMAIL": "hannah@blog.example"}
SAID = 'comments:\n- {id: "7", author: Ann, date: 2020-02-01, body: I see.}\n'
PAGE = "---\ntitle: {}\n{}---\nText.\n"


def states(site: Built) -> dict[str, str]:
    return {row["url"]: row["comments"] for row in site.json("essays.json")["essays"]}


def test_an_open_essay_has_the_form_that_was_agreed(build_site: Build) -> None:
    page = build_site({"essays/a.md": essay()}, **INTAKE).page("essays/a/")
    form = page.select_one("section#comments section#answer form#comment-form")
    assert (form["method"], form["action"]) == ("post", "https://answers.example/take/")
    names = {field["name"]: field.get("value") for field in form.select("[name]")}
    assert set(names) == set("essay author email url body reply_to website started altcha".split())
    assert names["essay"] == "a"
    assert form.select_one("[name=website]").find_parent("div", hidden=True)
    assert page.select_one('script[type=module][src$="theme/comments/form.js"]')


def test_every_visible_field_has_its_label_and_hint(build_site: Build) -> None:
    page = build_site({"essays/a.md": essay()}, **INTAKE).page("essays/a/")
    for field in page.select("#comment-form :is(input, textarea):not([type=hidden]):not([name=website])"):
        assert page.select_one(f"label[for={field['id']}]")
        assert page.select_one(f"#{field['aria-describedby']}").text
    wanted = {"author": "name", "email": "email", "url": "url", "website": "off"}
    assert {f["name"]: f["autocomplete"] for f in page.select("[autocomplete]")} == wanted


@pytest.mark.parametrize("header", [{"comments": "closed"}, {"comments": "none"}, {"status": "hidden"}])
def test_what_is_not_open_has_no_form(header: dict[str, str], build_site: Build) -> None:
    site = build_site({"essays/a.md": essay(**header), "comments/a.yaml": SAID}, **INTAKE)
    assert not site.page("essays/a/").select("form, [data-reply], script[src*=form]")


def test_without_an_intake_nothing_is_different(build_site: Build) -> None:
    assert not build_site({"essays/a.md": essay()}).page("essays/a/").select("#comments, form")


def test_a_comment_is_answered_at_the_intake_where_there_is_no_script(build_site: Build) -> None:
    site = build_site({"essays/a.md": essay(), "comments/a.yaml": SAID}, **INTAKE)
    link = site.page("essays/a/").select_one("#comment-7 .comment-reply a")
    assert link["href"] == "https://answers.example/take/?essay=a&reply_to=7"
    assert link.text == "Reply to Ann"
    assert not site.page("comments/2020/02/").select(".comment-reply")


def test_a_page_takes_comments_only_if_it_says_so(build_site: Build) -> None:
    pages = {"pages/b.md": PAGE.format("B", ""), "pages/c.md": PAGE.format("C", "comments: open\n")}
    site = build_site({"essays/a.md": essay(), **pages}, **INTAKE)
    assert not site.page("b/").select("form")
    assert site.page("c/").select_one("[name=essay]")["value"] == "pages/c"
    assert states(site) == {"b/": "none", "c/": "open", "essays/a/": "open"}


def test_a_translation_leaves_the_answers_to_what_it_translates(build_site: Build) -> None:
    files = {"essays/2020-01-31-a.md": essay(), "essays/2020-01-31-a-de.md": essay(slug="a", lang="de")}
    site = build_site(files, **INTAKE)
    assert not site.page("essays/a-de/").select("form")
    assert list(states(site)) == ["essays/a/"]


def test_the_pages_for_readers_are_named_at_the_form(build_site: Build) -> None:
    pages = {"pages/privacy.md": PAGE.format("Privacy", ""), "pages/comment-policy.md": PAGE.format("Policy", "")}
    site = build_site({"essays/a.md": essay(), **pages}, **INTAKE)
    links = site.page("essays/a/").select(".comment-form-notice a")
    assert [link["href"] for link in links] == ["../../comment-policy/", "../../privacy/"]
    (site.output.parent / "content/pages/privacy.md").unlink()
    assert len(build_site({}, **INTAKE).page("essays/a/").select(".comment-form-notice a")) == 1


def test_the_pages_for_readers_are_named_at_the_foot_and_not_in_the_menu(build_site: Build) -> None:
    pages = {f"pages/{name}.md": PAGE.format(name, "") for name in ("about", "comment-policy", "privacy")}
    page = build_site({"essays/a.md": essay(), **pages}).page("about/")
    assert [link.text for link in page.select(".site-ways a")][-2:] == ["comment-policy", "privacy"]
    assert "about" in [link.text for link in page.select(".site-menu a")]
    assert not {"comment-policy", "privacy"} & {link.text for link in page.select(".site-menu a")}


def test_a_page_for_readers_that_is_hidden_is_not_named(build_site: Build) -> None:
    files = {"essays/a.md": essay(), "pages/privacy.md": PAGE.format("Privacy", "status: hidden\n")}
    assert "Privacy" not in build_site(files).page("essays/a/").text


def test_essays_json_names_what_is_published_and_whether_it_is_open(build_site: Build) -> None:
    files = {
        "essays/b.md": essay(title="B", comments="closed"),
        "essays/a.md": essay(title="“A” & so on"),
        "essays/n.md": essay(comments="none"),
        "essays/d.md": essay(status="draft"),
        "essays/h.md": essay(status="hidden"),
    }
    listing = build_site(files, SITEURL="https://blog.example", **INTAKE).json("essays.json")
    site = {"name": "Test", "url": "https://blog.example", "lang": "en-GB", "style": "theme/site.css"}
    assert listing["site"] == site
    assert [(row["slug"], row["kind"], row["comments"]) for row in listing["essays"]] == [
        ("a", "essays", "open"),
        ("b", "essays", "closed"),
        ("n", "essays", "none"),
    ]
    assert listing["essays"][0]["title"] == "“A” & so on"


def test_an_essay_that_closes_by_its_age_closes_in_the_file_too(build_site: Build) -> None:
    site = build_site({"essays/a.md": essay()}, COMMENTS_CLOSE_AFTER_DAYS=30, **INTAKE)
    assert states(site) == {"essays/a/": "closed"}
    later = build_site({"essays/b.md": essay(comments="open")}, COMMENTS_CLOSE_AFTER_DAYS=400_000, **INTAKE)
    assert set(states(later).values()) == {"open"}
    assert later.run
    assert later.run.until is not None


def test_an_answer_by_mail_names_what_it_answers(build_site: Build) -> None:
    site = build_site({"essays/a.md": essay(title="One & two?"), "comments/a.yaml": SAID}, **MAIL)
    page = site.page("essays/a/")
    assert not page.select("form")
    for link, name in ((".comment-mail", "a"), (".comment-reply a", "a#7")):
        address = urlsplit(page.select_one(link)["href"])
        assert (address.scheme, address.path) == ("mailto", "hannah@blog.example")
        assert parse_qs(address.query) == {"subject": [f"Comment on “One & two?” [{name}]"]}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"COMMENTS_INTAKE_URL": "answers.example"}, "COMMENTS_INTAKE_URL"),
        ({"COMMENTS_INTAKE_URL": "javascript:alert(1)"}, "COMMENTS_INTAKE_URL"),
        ({"COMMENTS_INTAKE_URL": 'https://e.org/"x'}, "COMMENTS_INTAKE_URL"),
        ({"COMMENTS_INTAKE_URL": "https://e.org; script-src *"}, "COMMENTS_INTAKE_URL"),
        ({"COMMENTS_INTAKE_URL": "https://e.org:x/"}, "COMMENTS_INTAKE_URL"),
        ({"COMMENTS_BY": "form"}, "COMMENTS_INTAKE_URL; set it"),
        ({"COMMENTS_BY": "email"}, "COMMENTS_EMAIL; set it"),
        ({"COMMENTS_BY": "pigeon"}, "COMMENTS_BY"),
        ({"COMMENTS_EMAIL": "hannah"}, "COMMENTS_EMAIL"),
        ({"COMMENTS_TRUST": ["Sam"]}, "a name alone anybody can give"),
    ],
)
def test_a_setting_that_cannot_be_is_told(settings: dict[str, Any], said: str, build_site: Build) -> None:
    site = build_site({"essays/a.md": essay()}, **settings)
    assert said in " ".join(site.problems)
