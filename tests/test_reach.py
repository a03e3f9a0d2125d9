"""Every page is within four clicks of the home page, without script: on the sample site and on a site of 1,000 essays."""

from __future__ import annotations

from pathlib import Path

import pytest

from generate import generate
from reach import clicks, pages
from reflectory.site.views import Pager
from sites import ROOT, build_folder

CLICKS = 4


def far(output: Path) -> list[str]:
    """The pages of a site that no four clicks lead to."""
    found = clicks(output)
    return [page for page in pages(output) if found.get(page, CLICKS + 1) > CLICKS]


def test_every_page_of_the_sample_site_is_within_four_clicks(tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(ROOT / "content")
    assert not build_folder(tmp_path).problems
    assert len(list(pages(tmp_path / "output"))) > 50
    assert far(tmp_path / "output") == []


def test_every_page_of_a_thousand_essays_is_within_four_clicks(tmp_path: Path) -> None:
    generate(tmp_path, 1000)
    assert not build_folder(tmp_path).problems
    assert len(list(pages(tmp_path / "output"))) > 2000
    assert far(tmp_path / "output") == []


@pytest.mark.parametrize("count", [2, 12, 13, 50, 100, 101, 250, 999])
def test_two_steps_lead_from_any_page_of_a_list_to_any_other(count: int) -> None:
    leads = {
        number: {int(page.label) for page in Pager(number, count, url="list/").near if page.url}
        for number in range(1, count + 1)
    }
    assert all(number in leads[number] for number in leads)
    for first in leads.values():
        assert first | {last for one in first for last in leads[one]} == set(leads)


@pytest.mark.parametrize("count", [13, 100, 1000])
def test_a_page_of_a_list_names_few_others(count: int) -> None:
    named = (sum(page.label != "…" for page in Pager(number, count).near) for number in range(1, count + 1))
    assert max(named) <= 2 * max(10, count**0.5) + 4


def test_a_page_of_a_list_says_where_it_leaves_pages_out() -> None:
    near = Pager(7, 40, url="essays/").near
    assert " ".join(page.label for page in near) == "1 2 3 4 5 6 7 8 9 10 11 12 … 20 … 30 … 40"
    assert near[0].url == "essays/"
    assert near[1].url == "essays/page/2/"
