"""Trains the shipped encoder from scratch: law texts in, a sentence-transformers folder of at most 31.5 MB out.

    texts       law files and the STARD questions -> articles, questions
    vocabulary  articles -> a WordPiece tokenizer whose pieces are whole Chinese words
    pairs       articles, questions -> batches of (query, passage) token lists
    settings    what a run is told
    run         one run from start to finish
    fit         batches -> trained word vectors (contrastive loss)
    export      word vectors + tokenizer -> the folder that SentenceTransformer loads
    evaluate    the folder -> MRR and recall on the questions kept out of training
    probe       the folder -> nearest articles of the seed texts for everyday questions

Nothing here is imported when the program answers questions; `python -m ingest.train --help` lists the settings.
"""
