"""What may be taken away as a file: an answer, a comparison, the duty register; and the check of such a file later."""
