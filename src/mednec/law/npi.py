"""The check digit of a National Provider Identifier: the Luhn sum of the number behind the prefix 80840."""

from __future__ import annotations

PREFIX = "80840"  # of health care in the United States, as cards of ISO/IEC 7812 have it
LENGTH = 10
FIRST = "12"


def npi_is_valid(npi: str) -> bool:
    """Ten digits of which the first is 1 or 2 and the last is the check digit.

    >>> npi_is_valid("1234567893"), npi_is_valid("1234567890")
    (True, False)
    """
    digits = npi.strip()
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or digits[0] not in FIRST:
        return False
    return check_digit(digits[:-1]) == digits[-1]


def check_digit(first_nine: str) -> str:
    """The last digit of a number of which the first nine are known.

    >>> check_digit("123456789")
    '3'
    """
    total = 0
    for i, digit in enumerate(reversed(f"{PREFIX}{first_nine}")):
        value = int(digit) * (2 if i % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def npi_fault(npi: str) -> str:
    """What is wrong with a number, in words; nothing where nothing is.

    >>> npi_fault("12345")
    'an NPI has 10 digits, this has 5'
    """
    digits = npi.strip()
    if not digits:
        return "no NPI is given"
    if not (digits.isascii() and digits.isdigit()):
        return "an NPI is made of digits only"
    if len(digits) != LENGTH:
        return f"an NPI has {LENGTH} digits, this has {len(digits)}"
    if digits[0] not in FIRST:
        return "an NPI begins with 1 or 2"
    return "" if npi_is_valid(digits) else "the check digit of this NPI is wrong: a digit was mistyped"
