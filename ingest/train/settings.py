"""What a training run is told: paths and numbers, with the values the shipped model was trained with."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """One training run. 39,000 words × 384 dimensions in float16 are 30.0 MB, the tokenizer 0.9 MB.

    `steps` are taken over law texts and lay questions alone; `tuning_steps` follow with the STARD questions and the cases.
    `folds` is how many parts the STARD questions are cut into for the figures; 0 leaves the figures out.
    """

    laws: Path = Path("../shared/laws")
    stard: Path = Path("../shared/stard")
    questions: Path = Path("data/questions")
    cases: Path = Path("data/cases")
    out: Path = Path("data/models/anze-static")
    dimension: int = 384
    vocabulary: int = 39_000
    steps: int = 1_500
    tuning_steps: int = 200
    rate: float = 0.02
    tuning_rate: float = 0.005
    batch: int = 1_024
    folds: int = 5
    seed: int = 7
    device: str = "cpu"
    threads: int = 1
