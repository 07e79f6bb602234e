"""Where a local model's files are found, and what is said where they aren't."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.models.errors import ModelBrokenError, ModelError, ModelMissingError
from bot.models.opening import open_model


@pytest.fixture
def copy(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model to damage."""
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


@pytest.mark.parametrize("spec", ["local:/no/such/folder", "local:./nowhere", "local:~/nowhere-x"])
def test_a_missing_folder_is_told(spec: str) -> None:
    with pytest.raises(ModelMissingError, match="no such folder"):
        open_model(spec)


@pytest.mark.parametrize("name", ["owner/model", "model"])
def test_a_model_of_the_hub_is_told_to_be_out_of_reach(name: str) -> None:
    with pytest.raises(ModelMissingError, match="can't be downloaded"):
        open_model(f"local:{name}")


@pytest.mark.parametrize("name", ["a name with spaces", "owner/model?", "-x", "one--two/--"])
def test_what_is_no_hub_id_is_told(name: str) -> None:
    with pytest.raises(ModelMissingError, match="neither a folder nor a hub id"):
        open_model(f"local:{name}")


def test_a_model_in_the_hubs_cache_needs_no_network(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    kept = tmp_path / "models--owner--tiny"
    revision = "0" * 40
    shutil.copytree(tiny_model, kept / "snapshots" / revision)
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text(revision)
    assert open_model("local:owner/tiny").private


@pytest.mark.parametrize(
    ("damage", "error", "words"),
    [
        (lambda folder: (folder / "config.json").unlink(), ModelBrokenError, "no config.json"),
        (
            lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin"),
            ModelBrokenError,
            "no model.safetensors",
        ),
        (
            lambda folder: (folder / "model.safetensors").write_bytes(b"\0" * 100),
            ModelBrokenError,
            "The weights",
        ),
        (
            lambda folder: (folder / "config.json").write_text("{"),
            ModelBrokenError,
            "can't be loaded",
        ),
        (
            lambda folder: (folder / "config.json").write_text('{"model_type": "of-nobody"}'),
            ModelBrokenError,
            "can't be loaded",
        ),
        (lambda folder: (folder / "tokenizer.json").unlink(), ModelBrokenError, "The tokenizer"),
        (
            lambda folder: (folder / "model.safetensors.index.json").write_text(
                '{"weight_map": {"a": "model-2.safetensors"}}'
            ),
            ModelBrokenError,
            "no model-2.safetensors",
        ),
        (
            lambda folder: (folder / "model.safetensors.index.json").write_text("[]"),
            ModelBrokenError,
            "no readable",
        ),
    ],
    ids=[
        "no configuration",
        "a pickle",
        "broken weights",
        "broken configuration",
        "unknown kind",
        "no tokenizer",
        "a part missing",
        "broken index",
    ],
)
def test_a_broken_model_is_told_with_its_fault(
    copy: Path, damage: Callable[[Path], object], error: type[ModelError], words: str
) -> None:
    damage(copy)
    with pytest.raises(error, match=words) as caught:
        open_model(f"local:{copy}")
    assert caught.value.remedy


def test_a_model_with_code_of_its_own_is_refused_and_its_code_not_run(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    config |= {
        "model_type": "own",
        "auto_map": {"AutoConfig": "own.C", "AutoModelForCausalLM": "own.M"},
    }
    (copy / "config.json").write_text(json.dumps(config))
    (copy / "own.py").write_text(f"open({str(copy / 'ran')!r}, 'w')")
    with pytest.raises(ModelBrokenError):
        open_model(f"local:{copy}")
    assert not (copy / "ran").exists()
