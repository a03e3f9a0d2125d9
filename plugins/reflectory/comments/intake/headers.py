"""What every answer of the intake tells browsers (OWASP Secure Headers Project; CSP 3; Fetch, 3.2)."""

from __future__ import annotations

from flask import Response

from reflectory.comments.intake.origins import of

_CAREFUL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # without any, a browser would not say from where a form was sent
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


def policy(site_url: str) -> str:
    """Return the content security policy: the site's style sheet and icon, forms to the intake alone, no script."""
    site = " ".join(filter(None, ("'self'", of(site_url))))
    return (
        f"default-src 'none'; style-src {site}; img-src {site}; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def careful(response: Response, site_url: str) -> Response:
    """Add what every answer carries."""
    for name, value in _CAREFUL.items():
        response.headers.setdefault(name, value)
    response.headers["Content-Security-Policy"] = policy(site_url)
    return response


def shared(response: Response, site_url: str) -> Response:
    """Let the site's own script read an answer; any site's while the site has no address."""
    response.headers["Access-Control-Allow-Origin"] = of(site_url) or "*"
    response.headers["Vary"] = "Origin"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
