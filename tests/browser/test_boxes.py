"""A link to one mistake opens the box in which the gallery keeps it."""


def test_a_link_to_a_mistake_opens_its_box(tab):
    page = tab(390, 800)
    page.goto("/book/mistakes.html", wait_until="networkidle")
    place = page.locator("#mistake-batch_norm_images-m_is_n")
    assert not place.is_visible()
    page.goto("/book/mistakes.html#mistake-batch_norm_images-m_is_n", wait_until="networkidle")
    place.wait_for(state="visible")
    page.wait_for_function("place => place.getBoundingClientRect().y < innerHeight", arg=place.element_handle())
