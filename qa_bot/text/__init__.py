"""What is known of text itself: words, sentences, dates, quantities; nothing of questions or articles."""

from qa_bot.text.abbreviations import definitions, in_the_words_of
from qa_bot.text.attribution import attribution
from qa_bot.text.date_forms import time_words
from qa_bot.text.dated import Dated, dated, misdates
from qa_bot.text.datelines import behind_dateline, is_beside_names, is_imprint
from qa_bot.text.dates import Found, dates_in, without_dates
from qa_bot.text.english import alternation, any_of, lexicon
from qa_bot.text.folding import Folded, fold
from qa_bot.text.language import is_foreign, shares_script
from qa_bot.text.markdown import plain
from qa_bot.text.markers import PARAPHRASED, behind_date, marked, running_text
from qa_bot.text.mentions import Vocabulary, article_vocabulary, respelled, vocabulary
from qa_bot.text.near_duplicates import copies, groups, nearly_the_same, same_story, signatures
from qa_bot.text.negation import is_negative, negated
from qa_bot.text.noun_phrases import Attribution, bare_name, subject
from qa_bot.text.periods import Period, best_fit, periods
from qa_bot.text.pipe_rows import cells, is_row, is_rule, labelled
from qa_bot.text.quantities import LENGTHS, Quantity, quantities, without_quantities
from qa_bot.text.quantity_agreement import miscounts, same
from qa_bot.text.quotation_marks import HIDDEN, quoted_spans, without_quotations
from qa_bot.text.sentences import sentence_spans
from qa_bot.text.spans import Away, Day, InYear, Part, Span, Unsure, UpToNow, Weekday, When, Yearly
from qa_bot.text.table_rows import are_rows
from qa_bot.text.units import MAGNITUDES, NUMBERS
from qa_bot.text.words import (
    FUNCTION_WORDS,
    MONTHS,
    WEEKDAYS,
    Word,
    content_stems,
    figures,
    joined,
    names,
    names_inside,
    naming_words,
    same_spelling,
    stem,
    stems_of,
    word_count,
    words,
    years,
)

__all__ = [
    "FUNCTION_WORDS",
    "HIDDEN",
    "LENGTHS",
    "MAGNITUDES",
    "MONTHS",
    "NUMBERS",
    "PARAPHRASED",
    "WEEKDAYS",
    "Attribution",
    "Away",
    "Dated",
    "Day",
    "Folded",
    "Found",
    "InYear",
    "Part",
    "Period",
    "Quantity",
    "Span",
    "Unsure",
    "UpToNow",
    "Vocabulary",
    "Weekday",
    "When",
    "Word",
    "Yearly",
    "alternation",
    "any_of",
    "are_rows",
    "article_vocabulary",
    "attribution",
    "bare_name",
    "behind_date",
    "behind_dateline",
    "best_fit",
    "cells",
    "content_stems",
    "copies",
    "dated",
    "dates_in",
    "definitions",
    "figures",
    "fold",
    "groups",
    "in_the_words_of",
    "is_beside_names",
    "is_foreign",
    "is_imprint",
    "is_negative",
    "is_row",
    "is_rule",
    "joined",
    "labelled",
    "lexicon",
    "marked",
    "miscounts",
    "misdates",
    "names",
    "names_inside",
    "naming_words",
    "nearly_the_same",
    "negated",
    "periods",
    "plain",
    "quantities",
    "quoted_spans",
    "respelled",
    "running_text",
    "same",
    "same_spelling",
    "same_story",
    "sentence_spans",
    "shares_script",
    "signatures",
    "stem",
    "stems_of",
    "subject",
    "time_words",
    "vocabulary",
    "without_dates",
    "without_quantities",
    "without_quotations",
    "word_count",
    "words",
    "years",
]
