"""From scored units to evidence: a threshold, nearness to the best, and no piece twice. Arithmetic on made-up scores."""

from __future__ import annotations

from dataclasses import replace

from assistant.evidence.score import Scored
from assistant.evidence.select import AGREED, ENOUGH, FRONT, MOST, NEAR_BEST, select
from assistant.evidence.units import Unit
from assistant.model import Term, Understanding
from ingest.model import Kind
from tests.assistant.steps import bare, ids, unit

CHECK = Term("检查", ("检查",))
TRAIN = Term("培训", ("培训",))
HEAD = Term("书记", ("党委主要负责人",), "office")
SURE = ENOUGH + 0.3


def scored(number: str, score: float, *covered: Term, of: Unit | None = None, start: int = 0) -> Scored:
    of = of or unit(number, f"第{number}条说的事。", start=start)
    return Scored(of, score, covered, covered)


def chosen(*units: Scored, u: Understanding | None = None, agreed: tuple[str, ...] = ()) -> list[str]:
    return ids(select(apart(*units), u or bare("", terms=(CHECK,)), agreed)[0])


def apart(*units: Scored) -> list[Scored]:
    """The units one after another in their text, so that none lies in another."""
    out, at = [], 0
    for s in units:
        p = s.unit.provision
        length = p.end - p.start
        out.append(replace(s, unit=replace(s.unit, provision=replace(p, start=at, end=at + length))))
        at += length
    return out


def test_below_the_threshold_nothing_answers() -> None:
    assert chosen(scored("1", ENOUGH + 0.01, CHECK)) == ["law/1"]
    assert chosen(scored("1", ENOUGH - 0.01, CHECK)) == []
    assert chosen() == []


def test_two_searches_that_agree_lower_the_threshold() -> None:
    weak = scored("1", (AGREED + ENOUGH) / 2, CHECK)
    assert chosen(weak, agreed=("law/1",)) == ["law/1"]
    assert chosen(weak, agreed=("law/2",)) == []  # they agree on another article
    assert chosen(scored("1", AGREED - 0.01, CHECK), agreed=("law/1",)) == []


def test_only_what_is_near_the_best_comes_in() -> None:
    best = scored("1", SURE, CHECK)
    assert chosen(best, scored("2", SURE * NEAR_BEST + 0.01, CHECK)) == ["law/1", "law/2"]
    assert chosen(best, scored("2", SURE * NEAR_BEST - 0.01, CHECK)) == ["law/1"]


def test_what_lacks_a_word_of_the_best_does_not_come_in() -> None:
    best = scored("1", SURE, CHECK, TRAIN)
    assert chosen(best, scored("2", SURE, CHECK)) == ["law/1"]
    assert chosen(best, scored("2", SURE, TRAIN, CHECK)) == ["law/1", "law/2"]


def test_at_most_so_many() -> None:
    assert len(chosen(*[scored(str(n), SURE, CHECK) for n in range(1, MOST + 4)])) == MOST


def test_a_list_and_one_of_its_items_are_one_piece() -> None:
    whole = unit("1", "有下列情形之一的：", inside="（一）检查的；（二）培训的；", start=0)
    item = unit("1.1.1", "检查的；", lead="有下列情形之一的：", kind=Kind.ITEM, start=12)
    found, rejected = select(
        [scored("", SURE, CHECK, of=item), scored("", SURE, CHECK, of=whole)], bare("", terms=(CHECK,))
    )
    assert ids(found) == ["law/1.1.1"]
    assert [r.reason for r in rejected] == ["said by a chosen provision"]


def test_the_front_names_everything_and_settles_nothing() -> None:
    front = scored("", 0.8, CHECK, of=unit("0", "关于印发检查办法的通知。", kind=Kind.PREAMBLE))
    assert 0.8 * FRONT < ENOUGH
    assert chosen(front) == []
    # who issued it, when and under which number stands there and nowhere else
    issued = Term("文号", ("号",), "facet")
    assert chosen(replace(front, covered=(issued,)), u=bare("", terms=(issued,))) == ["law/0"]


def test_the_duties_of_another_office_are_worth_less() -> None:
    other = scored("1", SURE, CHECK)
    own = scored("2", SURE - 0.1, CHECK, HEAD)
    assert chosen(other, own, u=bare("", terms=(CHECK, HEAD))) == ["law/2"]
    assert chosen(other, u=bare("", terms=(CHECK, HEAD))) == ["law/1"]  # where the office is in no unit


def test_the_duties_of_another_level_are_worth_less() -> None:
    town = unit("1", "镇（街道）党委主要负责人检查。")
    county = unit("2", "县（市、区）党委主要负责人检查。")
    units = [scored("", SURE, CHECK, HEAD, of=town), scored("", SURE - 0.05, CHECK, HEAD, of=county)]
    terms = (CHECK, HEAD)
    assert chosen(*units, u=bare("", terms=terms, levels=("县（市、区）",)))[0] == "law/2"
    assert chosen(*units, u=bare("", terms=terms))[0] == "law/1"
    assert chosen(*units, u=bare("", terms=terms, levels=("省级",)))[0] == "law/1"  # no unit tells this level apart


def test_where_only_measures_are_asked_for_the_article_on_measures_answers() -> None:
    handling = Term("怎么处理", ("处理",), "measure")
    measures = unit("20", "应当根据情况采取通报、诫勉等方式问责。")
    u = bare("怎么处理", terms=(handling,))
    assert chosen(scored("1", 0.9, handling), scored("", 0.1, of=measures), u=u) == ["law/20"]


def test_each_has_a_role_and_what_is_left_out_a_reason() -> None:
    (e,), rejected = select(
        apart(scored("", SURE, CHECK, of=unit("7", "本规定自公布之日起施行。")), scored("8", 0.1, CHECK)),
        bare("", terms=(CHECK,)),
    )
    assert (e.role, e.score) == ("effective", round(SURE, 4))
    assert [(r.provision, r.reason) for r in rejected] == [("law/8", "far from the best")]
    nothing, below = select([scored("1", 0.1, CHECK)], bare("", terms=(CHECK,)))
    assert nothing == []
    assert [r.reason for r in below] == ["below threshold"]
