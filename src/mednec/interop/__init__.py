"""Electronic records in: FHIR and C-CDA as plain-text papers that are read like any other chart."""

from mednec.interop.ccda import read_ccda
from mednec.interop.fhir import read_fhir
from mednec.interop.record import Attachment, Record

__all__ = ["Attachment", "Record", "read_ccda", "read_fhir"]
