"""The ways in and out: a link that works once, a password, and the door."""

from __future__ import annotations

import hashlib
import secrets
from typing import cast

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import Flask, Response, g, redirect, render_template, request
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from reflectory.comments.desk.guard import Place, by_password, give_cookie, not_let_in, own_address
from reflectory.comments.desk.sessions import Sessions

FAILED = "That did not work. Check the password, and try again."
TOO_OFTEN = "That was tried too often. Wait a quarter of an hour, then try again."

_EACH = RateLimitItemPerMinute(5, 15)
"""How often one machine may try (ASVS 5.0, 6.3.1)."""

_ALL = RateLimitItemPerHour(100)
"""How often all machines together may."""

_LONGEST = 1_024


class Door:
    """Checks passwords, and counts who tries; a machine's address is only kept as a hash that ends with the process."""

    def __init__(self, password_hash: str) -> None:
        self._hash = password_hash
        self._hasher = PasswordHasher()
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._salt = secrets.token_bytes(16)

    def may_try(self, machine: str) -> bool:
        """Whether another try is allowed; it counts."""
        who = hashlib.blake2b(machine.encode(), key=self._salt).hexdigest()
        return self._limiter.hit(_EACH, who) and self._limiter.hit(_ALL, "all")

    def opens(self, password: str) -> bool:
        """Whether the password is right."""
        try:
            return self._hasher.verify(self._hash, password[:_LONGEST])
        except (Argon2Error, InvalidHashError):
            return False


def install(app: Flask, place: Place, sessions: Sessions, password_hash: str) -> None:
    """Add the ways in and out to an application."""
    door = Door(password_hash)

    def let_in(back: str) -> Response:
        secret = sessions.begin(instead_of=g.secret)
        return give_cookie(cast(Response, redirect(own_address(back), 303)), place, secret)

    @app.get("/enter")
    def enter() -> str:
        return render_template("desk/enter.html", key=request.args.get("key", ""))

    @app.post("/enter")
    def open_by_link() -> Response | tuple[str, int]:
        if not sessions.use(request.form.get("key", "")):
            return not_let_in("This link was used already, or is older than five minutes.")
        return let_in("/")

    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> Response | tuple[str, int]:
        if request.method == "GET" or not by_password():
            return not_let_in(status=200)
        if not door.may_try(request.remote_addr or ""):
            return not_let_in(TOO_OFTEN, 429)
        if not door.opens(request.form.get("password", "")):
            return not_let_in(FAILED)
        return let_in(request.form.get("back", "/"))

    @app.post("/sign-out")
    def sign_out() -> Response:
        sessions.end_all() if request.form.get("everywhere") else sessions.end(g.secret)
        response = cast(Response, redirect("/sign-in", 303))
        response.delete_cookie(place.cookie, path="/", httponly=True, samesite="Strict", secure=bool(place.url))
        response.headers["Clear-Site-Data"] = '"cache"'
        return response
