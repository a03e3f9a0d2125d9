"""The cartridge: opened again by a reader of its own, and held against the rules of Common Cartridge 1.3."""

from __future__ import annotations

import posixpath
from pathlib import Path

import html5lib
import pytest
from lxml import etree

from packed import document, reading, unzipped, with_picture
from reflectory.citing.packs.cartridge import cartridge

CP = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest}"
ROOTS = {
    "imswl_xmlv1p3": "{http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3}webLink",
    "imsdt_xmlv1p3": "{http://www.imsglobal.org/xsd/imsccv1p3/imsdt_v1p3}topic",
}
"""The root element that each type of resource has (Common Cartridge 1.3, table 2.3)."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a cartridge of a pack with everything."""
    made = with_picture(tmp_path_factory.mktemp("cartridge"))
    return unzipped(cartridge(document(reading(), *made.readings, pictures=made.pictures)))


@pytest.fixture(scope="module")
def manifest(files: dict[str, bytes]) -> etree._Element:
    """The cartridge's manifest."""
    return etree.fromstring(files["imsmanifest.xml"])


def test_the_manifest_says_what_it_is(manifest: etree._Element) -> None:
    assert manifest.tag == f"{CP}manifest"
    assert [child.tag.removeprefix(CP) for child in manifest] == ["metadata", "organizations", "resources"]
    metadata = manifest[0]
    assert metadata.findtext(f"{CP}schema") == "IMS Common Cartridge"
    assert metadata.findtext(f"{CP}schemaversion") == "1.3.0"
    assert metadata.findtext(f"{LOM}lom/{LOM}general/{LOM}title/{LOM}string") == "A pack & <more>"
    assert metadata.findtext(f"{LOM}lom/{LOM}rights/{LOM}copyrightAndOtherRestrictions/{LOM}value") == "yes"


def test_every_identifier_is_a_name_and_stands_once(manifest: etree._Element) -> None:
    ids = [one.get("identifier") for one in manifest.iter() if one.get("identifier")]
    assert len(ids) == len(set(ids))
    assert all(one[0].isalpha() and one.replace("-", "").isalnum() for one in ids)


def test_there_is_one_rooted_hierarchy_whose_root_has_no_resource_and_no_title(manifest: etree._Element) -> None:
    (organization,) = manifest.iter(f"{CP}organization")
    assert organization.get("structure") == "rooted-hierarchy"
    (root,) = organization
    assert root.get("identifierref") is None
    assert root.find(f"{CP}title") is None
    for item in root.iter(f"{CP}item"):
        has_items = item.find(f"{CP}item") is not None
        assert item is root or item.findtext(f"{CP}title")
        assert has_items != (item.get("identifierref") is not None)


def test_every_resource_is_of_a_known_type_and_holds_what_that_type_holds(
    manifest: etree._Element, files: dict[str, bytes]
) -> None:
    for one in manifest.iter(f"{CP}resource"):
        names = [file.get("href") for file in one.iter(f"{CP}file")]
        assert len(names) == 1
        if one.get("type") == "webcontent":
            assert one.get("href") == names[0]
        else:
            assert one.get("href") is None
            assert etree.fromstring(files[names[0]]).tag == ROOTS[str(one.get("type"))]


def test_items_and_dependencies_lead_to_resources_and_files_are_all_listed(
    manifest: etree._Element, files: dict[str, bytes]
) -> None:
    resources = {one.get("identifier") for one in manifest.iter(f"{CP}resource")}
    assert {one.get("identifierref") for one in manifest.iter() if one.get("identifierref")} == resources
    listed = [one.get("href") for one in manifest.iter(f"{CP}file")]
    assert sorted([*map(str, listed), "imsmanifest.xml"]) == sorted(files)


def test_resources_depend_on_pictures_alone_and_on_each_once(manifest: etree._Element) -> None:
    """Rule sets 1, 2, 5 and 7 of the Schematron rules in the specification's schema for manifests."""
    types = {one.get("identifier"): one.get("type") for one in manifest.iter(f"{CP}resource")}
    seen = 0
    for one in manifest.iter(f"{CP}resource"):
        needed = [dependency.get("identifierref") for dependency in one.iter(f"{CP}dependency")]
        seen += len(needed)
        assert one.get("type") == "webcontent" or not needed
        assert one.get("identifier") not in needed
        assert len(needed) == len(set(needed))
        assert {types[name] for name in needed} <= {"webcontent"}
    assert seen == 1


def test_links_lead_to_essays_and_topics_ask_the_questions(files: dict[str, bytes]) -> None:
    link = etree.fromstring(files["links/1.xml"])
    assert link[1].get("href") == "https://example.org/essays/a-day/"
    assert link[0].text == "A #day, *and* <night> (on Test)"
    topic = etree.fromstring(files["topics/2.xml"])
    assert topic[1].get("texttype") == "text/html"
    assert topic[1].text == "<p>Why &lt;b&gt;?</p>"


def test_pages_are_good_html_and_their_pictures_are_there(files: dict[str, bytes]) -> None:
    pages = [name for name in files if name.endswith(".html")]
    assert len(pages) == 6
    for name in pages:
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(files[name].decode())
        assert page.find(".//h1") is not None
        for image in page.iter("img"):
            assert posixpath.normpath(posixpath.join("pages", image.get("src"))) in files
            assert image.get("alt") == "A blue door"
        assert page.find(".//script") is None


def test_the_same_pack_is_the_same_cartridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = with_picture(tmp_path)
    first = cartridge(made)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert cartridge(made) == first


def test_without_an_address_there_are_no_links(tmp_path: Path) -> None:
    files = unzipped(cartridge(document(reading(url="", short=""), url="", base="")))
    assert not any(name.startswith("links/") for name in files)
