"""Atomic file writes: one file, or several that belong together."""

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_WRITE_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Errors of a write to an open file: the disk is full or broken; they name no file."""


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Give a temporary path that is renamed to `path` after the block.

    It is in the same folder and has the same suffix. If the block raises, the temporary file is deleted and `path`
    stays as it was. A symbolic link stays a link, and the file that it points to is replaced.

    Raises:
        OSError: the file cannot be written; its `filename` is `path`. Another error of the block stays as it is.
    """
    with atomic_writes([path]) as (temporary,):
        yield temporary


@contextmanager
def atomic_writes(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Give temporary paths that are renamed to `paths` after the block: all of them or none; see `atomic_write`.

    Only a process killed between two renames leaves a new file beside an old one.
    """
    targets = [_target(path) for path in paths]
    temporaries = [_beside(target, "") for target in targets]
    backups = [_beside(target, "old-") for target in targets]
    try:
        yield temporaries
    except OSError as error:
        path = _unwritten(error, temporaries, paths)
        if path is None:
            raise
        raise _cannot_be_written(path, error) from error
    else:
        _replace_all(paths, targets, temporaries, backups)
    finally:
        for hidden in (*temporaries, *backups):
            with suppress(OSError):
                hidden.unlink()


def _target(path: Path) -> Path:
    """The file that a path leads to through symbolic links; it need not exist."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def _beside(target: Path, mark: str) -> Path:
    return target.with_name(f".{os.getpid()}-{mark}{target.name}")


def _replace_all(
    paths: Sequence[Path], targets: Sequence[Path], temporaries: Sequence[Path], backups: Sequence[Path]
) -> None:
    """Rename the temporary files to their targets; if one cannot be renamed, put back those that were replaced."""
    done = 0
    try:
        for target, backup in zip(targets[:-1], backups, strict=False):  # a failure of the last one replaces nothing
            if target.exists():
                shutil.copy2(target, backup)
        for temporary, target in zip(temporaries, targets, strict=True):
            temporary.replace(target)
            done += 1
    except OSError as error:
        for target, backup in zip(targets[:done], backups, strict=False):
            backup.replace(target) if backup.exists() else target.unlink()
        raise _cannot_be_written(paths[done], error) from error


def _unwritten(error: OSError, temporaries: Sequence[Path], paths: Sequence[Path]) -> Path | None:
    """Which of the paths could not be written; None if the error is not of the writing."""
    if error.filename is None:
        return paths[0] if error.errno in _WRITE_ERRORS else None
    named = dict(zip(map(str, temporaries), paths, strict=True))
    return named.get(str(error.filename))


def _cannot_be_written(path: Path, error: OSError) -> OSError:
    return OSError(error.errno, f"cannot be written ({error.strerror or error})", str(path))
