#!/bin/sh
# Make the virtual environment $VENV (.venv) from requirements.lock: with uv when it is on the PATH, else with pip.
set -eu
python=${PYTHON:-python3}
venv=${VENV:-.venv}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "Hone needs Python 3.11 or newer as '$python'; set PYTHON=/path/to/python3 and run make again." >&2
    exit 1
}

if command -v uv >/dev/null 2>&1; then
    echo "Installing the locked dependencies with uv ..."
    rm -rf "$venv"
    uv venv --quiet --python "$python" "$venv"
    uv pip sync --quiet --python "$venv" --require-hashes requirements.lock
    uv pip install --quiet --python "$venv" --no-deps --no-build-isolation --editable .
else
    echo "Installing the locked dependencies with pip (a minute or two) ..."
    "$python" -m venv --clear "$venv" || {
        echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv" >&2
        rm -rf "$venv"
        exit 1
    }
    "$venv"/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        --requirement requirements.lock
    "$venv"/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
fi
touch "$venv/ready"
