"""Which articles of general law answer: the first of the reranked candidates, quoted as they are.

In: the candidates of retrieval. Out: Evidence by document. The five regulations and others of their family are read matter by
matter (`choose`); of the rest of the body of law nothing is known but its text, so nothing is concluded from it: the articles
that fit best are shown, and none when none is near.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence.retrieve import Candidate
from assistant.model import Evidence
from ingest.generation import Generation
from ingest.model import Source

FAMILY = re.compile(r"安全生产责任制|党政领导干部")
"""Titles of regulations on who answers for safety; every document that sources.toml describes is read the same way."""
NEAR = 0.45
"""Cosine similarity below which an article is not shown. Chosen on questions with and without an answer (README, 数字)."""
BESIDE = 0.9
"""Share of the best one's similarity that the others shown must have."""
MOST = 3
RANKED = "ranked"
"""The way by which such evidence was found."""


def of_the_family(source: Source) -> bool:
    """Whether a document is read matter by matter."""
    return bool(source.kind or FAMILY.search(source.title))


def best_articles(candidates: Sequence[Candidate], generation: Generation) -> dict[str, tuple[Evidence, ...]]:
    """Up to three articles, by document; those of versions that were replaced only when no other law has any."""
    general = [c for c in candidates if _is_general(c, generation)]
    near = [c for c in general if c.similarity >= NEAR]
    if not near:
        return {}
    floor = BESIDE * max(c.similarity for c in near[:MOST])
    groups: dict[str, tuple[Evidence, ...]] = {}
    for c in near[:MOST]:
        provision = generation.provision(c.id)
        if provision and c.similarity >= floor:
            evidence = Evidence(c.id, provision.text, "provision", c.similarity, way=RANKED)
            groups[provision.document] = (*groups.get(provision.document, ()), evidence)
    return groups


def _is_general(candidate: Candidate, generation: Generation) -> bool:
    source = generation.source(candidate.id.partition("/")[0])
    return source is not None and not of_the_family(source)
