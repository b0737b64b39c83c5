"""Invented papers and labels in the formats people have them in."""

from __future__ import annotations

from pathlib import Path

NBIB = """\
PMID- 90000001
OWN - NLM
STAT- MEDLINE
LR  - 20250102
DP  - 2024 Mar
TI  - Zorbimab in adults with greyscale: a randomised
      trial of two doses.
LID - 10.9999/grey.1 [doi]
AB  - BACKGROUND: Greyscale hardens the skin. METHODS: Sixty adults were given
      zorbimab or placebo. RESULTS: Itching stopped in 24 of 30 given zorbimab
      and in 9 of 30 given placebo.
FAU - Tarth, Brienne
FAU - Payne, Podrick
PT  - Journal Article
PT  - Randomized Controlled Trial
MH  - *Greyscale/drug therapy
MH  - Humans
JT  - The Citadel journal of skin

PMID- 90000002
DP  - 1999
TI  - A letter about dragonglass.
PT  - Letter
JT  - Notes of the Citadel
"""

RIS = """\
TY  - JOUR
TI  - Zorbimab and the heart
AB  - Nobody given zorbimab had an arrhythmia.
The second line of the abstract tells of chest pain.
AU  - Seaworth, D.
PY  - 2023/05/01
JO  - Harbour medicine
DO  - https://doi.org/10.9999/Heart.7
KW  - greyscale
ER  -

TY  - RPRT
T1  - Registry of stone men, tenth report
Y1  - 2020
ER  -
"""

ARTICLE = """\
<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>2025</Year><Month>{month}</Month><Day>3</Day></DateRevised>
<Article><Journal><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue><Title>Journal of the Wall</Title>
</Journal><ArticleTitle>Dragonglass for <i>greyscale</i>, report {pmid}</ArticleTitle>
<ELocationID EIdType="doi">10.9999/wall.{pmid}</ELocationID>
<Abstract><AbstractText Label="METHODS">Forty adults were given dragonglass.</AbstractText>
<AbstractText Label="RESULTS">It did not help; {says}.</AbstractText></Abstract>
<AuthorList><Author><LastName>Tarly</LastName><ForeName>Sam</ForeName></Author>
<Author><CollectiveName>Night group</CollectiveName></Author></AuthorList>
<PublicationTypeList><PublicationType>Journal Article</PublicationType>
<PublicationType>Retracted Publication</PublicationType></PublicationTypeList></Article>
<MeshHeadingList><MeshHeading><DescriptorName>Greyscale</DescriptorName><QualifierName>therapy</QualifierName>
</MeshHeading></MeshHeadingList></MedlineCitation>
<PubmedData><ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1/other</ArticleId></ArticleIdList>
</Reference></ReferenceList></PubmedData></PubmedArticle>
"""
DOCTYPE = '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://example.org/pubmed.dtd">'


def medline(*pmids: int, month: int = 1, says: str = "nobody was helped") -> str:
    """PubMed XML of some articles."""
    articles = "".join(ARTICLE.format(pmid=pmid, month=month, says=says) for pmid in pmids)
    return f'<?xml version="1.0"?>\n{DOCTYPE}\n<PubmedArticleSet>\n{articles}</PubmedArticleSet>\n'


SPL = """\
<?xml version="1.0" encoding="UTF-8"?>
<document xmlns="urn:hl7-org:v3">
<code code="34391-3" displayName="HUMAN PRESCRIPTION DRUG LABEL"/>
<title>ZORBIVEX (zorbimab) injection</title>
<effectiveTime value="20260301"/><setId root="AAAAAAAA-0000-0000-0000-000000000001"/><versionNumber value="{version}"/>
<author><assignedEntity><representedOrganization><name>Casterly Works</name></representedOrganization></assignedEntity>
</author>
<component><structuredBody>
<component><section><code code="48780-1"/><subject><manufacturedProduct><manufacturedProduct><name>Zorbivex</name>
<asEntityAsGeneric><genericMedicine><name>ZORBIMAB</name></genericMedicine></asEntityAsGeneric></manufacturedProduct>
</manufacturedProduct></subject></section></component>
<component><section><code code="34066-1"/><title>WARNING: ANAPHYLAXIS</title>
<text><paragraph>Anaphylaxis has been reported after the first dose. Watch for two hours.</paragraph></text>
</section></component>
<component><section><code code="43684-0"/><title>8 USE IN SPECIFIC POPULATIONS</title><text/>
<component><section><code code="42228-7"/><title>8.1 Pregnancy</title>
<text><paragraph>There are no studies in pregnant women.</paragraph></text>
<component><section><code code="42229-5"/><title>Risk Summary</title><text><list><item>First item.</item><item>Second
item.</item></list></text></section></component></section></component></section></component>
<component><section><code code="34073-7"/><title>7 DRUG INTERACTIONS</title>
<text><table><tbody><tr><td>Dragonglass</td><td>do not give together</td></tr></tbody></table></text>
</section></component>
</structuredBody></component></document>
"""


def spl(version: int = 3) -> str:
    """A label in some version."""
    return SPL.replace("{version}", str(version))


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with some content."""
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path
