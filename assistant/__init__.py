"""From a question to a checked answer, and the web surfaces that show it. Imports `ingest`, never `eval`."""
