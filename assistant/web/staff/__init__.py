"""The page that staff work in: a conversation, the evidence beside each answer, and what can be done with it."""
