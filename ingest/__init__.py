"""From a file to provisions to an index generation. Imports nothing else of this project."""
