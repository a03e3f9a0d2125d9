"""The desk as a Flask application."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

import reflectory.comments
from reflectory.comments.desk import deciding, entering, guard, reading
from reflectory.comments.desk.desk import Desk
from reflectory.comments.desk.guard import Place
from reflectory.comments.desk.sessions import Sessions
from reflectory.comments.inbox.records import InboxError

_LARGEST = 1 << 20
_STATIC = Path(__file__).parent / "static"
_OWN_THEME = Path(str(reflectory.comments.__file__)).parent / "static" / "comments"

_WRONG = {
    400: "The browser sent something that cannot be read. Go back and try again.",
    403: "This was not sent from the desk’s own page, or that page is too old. Open the desk again, and repeat it.",
    404: "There is no such page, or the comment is not in the inbox any more.",
    405: "This address shows nothing by itself.",
    413: "That was too long to be sent.",
    421: "The desk is not reached by this name.",
}
"""What is said where a request cannot be answered; nothing of the request is in it."""


def make(desk: Desk, place: Place, sessions: Sessions, theme: Path) -> Flask:
    """Return the application.

    Args:
        desk: what it shows and does.
        place: where it is reached.
        sessions: who is let in.
        theme: the site's theme folder, whose look the pages have.
    """
    app = Flask("reflectory.comments.desk", static_folder=str(_STATIC), static_url_path="/static")
    app.config.update(DESK=desk, MAX_CONTENT_LENGTH=_LARGEST, MAX_FORM_MEMORY_SIZE=_LARGEST)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    guard.install(app, place, sessions)
    entering.install(app, place, sessions, desk.options.password_hash)
    reading.install(app, desk)
    deciding.install(app, desk)
    app.before_request(_send_files_ourselves)
    _install_look(app, theme)
    _install_errors(app)
    return app


def _send_files_ourselves() -> None:
    """Have Flask send and close its files: waitress leaves one open when the browser goes away before it has it."""
    request.environ.pop("wsgi.file_wrapper", None)


def _install_look(app: Flask, theme: Path) -> None:
    @app.get("/site.css")
    def site_style() -> Response:
        return Response(style(theme), mimetype="text/css")


@lru_cache(maxsize=4)
def style(theme: Path) -> str:
    """Return the site's own look and the desk's in one sheet; the first declares what a theme without it lacks."""
    sheets = sorted((theme / "static").rglob("*.css"), key=lambda sheet: (sheet.name != "layers.css", sheet.name))
    files = [_STATIC / "defaults.css", *sheets, *_OWN_THEME.glob("*.css"), _STATIC / "desk.css"]
    return "\n".join(file.read_text("utf-8") for file in files)


def _install_errors(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        code = error.code or 500
        return _wrong(_WRONG.get(code, "That cannot be answered."), code)

    @app.errorhandler(InboxError)
    def no_inbox(error: InboxError) -> tuple[str, int]:
        return _wrong(f"{error}", 503)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> tuple[str, int]:
        app.logger.error("A page of the desk failed: %s.", type(error).__name__)  # its text may hold a comment's
        return _wrong("Something in the desk is broken. What you decided before is safe.", 500)


def _wrong(said: str, code: int) -> tuple[str, int]:
    return render_template("desk/wrong.html", said=said), code
