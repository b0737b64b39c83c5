"""The criteria tree: groups over leaf kinds, judged against the facts of one case."""

from mednec.criteria.tree import Judged, Judging, judge

__all__ = ["Judged", "Judging", "judge"]
