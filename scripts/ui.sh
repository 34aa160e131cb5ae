#!/bin/sh
# Dagster's UI on a project's staging database: http://127.0.0.1:3000, telemetry off. Its reports: on the next port.
set -eu
cd "$(dirname "$0")/.."

PORT=${PORT:-3000}
REPORTS_PORT=${REPORTS_PORT:-$((PORT + 1))}
GRENSELOS_PROJECT=$(cd "${GRENSELOS_PROJECT:-sample_data}" && pwd)
DAGSTER_HOME=$GRENSELOS_PROJECT/.dagster
GRENSELOS_REPORTS_URL=http://127.0.0.1:$REPORTS_PORT
export GRENSELOS_PROJECT DAGSTER_HOME GRENSELOS_REPORTS_URL
mkdir -p "$DAGSTER_HOME"
cp deploy/local/dagster.yaml "$DAGSTER_HOME/dagster.yaml"
.venv/bin/python scripts/serve_reports.py "$GRENSELOS_PROJECT/reports" "$REPORTS_PORT" &
exec .venv/bin/dagster dev -m assets.definitions -h 127.0.0.1 -p "$PORT"
