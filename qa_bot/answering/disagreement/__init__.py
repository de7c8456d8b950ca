"""Whether sentences disagree: answers to one question that exclude each other."""
