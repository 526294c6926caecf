"""Gold sentences that a candidate answers without suggestions: what comes of it counts nowhere else."""

from __future__ import annotations

from contextlib import closing

from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.model import Labels
from annotator.store.desk.desk import SqliteDesk, answering
from annotator.store.files.database import transaction
from annotator.store.work.qualification import all_qualifications, hand_in, result_of, sentences_of
from tests.whole.steps import step
from tests.whole.steps_lead import LEAD
from tests.whole.world import World

CANDIDATE = "dot"


@step(2)
def make_qualification(world: World) -> None:
    """A set of gold sentences is drawn, where there is gold that stood in none before."""
    world.tell(f"{LEAD} makes a qualification")
    number = str(world.chance.randint(1, 3))
    world.command("qualify", "make", number, "--annotator", LEAD, codes=(0, 3))


@step(4)
def answer_qualification(world: World) -> None:
    """One of its sentences is answered, unseen what was suggested; all of them are handed in."""
    with closing(world.disk()) as disk:
        made = [one for one in all_qualifications(disk) if one.sentences]
        if not made or result_of(disk, made[-1].id, CANDIDATE) is not None:
            return
    newest = made[-1]
    world.tell(f"{CANDIDATE} answers in qualification {newest.number}")
    with closing(SqliteDesk(world.path, CANDIDATE, answering(newest.id))) as desk:
        for place in [*sentences_of(desk.connection, newest.id, CANDIDATE).values()][
            :1
        ]:  # what waited may have been taken out
            item = desk.page(place.document).items[place.index]
            blind = item.suggestion is None and item.asked
            world.hold(blind, f"a candidate is shown what was suggested at {place}", item)
            before = item.decision.id if item.decision is not None else None
            answer = world.chance.choice((Answer.ACCEPT, Answer.REJECT))
            desk.save([NewDecision(item.id, answer, Labels(), item.withheld, before, sight=Sight.WITHHELD)])
        if not sentences_of(desk.connection, newest.id, CANDIDATE):
            with transaction(desk.connection):
                hand_in(desk.connection, newest, CANDIDATE)
    world.hold(not world.new_steps(), "a candidate made a step that counts")
    world.command("qualify", "results", "--json")
