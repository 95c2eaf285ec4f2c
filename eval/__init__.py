"""Cases, measures and runs: what a maintainer looks at before a release. Imports `assistant` and `ingest`."""
