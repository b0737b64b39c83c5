"""A FHIR Bundle: its resources, each found by the ways that others refer to it, and whose each one is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from mednec.errors import DocumentError
from mednec.interop.elements import Element, Json, day
from mednec.interop.record import one_line

_DEEPEST = 60  # levels; a record of this depth is nobody's
_DO = "ask for the record as a FHIR R4 Bundle or resource in JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource of the record. `reference` is its address there: `Observation/ige-1`."""

    reference: str
    content: Element
    full_url: str = ""
    within: Element = field(default_factory=lambda: Element({}))  # the resource that contains it, where it is contained

    @property
    def kind(self) -> str:
        return self.content.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The resources of one record, sorted by address, so that the order they came in changes nothing."""

    resources: tuple[Resource, ...]
    day: str = ""  # the day the record was made
    reference: str = ""
    without_resource: int = 0
    double: tuple[str, ...] = ()  # addresses under which several versions came
    by_url: Mapping[str, Resource] = field(init=False, repr=False, compare=False)
    by_name: Mapping[str, tuple[Resource, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[str, tuple[Resource, ...]] = {}
        for one in self.resources:
            name = f"{one.kind}/{one.content.text('id')}"
            by_name[name] = (*by_name.get(name, ()), one)
        object.__setattr__(self, "by_url", {_bare(r.full_url): r for r in self.resources if r.full_url})
        object.__setattr__(self, "by_name", by_name)

    def find(self, reference: Element, within: Resource) -> Resource | None:
        """The resource that a reference leads to: contained, by full address, or by type and id.

        The same type and id on two servers are two resources; where it cannot be told which is meant, none is.
        """
        to = _bare(reference.text("reference"))
        if to.startswith("#"):
            holder = within.within or within.content
            for one in holder.many("contained"):
                if one.text("id") == to[1:]:
                    return Resource(reference=f"{_outer(within)}{to}", content=one, within=holder)
            return None
        base = "/".join(within.full_url.split("/")[:-2])
        if found := self.by_url.get(to) or (self.by_url.get(f"{base}/{to}") if base else None):
            return found
        named = self.by_name.get("/".join(to.split("/")[-2:]), ())
        if "://" in to:
            named = tuple(r for r in named if "://" not in r.full_url)
        return named[0] if len(named) == 1 else None


def _bare(address: str) -> str:
    """An address without the version behind it."""
    return address.split("/_history/", 1)[0]


def _outer(resource: Resource) -> str:
    return resource.reference.split("#", 1)[0]


def read_json(content: bytes, *, file: str) -> Json:
    """The object a JSON file holds. Raises DocumentError for what is no JSON object, or nested absurdly deep."""
    if not content.strip():
        raise DocumentError("empty file", where=file, do=_DO)
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise DocumentError("not UTF-8 text", where=file, do=_DO) from error
    except RecursionError as error:
        raise DocumentError("nested too deep to be a record", where=file, do=_DO) from error
    except (ValueError, InvalidOperation) as error:
        raise DocumentError(f"no JSON: {one_line(str(error))}", where=file, do=_DO) from error
    if not isinstance(found, dict):
        raise DocumentError("no FHIR: the file holds no JSON object", where=file, do=_DO)
    if _depth(found) > _DEEPEST:
        raise DocumentError("nested too deep to be a record", where=file, do=_DO)
    if not isinstance(found.get("resourceType"), str):
        raise DocumentError("no FHIR: no resourceType", where=file, do=_DO)
    return found


def _no_number(written: str) -> object:
    raise ValueError(f"{written} is no number")


def _depth(content: object) -> int:
    deepest, waiting = 0, [(content, 1)]
    while waiting:
        found, level = waiting.pop()
        deepest = max(deepest, level)
        inner = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
        waiting += [(one, level + 1) for one in inner]
    return deepest


def open_bundle(content: Json) -> Bundle:
    """The bundle, or a bundle of one for a single resource."""
    top = Element(content)
    entries = list(_entries(top)) if top.kind == "Bundle" else [("", content)]
    versions: dict[str, list[Resource]] = {}
    empty = 0
    for full_url, found in entries:
        if found is None:
            empty += 1
            continue
        element = Element(found)
        name = f"{element.kind or 'resource'}/{element.text('id')}" if element.text("id") else ""
        reference = name or full_url or f"{element.kind} without id"
        made = Resource(reference=reference, content=element, full_url=full_url)
        versions.setdefault(_bare(full_url) or name or _canonical(found), []).append(made)
    kept = (max(several, key=_version) for several in versions.values())
    several = (group for group in versions.values() if len({_canonical(r.content.content) for r in group}) > 1)
    return Bundle(
        resources=tuple(sorted(kept, key=lambda r: (r.reference, _canonical(r.content.content)))),
        day=day(top.text("timestamp")) if top.kind == "Bundle" else "",
        reference=f"Bundle/{top.text('id')}" if top.text("id") else "Bundle",
        without_resource=empty,
        double=tuple(sorted(group[0].reference for group in several)),
    )


def _entries(bundle: Element) -> Iterator[tuple[str, Json | None]]:
    """Entries with a resource; those of a bundle inside the bundle too."""
    for entry in bundle.many("entry"):
        found = entry.one("resource")
        if found.kind == "Bundle":
            yield from _entries(found)
        else:
            yield entry.text("fullUrl"), found.content or None


def _version(resource: Resource) -> tuple[str, int, str]:
    """The later one is the greater; where nothing tells, any fixed order will do."""
    meta = resource.content.one("meta")
    version = meta.text("versionId")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    return meta.text("lastUpdated"), number, _canonical(resource.content.content)


def _canonical(content: Json) -> str:
    return json.dumps(content, sort_keys=True, default=str)
