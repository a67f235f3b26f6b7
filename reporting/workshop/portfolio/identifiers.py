"""Identifiers with right check digits, in a range that is never allotted."""


def siret(number: int) -> str:
    """Return the SIRET of the invented company of that number, below a hundred million."""
    siren = _with_key(f"001{number // 1000:05d}")
    return _with_key(f"{siren}{number % 1000:04d}")


def _with_key(digits: str) -> str:
    return f"{digits}{-_luhn(f'{digits}0') % 10}"


def _luhn(digits: str) -> int:
    doubled = (int(d) * 2 if i % 2 else int(d) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled)
