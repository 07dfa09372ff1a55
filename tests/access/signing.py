"""Signing in by password, and whether somebody is in."""

from datetime import UTC, datetime

from tests.access.conftest import PASSWORD

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def sign_in(client, email="omar@acme.example", password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def is_in(client):
    return client.get("/me").status_code == 200
