"""Buttons in a chapter's header that open its exercises: on this site, in Colab, in Binder."""

from pathlib import Path

from bnkit.authoring.where import Where

LITE = "lite/lab/index.html"


def add_buttons(app, page, template, context, doctree) -> None:
    """Add them to a chapter's page: the first where the site has a JupyterLite, the others where the repository is known."""
    buttons = [_button(service, address) for service, address in ways(app, page, context).items()]
    if buttons:
        about = {"tooltip": "Open the exercises", "icon": "fas fa-rocket", "label": "launch-buttons"}
        context["header_buttons"].insert(0, {"type": "group", "buttons": buttons} | about)


def ways(app, page, context) -> dict[str, str]:
    """Where the exercises of a chapter's page open: the service's name and the address. Empty for any other page."""
    root, chapter = Path(app.srcdir), Path(page).name
    if not (root / "solutions" / chapter).is_dir():
        return {}
    notebook = f"{chapter}/{chapter}.ipynb"
    addresses = Where.of(root / "solutions").launches(f"exercises/{notebook}")
    if (Path(app.outdir) / LITE).is_file():
        return {"JupyterLite": f"{context['pathto'](LITE, 1)}?path={notebook}"} | addresses
    return addresses


def _button(service: str, address: str) -> dict[str, str]:
    tooltip, label = f"Write and check the chapter's pieces in {service}", f"launch-{service.lower()}-button"
    return {"type": "link", "url": address, "text": service, "tooltip": tooltip, "icon": "fas fa-play", "label": label}
