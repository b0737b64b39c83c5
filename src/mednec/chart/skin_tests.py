"""Tests for single allergens in one list: "SPT: A 7 mm, B 5 mm, all C neg", "specific IgE: A 42 kU/L, B <0.10"."""

from __future__ import annotations

import re
from decimal import Decimal

from mednec.chart.context import Context
from mednec.chart.named_tests import UNLISTED
from mednec.model.finding import TestResult
from mednec.model.words import Assertion, Result

_SKIN = re.compile(r"\b(?:SPT|skin (?:prick )?test(?:s|ing)?|prick test(?:s|ing)?)\b[^:.;]{0,30}:\s*", re.IGNORECASE)
_BLOOD = re.compile(r"\b(?:specific IgE|sIgE|RAST|ImmunoCAP)\b[^:.;]{0,30}:\s*", re.IGNORECASE)
_ITEM = re.compile(
    r"\s*(?P<name>[A-Za-z][A-Za-z. -]{1,28}?)\s+(?:(?P<sign>[<>])?\s?(?P<n>\d+(?:\.\d+)?)\s?(?P<unit>mm|kU/L"
    r"|kUA/L|IU/mL)?"
    r"|(?P<word>neg(?:ative)?|pos(?:itive)?|[+-]|\d\+))(?=\s*(?:$|[,;.(]|and\b))"
)
_CONTROL = re.compile(r"\b(?:histamine|saline|control|diluent)\b", re.IGNORECASE)
_WHEAL = Decimal(3)  # mm over the control that count as positive
_CLASS_1 = Decimal("0.35")  # kU/L from which an allergen counts as recognised


def read_skin_tests(context: Context) -> tuple[TestResult, ...]:
    """One result for each allergen of a list; controls are none."""
    found: list[TestResult] = []
    for head, blood in ((_SKIN, False), (_BLOOD, True)):
        if lead := head.search(context.text):
            at = lead.end()
            while item := _ITEM.match(context.text, at):
                if not _CONTROL.search(item["name"]) and (result := _result_of(item, blood)) is not None:
                    found.append(_made(context, item, result, blood))
                at = item.end()
                if not (joint := re.compile(r"\s*(?:\([^)]*\))?\s*(?:,|;|\band\b)\s*").match(context.text, at)):
                    break
                at = joint.end()
    return tuple(found)


def _result_of(item: re.Match[str], blood: bool) -> Result | None:
    if item["word"]:
        return Result.NEGATIVE if item["word"].lower().startswith(("neg", "-")) else Result.POSITIVE
    if not blood and item["unit"] != "mm":
        return None
    number = Decimal(item["n"])
    if item["sign"] == "<":
        return Result.NEGATIVE if number <= (_CLASS_1 if blood else _WHEAL) else None
    return Result.POSITIVE if number >= (_CLASS_1 if blood else _WHEAL) else Result.NEGATIVE


def _made(context: Context, item: re.Match[str], result: Result, blood: bool) -> TestResult:
    allergen = re.sub(r"^(?:all|the)\s+", "", item["name"].strip())
    written = f"{allergen} IgE" if blood else f"skin prick test {allergen}"
    end = item.end("unit") if item["unit"] else item.end("n") if item["n"] else item.end("word")
    return TestResult(
        kind="test_result",
        concept=UNLISTED,
        name=written,
        assertion=Assertion.ABSENT if result is Result.NEGATIVE else Assertion.PRESENT,
        source=context.cite(item.start("name"), end),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=context.default_date,
        standing=context.standing,
        rule="list of allergens",
        result=result,
        written=written,
        dated=False,
    )
