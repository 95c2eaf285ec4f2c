"""The evaluation notices what is planted, and nothing where nothing changed. `python -m eval selftest` does the whole of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval import measures, selftest
from eval.cases import load_cases
from eval.plants import PLANTS, Plant
from eval.quotes import Quoted
from eval.run import make
from eval.runs import Run, read_run
from eval.score import verdicts_of
from eval.selftest import only_passing, plant_all, repeat_unchanged
from ingest.config import Settings, load_settings
from ingest.generation import Generation


@pytest.fixture(scope="module")
def settings(index: Path) -> Settings:
    return load_settings({"ANZE_INDEX": str(index)})


@pytest.fixture(scope="module")
def good(settings: Settings, generation: Generation, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of every fifth case, without those that failed."""
    folder = tmp_path_factory.mktemp("good")
    make(folder / "run", load_cases()[::5], settings, "", 1, 2)
    made = read_run(folder / "run")
    return only_passing(made, verdicts_of(made, generation), folder / "good")


def test_every_regression_is_noticed(good: Run, generation: Generation, tmp_path: Path) -> None:
    found = list(plant_all(good, generation, tmp_path))
    assert len(found) == len(PLANTS) >= 30
    assert [one.name for one in found if not one.noticed] == []
    assert len({one.case for one in found}) > 20  # not the same case over and over


def test_a_blind_measure_is_found_out(
    good: Run, generation: Generation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted, each in its own place, are only those that nothing else sees."""
    names = {"引文错一个字", "引文截断", "引文拼接"}
    plants = [plant if plant.name in names else Plant(plant.name, lambda *_: None) for plant in PLANTS]
    monkeypatch.setattr(selftest, "PLANTS", plants)
    monkeypatch.setattr(measures, "quoted", lambda citation, generation: Quoted.SUPPORTED)
    planted = [one for one in plant_all(good, generation, tmp_path) if one.case]
    assert {one.name for one in planted} == names
    assert not any(one.noticed for one in planted)


def test_unchanged_runs_raise_no_alarm(good: Run, settings: Settings, generation: Generation, tmp_path: Path) -> None:
    cases = good.cases[:: len(good.cases) // 12]
    assert repeat_unchanged(cases, settings, generation, tmp_path, 1) == []
