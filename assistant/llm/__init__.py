"""The chat model of the office's own network: off unless it is set, and nothing depends on it."""
