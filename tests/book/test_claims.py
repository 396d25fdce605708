"""The claims page is complete: each claim with a verdict, a reason, and links to what shows it."""

import re

import pytest
from conftest import ROOT

from bnkit.site.claim import VERDICTS

BOOK = ROOT / "book"
CLAIM = re.compile(
    r"```\{claim\} (?P<text>.+)\n:source: (?P<source>.+)\n:verdict: (?P<verdict>.+)\n:see: (?P<see>.+)\n(?P<reason>(?:.+\n)+?)```"
)
CLAIMS = [found.groupdict() for found in CLAIM.finditer((BOOK / "claims.md").read_text())]
LABELS = {label for path in BOOK.glob("ch*.md") for label in re.findall(r"^\(([\w-]+)\)=$", path.read_text(), re.M)}


def test_all_claims_are_on_trial():
    assert len(CLAIMS) == 48 == (BOOK / "claims.md").read_text().count("```{claim}")
    assert len({claim["text"] for claim in CLAIMS}) == 48


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["text"][:40])
def test_a_claim_has_a_verdict_a_reason_and_links_that_resolve(claim):
    assert claim["verdict"] in VERDICTS and len(claim["reason"].split()) >= 4 and claim["source"]
    assert {label.strip() for label in claim["see"].split(",")} <= LABELS
