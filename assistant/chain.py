"""How a question becomes an answer: the ordered list of steps, as a LangChain Runnable.

In: a State that holds the question and the opened index. Out: the State with its answer. Each step is a plain function
`State -> State`; `STEPS` is the whole flow, and `--until` on the command line stops after any of them.
"""

from __future__ import annotations

import inspect
import time
import uuid
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.compose.draft import Draft, compose
from assistant.compose.sentences import echoed
from assistant.compose.wording.write import may_word, word
from assistant.evidence.choose import choose
from assistant.evidence.expand import expand
from assistant.evidence.general import best_articles, of_the_family
from assistant.evidence.judge import Judgement, judge
from assistant.evidence.lookup import Found, look_up, misplaced, referrers
from assistant.evidence.retrieve import Candidate, retrieve
from assistant.evidence.settled import covers
from assistant.evidence.units import units_of
from assistant.llm.chat import Chat
from assistant.model import Answer, Ask, Evidence, Outcome, Question, Rejected, Understanding
from assistant.texts import message
from assistant.understand.aspects import role_of
from assistant.understand.followup import Turn, continue_from
from assistant.understand.parts import parts_of
from assistant.understand.question import Held, read
from assistant.understand.reread import Asked, matters, reread, unsure
from assistant.verify import Checked, verify
from ingest.encoder import Encoder
from ingest.generation import Generation


@dataclass(frozen=True, slots=True)
class State:
    """What the steps hand on; each fills in its own part."""

    question: Question
    generation: Generation
    encoder: Encoder
    held: Held
    before: Turn | None = None
    understanding: Understanding | None = None
    parts: tuple[Understanding, ...] = ()
    found: Found = field(default_factory=Found)
    candidates: tuple[Candidate, ...] = ()
    groups: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    silent: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
    judgement: Judgement | None = None
    draft: Draft = field(default_factory=Draft)
    checked: Checked = field(default_factory=lambda: Checked((), (), ()))
    answer: Answer | None = None
    chat: Chat | None = None
    reread: bool = False
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def understood(self) -> Understanding:
        assert self.understanding is not None, "understand runs first"
        return self.understanding

    @property
    def judged(self) -> Judgement:
        assert self.judgement is not None, "judge runs before compose"
        return self.judgement


def understand_step(s: State) -> State:
    """Question and earlier turns -> a question that stands on its own."""
    alone = read(s.question.text, s.question.regions, s.held)
    whole = continue_from(alone, s.before)
    return replace(s, understanding=whole, parts=parts_of(whole, lambda text: read(text, s.question.regions, s.held)))


def lookup_step(s: State) -> State:
    """Provisions named by number resolve exactly, before any vector."""
    u = s.understood
    if not u.mentions or u.elsewhere or u.ask is Ask.INJECTION:
        return s
    found = look_up(u, s.generation, s.before.article if s.before else "")
    ids = referrers(found.ids, s.generation) if u.ask is Ask.REFERRERS else found.ids
    groups: dict[str, tuple[Evidence, ...]] = {}
    for id in ids:
        provision = s.generation.provision(id)
        if provision:
            evidence = Evidence(id, provision.text, _role(id, s.generation))
            groups[provision.document] = (*groups.get(provision.document, ()), evidence)
    if u.ask is not Ask.REFERRERS:
        groups = {d: (*misplaced(u, evidence, s.generation), *evidence) for d, evidence in groups.items()}
    return replace(s, found=found, groups=groups)


def _role(id: str, generation: Generation) -> str:
    document = generation.document(id.partition("/")[0])
    units = units_of(document) if document else ()
    return next((role_of(u.own, u.lead) for u in units if u.provision.id == id), "provision")


def retrieve_step(s: State) -> State:
    """Dense and lexical candidates in scope, fused."""
    u = s.understood
    if s.groups or s.found.missing or s.found.choices or u.documents == () or _needs_no_search(u):
        return s
    return replace(s, candidates=tuple(retrieve(u, s.generation, s.encoder)))


