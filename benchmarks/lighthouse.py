"""Lighthouse's scores of the built site, served with gzip: `make book`, then `python benchmarks/lighthouse.py`.

Needs Chromium and npx, which fetches Lighthouse. Exits with 1 where a page has less than it should.
"""

import argparse
import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from tqdm import tqdm

VERSION = "13.5.0"
SITE = Path(__file__).parents[1] / "_build" / "html"
PAGES = (
    "book/index",
    "book/ch02_algorithm",
    "book/ch06_smoothing",
    "book/claims",
    "book/mistakes",
    "book/notation",
    "book/api",
    "search",
    "genindex",
)
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
LEAST_MOBILE = LEAST | {"performance": 80}
TEXT = (".html", ".css", ".js", ".mjs", ".svg", ".json", ".txt")


class Gzipped(http.server.SimpleHTTPRequestHandler):
    """Files, text compressed, as a web server sends them."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        packed = path.suffix in TEXT
        body = gzip.compress(path.read_bytes(), 6) if packed else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve(folder: Path) -> str:
    """Serve the folder until the program ends; its address."""
    server = http.server.ThreadingHTTPServer(("localhost", 0), functools.partial(Gzipped, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://localhost:{server.server_port}"


def chrome() -> str | None:
    """The browser's program."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def lighthouse(url: str, mobile: bool) -> dict:
    """Lighthouse's report on a page."""
    command = ["npx", "--yes", f"lighthouse@{VERSION}", url, "--quiet", "--output=json", "--output-path=stdout"]
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
    environment = os.environ | {"CHROME_PATH": chrome() or ""}
    done = subprocess.run(
        [*command, flags, *([] if mobile else ["--preset=desktop"])], env=environment, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"Lighthouse failed on {url}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def scores(report: dict) -> dict[str, int]:
    """The score of each category, of 100."""
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in LEAST}


def lost(report: dict) -> list[str]:
    """The audits that cost a point."""
    named = {ref["id"] for name in LEAST for ref in report["categories"][name]["auditRefs"] if ref["weight"]}
    return sorted(
        name
        for name in named
        if (report["audits"][name]["score"] or 0) < 0.9 and report["audits"][name]["score"] is not None
    )


def main() -> int:
    """Print the scores of each page on a desktop and on a phone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", default=PAGES, help="pages without .html")
    pages, address, short = parser.parse_args().pages, serve(SITE), []
    if not SITE.is_dir():
        sys.exit(f"There is no site in {SITE}: run make book.")
    tqdm.write(f"{'':<30}{'':<9}" + "".join(f"{name:>16}" for name in LEAST))
    for page, mobile in tqdm([(page, mobile) for page in pages for mobile in (False, True)], unit="page", leave=False):
        report = lighthouse(f"{address}/{page}.html", mobile)
        got, least = scores(report), LEAST_MOBILE if mobile else LEAST
        tqdm.write(f"{page:<30}{'phone' if mobile else 'desktop':<9}" + "".join(f"{got[name]:>16}" for name in LEAST))
        if any(got[name] < least[name] for name in LEAST):
            short.append(page)
            tqdm.write(f"    {', '.join(lost(report))}")
    return int(bool(short))


if __name__ == "__main__":
    sys.exit(main())
