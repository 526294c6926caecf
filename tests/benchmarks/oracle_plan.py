"""The cheapest keys from what a sentence shows to what its gold says: an expert's eye, made of the screen's own edits.

Edits are tried on the pure state that the screen draws; so a plan is what the real screen will do with these keys, and
the oracle checks that it did.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from annotator.core.model import ROLES, Labels, QuotePart, QuoteType, Span
from annotator.core.session import edits, several
from annotator.core.session import state as session
from annotator.core.session.checks import checks
from annotator.core.session.guess import Reach, Side
from annotator.core.session.pointing import Aim, Pointing, point_out, pointing
from annotator.core.session.state import State
from tests.benchmarks import oracle_readings
from tests.benchmarks.oracle_readings import matched

BRACKETS = {
    "left_square_bracket": (-1, Reach.PLAUSIBLE),
    "right_square_bracket": (1, Reach.PLAUSIBLE),
    "left_curly_bracket": (-1, Reach.WORD),
    "right_curly_bracket": (1, Reach.WORD),
    "less_than_sign": (-1, Reach.CHARACTER),
    "greater_than_sign": (1, Reach.CHARACTER),
}
AIM_KEYS = {Aim.NEW: "a", Aim.BY_CUE: "p", Aim.MORE: "m", Aim.CONTENT: "apostrophe", Aim.CUE: "v", Aim.SOURCE: "b"}
AIM_OF = {"content": Aim.CONTENT, "cue": Aim.CUE, "source": Aim.SOURCE}
MOST_NODES = 3000
MOST_KEYS = 30
"""A way to one quote that takes so many keys is none."""
WORTH_ANOTHER_WAY = 2
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Soft:
    """A span begun with a letter: a capital may still end it elsewhere."""

    before: State
    pointing: Pointing
    first: Span


@dataclass(frozen=True)
class Node:
    """What the screen is like after some keys."""

    state: State
    gripping: bool = False
    soft: Soft | None = None

    @property
    def mark(self) -> object:
        """What tells nodes apart."""
        draft = self.state.draft
        return (
            draft.labels.bare(),
            draft.chosen,
            draft.grip,
            self.gripping,
            self.soft and (self.soft.pointing.aim, self.soft.first),
        )


Step = tuple[Keys, Node]


def keys_for(begun: Pointing, near: Iterable[int], end: bool) -> Iterator[tuple[Keys, Span]]:
    """The letters of the words in which these offsets lie: small ones where a span begins, capitals where it ends."""
    for letters, word in begun.labels.items():
        if any((word.start < at <= word.end) if end else (word.start <= at < word.end) for at in near):
            yield tuple(letters.upper() if end else letters), word


def pointed(node: Node, aim: Aim, starts: Iterable[int]) -> Iterator[Step]:
    """A span begun at the words in which the offsets lie, in whichever sentence."""
    state = node.state
    for start in starts:
        at = next(
            (n for n, item in enumerate(state.page.items) if item.sentence.start <= start < item.sentence.end),
            state.index,
        )
        if at != state.index and aim not in {Aim.BY_CUE, Aim.CUE, Aim.SOURCE}:
            continue
        here = pointing(state, aim).move(at - state.index)
        on = at - state.index
        moves = ("9",) * (on // 9) + ((str(on % 9),) if on % 9 else ()) if on > 0 else ("up",) * -on
        for keys, word in keys_for(here, [start], end=False):
            after = point_out(state, here, word)
            soft = Soft(state, here.begin(word), word)
            yield (AIM_KEYS[aim], *moves, *keys), Node(after, True, soft)


def ended(node: Node, ends: Iterable[int]) -> Iterator[Step]:
    """A capital for the words in which the offsets lie."""
    soft = node.soft
    if soft is None:
        return
    for keys, word in keys_for(soft.pointing, ends, end=True):
        after = point_out(soft.before, soft.pointing, soft.first, word)
        if len(after.draft.labels.quotes) == len(node.state.draft.labels.quotes):
            yield keys, Node(after, True)


def ended_alone(node: Node, aim: Aim, ends: Iterable[int]) -> Iterator[Step]:
    """A span of the current sentence ended at the words in which the offsets lie, its beginning kept or guessed."""
    here = pointing(node.state, aim)
    for keys, word in keys_for(here, ends, end=True):
        after = point_out(node.state, here, None, word)
        if after is not node.state:
            yield (AIM_KEYS[aim], *keys), Node(after, True)


def bracketed(node: Node) -> Iterator[Step]:
    """The chosen edge moved."""
    for key, (by, reach) in BRACKETS.items():
        moved = edits.move_edge(node.state, by, reach)
        if moved is not node.state:
            yield (key,), Node(moved, True)


def grown(node: Node, kind: str) -> Iterator[Step]:
    """The edge of a kind moved outwards, asked for by its kind."""
    for key, (by, reach) in BRACKETS.items():
        held = edits.gripped(node.state, kind, Side.START if by < 0 else Side.END)
        moved = edits.move_edge(held, by, reach)
        if moved is not held:
            yield (AIM_KEYS[AIM_OF[kind]], key), Node(moved, True)


def tabbed(node: Node) -> Iterator[Step]:
    """Another edge chosen."""
    if not node.gripping:
        yield ("tab",), Node(node.state, True)
        return
    for key, by in (("tab", 1), ("shift+tab", -1)):
        yield (key,), Node(edits.next_grip(node.state, by), True)


def mended(node: Node) -> Iterator[Step]:
    """What the first check names, mended."""
    if node.gripping:
        return
    check = next((check for check in checks(node.state) if check.mended is not None), None)
    if check is not None and check.quote == node.state.draft.chosen:
        yield (("full_stop",), Node(check.fix(node.state), node.gripping))


def span_steps(node: Node, kind: str, want: tuple[Span, ...]) -> Iterator[Step]:
    """All that an expert would think of to bring spans of one kind to these."""
    yield from ended(node, [span.end for span in want])
    node = replace(node, soft=None)
    quote = node.state.chosen_quote
    assert quote is not None
    if not want:
        if quote.spans(kind):
            yield (AIM_KEYS[AIM_OF[kind]], "delete"), Node(edits.clear_span(node.state, kind), node.gripping)
        return
    # A span that runs over the end of a sentence can be begun in the lit one, and its start moved back.
    here = node.state.item.sentence.start
    yield from pointed(node, AIM_OF[kind], [want[0].start, *([here] if want[0].start < here < want[0].end else [])])
    yield from ended_alone(node, AIM_OF[kind], [span.end for span in want])
    if kind == "content" and len(want) > 1:
        yield from pointed(node, Aim.MORE, [span.start for span in want[1:]])
    if kind == "content" and len(quote.content) > 1:
        yield ("apostrophe", "delete"), Node(edits.clear_span(node.state, kind), node.gripping)
    grip = edits.chosen_grip(node.state)
    if grip is not None and grip.role is kind:
        yield from bracketed(node)
    yield from grown(node, kind)
    yield from tabbed(node)
    yield from mended(node)


def search(
    start: Node, steps: Callable[[Node], Iterator[Step]], done: Callable[[Node], bool], limit: int
) -> tuple[Keys, Node] | None:
    """The cheapest keys from one node to another for which `done` holds, fewer than `limit`.

    None where none was found in good time.
    """
    order = count()
    queue: list[tuple[int, int, Keys, Node]] = [(0, next(order), (), start)]
    seen: set[object] = set()
    while queue and len(seen) < MOST_NODES:
        _, _, keys, node = heapq.heappop(queue)
        if done(node):
            return keys, node
        if node.mark in seen:
            continue
        seen.add(node.mark)
        for more, after in steps(node):
            if len(keys) + len(more) < limit and after.mark not in seen:
                heapq.heappush(queue, (len(keys) + len(more), next(order), keys + more, after))
    return None


def put_right(node: Node, kind: str, want: QuotePart, limit: int) -> tuple[Keys, Node] | None:
    """The spans of one kind brought to what they should be, with fewer keys than `limit`."""
    target = want.spans(kind)

    def done(node: Node) -> bool:
        quote = node.state.chosen_quote
        return quote is not None and quote.spans(kind) == target

    return search(node, lambda node: span_steps(node, kind, target), done, limit)


def wrong_kinds(node: Node, want: QuotePart) -> list[str]:
    """Which kinds of span are not as they should be."""
    quote = node.state.chosen_quote
    assert quote is not None
    return [kind for kind in ROLES if quote.spans(kind) != want.spans(kind)]


def orders(kinds: list[str]) -> list[tuple[str, ...]]:
    """The orders worth trying: each kind first once."""
    return [(kind, *(other for other in kinds if other is not kind)) for kind in kinds] or [()]


def part_plan(start: Node, want: QuotePart, limit: int = MOST_KEYS) -> tuple[Keys, Node] | None:
    """The chosen quote brought to the gold one: spans in the order that costs least, then type and continuation.

    None where that takes `limit` keys or more.
    """
    best: tuple[Keys, Node] | None = None
    for order in orders(wrong_kinds(start, want)):
        keys: Keys = ()
        node: Node | None = start
        for kind in order:
            found = put_right(node, kind, want, limit - len(keys)) if node else None
            node = found[1] if found else None
            keys += found[0] if found else ()
        if node is not None and not wrong_kinds(node, want):
            plan = finished((keys, node), want)
            if len(plan[0]) < limit:
                best, limit = plan, len(plan[0])
    return best


def finished(plan: tuple[Keys, Node], want: QuotePart) -> tuple[Keys, Node]:
    """The plan with type and continuation put right."""
    keys, node = plan
    quote, state = node.state.chosen_quote, node.state
    assert quote is not None
    if quote.type is not want.type:
        back = quote.type.following(-1, QuoteType) is want.type
        keys += ("comma" if back else "d",)
        state = session.cycle_type(state, -1 if back else 1)
    if quote.continues != want.continues:
        keys += ("c",)
        state = several.carry_on(state)
    return keys, Node(state, node.gripping)


def new_plan(node: Node, want: QuotePart, limit: int = MOST_KEYS) -> tuple[Keys, Node] | None:
    """The cheapest way to a quote that is not there yet, of fewer keys than `limit`."""
    best: tuple[Keys, Node] | None = None
    firsts: list[Step] = list(pointed(node, Aim.NEW, [want.content[0].start]))
    firsts += list(ended_alone(node, Aim.NEW, [want.content[0].end]))
    if want.cue is not None:
        firsts += list(pointed(node, Aim.BY_CUE, [want.cue.start, want.cue.end - 1]))
    if want.continues and not node.state.draft.labels.quotes:
        firsts.append((("c",), Node(several.carry_on(node.state), node.gripping)))
    for keys, begun in firsts:
        if begun.state.chosen_quote is None or len(begun.state.draft.labels.quotes) == len(
            node.state.draft.labels.quotes
        ):
            continue
        rest = part_plan(begun, want, limit - len(keys))
        if rest is not None:
            best, limit = (keys + rest[0], rest[1]), len(keys) + len(rest[0])
    return best


def chosen(node: Node, wanted: int) -> Step:
    """Another quote chosen, the shorter way round."""
    keys, state = oracle_readings.chosen(node.state, wanted)
    return keys, Node(state, node.gripping and not keys)


def quotes_plan(state: State, want: Labels) -> tuple[Keys, Node] | None:
    """Keys that bring the quotes shown to the gold ones; None where no way was found."""
    if not want.quotes:
        return (), Node(state)
    best: tuple[Keys, Node] | None = None
    for keys, after in oracle_readings.ways(state, want):
        if best is not None and len(keys) + oracle_readings.least(after.draft.labels, want) >= len(best[0]):
            continue
        plan = corrections(keys, Node(after), want)
        if plan is not None and (best is None or len(plan[0]) < len(best[0])):
            best = plan
    return best


def corrections(keys: Keys, node: Node, want: Labels) -> tuple[Keys, Node] | None:
    """These keys and those that bring the quotes then shown to the gold ones; None where no way was found."""
    state = node.state
    pairs = matched(state.draft.labels, want)
    shown = state.draft.labels.quotes
    for false in [quote for at, quote in enumerate(shown) if at not in pairs.values()]:
        more, node = chosen(node, node.state.draft.labels.quotes.index(false))
        keys += (*more, "delete")
        node = Node(edits.delete_quote(node.state))
    for number, gold in enumerate(want.quotes):
        plan = None
        if number in pairs:
            quote = shown[pairs[number]]
            more, there = chosen(node, node.state.draft.labels.quotes.index(quote))
            if fits(quote, gold):
                continue
            found = part_plan(there, gold)
            plan = (more + found[0], found[1]) if found else None
            if plan is None or len(plan[0]) > WORTH_ANOTHER_WAY:
                begun = (*more, "delete")
                most = len(plan[0]) if plan else MOST_KEYS
                anew = new_plan(Node(edits.delete_quote(there.state)), gold, most - len(begun))
                plan = (begun + anew[0], anew[1]) if anew else plan
        else:
            plan = new_plan(node, gold)
        if plan is None:
            return None
        keys, node = keys + plan[0], plan[1]
    return keys, node


def fits(quote: QuotePart, gold: QuotePart) -> bool:
    """Whether a quote is as its gold has it, speaker aside."""
    return replace(quote.bare(), speaker=None) == replace(gold, speaker=None)
