"""Retrieval as a LangChain BaseRetriever: what a LangChain user expects to plug in.

In: a question as a string. Out: LangChain Documents whose metadata carry the provision id, label, document, region and dates.
"""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.engine import Engine
from assistant.model import Question
from ingest.model import Provision


class ProvisionRetriever(BaseRetriever):
    """Articles for a question, best first; `regions` restricts as in a Question."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    engine: Engine
    regions: tuple[str, ...] = ()
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        state = self.engine.run(Question(query, regions=self.regions), until="retrieve")
        looked_up = [(e.provision, 1.0) for evidence in state.groups.values() for e in evidence]
        ranked = looked_up or [(c.id, c.score) for c in state.candidates]
        found = ((self.engine.generation.provision(id), score) for id, score in ranked[: self.k])
        return [Document(page_content=p.text, metadata=self._metadata(p, score)) for p, score in found if p]

    def _metadata(self, p: Provision, score: float) -> dict[str, Any]:
        source = self.engine.generation.source(p.document)
        dates = {"issued": source.issued, "effective": source.effective} if source else {}
        region = source.region if source else ""
        return {"provision": p.id, "label": p.label, "document": p.document, "region": region, "score": score, **dates}
