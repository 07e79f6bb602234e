#!/bin/sh
# The demonstration that `make demo` runs: a question for each pack, the evidence of one, an abstention.
set -eu
polymath=$1
questions=$(dirname "$0")/questions.txt

echo "One question a line, answered in one process:"
sed 's/^/  /' "$questions"
echo
"$polymath" ask - <"$questions"

echo "The evidence behind an answer (ask --explain):"
"$polymath" ask --explain 'what kind of clause is this: "Neither party may pass this Agreement on to somebody else without written consent."'

if [ -n "${POLYMATH_MODEL:-}" ]; then
    echo "The same questions, prompting $POLYMATH_MODEL:"
    "$polymath" ask - --method prompted <"$questions" || true
fi
