"""The commands around a run: make, score, compare, gate. Each takes parsed arguments and returns an exit code.

0 passed, 1 failed, 2 bad input, 3 incomplete (an empty run is), 4 the baseline is missing or of something else.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval import changes
from eval import gate as gates
from eval.cases import DEFAULT, load_cases
from eval.diff import compare, models_changed, require_comparable
from eval.junit import junit
from eval.measures import Verdict
from eval.run import make, new_folder
from eval.runs import Run, read_run
from eval.score import figures_of, percent, verdicts_of
from eval.summary import inert, lines, told
from ingest.config import load_settings
from ingest.generation import Generation, open_generation
from ingest.manifest import write_file
from ingest.model import BadInput

RELEASE_FLOOR = 0.93
"""Share of data/cases that must pass where no gate is asked; what falls short is listed in the README."""
INCOMPLETE = 3
NO_BASELINE = 4


def run(options: argparse.Namespace) -> int:
    """Ask the cases, then tell how they went."""
    floor = RELEASE_FLOOR if options.floor is None else options.floor
    if not 0 <= floor <= 1:
        raise BadInput(f"--floor {floor}：应在 0 与 1 之间")
    if options.repeat < 1 or options.jobs < 1:
        raise BadInput(f"--repeat {options.repeat}、--jobs {options.jobs}：至少是 1")
    cases = [c for c in load_cases(options.cases or [DEFAULT]) if not options.tag or set(options.tag) & set(c.tags)]
    if not cases:
        print("没有符合条件的用例，什么也没有跑", file=sys.stderr)
        return INCOMPLETE
    settings, folder = load_settings(), options.out or new_folder()
    if options.replay:
        settings = replace(settings, llm_replay=str(options.replay))
    if settings.llm_replay and not settings.llm_model:
        raise BadInput("--replay 要知道是哪个模型的回复；请设 ANZE_LLM_MODEL（不连模型时不必设 ANZE_LLM_BASE_URL）")
    try:
        before = make(folder, cases, settings, options.url.rstrip("/"), options.repeat, options.jobs)
    except (KeyboardInterrupt, BrokenProcessPool):
        print(f"已中断；答过的都在 {folder}，加 --out {folder} 再运行同一条命令就接着做", file=sys.stderr)
        return INCOMPLETE
    print(f"运行存在 {folder}" + (f"（接着做，原有 {before} 个答复）" if before else ""), file=sys.stderr)
    made_run, verdicts, figures = scored(folder, any_corpus=False)
    _tell(figures, verdicts, options.json)
    if settings.llm_model and not options.url:
        print(_worded(made_run), file=sys.stderr)
    failed = figures["passed"][0] < floor * figures["passed"][1] or figures["quotes"]["supported"] < _cited(verdicts)
    return 1 if failed else 0


def _worded(made: Run) -> str:
    """How often the chat model's wording stood."""
    answers = [a.answer for a in made.answers if a.answer["outcome"] in ("answered", "partial")]
    stood = [a["worded"] for a in answers if a.get("worded")]
    struck = sum(w["struck"] for w in stood)
    model = inert(made.about.settings.get("model", ""))
    return f"语言模型 {model}：{len(answers)} 题里有 {len(stood)} 题由它成文，其中删去 {struck} 句；其余只列原文"


def scored(folder: Path, *, any_corpus: bool) -> tuple[Run, list[Verdict], dict[str, Any]]:
    """A run with its verdicts and figures."""
    made = read_run(folder)
    verdicts = verdicts_of(made, _generation(), any_corpus=any_corpus)
    return made, verdicts, figures_of(made, verdicts)


def _generation() -> Generation:
    return open_generation(load_settings().index)


def _cited(verdicts: Sequence[Verdict]) -> int:
    return sum(v.cited for v in verdicts)


def _tell(figures: dict[str, Any], verdicts: Sequence[Verdict], as_json: bool) -> None:
    if as_json:
        failures = [
            {"case": v.case, "repeat": v.repeat, "step": v.step, "told": told(v)} for v in verdicts if not v.passed
        ]
        print(json.dumps({**figures, "failures": failures}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(figures, verdicts)))


def score(options: argparse.Namespace) -> int:
    """Score a saved run again."""
    made, verdicts, figures = scored(options.run_folder, any_corpus=options.any_corpus)
    _tell(figures, verdicts, options.json)
    return 0 if made.complete else INCOMPLETE


