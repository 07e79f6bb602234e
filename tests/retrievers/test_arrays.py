from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from retrievers.arrays import read_arrays, write_arrays
from retrievers.errors import IndexFault

ARRAYS = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.zeros((0, 4), dtype=np.uint8)}


def written(folder: Path) -> Path:
    write_arrays(folder / "some.safetensors", "kind-1", ARRAYS, {"words": ["é", "한국어"]})
    return folder / "some.safetensors"


def test_arrays_and_facts_come_back_as_they_were(tmp_path: Path) -> None:
    arrays, facts = read_arrays(written(tmp_path), "kind-1")
    assert facts == {"words": ["é", "한국어"]}
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        assert np.array_equal(arrays[name], array)


def test_writing_leaves_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    path = written(tmp_path / "folder")
    assert list(path.parent.iterdir()) == [path]


def test_same_content_is_the_same_file(tmp_path: Path) -> None:
    assert written(tmp_path).read_bytes() == written(tmp_path).read_bytes()


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match="no file.*gone"):
        read_arrays(tmp_path / "gone", "kind-1")


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match="holds 'kind-1', not 'kind-2'"):
        read_arrays(written(tmp_path), "kind-2")


def test_safetensors_of_someone_else_is_refused(tmp_path: Path) -> None:
    save_file(ARRAYS, tmp_path / "foreign")
    with pytest.raises(IndexFault, match="holds None"):
        read_arrays(tmp_path / "foreign", "kind-1")


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"not this", b"\xff" * 8], ids=repr)
def test_file_that_is_no_safetensors_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken").write_bytes(content)
    with pytest.raises(IndexFault, match="can't be read"):
        read_arrays(tmp_path / "broken", "kind-1")


def test_facts_that_are_no_mapping_are_refused(tmp_path: Path) -> None:
    save_file(ARRAYS, tmp_path / "foreign", {"polymath": "[1]"})
    with pytest.raises(IndexFault, match="holds None"):
        read_arrays(tmp_path / "foreign", "kind-1")


def test_truncated_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(IndexFault):
        read_arrays(path, "kind-1")


def test_any_flipped_bit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(IndexFault):
            read_arrays(path, "kind-1")


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match="can't be read"):
        read_arrays(tmp_path, "kind-1")
