"""Our cookies: __Host- and Secure when the request came by https, HttpOnly, SameSite=Lax, path /."""

from __future__ import annotations

from flask import Response, request

VISIT = "visit"


def cookie_name(name: str) -> str:
    return f"__Host-banjie-{name}" if request.is_secure else f"banjie-{name}"


def read_cookie(name: str) -> str:
    return request.cookies.get(cookie_name(name), "")


def write_cookie(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=max_age,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def drop_cookie(response: Response, name: str) -> None:
    response.delete_cookie(cookie_name(name), secure=request.is_secure, httponly=True, samesite="Lax", path="/")
