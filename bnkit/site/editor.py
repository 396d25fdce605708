"""The place on a page where a piece is written and checked: HTML that book/_static/try.js brings to life."""

from html import escape

from docutils import nodes

FORM = """\
<form class="try" data-piece="{piece}" data-offline="{offline}" data-file="{file}">
<label for="try-{name}">Write it here. <code>np</code> is NumPy.</label>
<textarea id="try-{name}" name="code" rows="{rows}" wrap="off" spellcheck="false" autocomplete="off" autocapitalize="off">
{stub}
</textarea>
<p class="controls"><button name="run">Run and check</button>
<button type="button" name="stop" hidden>Stop</button>
<button type="reset">Start again</button>
<progress aria-label="Fetching or running" hidden></progress></p>
<p><output name="status" for="try-{name}">{notice}</output> <output name="amount" aria-live="off"></output></p>
<div aria-live="polite"><pre class="said"></pre><div class="verdict"></div></div>
</form>
"""
NOTICE = "The first check fetches Python and NumPy for your browser from {source}: about 10 MB. Before that nothing is fetched."
OFFLINE = "Python could not be fetched from {source}. Is there a network? What you wrote is kept; try again when there is one."
FILE = "A page opened as a file cannot start Python. “make serve” serves the book."


class Editor(nodes.literal_block):
    """A piece's stub, to be written on. Attributes: piece ("chNN_chapter/name")."""


def visit(translator, node: Editor) -> None:
    """Write the form."""
    source = "this site" if translator.config.bnkit_pyodide else "cdn.jsdelivr.net"
    stub = node.astext()
    told = {"notice": NOTICE, "offline": OFFLINE, "file": FILE}
    fields = {name: escape(text.format(source=source)) for name, text in told.items()}
    fields |= {"piece": node["piece"], "name": node["piece"].rpartition("/")[2], "stub": escape(stub)}
    translator.body.append(FORM.format(rows=stub.count("\n") + 4, **fields))
    raise nodes.SkipNode
