"""Questions under one's name: a few at a time, plain text, from those whom the town hall is for."""

import pytest

from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.townhalls import actions, queries, question_actions
from pulse.townhalls.models import QuestionState
from pulse.townhalls.question_actions import Outcome
from tests.townhalls.held import NOW, announced, drafted, live, people_of, text_of

pytestmark = pytest.mark.usefixtures("noon")


@pytest.mark.parametrize("words", ["", "   ", "\u202e\u200b"])
def test_an_empty_question_is_refused(cast, words):
    with pytest.raises(Refusal, match="fill this in"), transaction():
        actions.ask(announced(cast.support, cast.lea), words, by=cast.omar, now=NOW)


def test_a_question_of_ten_thousand_characters_is_refused_and_kept(cast, signed_in):
    hall = announced(cast.support, cast.lea)
    answer = signed_in(cast.omar).post(f"/halls/{hall.uid}/named", data={"text": "why " * 2500})
    assert answer.status_code == 422
    assert "500 characters are the limit" in text_of(answer)
    assert "why why why" in text_of(answer)


def test_markup_and_text_from_right_to_left_stay_text(cast, signed_in):
    hall = announced(cast.support, cast.lea)
    omars = signed_in(cast.omar)
    hostile = "<script>alert(1)</script> \u202eevil\u202c لماذا ننتظر؟"
    assert omars.post(f"/halls/{hall.uid}/named", data={"text": hostile}).status_code == 303
    page = omars.get(f"/halls/{hall.uid}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; evil لماذا ننتظر؟" in page


def test_three_questions_of_one_person_wait_at_once_and_ten_in_all(cast, signed_in):
    hall = live(cast.support, cast.lea)
    omars = signed_in(cast.omar)
    codes = [omars.post(f"/halls/{hall.uid}/named", data={"text": f"Number {n}"}).status_code for n in range(4)]
    assert codes == [303, 303, 303, 422]
    assert signed_in(cast.lea).post(f"/halls/{hall.uid}/named", data={"text": "Mine"}).status_code == 303
    for _ in range(7):
        with transaction():
            found = queries.hall(hall.uid)
            mine = min(
                {q.id for q in queries.named_questions(found) if q.person_id == cast.omar.id}
                & question_actions.waiting(found)
            )
            question_actions.handle(found, mine, Outcome(QuestionState.LIVE), seen=0, by=cast.lea, now=NOW)
        assert omars.post(f"/halls/{hall.uid}/named", data={"text": "One more"}).status_code == 303
    with transaction():
        found = queries.hall(hall.uid)
        for each in question_actions.waiting(found):
            question_actions.handle(found, each, Outcome(QuestionState.LIVE), seen=0, by=cast.lea, now=NOW)
    assert omars.post(f"/halls/{hall.uid}/named", data={"text": "The eleventh"}).status_code == 422


def test_only_those_of_the_branch_ask_and_only_while_it_runs(cast, signed_in):
    hall = announced(cast.support, cast.lea)
    outsider = people_of(cast.field)[0]
    assert signed_in(outsider).post(f"/halls/{hall.uid}/named", data={"text": "Me too"}).status_code == 403
    assert signed_in(cast.hana).post(f"/halls/{hall.uid}/named", data={"text": "HR"}).status_code == 403
    draft = drafted(cast.support, cast.lea)
    assert signed_in(cast.lea).post(f"/halls/{draft.uid}/named", data={"text": "Early"}).status_code == 422
