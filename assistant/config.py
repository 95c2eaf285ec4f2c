"""Temporary: settings live in ingest.config."""

from ingest.config import ROOT, Settings, load_settings  # noqa: F401
