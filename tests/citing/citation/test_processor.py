"""What the styles say, against the examples of their own guides, and that one work needs nothing else of a style."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from html import unescape
from itertools import product
from pathlib import Path

import pytest
from lxml.html import fromstring

from reflectory.citing.citation import processor
from reflectory.citing.citation.engine import Engine
from reflectory.citing.citation.processor import ACCESSED, ADDRESS, PARAGRAPH, STYLES, Citing, cited
from reflectory.site.errors import ReflectoryError

STYLE = {style.slug: at for at, style in enumerate(STYLES)}


def work(title: str, blog: str, issued: str, *authors: str, lang: str = "en-GB") -> dict[str, object]:
    """CSL-JSON of a blog post; an author is “Family, Given”, or an organisation."""
    names = [name.split(", ") for name in authors]
    return {
        "type": "post-weblog",
        "title": title,
        "container-title": blog,
        "author": [{"family": name[0], "given": name[1]} if len(name) == 2 else {"literal": name[0]} for name in names],
        "issued": {"date-parts": [[int(part) for part in issued.split("-")]]},
        "language": lang,
    }


def said(one: dict[str, object], style: str, url: str = "https://a.example/", accessed: str = "3 May 2024") -> str:
    """A reference as text, its places filled in."""
    html = cited(one)[STYLE[style]].reference
    return str(fromstring(f"<p>{html}</p>").text_content()).replace(ADDRESS, url).replace(ACCESSED, accessed)


# Cite Them Right, as the libraries of Wigan & Leigh College and others give its pattern for a blog:
# Zhang, F. (2019) ‘What’s keeping India in the dark?’ World Bank blogs, 31 January. Available at: ... (Accessed: ...).
INDIA = work("What’s keeping India in the dark?", "World Bank blogs", "2019-1-31", "Zhang, Fan")
SPACE = work("Why We Should Think Twice About Colonizing Space", "Nautilus", "2019-2-18", "Torres, Phil")
# APA 7, 10.1, example 17 (as LibGuides at Lincoln Christian University quote the pattern).
PRAYER = work(
    "Does Paul have one or two purposes for his prayer?", "Zondervan Academic", "2020-5-11", "Mounce, William D."
)
TWO = work("Two words", "After the Visit", "2022-1-16", "Weir, Hannah", "Reed, Bob")
THREE = work("Three words", "After the Visit", "2022-5-2", "Weir, Hannah", "Reed, Bob", "Okafor, Chi")
FIVE = work(
    "Five", "After the Visit", "2021-7-9", *(f"{name}, Ann" for name in ("Ash", "Beech", "Cedar", "Dogwood", "Elm"))
)
NOBODY = work("On not knowing", "After the Visit", "2013-1-6")
BODY = work("Our code", "NMC Blog", "2020-3-1", "Nursing and Midwifery Council")


@pytest.mark.parametrize(
    ("one", "style", "expected"),
    [
        (
            INDIA,
            "harvard",
            (
                "Zhang, F. (2019) ‘What’s keeping India in the dark?’, World Bank blogs, 31 January."
                " Available at: https://a.example/ (Accessed: 3 May 2024)."
            ),
        ),
        (
            SPACE,
            "harvard",
            (
                "Torres, P. (2019) ‘Why We Should Think Twice About Colonizing Space’, Nautilus, 18 February."
                " Available at: https://a.example/ (Accessed: 3 May 2024)."
            ),
        ),
        (
            TWO,
            "harvard",
            (
                "Weir, H. and Reed, B. (2022) ‘Two words’, After the Visit, 16 January."
                " Available at: https://a.example/ (Accessed: 3 May 2024)."
            ),
        ),
        (
            FIVE,
            "harvard",
            (
                "Ash, A. et al. (2021) ‘Five’, After the Visit, 9 July."
                " Available at: https://a.example/ (Accessed: 3 May 2024)."
            ),
        ),
        (
            NOBODY,
            "harvard",
            (
                "‘On not knowing’ (2013) After the Visit, 6 January."
                " Available at: https://a.example/ (Accessed: 3 May 2024)."
            ),
        ),
        (
            PRAYER,
            "apa",
            (
                "Mounce, W. D. (2020, May 11). Does Paul have one or two purposes for his prayer? Zondervan Academic."
                " https://a.example/"
            ),
        ),
        (TWO, "apa", "Weir, H., & Reed, B. (2022, January 16). Two words. After the Visit. https://a.example/"),
        (BODY, "apa", "Nursing and Midwifery Council. (2020, March 1). Our code. NMC Blog. https://a.example/"),
        (NOBODY, "apa", "On not knowing. (2013, January 6). After the Visit. https://a.example/"),
        (
            TWO,
            "vancouver",
            (
                "Weir H, Reed B. Two words. After the Visit [Internet]. 2022 Jan 16 [cited 3 May 2024]."
                " Available from: https://a.example/"
            ),
        ),
        (
            PRAYER,
            "vancouver",
            (
                "Mounce WD. Does Paul have one or two purposes for his prayer? Zondervan Academic [Internet]. 2020 May 11"
                " [cited 3 May 2024]. Available from: https://a.example/"
            ),
        ),
        (
            TWO,
            "mla",
            "Weir, Hannah, and Bob Reed. “Two Words.” After the Visit, 16 Jan. 2022, https://a.example/.",
        ),
        (
            THREE,
            "mla",
            "Weir, Hannah, et al. “Three Words.” After the Visit, 2 May 2022, https://a.example/.",
        ),
        (NOBODY, "mla", "“On Not Knowing.” After the Visit, 6 Jan. 2013, https://a.example/."),
    ],
)
def test_a_reference_is_what_the_guide_of_the_style_says(one: dict[str, object], style: str, expected: str) -> None:
    assert said(one, style) == expected


@pytest.mark.parametrize(
    ("one", "style", "whole", "paragraph"),
    [
        (TWO, "harvard", "(Weir and Reed, 2022)", "(Weir and Reed, 2022, para. 4)"),
        (TWO, "apa", "(Weir & Reed, 2022)", "(Weir & Reed, 2022, para. 4)"),
        (FIVE, "apa", "(Ash et al., 2021)", "(Ash et al., 2021, para. 4)"),
        (NOBODY, "apa", "(“On Not Knowing,” 2013)", "(“On Not Knowing,” 2013, para. 4)"),
        (TWO, "mla", "(Weir and Reed)", "(Weir and Reed, par. 4)"),
    ],
)
def test_the_text_cites_a_paragraph_as_the_style_does(
    one: dict[str, object], style: str, whole: str, paragraph: str
) -> None:
    found = cited(one)[STYLE[style]]
    assert unescape(found.in_text) == whole
    assert unescape(found.in_paragraph).replace(PARAGRAPH, "4") == paragraph


def test_a_title_is_no_markup() -> None:
    for one in cited(work("Of <b>care</b> & “kind” words", "B & <i>C</i>", "2022-1-1", "Weir, Hannah")):
        page = fromstring(f"<p>{one.reference}</p>")
        assert {element.tag for element in page.iter()} <= {"p", "i"}
        assert "&" in page.text_content()
        assert "<b>" in page.text_content()


def test_a_particle_is_kept_with_the_name() -> None:
    one = work("The second", "B", "2022-1-1")
    one["author"] = [{"family": "Beauvoir", "given": "Simone", "non-dropping-particle": "de"}]
    assert said(one, "harvard").startswith("de Beauvoir, S. (2022)")
    assert said(one, "vancouver").startswith("de Beauvoir S. ")


def test_citing_is_kept_as_plain_values() -> None:
    made = Citing()(TWO)
    assert made.gist == ()
    assert json.loads(json.dumps(made.value))
    assert [len(one) for one in made.value] == [3, 3, 3, 3]


def test_one_work_is_cited_the_same_by_the_whole_style() -> None:
    folder = Path(processor.__file__).parent / "styles"
    whole = Engine([(style.file, style.lang, (folder / f"{style.file}.csl").read_text("utf-8")) for style in STYLES])
    ours = Engine([style.for_engine for style in STYLES])
    for one in (INDIA, PRAYER, TWO, FIVE, NOBODY, BODY, *many_works()):
        whole(one, PARAGRAPH)  # the whole tells a work from the one before it, by more names; not from itself
        assert ours(one, PARAGRAPH) == whole(one, PARAGRAPH)
    whole.close()
    ours.close()


def many_works() -> Iterator[dict[str, object]]:
    """Works of many authors and none, in a blog and in none, with titles that end and are written in many ways."""
    authors = [f"Name{number}, Ann" for number in range(22)]
    some = [["Weir, Hannah"], [], ["Reed, Bob J.", "NHS England"], authors[:3], authors[:8], authors[:20], authors]
    titles = ["Two words: a note", "What is it? An answer", "“Waiting” ends!", "the NHS's ward.", "Ärztin <ü>", ""]
    for names, title, blog, lang in product(some, titles, ["After the Visit", ""], ["en-GB", "de"]):
        one = {**work(title, blog, "2022-1-16", *names, lang=lang), "URL": ADDRESS, "accessed": {"literal": ACCESSED}}
        yield {name: value for name, value in one.items() if value}


def test_what_stands_in_the_text_is_the_same_for_all_that_an_author_wrote_in_a_year() -> None:
    engine = Engine([style.for_engine for style in STYLES])
    for authors in (["Weir, Hannah"], ["Weir, Hannah", "Reed, Bob"], ["Ash, A", "Birch, B", "Cole, C", "Day, D"]):
        for title, day in (("On “waiting”", "2022-1-1"), ("What is it? An answer", "2022-12-31"), ("x", "2022-2-3")):
            one = work(title, "A", day, *authors)
            alone = engine._asked("inText", json.dumps(one), PARAGRAPH)
            assert [cites for _, *cites in engine(one, PARAGRAPH)] == alone
    engine.close()


def test_an_engine_is_a_process_of_its_own_that_stays() -> None:
    before = threading.active_count()
    cited(TWO)
    engine = processor._engine()
    cited(THREE)
    assert processor._engine() is engine
    assert threading.active_count() == before


def test_an_engine_that_has_ended_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = processor._Engine()
    engine._process.kill()
    engine._process.wait()
    monkeypatch.setattr(processor, "_engine", lambda: engine)
    with pytest.raises(ReflectoryError, match="the program that writes references has ended"):
        cited(TWO)
    engine._process.communicate()


def test_a_copy_of_the_process_has_an_engine_of_its_own() -> None:
    cited(TWO)
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        assert pool.submit(cited, THREE).result() == cited(THREE)