def diff(options: argparse.Namespace) -> int:
    """What changed between two runs. 0 nothing became worse, 1 something did."""
    before, after, any_corpus = read_run(options.before), read_run(options.after), options.any_corpus
    require_comparable(before, after, any_corpus=any_corpus)
    verdicts = [verdicts_of(one, _generation(), any_corpus=any_corpus) for one in (before, after)]
    found = compare(before, after, *verdicts)
    for line in models_changed(before, after):
        print(inert(line))
    print("\n".join(changes.lines(found, {case.id: case for one in (before, after) for case in one.cases})))
    return 1 if found.of("regressed") else 0


def gate(options: argparse.Namespace) -> int:
    """May this run be released?"""
    made, verdicts, figures = scored(options.run_folder, any_corpus=False)
    if not made.complete:
        print(
            f"{made.folder}：没有跑完（{len(made.answers)}/{made.about.cases * made.about.repeat}），不能判断",
            file=sys.stderr,
        )
        return INCOMPLETE
    if options.save_baseline:
        gates.write_baseline(options.save_baseline, figures, verdicts, made.cases)
        print(f"基线写入 {options.save_baseline}", file=sys.stderr)
    found = gates.read_gate(options.gate)
    baseline = gates.read_baseline(options.baseline) if found.drops else None
    problems = gates.problems(found, figures, verdicts, made.cases, baseline)
    if options.junit:
        write_file(options.junit, junit(verdicts, problems))
    print("\n".join(problems) or f"通过：{percent(*figures['passed'])}，门槛 {options.gate.name} 全部满足")
    return 1 if problems else 0


def report(options: argparse.Namespace) -> int:
    """Write the page, the Markdown and the table of a run into a folder."""
    from eval.report.page import page
    from eval.report.rows import rows_of
    from eval.report.text import markdown, table

    made, verdicts, figures = scored(options.run_folder, any_corpus=options.any_corpus)
    rows = rows_of(made, verdicts, _generation())
    folder: Path = options.out or options.run_folder
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "report.html", page(figures, rows))
    write_file(folder / "report.md", markdown(figures, rows))
    write_file(folder / "report.csv", table(rows))
    print(f"写入 {folder / 'report.html'}、report.md、report.csv", file=sys.stderr)
    return 0 if made.complete else INCOMPLETE


def selftest(options: argparse.Namespace) -> int:
    """Plant regressions and repeat unchanged runs: is everything noticed, and nothing else?"""
    import tempfile

    from eval import selftest as selftesting
    from eval.selftest import SAMPLE, only_passing, plant_all, repeat_unchanged

    settings, generation, cases = load_settings(), _generation(), load_cases([DEFAULT])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder / "run", cases, settings, "", 1, options.jobs)
        made = read_run(folder / "run")
        good = only_passing(made, verdicts_of(made, generation), folder / "good")
        found = list(plant_all(good, generation, folder))
        alarms = repeat_unchanged(good.cases[:: max(1, len(good.cases) // SAMPLE)], settings, generation, folder, 1)
    print("\n".join(selftesting.lines(found, alarms)))
    return 0 if all(one.noticed for one in found) and not alarms else 1


def judge(options: argparse.Namespace) -> int:
    """Let a chat model score the wording of a run. 3 when it gave no readable score at all."""
    from dataclasses import asdict

    from assistant.llm.client import chat_model
    from eval import judge as judging

    settings, made = load_settings(), read_run(options.run_folder)
    if options.most < 1:
        raise BadInput(f"--most {options.most}：至少是 1")
    with chat_model(settings) as model:
        if model is None:
            raise BadInput("没有设置语言模型；请设 ANZE_LLM_BASE_URL 和 ANZE_LLM_MODEL（口令用 ANZE_LLM_API_KEY）")
        scores = list(judging.judge(made, model, options.most))
    rows = {"model": settings.llm_model, "prompt": judging.VERSION, "scores": [asdict(s) for s in scores]}
    write_file(made.folder / "judge.json", json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    print("\n".join(judging.lines(scores, inert(settings.llm_model))))
    return 0 if any(s.score for s in scores) else INCOMPLETE


def import_feedback(options: argparse.Namespace) -> int:
    """Turn what people said of answers that did not help into draft cases."""
    from datetime import date

    from assistant.records.feedback import reports
    from assistant.records.store import open_records
    from eval import feedback

    out = options.out or feedback.DRAFTS
    since = feedback.since_stamp(options.since)
    feedback.require_free(out, force=options.force)
    records = open_records(options.database_url or load_settings().database_url, create=False)
    try:
        made = feedback.drafts(reports(records, since=since, helpful=False), _generation())
    finally:
        records.close()
    if not made:
        print("没有说“没有帮助”的反馈，什么也没有写")
        return 0
    feedback.write(out, made, date.today(), force=options.force)
    print("\n".join(feedback.lines(out, made)))
    return 0
