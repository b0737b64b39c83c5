"""Files -> Case: bytes fixed, offsets final."""

from mednec.intake.case import read_case

__all__ = ["read_case"]
