"""The model of the whole: several people, a reviewer and a lead work on a real database, in any order, and after every
step it is asked whether what must hold does. Where features meet, other tests do not look.

    python -m tests.whole --databases 200 --steps 100 --seed 1      many; a violation names the seed that shows it again
    python -m tests.whole --databases 1 --steps 100 --seed 17       that one, with what was done before
    pytest tests/whole                                              a little of it; with `-m long` much

Nothing is faked but the drawing: keys go by the screen's own actions to its workbench and the store's desk
(`screens.py`), commands are the real ones (`commands.py`), and a file is a file. Most suggestions are written by hand,
in `articles.py`, so that it is known without asking which parts make a quote; the real pipeline suggests now and then,
as it takes seconds. `--articles 8` makes crowded lives, `--begin FILE` such that go on with somebody's database.

| file | what is in it |
|---|---|
| `articles.py` | texts with their labels in them; what each sentence is suggested to hold |
| `old.py` | a life that begins with a database of an earlier version |
| `labels.py` | the label scheme, and what becomes of its topics, attributes and values |
| `world.py` | `World`: what there should be (`Known`), and what there is on disk |
| `steps.py` | the list of steps, and what each goes through: it is one's own, `u` takes back the last |
| `steps_*.py` | the steps: work, within a filter, review, feedback, what is looked at again, sets; what a lead does, |
| | guidelines, articles, suggesters, the real pipeline, what comes in; copies and damage |
| `truths.py` | what is asked after a step: what counts, what is exported, how quotes are joined, what `check` says |
| `past.py` | that what is exported as of a moment or a revision is what was exported then |
| `round_trip.py` | that what is exported, in our own format or another tool's, is taken elsewhere as it was here |
| `figures.py` | what is asked now and then: every command that reads, every format, gold, agreement |
| `formats.py`, `token_formats.py` | that other tools' formats hold what our own records do |
| `measures.py` | agreement, reviews and bias by plain formulas, and that a name changes nothing of what was found |
| `places.py` | who has which place of an article, after merging too |
| `tallies.py` | that lists, parts of an export, time and the report say the same of the same work |
| `driver.py`, `__main__.py`, `test_whole.py` | steps drawn by a seed, or by hypothesis |

To add a step, write a function with `@step(WEIGHT)` that takes the world, draws what it needs from `world.chance`, and
asks with `world.hold` that nothing changed but what it may change; decisions that it makes are put among those that
there should be by `watched` (at a screen) or `world.new_steps` (by a command). To add a truth, write a function that
takes the world, and call it in `truths.check_all` or `figures.check_all`. Whoever changes a sentence says so with
`touch`: of the others Enter alone must store what was suggested.
"""
