"""Trains the shipped encoder from scratch: law texts and questions in, a sentence-transformers folder of at most 32 MB out.

    command     `python -m ingest train`
    settings    what a run is told
    texts       law files, lay questions, STARD -> articles, questions
    cases       the five documents and the cases written for them
    vocabulary  articles -> a WordPiece tokenizer whose pieces are whole Chinese words
    pairs       articles, questions -> batches of (query, passage) token lists
    fit         batches -> trained word vectors (contrastive loss)
    run         one run from start to finish, in two stages
    export      word vectors + tokenizer -> the folder that SentenceTransformer loads, its record and its card
    evaluate    the folder -> MRR and recall on questions kept out of training

Nothing here is imported when the program answers questions.
"""
