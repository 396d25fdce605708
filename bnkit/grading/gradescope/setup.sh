#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the autograder's image.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends bubblewrap ca-certificates python3-venv

# the Python that the course is graded with elsewhere (.python-version): the image's own, or else fetched
python3 -m venv uv
uv/bin/pip install --quiet uv
export UV_PYTHON_INSTALL_DIR=$PWD/python UV_LINK_MODE=copy
uv/bin/uv venv venv
uv/bin/uv pip install --python venv/bin/python --compile-bytecode --requirements requirements.txt --constraints constraints.txt
venv/bin/python -m compileall -q bnkit

# submissions run as a user who owns nothing: Python and bnkit are for all to read, the answers are not
chmod -R go=u-w bnkit
chmod 711 .
chmod 600 material.json
