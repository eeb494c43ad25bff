"""Who is let in: whoever names the address that is served, has its secret, and comes from its own pages."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.browser import address
from unclench.browser.address import FORBIDDEN, MISDIRECTED, NOT_FOUND, Address, Visit, names_of, new_secret

SECRET = "abcdefghijkmnpqrstuvwxyz23"
HERE = Address(("127.0.0.1", "localhost"), 8765, SECRET)
HOST = "127.0.0.1:8765"
ORIGIN = f"http://{HOST}"


def test_whoever_has_the_address_is_let_in_by_each_of_its_names():
    for host in (HOST, "localhost:8765", "LOCALHOST:8765"):
        assert HERE.refusal(Visit(host, f"/{SECRET}")) is None
        assert HERE.refusal(Visit(host, f"/{SECRET}/page.js")) is None


@pytest.mark.parametrize(
    "path",
    ["/", "", f"/{SECRET[:-1]}", f"/{SECRET}x", f"/{SECRET.upper()}", f"//{SECRET}", f"/x/{SECRET}", "/é", "/\udcff"],
)
def test_a_wrong_secret_leads_nowhere(path):
    assert HERE.refusal(Visit(HOST, path)) == NOT_FOUND


@given(st.text(max_size=40))
def test_no_other_text_is_the_secret(given_secret):
    is_it = given_secret.partition("/")[0] == SECRET
    assert (HERE.refusal(Visit(HOST, f"/{given_secret}")) is None) is is_it


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8765.evil.example", "", "192.0.2.7"],
)
def test_a_name_that_was_made_to_point_here_is_turned_away_whatever_it_knows(host):
    assert HERE.refusal(Visit(host, f"/{SECRET}")) == MISDIRECTED


@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.example", "https://127.0.0.1:8765", "http://127.0.0.1", "http://localhost:8765", ""],
)
def test_a_page_from_elsewhere_gets_no_program_though_it_knows_the_secret(origin):
    assert HERE.refusal(Visit(HOST, f"/{SECRET}/program", origin, wants_program=True)) == FORBIDDEN


def test_its_own_page_gets_a_program():
    assert HERE.refusal(Visit(HOST, f"/{SECRET}/program", ORIGIN, wants_program=True)) is None


def test_the_secret_is_asked_for_before_the_origin_so_that_nobody_learns_what_is_here():
    assert HERE.refusal(Visit(HOST, "/wrong/program", "http://evil.example", wants_program=True)) == NOT_FOUND


def test_the_secret_is_compared_in_the_same_time_whatever_it_is(monkeypatch):
    seen = []

    def unequal(*both: bytes) -> bool:
        seen.append(both)
        return False

    monkeypatch.setattr("hmac.compare_digest", unequal)
    assert HERE.refusal(Visit(HOST, f"/{SECRET}")) == NOT_FOUND
    assert seen == [(SECRET.encode(), SECRET.encode())]


def test_at_the_port_of_http_a_browser_names_no_port():
    at_80 = Address(("192.0.2.7",), 80, SECRET)
    assert at_80.refusal(Visit("192.0.2.7", f"/{SECRET}")) is None
    assert at_80.refusal(Visit("192.0.2.7:80", f"/{SECRET}")) is None


def test_each_secret_is_new_and_too_long_to_guess():
    several = {new_secret() for _ in range(100)}
    assert len(several) == 100
    assert {len(each) for each in several} == {26}
    assert set("".join(several)) <= set(address.LETTERS)
    assert len(set(address.LETTERS)) == 32  # five bits each


def test_what_is_shown_is_an_address_that_can_be_typed():
    assert HERE.url == f"http://127.0.0.1:8765/{SECRET}"
    assert Address(names_of(ip_address("::1"), None), 9, SECRET).url == f"http://[::1]:9/{SECRET}"


@pytest.mark.parametrize(
    ("listening", "outside", "names"),
    [
        ("127.0.0.1", None, ("127.0.0.1", "localhost")),
        ("::1", None, ("[::1]", "127.0.0.1", "localhost")),
        ("192.0.2.7", None, ("192.0.2.7",)),
        ("0.0.0.0", "192.0.2.7", ("192.0.2.7", "127.0.0.1", "localhost")),
    ],
)
def test_only_the_names_of_what_is_listened_at_are_answered(listening, outside, names):
    assert names_of(ip_address(listening), ip_address(outside) if outside else None) == names
