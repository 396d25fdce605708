"""The directive `claim`: what somebody says about batch norm, and the verdict on it."""

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

VERDICTS = ("true", "false", "overstated", "contested", "unsupported")
OPTIONS = {
    "source": directives.unchanged_required,
    "verdict": lambda argument: directives.choice(argument, VERDICTS),
    "see": directives.unchanged_required,
}


class ClaimDirective(SphinxDirective):
    """```{claim} TEXT``` with the options `source` (in words), `verdict` and `see` (labels); its content is the reason.

    The label of the n-th claim of a page is `claim-n`. Reports an error for an unknown verdict.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = OPTIONS

    def run(self) -> list[nodes.Node]:
        """The claim, who says it, the verdict, the reason, and where it is shown."""
        number = self.env.temp_data["claims"] = self.env.temp_data.get("claims", 0) + 1
        box = nodes.container(classes=["claim", self.options["verdict"]], ids=[f"claim-{number}"])
        shown = ", ".join(f"{{ref}}`{label.strip()}`" for label in self.options["see"].split(","))
        text = [f"**{number}. {self.arguments[0]}** — {self.options['source']}", "", f"*{self.options['verdict']}.* "]
        text[-1] += " ".join(self.content) + f" Shown in: {shown}."
        self.state.nested_parse(StringList(text, self.env.docname), self.content_offset, box)
        return [box]
