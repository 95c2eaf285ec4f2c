"""What the widget on a portal's page speaks with: scripts, sessions, answers as events, provisions, feedback."""
