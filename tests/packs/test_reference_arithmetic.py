"""Every line of arithmetic in the reference packs works out."""

from __future__ import annotations

import ast
from fractions import Fraction

import pytest

from tests.shipped import knowledge

LINES = sorted({(r.id, line) for r in knowledge().references.values() for line in r.arithmetic})


def worked(node: ast.AST) -> Fraction:
    """The exact value of a sum of numbers."""
    match node:
        case ast.Expression(body=body):
            return worked(body)
        case ast.Constant(value=value):
            return Fraction(str(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -worked(operand)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = worked(left), worked(right)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
    raise ValueError(ast.dump(node))


@pytest.mark.parametrize(("id", "line"), LINES, ids=[f"{i}: {x}" for i, x in LINES])
def test_the_sum_gives_the_figure(id: str, line: str) -> None:
    assert id
    left, right = line.replace(",", "").split(" = ")
    figure = right.removesuffix(" %")
    value = worked(ast.parse(left, mode="eval")) * (100 if right.endswith("%") else 1)
    places = len(figure.partition(".")[2])
    assert abs(value - Fraction(figure)) <= Fraction(1, 2 * 10**places)


def test_a_wrong_sum_would_be_seen() -> None:
    assert worked(ast.parse("(37 - 21) / 2 * -1", mode="eval")) == -8
    assert LINES
