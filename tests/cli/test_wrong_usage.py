"""Options that say nothing, or do not go together, are wrong usage: nothing is begun."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from digits.cli import digits


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["record", "--members", ""], "at least one member"),
        (["record", "--status", "--train-only"], "does not go with --train-only"),
        (["calibrate", "nosuch"], "there is no model 'nosuch'"),
        (["calibrate", "default", "--steps", "10"], "are for `digits calibrate rejection`"),
        (["calibrate", "rejection", "--steps", "20"], "--train or --compare"),
        (["calibrate", "detector", "--steps", "20"], "--steps needs --train"),
        (["calibrate", "detector", "--compare"], "not for the detector"),
        (["calibrate", "rejection", "--calibration", "default"], "--calibration is for models"),
        (["handwriting", "--page", "--quick"], "does not go with --quick"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_it_is_reported_and_nothing_is_begun(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(digits, arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []
