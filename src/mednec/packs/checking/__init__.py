"""What can be wrong with a policy that loads: named checks, one family in each file, in their order."""

from __future__ import annotations

from mednec.packs.checking import around, coverage, logic, numbers, operators, source, structure, vocabulary, words
from mednec.packs.checking.found import Check, Fault, Severity
from mednec.packs.checking.subject import Subject, all_installed, subject_of

_FAMILIES = (
    ("together", logic.CHECKS),
    ("shape", structure.CHECKS),
    ("operators", operators.CHECKS),
    ("numbers", numbers.CHECKS),
    ("words", words.CHECKS),
    ("vocabulary", vocabulary.CHECKS),
    ("around", around.CHECKS),
    ("text", source.CHECKS),
    ("tests", coverage.CHECKS),
)
CHECKS: tuple[Check, ...] = tuple(check for _, checks in _FAMILIES for check in checks)


def check(subject: Subject) -> tuple[Fault, ...]:
    """Everything that the checks see in a policy, errors first, each kind in the order of the checks."""
    faults = [
        Fault(
            check=c.name,
            severity=c.severity,
            clause=f.clause,
            where=f.where,
            line=subject.line_of(f.clause) if f.clause else None,
            says=f.says,
            do=f.do,
        )
        for c in CHECKS
        for f in dict.fromkeys(c.run(subject))
    ]
    order = list(Severity)
    return tuple(sorted(faults, key=lambda fault: order.index(fault.severity)))


__all__ = ["CHECKS", "Check", "Fault", "Severity", "Subject", "all_installed", "check", "subject_of"]
