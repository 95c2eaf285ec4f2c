"""What a training run is told: paths and numbers, with the values the shipped model was trained with."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """One training run. 29,000 words × 512 dimensions in float16 are 29.7 MB, the tokenizer 0.7 MB."""

    laws: Path = Path("../shared/laws")
    stard: Path = Path("../shared/stard")
    out: Path = Path("data/models/anze-static")
    dimension: int = 512
    vocabulary: int = 29_000
    steps: int = 2_000
    batch: int = 1_024
    seed: int = 7
    device: str = "cpu"
    threads: int = 1
