"""Who is there: the person behind a request, and what that person may do."""
