"""Portals that embed the widget: which may ask, from where, about what, how much."""
