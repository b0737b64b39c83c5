"""Response to treatment so far: doses, windows, measures and words held against each other, and when to judge."""

from mednec.determination.response.assess import assess_response
from mednec.determination.response.told import template_against_record
from mednec.determination.response.yardsticks import Yardsticks, policy_asks

__all__ = ["Yardsticks", "assess_response", "policy_asks", "template_against_record"]
