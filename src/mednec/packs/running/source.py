"""A policy's logic as a Python module that stands alone: one function, three integers in, three integers out.

A service that has judged its leaves sets one bit for each: in `met`, in `not_met`, in `conflicting`, or in none of them
where the chart is silent. The function sets the bits of the groups.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from keyword import iskeyword
from pprint import pformat

from mednec.criteria.policy import Policy
from mednec.packs.running.plan import Plan, Step, plan_of

WIDTH = 110

_HEAD = '''"""{title}

Written by `mednec policy compile` from {id}, version {version}, digest {digest}. Change the policy, not this file.

Each clause has a bit. A case is three integers: `met`, `not_met` and `conflicting` hold the bits of the clauses of that
status; a bit in none of them is a clause that is not documented. `status` adds the bits of the groups to those of the
tests. An unknown that is a disagreement keeps its name only where deciding the disagreements could settle the group.

    met, not_met, conflicting = status(*masks({{{example}}}))
    word({route}, met, not_met, conflicting)
"""

from __future__ import annotations

from operator import getitem, itemgetter

'''

_TAIL = '''

# For each test, the bits that a status sets: three fields in one integer, so that a case is the sum of its tests.
_WIDTH = len(TESTS) + len(GROUPS)
_FIELD = (1 << _WIDTH) - 1
_SETS = [
    {"not documented": 0, "met": 1 << bit, "not met": 1 << _WIDTH + bit, "conflicting": 1 << 2 * _WIDTH + bit}
    for bit in TESTS.values()
]
_SILENT = dict.fromkeys(TESTS, "not documented")
_pick = itemgetter(*TESTS, *list(TESTS)[:1])  # the first once more: a getter of one alone would not give a tuple


def masks(words: dict[str, str]) -> tuple[int, int, int]:
    """A case from the words of its tests by label; a test that is not named is not documented."""
    if len(words) != len(TESTS):
        words = _SILENT | words
    if len(words) != len(TESTS):
        raise KeyError(f"no test of this policy: {[label for label in words if label not in TESTS]}")
    held = sum(map(getitem, _SETS, _pick(words)))
    return held & _FIELD, held >> _WIDTH & _FIELD, held >> 2 * _WIDTH


def word(label: str, met: int, not_met: int, conflicting: int) -> str:
    """The status of a clause in words."""
    bit = 1 << (TESTS[label] if label in TESTS else GROUPS[label])
    if met & bit:
        return "met"
    if not_met & bit:
        return "not met"
    return "conflicting" if conflicting & bit else "not documented"
'''


def python_of(policy: Policy) -> str:
    """The module for every route, limit and exclusion of a policy."""
    plan = plan_of(policy)
    bits = bits_of(plan)
    tests, groups = ({plan.steps[i].label: bits[i] for i in some} for some in (plan.tests, plan.groups))
    routes = {name: root.clause.label for name, root in policy.routes.items()}
    head = _HEAD.format(
        title=_safe(f"{policy.title}: which clauses are met."),
        id=_safe(policy.id),
        version=_safe(policy.version),
        digest=policy.digest or "none",
        example=_safe(f'"{next(iter(tests))}": "met"'),
        route=_safe(f'"{next(iter(routes.values()))}"'),
    )
    tables = (
        _table("TESTS", tests, "Bit of each clause that is judged on the chart."),
        _table("GROUPS", groups, "Bit of each clause that follows from others."),
        _table("ROUTES", routes, "The clause at the root of each route."),
        _table("LIMITS", tuple(n.clause.label for n in policy.limits), "Met means within it."),
        _table("EXCLUSIONS", tuple(n.clause.label for n in policy.exclusions), "Met means that it applies."),
    )
    return f"{head}{''.join(tables)}\n\n{function_of(plan)}{_TAIL}"


def module_name(policy: Policy) -> str:
    """The policy's id as the name of a module."""
    name = re.sub(r"\W+", "_", policy.id).strip("_").lower()
    return f"policy_{name}" if not name or name[0].isdigit() or iskeyword(name) else name


def bits_of(plan: Plan) -> tuple[int, ...]:
    """Bit of each step: tests first, so that a case can be written down before its groups are known."""
    order = {step: bit for bit, step in enumerate((*plan.tests, *plan.groups))}
    return tuple(order[i] for i in range(len(plan.steps)))


def function_of(plan: Plan, name: str = "status") -> str:
    """The function alone."""
    bits = bits_of(plan)
    lines = [
        f"def {name}(met: int, not_met: int, conflicting: int) -> tuple[int, int, int]:",
        '    """The same case with the bits of its groups; those of its tests are given."""',
    ]
    for i in plan.groups:
        step = plan.steps[i]
        lines.append(f"    # {_comment(step, plan)}")
        lines += (f"    {line}" for line in _group(step, 1 << bits[i], [bits[c] for c in step.children]))
    return "\n".join((*lines, "    return met, not_met, conflicting\n"))


def _comment(step: Step, plan: Plan) -> str:
    names = ", ".join(plan.steps[c].label for c in step.children)
    said = f"at least {step.needed} of" if step.op == "at_least" else step.op
    return " ".join(f"{step.label}: {'not ' if step.turned else ''}{said} {names}".split())


def _group(step: Step, own: int, among: list[int]) -> Iterator[str]:
    """The lines that set the bit of one group: the first condition that holds decides."""
    yes, no = ("not_met", "met") if step.turned or step.op == "not" else ("met", "not_met")
    held = f"{sum(1 << b for b in set(among)):#x}"
    every_met, every_not = f"met & {held} == {held}", f"not_met & {held} == {held}"
    any_met, any_not, any_disputed = f"met & {held}", f"not_met & {held}", f"conflicting & {held}"
    if step.op in ("all", "not") or (step.op == "at_least" and step.needed == len(among)):
        decided = [(any_not, no), (any_disputed, "conflicting"), (every_met, yes)]
    elif step.op == "any" or (step.op == "at_least" and step.needed == 1):
        decided = [(any_met, yes), (any_disputed, "conflicting"), (every_not, no)]
    elif step.op == "unclear":
        disputed = f"{any_disputed} and not ({any_met} and {any_not})"
        decided = [(every_met, yes), (every_not, no), (disputed, "conflicting")]
    else:
        enough, spare = step.needed, len(among) - step.needed
        could, could_not = _count("(met | conflicting)", among), _count("(not_met | conflicting)", among)
        decided = [
            (f"{_count('met', among)} >= {enough}", yes),
            (f"{_count('not_met', among)} > {spare}", no),
            (f"{any_disputed} and ({could} >= {enough} or {could_not} > {spare})", "conflicting"),
        ]
    for number, (condition, into) in enumerate(decided):
        yield f"{'el' if number else ''}if {condition}:"
        yield f"    {into} |= {own:#x}"


def _count(of: str, among: list[int]) -> str:
    """How many of these bits are set; a clause that stands twice in the group counts twice."""
    times = Counter(among)
    layers = [[b for b, n in times.items() if n > i] for i in range(max(times.values()))]
    return " + ".join(f"({of} & {sum(1 << b for b in layer):#x}).bit_count()" for layer in layers)


def _table(name: str, value: object, says: str) -> str:
    return f"# {says}\n{name} = {pformat(value, width=WIDTH, sort_dicts=False)}\n"


def _safe(text: str) -> str:
    """Words of a policy inside a docstring: on one line, and unable to end it."""
    return " ".join(text.split()).replace("\\", "/").replace('"""', "'''")
