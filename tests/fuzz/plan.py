"""What is sent: everything once, then every field of every form, again and again."""

from collections.abc import Iterator
from random import Random
from urllib.parse import quote, urlencode, urlsplit

from revitalisation.ui import conflicts, submissions

from . import corpus
from .browser import WITH_TOKEN, Answer, Sent
from .pages import Field, Form, read
from .routes import Keys, Route

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
FORM = "application/x-www-form-urlencoded"
# What a form carries for the service, not for the person: mostly sent back as it was.
CARRIED = ("csrfmiddlewaretoken", submissions.TOKEN, conflicts.VERSION, conflicts.SHOWN, "next")


def query(pairs: list[tuple[str, str]]) -> str:
    """Return a query string; lone surrogates are sent as a browser never would."""
    return urlencode(pairs, encoding="utf-8", errors="surrogatepass", quote_via=quote)


def swept(role: str, route: Route, method: str, keys: Keys, rng: Random) -> Sent:
    """Return a request of the sweep: an address that leads somewhere, and little else."""
    path = keys.path(route, rng)
    body = (
        query([("a", corpus.hostile(rng)[:2_000])]).encode() if method in {"POST", "PUT"} else b""
    )
    return Sent(role, route, method, path, body, FORM, WITH_TOKEN)


def odd_address(role: str, route: Route, keys: Keys, names: list[str], rng: Random) -> Sent:
    """Return a request whose address or headers are odd."""
    path = keys.path(route, rng, odd=rng.random() < 0.3)
    asked = sorted({*corpus.ASKED, *names})
    pairs = []
    for name in rng.sample(asked, k=min(len(asked), rng.choice((0, 1, 1, 2, 3)))):
        known = corpus.ASKED.get(name, ("1",))
        pairs.append((name, rng.choice(known) if rng.random() < 0.3 else corpus.address_part(rng)))
    if pairs and rng.random() < 0.2:
        pairs.append((pairs[0][0], corpus.address_part(rng)))
    headers = rng.choice(corpus.HEADERS) if rng.random() < 0.35 else {}
    method = rng.choice(("GET", "GET", "GET", "HEAD", "OPTIONS"))
    kind = f"{FORM}; charset={rng.choice(corpus.CHARSETS)}" if rng.random() < 0.05 else FORM
    where = f"{path}?{query(pairs)}" if pairs else path
    return Sent(role, route, method, where, b"", kind, tuple(headers.items()))


def odd_body(role: str, route: Route, keys: Keys, rng: Random) -> Sent:
    """Return a request whose body is not that of any form."""
    kind = rng.choice(corpus.KINDS)
    if kind.endswith("charset="):
        kind += rng.choice(corpus.CHARSETS)
    method = rng.choice(("POST", "POST", "PUT", "PATCH", "DELETE"))
    token = WITH_TOKEN if rng.random() < 0.8 else ()
    path, body = keys.path(route, rng), rng.choice(corpus.BODIES)
    return Sent(role, route, method, path, body, kind, token)


def filled(form: Form, odd: str, rng: Random) -> list[tuple[str, str]]:
    """Return a form filled in as a person might, but for the field ``odd`` and perhaps another."""
    strange = {odd}
    if rng.random() < 0.3:
        strange.add(rng.choice(form.fields).name)
    pairs = []
    for one in form.fields:
        if one.name in strange and not (one.name.rsplit("-", 1)[-1] in CARRIED and one.name != odd):
            pairs += _strangely(one, rng)
        else:
            pairs += _plainly(one, rng)
    if form.buttons:
        pairs.append(rng.choice(form.buttons))
    return pairs


def _plainly(one: Field, rng: Random) -> list[tuple[str, str]]:
    if one.kind in {"hidden", "password"}:
        return [(one.name, one.value or ("demonstration-lectoure" if one.kind != "hidden" else ""))]
    if one.kind in {"checkbox", "radio"}:
        return [(one.name, one.value or "on")] if one.is_checked or rng.random() < 0.3 else []
    if one.kind == "select":
        kept = one.value if rng.random() < 0.5 else ""
        return [(one.name, kept or rng.choice([o for o in one.options if o] or [""]))]
    if one.value and rng.random() < 0.7:
        return [(one.name, one.value)]
    return [(one.name, corpus.plausible(one.name, one.kind, rng) if rng.random() < 0.8 else "")]


def _strangely(one: Field, rng: Random) -> list[tuple[str, str]]:
    way = rng.random()
    if way < 0.1:
        return []
    if way < 0.2:
        return [(one.name, corpus.hostile(rng)), (one.name, one.value)]
    if way < 0.3 and one.options:
        return [(one.name, option) for option in one.options[:50]]
    return [(one.name, corpus.hostile(rng))]


def encoded(pairs: list[tuple[str, str]], rng: Random) -> tuple[bytes, str]:
    """Return a body, in either of the two ways that a browser has."""
    if rng.random() < 0.85:
        return query(pairs).encode(), FORM
    lines = []
    for name, value in pairs:
        is_file = rng.random() < 0.05
        lines += [
            b"--fuzz",
            b'Content-Disposition: form-data; name="'
            + name.encode("utf-8", "surrogatepass")
            + (b'"; filename="\xff../x"' if is_file else b'"'),
            b"",
            value.encode("utf-8", "surrogatepass"),
        ]
    end = [b"--fuzz--", b""] if rng.random() < 0.9 else []
    return b"\r\n".join([*lines, *end]), "multipart/form-data; boundary=fuzz"


def submission(page: Sent, answer: Answer, target: tuple[str, str], rng: Random) -> Sent | None:
    """Return the form of a page, filled in with ``target`` (shape of the form, field) odd."""
    forms, _ = read(answer.content.decode("utf-8", "replace"))
    for form in forms:
        if shape(form) != target[0]:
            continue
        named = [one for one in form.fields if one.shape == target[1]]
        if not named:
            return None
        pairs = filled(form, rng.choice(named).name, rng)
        base = page.path.partition("?")[0]
        path = urlsplit(form.action).path or base
        odd = (f"{target[0]} {target[1]}",)
        if form.method == "get":
            where = f"{path}?{query(pairs)}"[:4_000]
            return Sent(page.role, page.route, "GET", where, odd=odd)
        body, kind = encoded(pairs, rng)
        headers = rng.choice(corpus.HEADERS[:5]) if rng.random() < 0.1 else {}
        sent = page.path if not form.action else form.action
        return Sent(page.role, page.route, "POST", sent, body, kind, tuple(headers.items()), odd)
    return None


def shape(form: Form) -> str:
    """Return what a form is, whatever record it is about."""
    return f"{form.method} {' '.join(sorted({one.shape for one in form.fields}))}"[:120]


def targets(answer: Answer) -> Iterator[tuple[str, str]]:
    """Return each (shape of a form, field) of a page."""
    for form in read(answer.content.decode("utf-8", "replace"))[0]:
        for name in sorted({one.shape for one in form.fields}):
            yield shape(form), name
