"""Sliders, charts and values answer, at every width and on paper."""

import pytest

FITS = """box => {
    const drawn = box.querySelector("svg").getBoundingClientRect().width;
    return 0.95 * box.clientWidth <= drawn && drawn <= box.clientWidth;
}"""
WIDTH = "each => each.getBoundingClientRect().width"


def test_a_slider_follows_the_window_and_keeps_its_place(tab):
    page = tab(900, 900)
    page.goto("/book/ch04_inference.html", wait_until="load")
    page.locator("div.slider").first.scroll_into_view_if_needed()
    slider = page.locator("div.slider input").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.set_viewport_size({"width": 1400, "height": 900})
    box = page.locator("div.slider").first.element_handle()
    page.wait_for_function(FITS, arg=box)
    assert slider.input_value() == "4" and slider.get_attribute("aria-valuetext").startswith("m = 16: ")


def test_a_slider_says_what_its_chart_says(tab):
    page = tab()
    page.goto("/book/ch06_smoothing.html", wait_until="load")
    page.locator("div.slider").first.scroll_into_view_if_needed()
    said = page.locator("div.slider input").first.get_attribute("aria-valuetext")
    assert said.startswith("step ") and said in page.locator("div.slider svg").first.text_content()
    place = page.locator("div.slider form").first.inner_text().splitlines()[-1]
    assert place.startswith("step ") and said.startswith(place)


@pytest.mark.parametrize("place", ["#fig-theorems div.plot", "div.slider"])
def test_a_chart_is_as_wide_in_the_dark(tab, place):
    widths = set()
    for theme in ("light", "dark"):
        page = tab(1200, 900, theme)
        page.goto("/book/ch06_smoothing.html", wait_until="networkidle")
        widths.add(page.locator(place).first.evaluate(WIDTH))
    assert len(widths) == 1


def test_a_chart_tells_its_values_to_the_pointer_and_to_the_keyboard(tab):
    page = tab(1300, 900)
    page.goto("/book/ch05_training.html", wait_until="load")
    chart = page.locator("#fig-interactions svg.wide")
    chart.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#fig-interactions svg.wide').focus({focusVisible: true})")
    page.keyboard.press("ArrowRight")
    tip = page.locator(".plot-value")
    assert "plain, layers 2" in tip.text_content() and tip.is_visible()
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    box = chart.bounding_box()
    x, y, text = page.evaluate("JSON.parse(document.querySelector('#fig-interactions svg.wide').dataset.values)[3]")
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    assert tip.text_content() == text


def test_the_first_page_is_touched(tab):
    page = tab(360, 800)
    page.goto("/book/index.html", wait_until="load")
    read = "[...document.querySelectorAll('div.batch .out')].map(each => +each.getAttribute('cx'))"
    before = page.evaluate(read)
    assert page.locator("div.batch .hint").text_content() == "↔ drag me"
    point = page.locator("div.batch .in").last
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + 11, box["y"] + 11)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] + 11)
    page.mouse.up()
    after = page.evaluate(read)
    assert all(a != b for a, b in zip(before, after, strict=True))
    assert page.locator("div.batch .hint").count() == 0
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(read) != after
    x = page.evaluate(
        "[...document.querySelectorAll('div.batch .in')].map(each => +each.getAttribute('aria-valuenow'))"
    )
    mean = sum(x) / len(x)
    sigma = (sum((each - mean) ** 2 for each in x) / len(x)) ** 0.5
    told = page.locator("div.batch p").text_content()
    assert f"σ = {sigma:.1f}"[:-1] in told


def test_on_paper_a_page_is_black_on_white_without_boxes_to_write_in(tab):
    page = tab(theme="dark")
    page.goto("/book/ch03_backprop.html", wait_until="load")
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    look = "selector => getComputedStyle(document.querySelector(selector))"
    assert page.evaluate(f"({look})('article p').color") == "rgb(0, 0, 0)"
    hidden = ("form.try button", "details.sd-dropdown", "svg.narrow", ".work", ".choices button", "#hunt-mend_grad_var")
    assert [page.evaluate(f"({look})('{each}').display") for each in hidden] == ["none"] * len(hidden)
    assert page.locator("#hunt-name_batch_norm_backward fieldset label").first.is_visible()
