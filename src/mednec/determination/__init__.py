"""Judged criteria to determination: outcome and its grounds, codes, dose, response, safety, gaps, sign-off."""

from mednec.determination.codes import diseases_of_request, review_codes
from mednec.determination.determine import Reviewed, determine
from mednec.determination.response import Yardsticks
from mednec.determination.routes import choose_route
from mednec.determination.safety import review_safety

__all__ = [
    "Reviewed",
    "Yardsticks",
    "choose_route",
    "determine",
    "diseases_of_request",
    "review_codes",
    "review_safety",
]
