"""Command line of the trainer: paths and settings in, the model folder and printed progress out.

Checks what it was given before anything heavy is imported, so that --help and a wrong path answer at once.
"""

import argparse
import sys
from pathlib import Path

from ingest.train.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """0 when the model was written, 2 when an input folder is missing or a number makes no sense."""
    settings = _parse(arguments)
    problem = _problem(settings)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    from ingest.train.run import run  # torch: seconds to import

    run(settings)
    return 0


def _parse(arguments: list[str] | None) -> Settings:
    parser = argparse.ArgumentParser(
        prog="python -m ingest.train",
        description="从零训练随项目附带的中文向量模型（不联网，不用现成模型）。",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    default = Settings()
    add = parser.add_argument
    add("--laws", type=Path, default=default.laws, help="法律法规 Markdown 文件夹")
    add("--stard", type=Path, default=default.stard, help="STARD 问答集文件夹（BEIR 格式）")
    add("--out", type=Path, default=default.out, help="写入模型的文件夹，原有内容会被替换")
    add("--dimension", type=int, default=default.dimension, help="向量维数")
    add("--vocabulary", type=int, default=default.vocabulary, help="词表大小")
    add("--steps", type=int, default=default.steps, help="训练步数")
    add("--batch", type=int, default=default.batch, help="每步的文本对数")
    add("--seed", type=int, default=default.seed, help="随机种子；种子与线程数相同则结果相同")
    add("--device", default=default.device, help="训练所用设备，如 cpu、cuda")
    add("--threads", type=int, default=default.threads, help="所用处理器线程数")
    return Settings(**vars(parser.parse_args(arguments)))


def _problem(settings: Settings) -> str:
    """What is wrong with the settings, in one sentence; empty when nothing is."""
    for option, needed in (("--laws", settings.laws), ("--stard", settings.stard)):
        if not needed.is_dir():
            return f"找不到 {option} 指定的文件夹“{needed}”；请用 {option} 指明它在哪里。"
    for option in ("dimension", "vocabulary", "steps", "batch", "threads"):
        if getattr(settings, option) < 1:
            return f"--{option} 应是正整数，现在是 {getattr(settings, option)}。"
    out = settings.out
    if out.exists() and not (out.is_dir() and ((out / "modules.json").is_file() or not any(out.iterdir()))):
        # The folder is replaced whole: never one that holds anything but a model.
        return f"--out 指定的“{out}”已存在，又不是模型文件夹；为免误删，请另给一个。"
    return ""


if __name__ == "__main__":
    sys.exit(main())