def _needs_no_search(u: Understanding) -> bool:
    return u.ask in (Ask.GREETING, Ask.ABILITY, Ask.HOLDINGS, Ask.INJECTION) or u.elsewhere or not u.terms


def expand_step(s: State) -> State:
    """Candidates -> the provisions that answer, document by document, with what their references bring."""
    if not s.candidates:
        return s
    blocks: dict[str, set[str]] = {}
    for c in s.candidates:
        owner, _, block = c.id.partition("/")
        blocks.setdefault(owner, set()).add(block)
    groups: dict[str, tuple[Evidence, ...]] = {}
    silent: dict[str, tuple[str, ...]] = {}
    rejected: list[Rejected] = []
    agreed = {c.id for c in s.candidates if c.agreed}
    family = [id for id in blocks if (source := s.generation.source(id)) and of_the_family(source)]
    asked = {id: i for i, id in enumerate(s.understood.documents or ())}
    for id in sorted(family, key=lambda id: asked.get(id, s.generation.position(id))):
        document = s.generation.document(id)
        assert document is not None, id
        units = units_of(document)
        chosen: list[Evidence] = []
        for u in s.parts or (s.understood,):
            choice = choose(document, units, blocks[id], u, agreed)
            found = [replace(e, way=choice.way) for e in choice.evidence]
            chosen += [e for e in expand(found, units, u, s.generation) if not_yet(e, chosen)]
            rejected.extend(choice.rejected or passed_over(s.candidates, chosen, id, choice.way))
            if choice.silent and not chosen:
                silent[id] = choice.silent
        groups[id] = tuple(chosen)
    groups = _comparable(groups, s.understood)
    if not any(groups.values()):
        groups |= best_articles(s.candidates, s.generation)
    return replace(s, groups=groups, silent=silent, rejected=tuple(rejected))


def not_yet(e: Evidence, chosen: Sequence[Evidence]) -> bool:
    """Whether no provision chosen before is this one, holds it or lies in it."""
    return not any(covers(c.provision, e.provision) for c in chosen)


def passed_over(candidates: Sequence[Candidate], chosen: Sequence[Evidence], id: str, way: str) -> list[Rejected]:
    """The articles of a document that retrieval brought and another way of choosing left out."""
    kept = {e.provision.split(".")[0] for e in chosen}
    inside = [c for c in candidates if c.id.partition("/")[0] == id and c.id not in kept]
    return [Rejected(c.id, c.score, f"retrieved; {way} decided otherwise") for c in inside]


def _comparable(groups: dict[str, tuple[Evidence, ...]], u: Understanding) -> dict[str, tuple[Evidence, ...]]:
    """A document that fits far worse than the best one does not regulate the matter; what was named itself stays."""
    best = max((e.score for evidence in groups.values() for e in evidence), default=0.0)
    floor = best * (0.8 if u.documents is None or len(u.documents) > 1 else 0.0)
    own = {document for document in groups if document in u.nearest}
    return {
        d: evidence
        for d, evidence in groups.items()
        if d in own or max((e.score for e in evidence), default=0.0) >= floor
    }


def judge_step(s: State) -> State:
    """Enough evidence? Which outcome?"""
    return replace(s, judgement=judge(s.understood, s.found, s.groups, s.silent, s.generation))


def compose_step(s: State) -> State:
    """Evidence -> quotations and fixed sentences."""
    draft = compose(s.understood, s.judged, s.groups, s.silent, s.generation)
    if s.reread:
        said = message("wording.reread", words=echoed(matters(s.understood)))
        draft.lines.insert(0, said)
        draft.facts.append(said)
    return replace(s, draft=draft)


def verify_step(s: State) -> State:
    """Every citation and every number against the text; what fails is struck."""
    return replace(s, checked=verify(s.draft, s.understood.text + s.question.text, s.generation))


