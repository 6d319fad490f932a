#!/usr/bin/env bash
# Installs what is missing, builds, and opens the window on MODEL (default: the built-in model).
# Without a display it runs the headless tour and says where the report lies.
#   packaging/run.sh [MODEL]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The tests stay configured when a developer built them, so that both commands share one build.
tests=()
grep -qs 'LAPIDARY_TESTS=ON' "$root/build/.setup" && tests=(--tests)

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    bash "$root/packaging/setup.sh" "${tests[@]}"
    exec "$root/build/bin/lapidary" "$@"
fi

bash "$root/packaging/setup.sh" "${tests[@]}"
echo "No display: running the headless tour instead of the window." >&2
if [ $# -gt 0 ]; then
    exec "$root/build/bin/lapidary-cli" inspect "$1"
fi
exec "$root/build/bin/lapidary-cli" demo --out "$root/build/demo"
