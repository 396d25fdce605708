"""A figure's words for who cannot see it, in a reader of books too."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class AlternativeText(SphinxPostTransform):
    """Give each drawing the text that stands beside it among the forms of a cell's output."""

    default_priority = 3  # before one of the forms is chosen
    builders = ("epub",)

    def run(self, **_) -> None:
        """Set `alt` of the images."""
        for output in self.document.findall(nodes.container):
            forms = {form["mime_type"]: form for form in output if "mime_type" in form}
            if "text/plain" in forms:
                for image in output.findall(nodes.image):
                    image["alt"] = forms["text/plain"].astext()
