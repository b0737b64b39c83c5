"""Order text -> Regimen; arithmetic; label limits; schedule; billing units."""

from mednec.dosing.arithmetic import Arithmetic, Body, implied_weight, multiply_out
from mednec.dosing.asked import asked_in_28_days
from mednec.dosing.check import check_regimen
from mednec.dosing.grammar import read_dose, read_order
from mednec.dosing.label import LABELLED_DOSE, lacks_only_a_label
from mednec.dosing.plausible import cannot_be_meant
from mednec.dosing.product import product_of
from mednec.dosing.schedule import (
    LongGap,
    Reconciliation,
    Slot,
    mean_interval,
    reconcile,
    slots,
    visits,
    visits_that_fit,
)
from mednec.dosing.told import read_doses
from mednec.dosing.weight import choose_weight, other_weights, weight_in_kg

__all__ = [
    "LABELLED_DOSE",
    "Arithmetic",
    "Body",
    "LongGap",
    "Reconciliation",
    "Slot",
    "asked_in_28_days",
    "cannot_be_meant",
    "check_regimen",
    "choose_weight",
    "implied_weight",
    "lacks_only_a_label",
    "mean_interval",
    "multiply_out",
    "other_weights",
    "product_of",
    "read_dose",
    "read_doses",
    "read_order",
    "reconcile",
    "slots",
    "visits",
    "visits_that_fit",
    "weight_in_kg",
]
