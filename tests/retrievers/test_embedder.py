from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrievers.embedder import (
    DEFAULT,
    DEFAULT_SHA256,
    Embedder,
    HashedEmbedder,
    locate,
    open_embedder,
    packaged_default,
    weights_digest,
)
from retrievers.errors import EmbedderError


@pytest.fixture(params=["real", "hashed"])
def either(request: pytest.FixtureRequest) -> Embedder:
    found: Embedder = (
        request.getfixturevalue("embedder") if request.param == "real" else HashedEmbedder(64)
    )
    return found


def test_vectors_have_length_one_and_the_stated_dimension(either: Embedder) -> None:
    vectors = either.embed(["what is idempotency?", "이게 뭐예요", "a" * 2_000])
    assert vectors.shape == (3, either.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_vectors(either: Embedder) -> None:
    assert either.embed([]).shape == (0, either.dimension)


def test_same_text_has_the_same_vector_in_any_company(either: Embedder) -> None:
    alone = either.embed(["the rent is due"])[0]
    among = either.embed(["a", "the rent is due", "something much longer than that " * 9])[1]
    assert alone @ among == pytest.approx(1.0, abs=1e-5)


def test_blank_text_has_a_vector_without_numbers_that_are_none(either: Embedder) -> None:
    assert np.isfinite(either.embed(["", " \n"])).all()


def test_digest_is_a_sha256(either: Embedder) -> None:
    assert len(bytes.fromhex(either.digest)) == 32


def test_bundled_embedder_knows_meaning(embedder: Embedder) -> None:
    car, automobile, banana = embedder.embed(["my car broke", "the automobile failed", "a banana"])
    assert car @ automobile > car @ banana + 0.2


def test_bundled_embedder_has_the_published_weights(embedder: Embedder) -> None:
    assert (embedder.name, embedder.digest) == (DEFAULT, DEFAULT_SHA256)


def test_hashed_embedder_is_opened_by_its_name() -> None:
    opened = open_embedder("hashed-32")
    assert (opened.name, opened.dimension) == ("hashed-32", 32)


@given(st.text(max_size=50))
@settings(deadline=None)
def test_any_text_can_be_hashed(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    vector = HashedEmbedder(16).embed([text])[0]
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5) or not vector.any()


@pytest.mark.parametrize(
    "name", ["hashed-0", "hashed-²", "hashed-x", "hashed--1", "hashed-1000000"]
)
def test_hashed_embedder_of_no_dimension_is_no_embedder(name: str) -> None:
    with pytest.raises(EmbedderError, match="isn't on this machine|neither a folder"):
        open_embedder(name)


def test_name_that_is_nowhere_is_refused_with_the_remedy() -> None:
    with pytest.raises(EmbedderError) as caught:
        open_embedder("nobody/no-such-model")
    assert "'nobody/no-such-model' isn't on this machine" in caught.value.message
    assert caught.value.remedy.endswith(f"unset POLYMATH_EMBEDDER to use {DEFAULT}.")
    assert caught.value.kind == "model"


@pytest.mark.parametrize("name", ["/nowhere/at/all", "two words", "../up"])
def test_name_that_is_neither_path_nor_hub_id_is_refused(name: str) -> None:
    with pytest.raises(EmbedderError, match="neither a folder nor a hub id"):
        open_embedder(name)


def test_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="holds no weights"):
        open_embedder(str(tmp_path))


def test_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(EmbedderError, match="can't be loaded from"):
        open_embedder(str(tmp_path))


def test_packaged_copy_has_the_published_digest() -> None:
    folder = packaged_default()
    assert folder is not None
    assert weights_digest(folder) == DEFAULT_SHA256


def test_default_is_found_without_a_network() -> None:
    assert (locate(DEFAULT) / "config.json").is_file()


def test_cached_default_with_other_weights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = cached(tmp_path, monkeypatch)
    (snapshot / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(EmbedderError, match="aren't the published ones"):
        open_embedder()


def test_cached_default_without_weights_gives_way_to_the_packaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = cached(tmp_path, monkeypatch)
    (snapshot / "tokenizer.json").write_text("{}")
    assert locate(DEFAULT) == packaged_default()


def cached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub cache that holds an empty snapshot of the default embedder; its folder."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    model = folder / "models--sentence-transformers--all-MiniLM-L6-v2"
    revision = "0" * 40
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text(revision)
    snapshot = model / "snapshots" / revision
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text("{}")
    return snapshot


def test_digest_covers_all_shards_by_name(tmp_path: Path) -> None:
    for name, content in (("b.safetensors", b"2"), ("a.safetensors", b"1")):
        (tmp_path / name).write_bytes(content)
    each = [hashlib.sha256(content).hexdigest() for content in (b"1", b"2")]
    assert weights_digest(tmp_path) == hashlib.sha256("\n".join(each).encode()).hexdigest()


def test_copy_of_the_embedder_in_a_folder_is_the_same_embedder(tmp_path: Path) -> None:
    folder = packaged_default()
    assert folder is not None
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    assert open_embedder(str(copy)).digest == DEFAULT_SHA256
