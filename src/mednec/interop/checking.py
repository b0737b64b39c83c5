"""Which resources may be used: valid FHIR R4, and nothing in them that changes their meaning unread."""

from __future__ import annotations

from mednec.errors import DocumentError
from mednec.interop.bundle import Resource
from mednec.interop.elements import walk
from mednec.interop.record import one_line

# An address that is too long, or markup that is not well formed, says nothing against the values beside it.
_NOT_USED = ("id", "meta", "text")


def fault(resource: Resource, *, file: str) -> str:
    """Why a resource is not used, or nothing. Raises DocumentError where this installation cannot check resources."""
    for element in walk(resource.content.content):
        if element.get("modifierExtension"):
            return "it carries a modifier extension that is not understood"
        if element.get("implicitRules"):
            return "it was made under implicit rules that are not understood"
    return _invalid(resource, file=file)


def _invalid(resource: Resource, *, file: str) -> str:
    """The first fault by the published shape of the resource, with its path."""
    try:
        from fhir.resources.R4B import get_fhir_model_class
        from pydantic import ValidationError
    except ImportError as error:
        do = "pip install 'mednec[fhir]'"
        raise DocumentError("this installation reads no electronic records", where=file, do=do) from error
    try:
        used = {name: value for name, value in resource.content.content.items() if name not in _NOT_USED}
        get_fhir_model_class(resource.kind).model_validate(used)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        path = ".".join([resource.kind, *map(str, first["loc"])])
        return f"not valid FHIR at {path}: {one_line(str(first['msg']))}"
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError) as error:
        # the checker's own readings of a malformed primitive fail in many ways; each means that it is malformed
        return f"not valid FHIR: {one_line(str(error)) or type(error).__name__}"
    return ""
