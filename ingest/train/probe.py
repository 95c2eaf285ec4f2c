"""A look at the model with one's own eyes: everyday questions in, the nearest articles of the seed texts out.

Run as `python -m ingest.train.probe`. Splits the seed texts naively at 第…条; counts how often a right article, known by
a phrase it must hold, is among the first three. Not a benchmark: these questions are few and were written here.
"""

import argparse
import re
from pathlib import Path

ARTICLE = re.compile(r"^[ \u3000]*第[一二三四五六七八九十百]+条[ \u3000]+", re.MULTILINE)
FIRST = 3

# Question -> a phrase that any right answer holds, as a pattern over the text without white space.
QUESTIONS = {
    "瞒报事故会怎样": "谎报或者瞒报",
    "出了事故故意不上报，领导要受什么处理": "谎报或者瞒报|迟报",
    "市委书记在安全生产上要干什么": "党委.{0,12}主要负责人.{0,6}安全生产职责",
    "县长多久要开一次安全生产会议": "政府.{0,12}主要负责人.{0,6}安全生产职责",
    "分管安全的副市长管哪些事": "分管安全生产|安全生产工作的.{0,6}领导",
    "宣传部长有没有安全生产责任": "宣传",
    "安全生产干得好有什么奖励": "表彰奖励|表彰、奖励|给予表彰",
    "什么情况会被一票否决": "一票否决",
    "领导干部离任了还会被追责吗": "离任|调离|已退休|退休|终身",
    "主动采取补救措施能不能从轻处理": "从轻|减轻",
    "考核结果和提拔有关系吗": "考核.{0,80}(?:评先|选拔|任用|晋升|奖惩)",
    "这个细则什么时候开始施行": "自(?:发布|印发|公布)?.{0,6}起(?:施行|执行)",
}


def main() -> None:
    """Prints the nearest articles of every question and how many questions found a right one."""
    parser = argparse.ArgumentParser(prog="python -m ingest.train.probe", description="用日常说法试一试向量模型。")
    parser.add_argument("--seeds", type=Path, default=Path("../shared/seeds"), help="五篇法规原文的文件夹")
    parser.add_argument("--model", type=Path, default=Path("data/models/anze-static"), help="模型文件夹")
    settings = parser.parse_args()
    from ingest.train.evaluate import encode
    from ingest.train.export import load

    articles = [article for path in sorted(settings.seeds.glob("*.txt")) for article in _split(path)]
    model = load(settings.model)
    scores = encode(model, list(QUESTIONS)) @ encode(model, [text for _, text in articles]).T
    found = 0
    for (question, right), row in zip(QUESTIONS.items(), scores, strict=True):
        nearest = [articles[int(at)] for at in (-row).argsort(kind="stable")[:FIRST]]
        hit = any(re.search(right, text) for _, text in nearest)
        found += hit
        print(f"{'✓' if hit else '✗'} {question}")
        for (name, text), score in zip(nearest, sorted(row, reverse=True), strict=False):
            print(f"    {score:.3f} {name} {text[:42]}…")
    print(f"{len(QUESTIONS)} 问，前 {FIRST} 条内有正确条文的 {found} 问；共 {len(articles)} 条")


def _split(path: Path) -> list[tuple[str, str]]:
    """(file and article, text without white space) of one seed text; a text without articles gives none."""
    source = path.read_text(encoding="utf-8")
    starts = [*ARTICLE.finditer(source)]
    ends = [*(match.start() for match in starts), len(source)][1:]
    return [
        (f"{path.name[:3]} {match.group().strip()}", re.sub(r"\s+", "", source[match.end() : end]))
        for match, end in zip(starts, ends, strict=True)
    ]


if __name__ == "__main__":
    main()
