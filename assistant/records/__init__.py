"""What is kept: conversations of each person, feedback, who did what when. SQLite, or PostgreSQL through a URL."""
