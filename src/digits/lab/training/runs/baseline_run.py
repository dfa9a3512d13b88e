"""A baseline's run: fitted once and saved in `fitted.joblib`, with its time in `fitted.json`."""

import dataclasses
import hashlib
import inspect
import json
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import joblib
from filelock import FileLock, Timeout

from digits.atomic_write import atomic_write
from digits.lab import baselines
from digits.lab.training.runs.run import Epoch, Report, Run, RunError, write_json
from digits.metrics import Predict


@dataclass(frozen=True)
class BaselineRun(Run):
    """A run that fits a baseline."""

    @property
    def finished(self) -> bool:
        """Whether it was fitted."""
        return (self.folder / "fitted.joblib").exists()

    @property
    def seconds(self) -> float:
        """Seconds of fitting."""
        path = self.folder / "fitted.json"
        return float(json.loads(path.read_text())["seconds"]) if path.exists() else 0.0

    def history(self) -> list[Epoch]:
        """Empty: a baseline has no epochs."""
        return []

    def train(self, report: Report | None = None) -> None:  # noqa: ARG002 - there are no epochs to report
        """Fit, unless that is done already.

        Raises:
            RunError: another process is fitting this run.
        """
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                if not self.finished:
                    self._fit()
        except Timeout:
            raise RunError(f"{self.folder} is being fitted by another process: wait for it") from None

    def predict(self) -> Predict:
        """The fitted baseline as a function from images to probabilities.

        Raises:
            RunError: it is not fitted, or its file is damaged.
        """
        self._check_fitted()
        path = self.folder / "fitted.joblib"
        try:
            fitted: baselines.Classifier = joblib.load(path)
        except Exception as error:  # whatever unpickling a damaged file raises
            raise RunError(f"{path} is damaged: train a new run") from error
        return fitted.probabilities

    def card(self) -> dict[str, Any]:
        """The model card for the ledger, with a hash in place of a file's, computed when the baseline was fitted.

        The hash is of the baseline's source, its settings, the images it was fitted to, and scikit-learn's version.

        Raises:
            RunError: it is not fitted.
        """
        self._check_fitted()
        sha256 = json.loads((self.folder / "fitted.json").read_text())["sha256"]
        seed = getattr(self.recipe, "seed", None)
        version = f"{metadata.version('digits-classification')}+{sha256[:8]}"
        return {"version": version, "sha256": sha256, "training": {"recipe": {"seed": seed}}}

    def _check_fitted(self) -> None:
        if not self.finished:
            raise RunError(f"{self.folder} is not fitted: continue with `digits train --resume {self.folder}`")

    def _hash(self) -> str:
        decides = {
            "source": _source(baselines.baseline(self.name)),
            "settings": dataclasses.asdict(self.recipe),
            "validation": self.validation,
            "images": self.images,
            "scikit-learn": metadata.version("scikit-learn"),
        }
        return hashlib.sha256(json.dumps(decides).encode()).hexdigest()

    def _fit(self) -> None:
        split = self.training_images()
        began = time.perf_counter()
        fitted = baselines.baseline(self.name).fit(split.images, split.labels, self.recipe)
        seconds = round(time.perf_counter() - began, 2)
        write_json(self.folder / "fitted.json", {"seconds": seconds, "sha256": self._hash()})
        with atomic_write(self.folder / "fitted.joblib") as hidden:
            joblib.dump(fitted, hidden)


def _source(module: ModuleType) -> str:
    """The source of a module, and of all modules of a package."""
    path = Path(inspect.getfile(module))
    files = sorted(path.parent.glob("*.py")) if path.name == "__init__.py" else [path]
    return "".join(file.read_text() for file in files)
