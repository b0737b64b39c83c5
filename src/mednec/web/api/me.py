"""Who the token belongs to, and what they may do."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from mednec.desk.rights import Act, may
from mednec.model.life import Person
from mednec.web import access
from mednec.web.api.door import section
from mednec.web.api.words import Answer, RoleKey

router = section("account")


class MeAnswer(Answer):
    """The holder of the token."""

    id: str
    org: str
    name: str
    roles: tuple[RoleKey, ...]
    specialty: str
    npi: str
    acts: tuple[str, ...]


@router.get("/me", summary="Who you are here")
def me(who: Annotated[Person, Depends(access.may(Act.OWN_ACCOUNT))]) -> MeAnswer:
    """The holder of the token, with every act their roles allow."""
    held = {name: getattr(who, name) for name in ("id", "org", "name", "specialty", "npi")}
    acts = tuple(act.key for act in Act if may(who, act))
    return MeAnswer.model_validate(held | {"roles": tuple(sorted(who.roles)), "acts": acts})
