"""The views beside the chat: comparison, duty register, coverage. Plain pages with GET forms, each also as a fragment."""
