"""The web surfaces over the engine: staff page, provision pages, HTTP API, all in one ASGI application."""
