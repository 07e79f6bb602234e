"""How large a pack and its parts may be. Sizes are in bytes."""

from __future__ import annotations

KIB = 1024
MIB = 1024 * KIB

PACK_BYTES = 1024 * MIB
FILE_BYTES = 512 * MIB
FILES = 2_000
PATH_CHARACTERS = 200
PATH_DEPTH = 4

TEXT_BYTES = MIB
YAML_BYTES = 256 * KIB
YAML_DEPTH = 20
JSONL_BYTES = 64 * MIB
ROW_BYTES = 256 * KIB
ROWS = 200_000
