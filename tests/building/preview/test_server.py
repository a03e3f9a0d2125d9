"""The preview's server: for this machine alone, strict, and with a script in each page."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from reflectory.building.preview.board import Board
from reflectory.building.preview.server import POLICY, bound, served
from reflectory.site.errors import Problem, ReflectoryError

PAGE = "<html><head><title>A</title></head><body>A</body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "index.html").write_text(PAGE)
    (tmp_path / "site.css").write_text("p { color: red }")
    return tmp_path


@pytest.fixture
def connection(folder: Path) -> Iterator[http.client.HTTPConnection]:
    with served(folder, 0) as address:
        opened = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        yield opened
        opened.close()


def ask(
    connection: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str
) -> http.client.HTTPResponse:
    connection.request(method, path, headers=headers)
    return connection.getresponse()


def test_a_page_gets_the_script_in_its_head_and_a_file_does_not(connection: http.client.HTTPConnection) -> None:
    page = ask(connection, "/").read().decode()
    assert '<script src="/.preview/reload.js" data-seen="' in page
    assert page.index("reload.js") < page.index("</head>")
    assert ask(connection, "/site.css").read() == b"p { color: red }"  # over the same connection


@pytest.mark.parametrize(
    "path", ["/", "/site.css", "/nothing/", "/.preview/reload.js", "/.preview/mend.js", "/.preview/nothing"]
)
def test_every_answer_keeps_to_the_policy_and_is_not_stored(connection: http.client.HTTPConnection, path: str) -> None:
    answer = ask(connection, path)
    assert answer.getheader("Content-Security-Policy") == POLICY
    assert answer.getheader("Cache-Control") == "no-store"
    assert len(answer.read()) == int(answer.getheader("Content-Length", ""))


def test_a_head_is_that_of_the_page_without_the_page(connection: http.client.HTTPConnection) -> None:
    whole = ask(connection, "/")
    length = str(len(whole.read()))
    head = ask(connection, "/", "HEAD")
    assert (head.getheader("Content-Length"), head.read()) == (length, b"")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", ""])
def test_a_foreign_name_is_refused(connection: http.client.HTTPConnection, host: str) -> None:
    assert ask(connection, "/", Host=host).status == 403


def test_this_machine_may_be_called_localhost(connection: http.client.HTTPConnection) -> None:
    assert ask(connection, "/", Host=f"localhost:{connection.port}").status == 200


def test_a_folder_is_asked_for_again_with_a_slash(connection: http.client.HTTPConnection) -> None:
    answer = ask(connection, "/a%20b")
    assert (answer.status, answer.getheader("Location"), answer.read()) == (301, "/a%20b/", b"")
    assert ask(connection, "/a%20b/").status == 200


@pytest.mark.parametrize(
    "path", ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "/%00", "/nothing", "/index.html/", "//etc/passwd"]
)
def test_what_is_not_there_or_outside_is_not_found(
    connection: http.client.HTTPConnection, folder: Path, path: str
) -> None:
    (folder.parent / "secret").write_text("secret")
    answer = ask(connection, path)
    assert (answer.status, b"secret" in answer.read()) == (404, False)


def test_a_missing_page_is_the_sites_own(connection: http.client.HTTPConnection, folder: Path) -> None:
    (folder / "404.html").write_text("<body>Not here")
    answer = ask(connection, "/nothing/")
    page = answer.read()
    assert (answer.status, page.startswith(b"<body>Not here")) == (404, True)
    assert b"/.preview/reload.js" in page


def test_while_nothing_was_ever_built_every_page_tells_why(tmp_path: Path) -> None:
    board = Board()
    with bound(tmp_path, 0, board) as server:
        board.post((Problem("content/a.md", 3, "the date <soon> is none."),))
        server.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        answer = ask(connection, "/anything/")
        page = answer.read().decode()
        connection.close()
    assert answer.status == 503
    assert "content/a.md, line 3" in page
    assert "the date &lt;soon&gt; is none." in page
    assert "/.preview/reload.js" in page


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with served(tmp_path, 0) as address:
        port = int(address.rsplit(":", 1)[1])
        with pytest.raises(ReflectoryError, match=f"port {port} is in use"), served(tmp_path, port):
            pass
