"""A chat model's wording of what was already found, held to the text sentence by sentence."""
