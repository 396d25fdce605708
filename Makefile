.DEFAULT_GOAL := help
.PHONY: help book lite pdf epub paper-packages serve test quick style slow hub lint lab course build codemirror clean
PYTHON ?= python3
PIP_FLAGS ?=
PORT ?= 8000
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
BOOK = $(BIN)/jupyter-book build . --warningiserror --nitpick --keep-going
LATEX = latexmk texlive-xetex texlive-latex-extra texlive-fonts-recommended tex-gyre fonts-freefont-otf fonts-dejavu
EPUBCHECK = epubcheck default-jre-headless
needs = @for each in $(1); do command -v $$each >/dev/null || { echo "make $@ needs $$each: sudo apt-get install $(2)"; exit 1; }; done
test quick slow: export OMP_NUM_THREADS = 1
# hundreds of processes start in a run: none compiles anew what another has compiled
test quick slow: export PYTHONDONTWRITEBYTECODE =
PYTEST = $(BIN)/python -m pytest --numprocesses=logical --dist=loadfile --no-loadscope-reorder
INSTALL = $(BIN)/python -m pip install --quiet --constraint constraints.txt $(PIP_FLAGS)
CPU_TORCH = --index-url https://download.pytorch.org/whl/cpu --retries 0 --timeout 20 --no-deps torch

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

book: .venv/book.done ## build the website into _build/html
	$(if $(PYODIDE),@$(BIN)/python -m bnkit.site.complete '$(abspath $(PYODIDE))')
	$(if $(PYODIDE),BNKIT_PYODIDE='$(abspath $(PYODIDE))') $(BOOK)
	@echo "The book: $(CURDIR)/_build/html/index.html"

lite: .venv/lite.done ## add the exercises to the website as notebooks that run in the browser
	rm -rf _build/html/lite
	$(if $(PYODIDE),BNKIT_PYODIDE='$(abspath $(PYODIDE))') $(BIN)/python -m bnkit.site.lite _build/html/lite
	@echo "The notebooks, once they are served: $(CURDIR)/_build/html/lite/index.html"

pdf: .venv/book.done ## typeset the book and add it to the website (needs XeLaTeX)
	$(call needs,latexmk xelatex,$(LATEX))
	$(BOOK) --builder latex
	$(MAKE) -C _build/latex LATEXMKOPTS='-interaction=nonstopmode -halt-on-error' >_build/latex.out || { tail -40 _build/latex.out; exit 1; }
	mkdir -p _build/html && cp _build/latex/batch-normalization.pdf _build/html/

epub: .venv/book.done ## make the book for readers of books, check it and add it to the website (needs epubcheck)
	$(call needs,epubcheck java,$(EPUBCHECK))
	$(BOOK) --builder custom --custom-builder epub
	java -jar $$(command -v epubcheck) --quiet _build/epub/batch-normalization.epub
	mkdir -p _build/html && cp _build/epub/batch-normalization.epub _build/html/

paper-packages:
	@echo $(LATEX) $(EPUBCHECK)

serve: book ## build the website and serve it on http://localhost:8000 (PORT=...)
	$(BIN)/python -m http.server --directory _build/html --bind localhost $(PORT)

test: .venv/dev.done style ## run every test but the slow studies
	$(PYTEST) -m "not slow"

quick: .venv/dev.done style ## run what needs no browser, sandbox, training, Jupyter or built site: a minute
	$(PYTEST) -m "not (browser or sandbox or training or kernel or site or processor or slow)"

style: .venv/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

slow: .venv/dev.done ## run the slow studies
	$(BIN)/python -m pytest -m slow

hub: .venv/dev.done .venv/hub.done ## walk once around a course on JupyterHub, in a browser (needs root and npm)
	$(BIN)/python -m pytest -m slow tests/hub

lint: .venv/dev.done ## format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lab: .venv/course.done ## copy the exercises into workspace/ and open JupyterLab there
	$(BIN)/bnkit workspace workspace
	$(BIN)/python -m bnkit.learning.lab workspace

course: .venv/course.done ## install what grading needs: nbgrader and JupyterLab

build: .venv/course.done ## make exercises/ from solutions/
	$(BIN)/bnkit build

codemirror: ## bundle the pages' editor anew, from the versions in book/editor/package.json (needs npm)
	cd book/editor && npm ci --silent && node build.mjs ../_static/codemirror.js

clean: ## remove what was built (never your workspace)
	rm -rf _build .venv

.venv/book.done .venv/lite.done .venv/course.done .venv/dev.done .venv/hub.done: .venv/%.done: pyproject.toml constraints.txt
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	$(if $(filter dev-Linux,$*-$(shell uname)),$(INSTALL) $(CPU_TORCH) || echo "The ordinary torch follows: gigabytes for graphics cards.")
	$(INSTALL) --editable ".[$*]"
	touch $@
