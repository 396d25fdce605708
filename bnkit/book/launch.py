"""Buttons in a chapter's header that open its exercises in Colab and in Binder."""

from pathlib import Path

from bnkit.where import Where


def add_buttons(app, page, template, context, doctree) -> None:
    """Add the buttons to the page of a chapter that has exercises, where the repository's address is known."""
    root, chapter = Path(app.srcdir), Path(page).name
    if not (root / "solutions" / f"{chapter}.py").is_file():
        return
    addresses = Where.of(root / "solutions").launches(f"exercises/{chapter}/{chapter}.ipynb")
    buttons = [_button(service, address) for service, address in addresses.items()]
    if buttons:
        about = {"tooltip": "Open the exercises", "icon": "fas fa-rocket", "label": "launch-buttons"}
        context["header_buttons"].insert(0, {"type": "group", "buttons": buttons} | about)


def _button(service: str, address: str) -> dict[str, str]:
    tooltip, label = f"Write and check the chapter's pieces in {service}", f"launch-{service.lower()}-button"
    return {"type": "link", "url": address, "text": service, "tooltip": tooltip, "icon": "fas fa-play", "label": label}
