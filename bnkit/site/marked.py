"""Plain text with `code` in it, as nodes."""

from docutils import nodes


def marked(text: str) -> list[nodes.Node]:
    """`text` with what stands between backticks as code, all else as it is."""
    parts = text.split("`")
    return [
        nodes.literal("", part) if position % 2 else nodes.Text(part) for position, part in enumerate(parts) if part
    ]
