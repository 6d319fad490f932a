#!/usr/bin/env bash
# Installs what is missing, builds everything, runs all tests; ends with ctest's summary.
#   packaging/test.sh [ctest options]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bash "$root/packaging/setup.sh" --tests
export QT_QPA_PLATFORM=offscreen OMP_WAIT_POLICY=passive
cd "$root/build"
exec ctest --output-on-failure -j "$(nproc)" "$@"
