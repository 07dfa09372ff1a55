"""What a roster file says, once a row turns out to be faulty after all."""

from pulse.base.csvfile import Fault
from pulse.people.roster import Roster, Row, without

LEA = Row(2, "N1", "Lea Diaz", "lea@acme.example", ("Acme", "Support"))
OMAR = Row(3, None, "Omar Haddad", "omar@acme.example", ("Acme",))
EARLIER = Fault(5, "Team", "missing")
TAKEN = Fault(3, "E-Mail", "email_taken", "omar@acme.example")
ROSTER = Roster(rows=(LEA, OMAR), faults=(EARLIER,), mentioned=frozenset({"n9"}))


def test_a_row_that_is_taken_out_leaves_its_people_mentioned_so_that_nobody_counts_as_gone():
    left = without(ROSTER, (TAKEN,))
    assert left.rows == (LEA,)
    assert left.mentioned == {"n9", "omar haddad", "omar@acme.example"}


def test_faults_stand_in_the_order_of_the_file_whenever_they_were_found():
    assert without(ROSTER, (TAKEN,)).faults == (TAKEN, EARLIER)


def test_without_further_faults_a_roster_is_as_it_was():
    assert without(ROSTER, ()) == ROSTER


def test_a_row_with_two_faults_is_one_row_that_cannot_be_read():
    assert Roster(faults=(EARLIER, Fault(5, "E-Mail", "missing"), TAKEN)).unread == 2


def test_what_is_wrong_with_a_whole_file_is_no_row():
    assert Roster(faults=(Fault(0, "", "not_text"),)).unread == 0
