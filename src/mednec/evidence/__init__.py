"""References and their bearing on one request."""

from mednec.evidence.named import named_in
from mednec.evidence.support import find_support

__all__ = ["find_support", "named_in"]
