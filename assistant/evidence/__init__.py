"""From an Understanding to the provisions that answer it: look up, retrieve, fuse, score, expand, judge."""
