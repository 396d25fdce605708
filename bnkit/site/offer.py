"""What a page of the website offers beside itself: the book for paper and for readers, and a place to say what is wrong."""

from pathlib import Path

from bnkit.authoring.where import Where

BOOKS = {"batch-normalization.pdf": "The book as PDF", "batch-normalization.epub": "The book as EPUB"}


def repository(app, config) -> None:
    """Give each page a button that leads to the repository's issues, where one is configured."""
    address = Where.of(Path(app.srcdir) / "book").repository
    if address:
        config.html_theme_options |= {"repository_url": address, "use_issues_button": True}


def add_books(app, page, template, context, doctree) -> None:
    """Add the files that `make pdf` and `make epub` made to what is offered for download."""
    groups = [group for group in context.get("header_buttons", ()) if group.get("label") == "download-buttons"]
    for name, text in BOOKS.items():
        if groups and (Path(app.outdir) / name).is_file():
            label = f"download-{name.rpartition('.')[2]}-book-button"
            link = {"type": "link", "url": context["pathto"](name, 1), "text": text, "tooltip": text}
            groups[0]["buttons"].append(link | {"icon": "fas fa-book", "label": label})
