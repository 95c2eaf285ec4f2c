"""What an administrator does with the documents: drafts, publishing, withdrawing, going back."""
