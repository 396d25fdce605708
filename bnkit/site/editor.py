"""The place on a page where a piece is written and checked: HTML that book/_static/write/ brings to life."""

from html import escape

from docutils import nodes

FORM = """\
<form class="{classes}" data-piece="{piece}" data-offline="{offline}" data-file="{file}">
<label for="try-{name}" id="label-{name}">{label}</label>
<textarea id="try-{name}" name="code" rows="{rows}" wrap="off" spellcheck="false" autocomplete="off" autocapitalize="off">
{stub}
</textarea>
<p class="keys" id="keys-{name}">{keys}</p>
<noscript><p>{noscript}</p></noscript>
<p class="controls"><button type="button" name="run" aria-label="Run {name}">Run</button>
<button name="check" aria-label="Check {name}">Check</button>
<button type="button" name="stop" aria-label="Stop {name}" hidden>Stop</button>
<button type="button" name="wait" hidden>Wait as long as it takes</button>
<button type="button" name="again" aria-label="Start again with {name}">Start again</button>
<progress aria-label="Fetching or running" hidden></progress></p>
<p><output name="status" for="try-{name}">{notice}</output> <output name="amount" aria-live="off"></output></p>
<div aria-live="polite"><pre class="said"></pre>
<p class="changed" hidden>You have changed the code since this verdict.</p><div class="verdict"></div></div>
</form>
"""
LABEL = "Write <code>{name}</code> here. <code>np</code> is NumPy."
KEYS = "Ctrl-Enter checks, Shift-Enter runs, Tab indents. Esc, then Tab, leaves the editor."
NOSCRIPT = "Without JavaScript nothing runs here. The notebook below has the same piece, and its check."
NOSCRIPT_IN_HUNT = "Without JavaScript nothing runs here. In a notebook, hunting.show({name!r}) sets the same."
NOTICE = "The first one fetches Python and NumPy for your browser from {source}: about 10 MB. Before that nothing is fetched."
OFFLINE = (
    "Python could not be fetched from {source}. Is there a network? What you wrote is kept; try again when there is one, "
    "or save it as a notebook at the top of the page: Jupyter, Colab and “bnkit check” on your own machine check it too."
)
FILE = "A page opened as a file cannot start Python. “make serve” serves the book."


class Editor(nodes.literal_block):
    """A piece's stub, to be written on. Attributes: piece ("chNN_chapter/name"); for a hunt's box, hunt: True."""


def visit(translator, node: Editor) -> None:
    """Write the form."""
    source = "this site" if translator.config.bnkit_pyodide else "cdn.jsdelivr.net"
    stub = node.astext()
    noscript = NOSCRIPT_IN_HUNT if node.get("hunt") else NOSCRIPT
    told = {"notice": NOTICE, "offline": OFFLINE, "file": FILE, "keys": KEYS, "noscript": noscript}
    own = node["piece"].rpartition("/")[2]
    fields = {name: escape(text.format(source=source, name=own)) for name, text in told.items()}
    fields |= {"piece": node["piece"], "name": own, "stub": escape(stub)}
    fields |= {"classes": "try hunt" if node.get("hunt") else "try", "label": LABEL.format(name=fields["name"])}
    translator.body.append(FORM.format(rows=stub.count("\n") + 4, **fields))
    raise nodes.SkipNode
