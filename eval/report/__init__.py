"""Reports of a run: one page that opens from disk, Markdown, and a table for Excel."""
