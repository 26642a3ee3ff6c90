"""What other tools call the fields and words of a course; for suggestions, never for reading."""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = """
title id: name
title text id: label
title: heading headline caption
id: identifier slug key uuid ref
renamed_from: old_id former_id previous_id was alias aliases
iri: url uri base_url
iri file: href
description: summary abstract about
language: lang locale
version: release revision
subtitle: sub_title tagline
modules: chapters chapter
modules parts: sections units
parts: lessons pages children everything
parts questions choices pairs: items
items scale prompts: steps
text parts: content contents
text: body markdown html left
file: path filename src source include
kind: type
type: kind question_type
requires: prerequisite prerequisites depends_on needs unlock unlock_when locked_until
requires completion: condition
navigation: mode
navigation shuffle: order
prompt: question stem ask query
prompt text: statement title
prompt say title: text
choices items pairs answer: answers
choices scale items pairs: options
answers choices model_answer: answer
choices: alternatives distractors
choices script: responses
answer answers correct: correct_answer right_answer correct_response
answers correct answer: correct_answers
answer answers model_answer: solution
correct: is_correct is_right true
correct answer: right
right answer answers: correct
wrong: incorrect incorrect_only
partly credit: partial
text answer answers: value
feedback model_answer: explanation rationale
feedback: comment reason show_feedback
hints: hint clue clues
hint_cost: hint_penalty penalty
points: point marks mark weight max_points
points score: grade
tags tag: category
tags answers: keywords
tags: labels
draw tag: pool
credit: partial_credit
credit score: scoring
match_case: case_sensitive ignore_case
ignore_accents: ignore_diacritics accent_insensitive
patterns: regex regexp pattern
longest longest_turn: max_length
longest: maximum
shortest shortest_turn: min_length
shortest: minimum
tolerance: margin error precision
units: unit
blanks: gaps holes
rubric: criteria criterion
pairs match: matches
match category: target
categories: groups buckets
category: group bucket
scale: likert_scale
model_answer: sample_answer
mastery_score: pass_mark passmark passing_score passing_grade pass_score pass_rate passing threshold min_score cut_score
attempts: tries retries max_attempts allowed_attempts
shuffle: randomize randomise shuffle_questions shuffle_answers
shuffle draw: random
time_limit: timer timeout limit
time_limit dwell time_spent: duration
cool_down: wait delay
dwell: min_time
counts: grading grading_method
intro: introduction
intro task steering: instructions
exchanges: turns messages rounds min_turns
task: assignment exercise goal objective
greeting: welcome opening first_message
steering: system system_prompt
assistant: bot assistant_name
examples: suggestions starters prompts
token_budget: tokens max_tokens
transcript: record log
say: reply response message
when: match triggers
topics: topic
agree: accept yes
decline: no reject refuse
consent: privacy disclaimer
completion: complete completion_rule
completion viewed answered: completed
success passed: pass
success: passed_when
all: and every
any: or one_of
any at_least: some
at_least: n_of minimum_of
viewed: seen read visited opened
answered viewed exchanges: done
answered: finished submitted taken
passed: mastered succeeded
score_at_least: score_above
points mastery_score score_at_least: score
time_spent time_limit: time
of: which
count: n number take
lesson page: reading
test tests: exam
tests: exams
test: final
test quiz: assessment
tests quizzes: assessments
quizzes quiz: quizes
lab: chat conversation dialogue
single-choice multiple-choice: mcq choice
single-choice: single radio select
multiple-choice: multiple multi multi_select multiple_response multiple_answer multiple_answers checkbox checkboxes
true-false: truefalse boolean bool tf yes_no
short-text: short_answer string
long-text: essay open free_text
numeric: numerical integer float
fill-in: cloze gap_fill fill_in_the_blank fill_in_the_blanks fill_in_blank
matching: match_pairs
categorise matching: drag_and_drop
ordering categorise: sort sorting
ordering: sequence sequencing rank ranking
likert: survey rating poll
sequential: linear locked forced
unlimited: infinite
at-once: immediate immediately instant always
after-quiz: end after deferred after_test
never: none off
best: highest max
last: latest
per-option: per_item per_choice partially
all-or-nothing: all_or_none
right-minus-wrong: negative
scrolled: scroll
opened: view
waive: skip
note: info quote
note key: tip
key warning: important
warning: caution danger attention
cards: definition definitions glossary card
"""
"""What it may be called here, the likeliest first, then what it is called elsewhere."""


def _read(table: str) -> dict[str, tuple[str, ...]]:
    rows = [line.split(": ") for line in table.strip().splitlines()]
    return {word: tuple(meant.split()) for meant, words in rows for word in words.split()}


SYNONYMS: Mapping[str, tuple[str, ...]] = _read(_TABLE)
"""A folded word (`spelling.folded`) to what may be meant by it; what is no name in a place is passed over there."""
