# make run    everything a fresh machine needs, then the server on 127.0.0.1:7860
# make test   everything the tests need, then the tests
# make check  ruff and mypy
# make gate   every case asked, then the release gate of data/gate.toml
# make lock   resolve pyproject.toml again into requirements.lock

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where Python is told to keep no bytecode, every start would compile chromadb and gradio again: 2 to 3 seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check gate index install browser database lock clean

run: index
	@$(PY) app.py

index: install
	@$(PY) -m ingest build --if-needed

test: install browser database
	@$(PY) -m pytest

check: install
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

gate: index
	@rm -rf runs/gate
	@$(PY) -m eval run --out runs/gate --floor 0 >/dev/null
	@$(PY) -m eval report runs/gate
	@$(PY) -m eval gate runs/gate --junit runs/gate/junit.xml

install: $(STAMP)

# --no-deps: the lock is complete. torch is then asked for once more, so that a build with libraries of its own
# (CUDA) fetches them where no CPU build is offered; with a CPU build this adds nothing.
$(STAMP): requirements.lock .ci/prepare
	@sh .ci/prepare venv $(PYTHON) $(VENV)
	@echo "安装依赖（首次约两三分钟）……"
	@$(PY) -m pip install --quiet --no-compile --require-hashes --no-deps -r requirements.lock
	@$(PY) -m pip install --quiet torch==2.13.0
	@touch $(STAMP)

browser:
	@sh .ci/prepare browser

database:
	@sh .ci/prepare database

lock:
	@sh .ci/lock

clean:
	rm -rf $(VENV) data/index
