import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

from retrievers.logistic import Floats, Integers, fit_logistic, row_space, softmax


def rows(count: int = 24, labels: int = 3) -> tuple[Floats, Integers]:
    draw = np.random.default_rng(0)
    targets = np.arange(count) % labels
    return draw.normal(size=(count, 40)) + np.eye(labels, 40)[targets], targets


@pytest.mark.parametrize("labels", [2, 3], ids=["two labels", "three labels"])
def test_row_space_gives_the_regression_on_the_features_themselves(labels: int) -> None:
    features, targets = rows(labels=labels)
    coordinates, back = row_space(features)
    weights, biases = fit_logistic(
        coordinates, targets, np.ones(len(targets)), labels=labels, strength=1.0
    )
    found = softmax(features @ (features.T @ (back @ weights)) + biases)
    whole = LogisticRegression(C=1.0, tol=1e-8, max_iter=1000).fit(features, targets)
    assert found == pytest.approx(whole.predict_proba(features), abs=1e-3)


def test_sparse_and_dense_rows_have_the_same_products() -> None:
    features, _ = rows()
    dense, _ = row_space(features)
    sparse, _ = row_space(csr_array(features))
    assert dense @ dense.T == pytest.approx(sparse @ sparse.T)


def test_equal_rows_and_empty_rows_lose_no_product() -> None:
    features, _ = rows()
    features[1], features[2] = features[0], 0
    coordinates, _ = row_space(features)
    assert coordinates @ coordinates.T == pytest.approx(features @ features.T)
    assert coordinates.shape[1] == len(features) - 2


def test_rows_that_are_all_empty_are_told_by_how_frequent_labels_are() -> None:
    coordinates, _ = row_space(np.zeros((4, 7)))
    weights, biases = fit_logistic(
        coordinates, np.array([0, 0, 0, 1]), np.ones(4), labels=2, strength=1.0
    )
    assert weights.shape == (0, 2)
    assert softmax(biases)[0] == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize(
    "targets", [[0, 0, 2, 2], [2, 2, 2, 2]], ids=["one label missing", "one label left"]
)
def test_label_without_rows_has_no_probability(targets: list[int]) -> None:
    features, _ = rows(4)
    weights, biases = fit_logistic(features, np.array(targets), np.ones(4), labels=3, strength=1.0)
    assert (softmax(features @ weights + biases)[:, 1] == 0).all()


def test_row_that_counts_twice_is_as_good_as_two_rows() -> None:
    features, targets = rows()
    counts = np.ones(len(targets))
    counts[0] = 2
    once, _ = fit_logistic(features, targets, counts, labels=3, strength=1.0)
    again = np.vstack([features, features[:1]])
    twice, _ = fit_logistic(
        again, np.append(targets, targets[0]), np.ones(len(again)), labels=3, strength=1.0
    )
    assert once == pytest.approx(twice, abs=1e-3)
