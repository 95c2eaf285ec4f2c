"""A real inference server (`transformers serve`) over a tiny chat model with random weights: its text is nonsense by nature.

In: a folder. Out: a Qwen2 of one layer whose vocabulary was learned from the five texts, so that its nonsense is made of their
own words; and the server's address while it runs.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
WIDTH, VOCABULARY, POSITIONS = 32, 3000, 32_768
SPREAD = 0.5
"""Of the random weights: large enough that what it says depends on what it is asked, not only on its last word."""


LENGTH = 60
"""Tokens after which the end of a reply becomes likelier with every further one."""


@dataclass(frozen=True, slots=True)
class Tiny:
    """Where it answers, and under which name."""

    url: str
    model: str


def build(folder: Path, seed: int = 8) -> Path:
    """Write the model as a folder that any server of Hugging Face models loads."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)  # type: ignore[assignment]
    words.decoder = decoders.ByteLevel()  # type: ignore[assignment]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    texts = [
        path.read_text(encoding="utf-8", errors="replace") for path in sorted((ROOT / "data" / "raw").glob("*.txt"))
    ]
    words.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=WIDTH, intermediate_size=2 * WIDTH, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=POSITIONS, initializer_range=SPREAD,
        bos_token_id=None, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    model = Qwen2ForCausalLM(config)
    # The weights know no end; a reply that never ends would be a fault, which other tests are about.
    model.generation_config.exponential_decay_length_penalty = (LENGTH, 1.3)
    model.save_pretrained(folder)
    return folder


@contextmanager
def serving(folder: Path) -> Iterator[Tiny]:
    """The server in a process of its own, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "transformers"), "serve", str(folder),
        "--host", "127.0.0.1", "--port", str(port), "--device", "cpu", "--log-level", "error",
    ]  # fmt: skip
    quiet = {
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(folder / "home"),
        "OMP_NUM_THREADS": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
    log = folder / "serve.log"
    with open(log, "wb") as out:
        process = subprocess.Popen(command, env={**os.environ, **quiet}, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{port}/health", process, log)
            yield Tiny(f"http://127.0.0.1:{port}/v1", str(folder))
        finally:
            process.terminate()
            process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, f"transformers serve ended: {log.read_text(errors='replace')[-2000:]}"
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer within {seconds} s")


def said(tiny: Tiny, prompt: str, most: int = 120) -> str:
    """What it says to a prompt, asked as any client would."""
    asked = {
        "model": tiny.model,
        "max_tokens": most,
        "temperature": 0,
        "messages": [{"role": "user", "content": prompt}],
    }
    body = json.dumps(asked).encode()
    request = urllib.request.Request(f"{tiny.url}/chat/completions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as response:
        return str(json.load(response)["choices"][0]["message"]["content"])
