"""Real data: scikit-learn's digits, and MNIST and CIFAR-10 in the formats in which OpenML sends them."""

import gzip
import hashlib
import json
from urllib.error import URLError

import numpy as np
import pytest
import torch

from bnkit.experiments.data import NoData, load

SETS = {"mnist": ("mnist_784", 554, 784), "cifar10": ("CIFAR_10", 40926, 3072)}
ROWS = 20


def keep(home, place, text):
    """A file of OpenML's, as scikit-learn caches it."""
    path = home / "openml" / "openml.org" / f"{place}.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()))


def feature(index, name, target):
    return {
        "index": str(index),
        "name": name,
        "data_type": "nominal" if target else "numeric",
        "is_target": str(target).lower(),
        "is_ignore": "false",
        "is_row_identifier": "false",
        "number_of_missing_values": "0",
    }


@pytest.fixture(params=SETS)
def small(request, tmp_path):
    """A small set as downloaded: (its name, the folder, the images, the labels)."""
    name, (title, number, pixels) = request.param, SETS[request.param]
    rng = np.random.default_rng(2)
    images, labels = rng.integers(0, 256, (ROWS, pixels)), rng.integers(0, 10, ROWS)
    names = [f"pixel{n}" for n in range(pixels)]
    described = {"id": str(number), "name": title, "version": "1", "format": "ARFF", "status": "active", "file_id": "7"}
    url = f"https://www.openml.org/data/v1/download/7/{title}.arff"
    listed = {"data": {"dataset": [{"did": number, "name": title, "version": 1, "status": "active", "format": "ARFF"}]}}
    features = [*(feature(n, each, False) for n, each in enumerate(names)), feature(pixels, "class", True)]
    keep(tmp_path, f"api/v1/json/data/list/data_name/{title.lower()}/limit/2/data_version/1", json.dumps(listed))
    head = ["@RELATION small", *(f"@ATTRIBUTE {each} REAL" for each in names), "@ATTRIBUTE class {0,1,2,3,4,5,6,7,8,9}"]
    rows = [",".join(map(str, [*image, label])) for image, label in zip(images, labels, strict=True)]
    arff = "\n".join([*head, "@DATA", *rows])
    described |= {"url": url, "default_target_attribute": "class", "description": "small"}
    described |= {"md5_checksum": hashlib.md5(arff.encode()).hexdigest()}
    keep(tmp_path, f"api/v1/json/data/{number}", json.dumps({"data_set_description": described}))
    keep(tmp_path, f"api/v1/json/data/features/{number}", json.dumps({"data_features": {"feature": features}}))
    keep(tmp_path, f"api/v1/json/data/qualities/{number}", json.dumps({"data_qualities": {"quality": []}}))
    keep(tmp_path, f"data/v1/download/7/{title}.arff", arff)
    return name, tmp_path, images, labels


def test_openmls_files_are_read(small):
    name, home, images, labels = small
    data = load(name, home)
    assert data.x.shape == images.shape and int(np.prod(data.shape)) == images.shape[1]
    torch.testing.assert_close(data.x, torch.tensor(images / 255, dtype=torch.float32))
    assert data.labels.tolist() == labels.tolist()


@pytest.mark.filterwarnings("ignore:A network error occurred")
@pytest.mark.parametrize("name", SETS)
def test_no_network_is_told(name, tmp_path, monkeypatch):
    def no_network(*arguments, **keywords):
        raise URLError("no route to host")

    monkeypatch.setattr("sklearn.datasets._openml.urlopen", no_network)
    monkeypatch.setattr("time.sleep", lambda _: None)  # between one try and the next
    with pytest.raises(NoData, match=r"could not be fetched from openml\.org.*--data digits needs none"):
        load(name, tmp_path)


def test_digits_are_there():
    data = load()
    assert data.x.shape == (1797, 64) and data.shape == (1, 8, 8)
    assert data.x.min() == 0 and data.x.max() == 1 and set(data.labels.tolist()) == set(range(10))
