"""Everything the packs hold, loaded once and passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from mednec.chart.lexicon import Lexicon
from mednec.chart.read import Language
from mednec.criteria.policy import Policy
from mednec.errors import PackError
from mednec.model.knowledge import Concept
from mednec.packs.installed import installed
from mednec.packs.knowledge import Knowledge, load_knowledge
from mednec.packs.vocabulary import load_clause_words, load_concepts, load_language
from mednec.terminology.icd10cm import Icd10cm, open_icd10cm


@dataclass(frozen=True, kw_only=True)
class Library:
    """Knowledge, concepts, language and codes. `root` is the packs folder, where the policies stand too."""

    root: Path
    knowledge: Knowledge
    concepts: Mapping[str, Concept]
    lexicon: Lexicon
    language: Language
    icd: Icd10cm

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """Every policy of the packs; read when one is first asked for."""
        return installed(self.root)

    @cached_property
    def clause_words(self) -> Mapping[str, frozenset[str]]:
        """Words of a policy's clauses that carry no condition of their own; read when a text is compiled."""
        return load_clause_words(self.root)


def packs_root() -> Path:
    """The packs that came with the program: inside the installed package, or beside `src/` in a checkout."""
    installed = Path(str(files("mednec"))) / "_packs"
    checkout = Path(__file__).parents[3] / "packs"
    for place in (installed, checkout):
        if place.is_dir():
            return place
    raise PackError("the packs are missing", where=str(installed), do="reinstall the program")


def load_library(root: Path | None = None) -> Library:
    """Load the packs. Raises PackError naming file and field, TerminologyError when the code table cannot be opened."""
    place = root or packs_root()
    knowledge = load_knowledge(place)
    concepts = load_concepts(place)
    return Library(
        root=place,
        knowledge=knowledge,
        concepts={c.id: c for c in concepts},
        lexicon=Lexicon.compile(concepts, knowledge.drugs.values()),
        language=load_language(place),
        icd=open_icd10cm(),
    )
