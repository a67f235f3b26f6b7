"""What no person types, and what a person might: values of fields, of addresses and of headers."""

from random import Random

from reporting.figures.registry import PUBLISHED
from reporting.situation.drawings import CHARTS

NUMBERS = (
    "0", "-1", "1", "2147483648", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "9" * 100, "9" * 4_301, "1e400", "1e-400", "NaN", "Infinity", "-0",
    "0x10", "1_000", "١٢٣", "²", "1,5", "1.5", "12 500,50 €", "−3", "00000000000000000001",
)  # fmt: skip
DATES = (
    "0001-01-01", "9999-12-31", "0000-00-00", "2015-02-30", "2015-W01-1", "20150531", "31/05/2015",
    "-2015-05-31", "2015-05-31T25:61", "1989-12-31", "2101-01-01", "2015-05-31",
)  # fmt: skip
TEXTS = (
    "", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "\ufeff", "\u202e", "\u200b", "\r\n", "\t",
    "é" * 161, "x" * 255, "x" * 4_000, "x" * 60_000, "é" * 1_000_000, "🏭" * 500,
    "e" + "\u0301" * 2_000, "ﷺ" * 300, "%", "_", "\\", "'", '"', "`", "''; --", "{{ 7 }}",
    "{% now %}", "<script>", "<b>&amp;", "=1+1", "＝1+1", "@x", "../../etc", "(" * 2_000,
    "[" * 500, "(a+)+$", "%s%s%n", "${x}", "null", "None", "true", "{}", "[]",
    '{"a":' * 300, "Lectoure (32)", "Lectoure (", "32208", "2A004", "00000000000000",
    "12345678901234567890", "https://[", "//x.invalid", "javascript:1", "a@b", "@", "a@[127.0.0.1]",
)  # fmt: skip
FILLED = {
    "commune": "Lectoure (32)", "naf": "16.10A", "siret": "73282932000074", "employer": "scierie",
    "company": "scierie", "siren": "732829320", "login": "operateur@demo.invalid",
    "email": "personne@demo.invalid", "code": "J-90",
}  # fmt: skip
DAYS = ("2014-02-03", "2014-09-30", "2015-05-31", "2015-12-01", "2016-02-01", "2026-01-05")
KNOWN = {"code": sorted(PUBLISHED), "name": sorted(CHARTS), "number": ["1", "2", "3"]}
ASKED = {
    "au": ("2015-05-31", "2014-01-01", "2013-01-01", "2026-11-24"),
    "page": ("2", "last"),
    "tri": ("reference", "-hired_on", "amount", "-pk", "company__name"),
    "format": ("csv", "xlsx"),
    "axe": ("1", "2", "3"),
    "par": ("axis", "contract", "sector", "commune", "month"),
    "lignes": ("jobs_created", "placements"),
    "entreprise": ("73282932000074",),
    "pour": ("projet", "placement"),
    "next": ("/", "/methode/"),
    "q": ("bois",),
    "o": ("1", "-2.1"),
    "p": ("0", "1"),
    "e": ("1",),
    "_popup": ("1",),
    "_to_field": ("id", "pk"),
    "_changelist_filters": ("q=x",),
}
HEADERS = (
    {"hx-request": "true"},
    {"hx-request": "true", "hx-current-url": "https://[", "hx-target": "\x7f"},
    {"hx-request": "true", "hx-history-restore-request": "true"},
    {"hx-request": "true", "hx-current-url": "%ff", "hx-current-url-uri-autoencoded": "true"},
    {"hx-request": "true", "hx-triggering-event": "{", "triggering-event": "{"},
    {"host": "ailleurs.invalid"},
    {"host": "testserver:99999"},
    {"host": "[::1"},
    {"accept-language": "fr" + ",x-y;q=0.1" * 500},
    {"accept": "application/json"},
    {"x-requested-with": "XMLHttpRequest", "accept": "application/json"},
    {"referer": "https://[::1"},
    {"origin": "null"},
    {"cookie": r'sessionid="abcdefghij\000k"; csrftoken=x; messages=x:y:z'},
    {"cookie": "sessionid=" + "x" * 3_000 + "; messages=[[]]; =; a; \x7f"},
    {"user-agent": "x" * 7_000},
    {"x-forwarded-for": "x, 999.1.1.1, ::g" + ",1.2.3.4" * 300},
    {"x-forwarded-proto": "https,http"},
    {"if-modified-since": "Mon, 99 Foo 0000 00:00:00 GMT", "if-none-match": '"' + "x" * 2_000},
    {"range": "bytes=9-1,-,x"},
    {"content-length": "-1"},
    {"accept-encoding": "gzip;q=x"},
)
CHARSETS = ("utf-8", "utf8", "iso-8859-1", "utf-16", "utf-7", "rot13", "idna", "x" * 500, "\x7f")
KINDS = (
    "application/json", "text/plain", "text/xml", "", "x", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 500,
    "application/x-www-form-urlencoded; charset=",
)  # fmt: skip
BODIES = (
    b"", b"{", b"[" * 50_000, b'{"a": 1e999}', b"\xff\xfe", b"--x\r\n" * 500, b"%", b"&" * 3_000,
    b"a=1&" * 1_500, b"\0" * 1_000, b"csrfmiddlewaretoken=" + b"x" * 100_000,
)  # fmt: skip


def hostile(rng: Random) -> str:
    """Return a value that no page expects, or two of them at once."""
    value = rng.choice(rng.choice((NUMBERS, DATES, TEXTS, TEXTS)))
    if rng.random() < 0.15:
        value = value[: rng.randrange(1, 50)] + rng.choice(TEXTS)[:5_000]
    return value


def address_part(rng: Random) -> str:
    """Return a hostile value of a length that servers read in an address."""
    return hostile(rng)[: rng.choice((20, 300, 3_500))]


def plausible(name: str, kind: str, rng: Random) -> str:
    """Return what a person might type in a field, from its name and its kind."""
    short = name.rsplit("-", 1)[-1]
    if short in FILLED:
        return FILLED[short]
    if kind == "date" or short.endswith("_on") or short in {"as_of", "dated_on"}:
        return rng.choice(DAYS)
    if kind == "number" or short.endswith(("_id", "number", "rank", "months", "hours", "days")):
        return rng.choice(("1", "3", "12", "35"))
    if short in {"amount", "investment", "other_funding", "envelope", "rate", "baseline_fte"}:
        return rng.choice(("0", "1", "1,5", "12 500,50"))
    if kind == "email":
        return "personne@demo.invalid"
    return f"Essai {rng.randrange(10**6)}"
