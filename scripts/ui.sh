#!/bin/sh
# Dagster's UI on a project's staging database: http://127.0.0.1:3000, telemetry off.
set -eu
cd "$(dirname "$0")/.."

GRENSELOS_PROJECT=$(cd "${GRENSELOS_PROJECT:-sample_data}" && pwd)
DAGSTER_HOME=$GRENSELOS_PROJECT/.dagster
export GRENSELOS_PROJECT DAGSTER_HOME
mkdir -p "$DAGSTER_HOME"
cp deploy/local/dagster.yaml "$DAGSTER_HOME/dagster.yaml"
exec .venv/bin/dagster dev -m assets.definitions -h 127.0.0.1 -p "${PORT:-3000}"
