"""From a question and the turns before it to an Understanding that stands on its own: `understand.question.understand`."""
