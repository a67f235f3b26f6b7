"""Guessing from many connections at once, against two processes of the served demonstration.

It needs no browser; it stands here because the demonstration is served once, for this room.
"""

import http.client
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode, urlsplit

from revitalisation.accounts.throttling import RULES, Door
from tests.demonstration import DemoSite, serve_also

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
REFUSED = "Trop de tentatives"


def guess(url: str, login: str, together: Barrier) -> str:
    """Try one wrong password from a browser that never came; return the page of the answer."""
    link = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    link.request("GET", "/compte/login/")
    form = link.getresponse()
    cookie = form.headers["Set-Cookie"].split(";")[0]
    token = TOKEN.search(form.read().decode())[1]
    fields = {"login": login, "password": "faux", "csrfmiddlewaretoken": token}
    head = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    together.wait(timeout=60)
    link.request("POST", "/compte/login/", urlencode(fields), head)
    answer = link.getresponse()
    page = answer.read().decode()
    link.close()
    assert answer.status == 200, page
    return page


def test_of_many_guesses_at_once_none_passes_unseen(demo_site: DemoSite, tmp_path: Path):
    number = 24
    together = Barrier(number)
    with serve_also(demo_site, tmp_path) as other, ThreadPoolExecutor(number) as many:
        places = [demo_site.url, other] * (number // 2)
        pages = list(many.map(lambda url: guess(url, "visee@demo.invalid", together), places))
    # Both processes have stopped counting in memory: a new one goes on where they were.
    with serve_also(demo_site, tmp_path) as restarted:
        pages.append(guess(restarted, "visee@demo.invalid", Barrier(1)))
    heard = [page for page in pages if REFUSED not in page]
    assert len(heard) == RULES[Door.PASSWORD].tries
    assert all(
        "L’adresse électronique ou le mot de passe sont incorrects" in page for page in heard
    )
    assert REFUSED in pages[-1]
