"""The HTTP API, version 1: a module for each thing that can be asked for."""
