"""The command `python -m ingest train`: paths and settings in, the model folder and printed progress out.

Checks what it was given before anything heavy is imported, so that --help and a wrong path answer at once.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ingest.model import BadInput
from ingest.train.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The settings of a run as options."""
    default = Settings()
    add = parser.add_argument
    add("--laws", type=Path, default=default.laws, metavar="文件夹", help="法律法规 Markdown")
    add("--stard", type=Path, default=default.stard, metavar="文件夹", help="STARD 问答集（BEIR 格式）")
    add("--questions", type=Path, default=default.questions, metavar="文件夹", help="据法条写的生活问题")
    add("--cases", type=Path, default=default.cases, metavar="文件夹", help="五份文件的用例")
    add("--out", type=Path, default=default.out, metavar="文件夹", help="写入模型，原有内容会被替换")
    numbers = (
        ("dimension", "向量维数"), ("vocabulary", "词表大小"), ("steps", "第一阶段步数"),
        ("tuning-steps", "第二阶段步数"), ("batch", "每步的文本对数"), ("folds", "交叉验证分几份，0 为不做"),
        ("seed", "随机种子；种子与线程数相同则结果相同"), ("threads", "所用处理器线程数"),
    )  # fmt: skip
    for name, about in numbers:
        add(f"--{name}", type=int, default=getattr(default, name.replace("-", "_")), metavar="整数", help=about)
    add("--rate", type=float, default=default.rate, metavar="小数", help="第一阶段学习率")
    add("--tuning-rate", type=float, default=default.tuning_rate, metavar="小数", help="第二阶段学习率")
    add("--device", default=default.device, metavar="设备", help="训练所用设备，如 cpu、cuda")
    for action in parser._actions[1:]:
        action.help = f"{action.help}；默认 %(default)s"


def train(options: argparse.Namespace) -> int:
    """Train, measure and write the model. Raises BadInput when a folder is missing or a number makes no sense."""
    settings = Settings(**{name: getattr(options, name) for name in Settings.__dataclass_fields__})
    _check(settings)
    from ingest.train.run import run  # torch: seconds to import

    run(settings)
    return 0


def _check(settings: Settings) -> None:
    for name in ("laws", "stard", "questions", "cases"):
        folder: Path = getattr(settings, name)
        if not folder.is_dir():
            raise BadInput(f"找不到 --{name} 指定的文件夹“{folder}”；请用 --{name} 指明它在哪里")
    for name in ("dimension", "vocabulary", "steps", "tuning_steps", "batch", "threads", "rate", "tuning_rate"):
        if getattr(settings, name) <= 0:
            raise BadInput(f"--{name.replace('_', '-')} 应是正数，现在是 {getattr(settings, name)}")
    if settings.folds < 0 or settings.folds == 1:
        raise BadInput(f"--folds 应是 0 或不小于 2 的整数，现在是 {settings.folds}")
    out = settings.out
    if out.exists() and not (out.is_dir() and ((out / "modules.json").is_file() or not any(out.iterdir()))):
        # The folder is replaced whole: never one that holds anything but a model.
        raise BadInput(f"--out 指定的“{out}”已存在，又不是模型文件夹；为免误删，请另给一个")
