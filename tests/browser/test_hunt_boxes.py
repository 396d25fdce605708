"""Find the bug on the pages: what a reader does there, in Chromium; the questions are those of the real keys."""

import json
import re

from boxes import check, press
from playwright.sync_api import expect
from test_try import stand_in

EXPOSE = "ch02_algorithm/expose_batch_norm"
QUESTION = "#hunt-name_batch_norm form.choices"
RIGHT = "shift_before_scale"


def order(form):
    return [each.get_attribute("value") for each in form.locator("input[type=radio]").all()]


def answer(form, slug):
    form.locator(f"input[value={slug}]").check()
    form.locator("button[name=answer]").click()


def test_a_wrong_choice_is_answered_by_an_input_that_tells_and_the_right_one_is_kept(page):
    form = page.locator(QUESTION)
    expect(form.locator("input[type=radio]")).to_have_count(4)
    expect(form.locator(".shown")).to_contain_text("what came out")
    drawn = order(form)
    wrong = next(slug for slug in drawn if slug != RIGHT)
    answer(form, wrong)
    expect(form.locator(".reply")).to_contain_text(f"Not that one, {wrong}. This input tells the two apart")
    choice, function = form.locator(".reply tbody").nth(1), form.locator(".reply tbody").nth(2)
    assert choice.locator("pre").all_inner_texts() != function.locator("pre").all_inner_texts()
    answer(form, RIGHT)
    expect(form.locator(".reply")).to_contain_text("It took more than one answer")
    page.reload(wait_until="networkidle")
    expect(form.locator("input[type=radio]")).to_have_count(4)
    assert order(form) == drawn
    expect(form.locator(".asked")).to_be_empty()
    answer(form, RIGHT)
    expect(form.locator(".reply")).to_have_text(f"✓ That is it: {RIGHT}.")
    page.reload(wait_until="networkidle")
    expect(form.locator(".asked")).to_have_text("You have told this one apart.")
    assert page.asked == []


def test_nothing_chosen_is_said(page):
    form = page.locator(QUESTION)
    expect(form.locator("input[type=radio]")).to_have_count(4)
    form.locator("button[name=answer]").click()
    expect(form.locator(".asked")).to_have_text("Choose one of the four.")


def test_ten_across_the_book_leave_out_what_was_told_apart(page, address, html):
    asked = {path.stem: json.loads(path.read_text()) for path in (html / "_static" / "hunts").glob("*.json")}
    slugs = {
        (chapter, piece): [each["slug"] for each in its["questions"]]
        for chapter, pieces in asked.items()
        for piece, its in pieces.items()
    }
    every = sum(map(len, slugs.values()))
    assert every > 1000 and len(asked) == 7
    left = ("ch05_training", "rescaled_gradient")
    told = {
        f"{chapter}/{piece}:choices": json.dumps({slug: {"told": True} for slug in its})
        for (chapter, piece), its in slugs.items()
        if (chapter, piece) != left
    }
    page.evaluate("told => Object.entries(told).forEach(each => localStorage.setItem(...each))", told)
    page.goto(f"{address}/book/mistakes.html", wait_until="networkidle")
    form = page.locator("form.choices")
    form.get_by_role("button", name="Begin").click()
    for number in range(1, 5):
        expect(form.locator(".asked")).to_contain_text(f"{number} of 4, in rescaled_gradient")
        seen = re.search(r"(\d+) of (\d+) told apart", form.locator(".asked").inner_text())
        assert (int(seen[1]), int(seen[2])) == (every - 5 + number, every)
        came = form.locator(".shown tbody").nth(2).locator("pre").inner_text()
        answer(form, which(asked["ch05_training"]["rescaled_gradient"], came))
        form.locator("button[name=next]").click()
    expect(form.locator(".reply")).to_have_text(f"4 of 4 at once. {every} of the book's {every} mistakes told apart.")


def which(its, came):
    """The slug of the question whose wrong output is shown."""
    return next(each["slug"] for each in its["questions"] if its["rows"][each["got"]][0][1] == came)


@stand_in
def test_what_is_written_in_a_hunt_is_judged_as_a_hunt_and_counts_as_no_piece(page):
    place = check(page, "def expose_batch_norm():\n    return 2\n", EXPOSE)
    expect(place.locator(".told")).to_have_text(f"{EXPOSE} of 2 is 4")
    assert page.locator(".work .solved").inner_text().startswith("0 of 5 here")
    page.reload(wait_until="networkidle")
    expect(place.locator(".told")).to_have_text(f"{EXPOSE} of 2 is 4")
    assert "return 2" in place.locator("textarea").input_value()
    place.locator("textarea").evaluate("box => box.value = 'x ='")
    press(place, "run")
    expect(place.locator(".said")).to_contain_text("SyntaxError")


def test_without_javascript_a_hunt_says_what_sets_the_same(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/book/ch02_algorithm.html")
    for name in ("expose_batch_norm", "name_batch_norm"):
        told = page.locator(f"#hunt-{name} noscript p")
        expect(told).to_be_visible()
        expect(told).to_contain_text(f"hunting.show('{name}') sets the same")
    expect(page.locator("#hunt-expose_batch_norm textarea")).to_contain_text("def expose_batch_norm")
    context.close()
