"""A link to one mistake opens the box in which the gallery keeps it."""

from site_fixtures import PATIENCE


def test_a_link_to_a_mistake_opens_its_box(address, chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/book/mistakes.html", wait_until="networkidle")
    place = page.locator("#mistake-batch_norm_images-m_is_n")
    assert not place.is_visible()
    page.goto(f"{address}/book/mistakes.html#mistake-batch_norm_images-m_is_n", wait_until="networkidle")
    place.wait_for(state="visible")
    page.wait_for_function("place => place.getBoundingClientRect().y < innerHeight", arg=place.element_handle())
    page.close()
