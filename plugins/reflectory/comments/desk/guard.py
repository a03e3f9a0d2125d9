"""What stands before every page of the desk: who may ask, by which name, from which page; and what each answer says.

The sources are OWASP ASVS 5.0 at level 2, chapters 3 (web frontend) and 7 (sessions), and Fetch Metadata
(https://www.w3.org/TR/fetch-metadata/).
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, render_template, request
from msgspec import Struct

from reflectory.comments.desk.sessions import Session, Sessions

POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""No style and no script but the desk's own files, and no page of another site around it."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers would send “Origin: null” with our own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
"""What every answer carries."""

_TWO_YEARS = 2 * 365 * 24 * 60 * 60
_OPEN = frozenset(["static", "site_style", "enter", "open_by_link", "sign_in"])
"""What answers without a session: the look, and the ways in."""


class Place(Struct, frozen=True):
    """By which addresses the desk is reached.

    Attributes:
        port: on this computer.
        url: through a reverse proxy, or "".
    """

    port: int
    url: str = ""

    @property
    def origins(self) -> frozenset[str]:
        """The origins of the desk's own pages."""
        here = {f"http://{name}:{self.port}" for name in ("127.0.0.1", "localhost")}
        return frozenset([self.url.rstrip("/").lower()] if self.url else here)

    @property
    def hosts(self) -> frozenset[str]:
        """What a browser calls the desk; any other name is another site's, made to lead here (DNS rebinding)."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)

    @property
    def cookie(self) -> str:
        """The cookie's name; other ports of this computer share its cookies, so that the port is part of it."""
        return "__Host-desk" if self.url else f"desk-{self.port}"


def install(app: Flask, place: Place, sessions: Sessions) -> None:
    """Put the guard before every request of an application, and the headers on every answer."""

    @app.before_request
    def judge() -> str | tuple[str, int] | None:
        g.session, g.secret = None, request.cookies.get(place.cookie, "")
        if request.host.lower() not in place.hosts:
            abort(421)
        changes = request.method not in ("GET", "HEAD")
        if changes and request.headers.get("Origin", "").lower() not in place.origins:
            abort(403)
        if request.endpoint in _OPEN:
            return None
        if not changes and not g.secret and request.headers.get("Sec-Fetch-Site") == "cross-site":
            return render_template("desk/onward.html")  # a mail's link: the cookie comes with the next step, from here
        g.session = sessions.get(g.secret)
        if g.session is None:
            return not_let_in()
        if changes and not hmac.compare_digest(request.form.get("csrf", "").encode(), g.session.csrf.encode()):
            abort(403)
        return None

    @app.after_request
    def head(response: Response) -> Response:
        response.headers.update(HEADERS)
        if place.url:
            response.headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}"
        return response


def not_let_in(said: str = "", status: int = 401) -> tuple[str, int]:
    """Return the page of whoever has no session: where to sign in, or how to get a link."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" and request.endpoint != "sign_in" else "/"
    return render_template("desk/sign-in.html", said=said, back=wanted, by_password=by_password()), status


def by_password() -> bool:
    """Whether one signs in with a password."""
    return bool(current_app.config["DESK"].options.password_hash)


def here() -> Session:
    """Return the session of this request."""
    session = g.session
    assert isinstance(session, Session)
    return session


def give_cookie(response: Response, place: Place, secret: str) -> Response:
    """Let a browser keep a session's secret: for this host alone, out of reach of scripts, until it is closed."""
    response.set_cookie(place.cookie, secret, httponly=True, samesite="Strict", secure=bool(place.url), path="/")
    return response


def own_address(back: str, otherwise: str = "/") -> str:
    """Return an address below the desk's root where ``back`` is one, so that no form leads elsewhere."""
    parts = urlsplit(back)
    inside = back.startswith("/") and not back.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return back if inside and back.isprintable() else otherwise
