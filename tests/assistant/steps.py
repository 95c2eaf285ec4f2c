"""What single steps of the chain make of a question, and small texts to try them on."""

from __future__ import annotations

from assistant.engine import Engine
from assistant.evidence.choose import Choice, choose
from assistant.evidence.units import Unit, units_of
from assistant.model import Ask, Evidence, Question, Understanding
from ingest.generation import Generation
from ingest.model import Document, Kind, Provision
from ingest.parse import parse


def understood(engine: Engine, question: str, *history: str) -> Understanding:
    """The question as the chain understands it."""
    return engine.run(Question(question, history=history), "understand").understood


def chosen(engine: Engine, question: str, document: str) -> Choice:
    """What one document answers, all of it within reach and no searches run."""
    text = text_of(engine.generation, document)
    units = units_of(text)
    return choose(text, units, {u.block for u in units}, understood(engine, question), ())


def text_of(generation: Generation, document: str) -> Document:
    """A document that is held."""
    found = generation.document(document)
    assert found is not None, document
    return found


def ids(evidence: tuple[Evidence, ...] | list[Evidence]) -> list[str]:
    return [e.provision for e in evidence]


def bare(text: str, **values: object) -> Understanding:
    """An open question over all documents with nothing found in it but what is given."""
    return Understanding(**{"text": text, "ask": Ask.OPEN, "documents": None, **values})  # type: ignore[arg-type]


def law(*lines: str) -> Document:
    """A text of articles, parsed as any other."""
    return parse("\n".join(lines), "law", "道路规定")


def unit(number: str, own: str, lead: str = "", inside: str = "", kind: Kind = Kind.ARTICLE, start: int = 0) -> Unit:
    """A unit of a text `law`; it covers its own words and those of its items, from `start` on."""
    end = start + len(own + inside)
    provision = Provision("law", number, kind, f"《道路规定》{number}", (), start, end, own + inside)
    return Unit(provision, number.split(".")[0], own, lead, inside)
