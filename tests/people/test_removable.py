"""No page offers to remove whom its reader may not remove."""


def test_hr_is_not_offered_to_remove_an_administrator_nor_anybody_themselves(cast, signed_in):
    for reader, one, offered in (
        (cast.hana, cast.ada, False),
        (cast.hana, cast.hana, False),
        (cast.hana, cast.omar, True),
        (cast.ada, cast.hana, True),
        (cast.ada, cast.ada, False),
    ):
        page = signed_in(reader).get(f"/people/{one.uid}").get_data(as_text=True)
        assert (f"/people/{one.uid}/left" in page) is offered
