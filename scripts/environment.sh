#!/bin/sh
# Makes .venv from a lock file, once per change of the locks. Usage: scripts/environment.sh runtime|dev
# uv where it is present, else plain venv and pip. Every package is checked against its hash; no C is compiled.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
    runtime) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: scripts/environment.sh runtime|dev" >&2; exit 2 ;;
esac
build=requirements-build.lock
stamp=.venv/.grenselos
python=.venv/bin/python

# The names of the locks that .venv was made from, each with the checksum that it had.
state() {
    cat "$1" "$build" pyproject.toml | cksum
}

is_current() {
    [ -x .venv/bin/grenselos ] && "$python" -c '' 2>/dev/null && [ "$(cat "$stamp.$1" 2>/dev/null)" = "$(state "$2")" ]
}

# All that the runtime lock holds stands in the dev lock, too.
if is_current dev requirements-dev.lock || { [ "$1" = runtime ] && is_current runtime "$lock"; }; then
    exit 0
fi

is_supported() {
    "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if is_supported "$name"; then
            command -v "$name"
            return
        fi
    done
    echo "grenselos needs Python 3.11, 3.12 or 3.13, and none was found." >&2
    echo "Install one (on Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2
    return 1
}

if [ -d .venv ] && ! is_supported "$python"; then
    echo "The Python of .venv is gone or too old: making .venv anew." >&2
    rm -rf .venv
fi
base=$([ -d .venv ] && echo "$python" || find_python)
rm -f "$stamp.runtime" "$stamp.dev"

echo "Setting up .venv from $lock …" >&2
if command -v uv >/dev/null 2>&1; then
    [ -d .venv ] || uv venv --quiet --python "$base" .venv
    install() { uv pip install --quiet --python "$python" "$@"; }
else
    if [ ! -d .venv ] && ! "$base" -m venv .venv; then
        rm -rf .venv
        echo "Python's venv module is missing. On Debian: apt-get install python3-venv; or install uv." >&2
        exit 1
    fi
    "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
    install() { "$python" -m pip install --quiet --disable-pip-version-check "$@"; }
fi
# pyspark comes as source only: Python and jars, packed with setuptools.
install --require-hashes --no-deps --only-binary :all: --no-binary pyspark -r "$lock" -r "$build"
install --no-deps --no-build-isolation -e .
state "$lock" > "$stamp.$1"
