"""Cut networks, reloads, second tabs and second devices: answering goes on, and counts once."""


def test_answers_are_sent_when_the_network_comes_back(company, visitor):
    omar = visitor()
    omar.open(company.link(company.somebody()))
    before = company.ballots()
    omar.answer(send=False)
    omar.context.set_offline(True)
    omar.page.press("#send", "Enter")
    omar.sees("waiting")
    assert company.ballots() == before
    omar.context.set_offline(False)
    omar.sees("done")
    assert company.ballots() == before + 1


def test_a_network_that_is_dead_from_the_first_question_on_stops_nobody(company, visitor):
    omar = visitor()
    omar.open(company.link(company.somebody()))
    omar.context.set_offline(True)
    omar.answer(send=False)
    omar.page.click("#look-again")
    assert omar.page.locator("#offline").is_visible()
    omar.page.press("#next", "Enter")
    omar.page.press("#send", "Enter")
    omar.sees("waiting")
    omar.context.set_offline(False)
    omar.sees("done")


def test_reloading_in_the_middle_goes_on_where_it_was(company, visitor):
    omar = visitor()
    page = omar.open(company.link(company.somebody()))
    page.press("#begin", "Enter")
    omar.choose("Agree")
    page.press("#next", "Enter")
    page.wait_for_timeout(400)
    page.reload()
    omar.sees("ask")
    assert page.locator("[data-fill=now]").first.inner_text() == "2"
    page.press("#back", "Enter")
    assert page.locator("#form :checked").get_attribute("value") == "4"


def test_two_tabs_that_send_at_once_are_counted_once(company, visitor):
    omar = visitor()
    link = company.link(company.somebody())
    before = company.ballots()
    omar.open(link)
    second = omar.context.new_page()
    second.goto(link)
    omar.sees("welcome", second)
    omar.answer(send=False)
    second.press("#begin", "Enter")  # it goes on where the first tab is
    omar.sees("check", second)
    for page in (omar.page, second):
        page.evaluate("setTimeout(() => document.getElementById('send').click(), 50), null")
    receipts = {omar.sees("done", page).locator("[data-fill=receipt]").inner_text() for page in (omar.page, second)}
    assert len(receipts) == 1
    assert company.ballots() == before + 1


def test_a_second_browser_with_the_same_invitation_is_told_where_to_go_on(company, visitor):
    first, second, late = visitor(), visitor(), visitor()
    link = company.link(company.somebody())
    first.open(link)
    second.open(link)
    first.answer(send=False)
    second.page.press("#begin", "Enter")
    second.sees("elsewhere")
    late.open(link, "elsewhere")
    first.page.press("#send", "Enter")
    first.sees("done")


def test_the_right_to_answer_moves_to_another_device_by_link_or_picture(company, visitor):
    phone, laptop = visitor(), visitor()
    phone.open(company.link(company.somebody()))
    phone.page.press("#begin", "Enter")
    phone.page.get_by_text("Continue on another device").click()
    assert not any("picture.js" in url for _, url, _ in phone.asked)  # loaded when asked for, and not before
    phone.page.click("#move-now")
    phone.sees("moved")
    phone.page.wait_for_selector("#code svg")
    assert phone.page.locator("#code svg path").get_attribute("d").startswith("M0 0h1")
    link = phone.page.locator("#link").inner_text()
    laptop.open(link)
    assert laptop.page.locator("#who").is_hidden()
    laptop.answer()
    secret, nonce = link.split("~")[5], link.split("~")[4]
    sent = [body + url for each in (phone, laptop) for _, url, body in each.asked]
    assert not any(secret in said for said in sent)
    assert [said for said in sent if nonce in said] == [laptop.bodies("/ballot")[0] + f"{company.address}/ballot"]
    phone.page.reload()
    phone.sees("gone")


def test_a_picture_that_cannot_be_drawn_does_not_cost_the_right_to_answer(company, visitor):
    phone, laptop = visitor(), visitor()
    phone.open(company.link(company.somebody()))
    phone.context.route("**/picture.js", lambda route: route.abort())
    phone.page.press("#begin", "Enter")
    phone.page.get_by_text("Continue on another device").click()
    phone.page.click("#move-now")
    phone.sees("moved")
    assert phone.page.locator("#code").is_hidden()
    laptop.open(phone.page.locator("#link").inner_text())
    laptop.answer()
