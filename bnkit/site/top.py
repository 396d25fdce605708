"""The top of a page with pieces: how many are right, how to take them along, and where else they can be written."""

from html import escape
from pathlib import Path

from bnkit.authoring.where import Where
from bnkit.site.boxes import pieces
from bnkit.site.editor import Editor
from bnkit.site.launch import ways

BLOCK = """\
<div class="work">
<p class="solved">{here} pieces to write on this page, {all} in the book.</p>
<p class="controls"><button type="button" name="save">Save as notebook</button>
<button type="button" name="open">Open a notebook</button>
<button type="button" name="kept">What is kept</button>
<input type="file" name="file" accept=".ipynb" aria-label="A notebook to open" hidden></p>
<p class="told" role="status"></p>
<details><summary>Ways to write them</summary>
<ol>
<li>On this page. Nothing to install; what you write stays in your browser.</li>
{elsewhere}
<li>In JupyterLab on your own machine, with Python 3.11 or newer:
<pre class="pip">pip install jupyterlab <span class="wheel">{wheel}</span>
bnkit workspace batchnorm
jupyter lab batchnorm</pre></li>
</ol></details>
<dialog aria-labelledby="kept-title"><p class="title" id="kept-title">What this browser keeps</p>
<p>Only on this device, and sent nowhere.</p>
<p class="none">Nothing yet.</p>
<ul></ul>
<p class="controls"><button type="button" name="delete">Delete all of it</button>
<button type="button" name="close">Close</button></p></dialog>
</div>
"""
ELSEWHERE = '<li>In <a href="{address}">{service}</a>, as a notebook. Nothing to install.</li>'


def add(app, page, template, context, doctree) -> None:
    """Put the block below the title of a page that has pieces."""
    boxes = doctree.findall(Editor) if doctree and app.builder.name == "html" else ()
    here = sum(not box.get("hunt") for box in boxes)
    if not here:
        return
    source = Path(app.srcdir) / "solutions"
    elsewhere = [
        ELSEWHERE.format(service=service, address=escape(address))
        for service, address in ways(app, page, context).items()
    ]
    block = BLOCK.format(
        here=here,
        all=sum(len(chapter["pieces"]) for chapter in pieces(source)),
        elsewhere="\n".join(elsewhere),
        wheel=Where.of(source).wheel,
    )
    context["body"] = context["body"].replace("</h1>", f"</h1>\n{block}", 1)
