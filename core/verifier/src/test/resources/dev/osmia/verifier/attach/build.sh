#!/bin/sh
# Compiles the programs of this folder as explain/build.sh does those of its own.
set -eu
FOLDER=$(cd "$(dirname "$0")" && pwd)
export FOLDER
exec "$FOLDER/../explain/build.sh" "$@"
