"""Questions over a body of law: the best articles are quoted, replaced versions stand behind, and nothing is made up.

Needs ../shared/laws beside the checkout: some eighty national laws are indexed once.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.model import Answer, Outcome, Question
from ingest.build import Index, build
from ingest.config import Settings
from ingest.corpus import prepare_all
from ingest.encoder import load_encoder
from ingest.fold import fold_text
from ingest.sources import load_catalog

LAWS = Path(__file__).parents[2].parent / "shared" / "laws"
FOLDERS = ("民法典", "民法商法", "社会法")
pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/laws is not beside this checkout")


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over the laws on persons, contracts, companies, work and social matters, in several versions."""
    index, catalog = tmp_path_factory.mktemp("laws"), load_catalog()
    build(Index(index), prepare_all([LAWS / f for f in FOLDERS], catalog), catalog, load_encoder())
    engine = Engine(Settings(index=index))
    engine.load()
    return engine


def ask(law: Engine, question: str, *regions: str) -> Answer:
    return law.ask(Question(question, regions=regions))


def labels(answer: Answer) -> list[str]:
    return [c.label.replace("中华人民共和国", "") for c in answer.citations]


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("试用期最长可以约定多久", "《劳动合同法》第十九条"),
        ("老板拖欠工资还不签合同，能要双倍工资吗", "《劳动合同法》第八十二条"),
        ("离婚冷静期是多少天", "《民法典婚姻家庭编》第一千零七十七条"),
        ("高空抛物砸伤人找不到是谁扔的怎么办", "《民法典侵权责任编》第一千二百五十四条"),
        ("借钱没有约定利息，能要利息吗", "《民法典合同编》第六百八十条"),
        ("买到假货能要求退一赔三吗", "《消费者权益保护法》第五十五条"),
    ],
)
def test_a_lay_question_finds_its_article(law: Engine, question: str, label: str) -> None:
    answer = ask(law, question)
    assert answer.outcome is Outcome.ANSWERED
    assert label in labels(answer)


def test_every_quote_is_the_text_of_its_provision(law: Engine) -> None:
    for question in ("房东不退押金怎么办", "公司章程由谁制定", "遗嘱要几个见证人", "工伤保险谁缴费"):
        answer = ask(law, question)
        for c in answer.citations:
            provision = law.generation.provision(c.provision)
            assert provision is not None
            assert fold_text(c.quote) in fold_text(provision.text)


def test_a_number_without_a_year_means_the_version_in_force(law: Engine) -> None:
    answer = ask(law, "公司法第十三条")
    assert labels(answer) == ["《公司法》第十三条"]
    assert answer.citations[0].document == "公司法(2023-12-29)"
    assert "2023年12月29日修正" in answer.text or "自2024年7月1日起施行" in answer.text


def test_a_replaced_version_stands_behind_the_one_in_force(law: Engine) -> None:
    candidates = law.run(Question("股东会的首次会议由谁召集和主持"), until="retrieve").candidates
    documents = [c.id.partition("/")[0] for c in candidates]
    replaced = [s.id for s in law.generation.catalog.sources if s.superseded_by]
    assert "公司法(2018-10-26)" in replaced
    first = next((i for i, d in enumerate(documents) if d in replaced), len(documents))
    assert all(d in replaced for d in documents[first:])
    assert documents.index("公司法(2023-12-29)") < first


def test_an_article_of_a_code_is_found_in_whichever_part_has_it(law: Engine) -> None:
    assert labels(ask(law, "民法典第一千零七十七条")) == ["《民法典婚姻家庭编》第一千零七十七条"]
    missing = ask(law, "民法典第九千条")
    assert missing.outcome is Outcome.NOT_IN_CORPUS
    assert missing.citations == ()


@pytest.mark.parametrize("question", ["今天天气怎么样", "写一首关于春天的诗", "1+1等于几", "推荐一部好看的电影"])
def test_what_no_law_is_about(law: Engine, question: str) -> None:
    answer = ask(law, question)
    assert answer.outcome is Outcome.OFF_TOPIC
    assert answer.citations == ()


def test_what_is_held_is_counted_and_not_recited(law: Engine) -> None:
    text = ask(law, "你收录了哪些文件").text
    assert f"共 {len(law.generation.catalog.sources)} 份" in text
    assert text.count("\n- ") <= 30


def test_an_article_number_alone_asks_which_law(law: Engine) -> None:
    assert ask(law, "第十三条说了什么").outcome is Outcome.CLARIFY