def render_step(s: State) -> State:
    """The checked lines -> an Answer. If nothing is left, the outcome changes."""
    checked, outcome = s.checked, s.judged.outcome
    lines = list(checked.lines)
    if outcome in (Outcome.ANSWERED, Outcome.PARTIAL) and not checked.citations:
        outcome = Outcome.UNAVAILABLE
        lines = [message("outcome.unavailable")]
    elif checked.struck:
        lines.append(message("outcome.struck", count=str(len(checked.struck))))
    answer = Answer(
        id=s.question.id or uuid.uuid4().hex[:12],
        question=s.question.text,
        outcome=outcome,
        text="\n\n".join(lines),
        citations=checked.citations,
        table=s.draft.table,
        suggestions=tuple(s.draft.suggestions),
        generation=s.generation.name,
        timings_ms=s.timings_ms,
        struck=checked.struck,
    )
    return replace(s, answer=answer)


def rereading(s: State) -> Generator[str, None, State]:
    """A question that the rules are unsure of, put into other words by a chat model, where one is set, and gone through again.

    What comes of it counts only where it is an answer; the reader is told by what words it was found.
    """
    if s.chat is None or not s.question.wording or not unsure(s.judged, s.understood, s.before):
        return s
    text = yield from reread(Asked(s.question, s.understood, s.before), s.chat, s.held)
    if text is None:
        return s
    again = State(Question(text, regions=s.question.regions), s.generation, s.encoder, s.held)
    for step in (understand_step, lookup_step, retrieve_step, expand_step, judge_step):
        again = step(again)
    if again.judged.outcome not in (Outcome.ANSWERED, Outcome.PARTIAL):
        return s
    kept = {"question": s.question, "before": s.before, "chat": s.chat, "timings_ms": s.timings_ms}
    return replace(again, reread=True, **kept)  # type: ignore[arg-type]


def wording(s: State) -> Generator[str, None, State]:
    """A chat model's wording in front of the answer, where one is set; each sentence that stands, as it comes."""
    if s.chat is None or not s.question.wording or s.answer is None or not may_word(s.answer):
        return s
    return replace(s, answer=(yield from word(s.answer, s.question, s.chat, s.generation)))


Step = Callable[[State], State]

STEPS: tuple[tuple[str, Step], ...] = (
    ("understand", understand_step),
    ("lookup", lookup_step),
    ("retrieve", retrieve_step),
    ("expand", expand_step),
    ("judge", judge_step),
    ("compose", compose_step),
    ("verify", verify_step),
    ("render", render_step),
)
Slow = Callable[[State], Generator[str, None, State]]
SLOW: dict[str, Slow] = {"reread": rereading, "word": wording}
"""The steps that wait for a chat model: they give what can be shown before they are done, and "" now and then."""
_JUDGED = [name for name, _ in STEPS].index("judge") + 1


def whole(slow: Slow) -> Step:
    """Such a step, gone through at once."""

    def run(state: State) -> State:
        parts = slow(state)
        while True:
            try:
                next(parts)
            except StopIteration as ended:
                after: State = ended.value
                return after

    return run


WORDED: tuple[tuple[str, Step], ...] = (
    *STEPS[:_JUDGED],
    ("reread", whole(rereading)),
    *STEPS[_JUDGED:],
    ("word", whole(wording)),
)
"""The steps where a chat model is set."""


@lru_cache(maxsize=256)
def timed(name: str, step: Step) -> Step:
    """The step, with what it took in milliseconds noted in the state it hands on."""

    def run(state: State) -> State:
        start = time.perf_counter()
        after = step(state)
        after.timings_ms[name] = round((time.perf_counter() - start) * 1000, 2)
        return after

    # LangChain asks for the signature of every function at every call; one that is kept here is read, not worked out.
    run.__signature__ = inspect.signature(step)  # type: ignore[attr-defined]
    return run


def build_chain(until: str = "", steps: Sequence[tuple[str, Step]] = STEPS) -> Runnable[State, State]:
    """The steps up to and including `until`, or all, piped together."""
    names = [name for name, _ in steps]
    chosen = steps[: names.index(until) + 1] if until else steps
    chain: Runnable[State, State] = RunnableLambda(timed(*chosen[0]), name=chosen[0][0])
    for name, step in chosen[1:]:
        chain = chain | RunnableLambda(timed(name, step), name=name)
    return chain
