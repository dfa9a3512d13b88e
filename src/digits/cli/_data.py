"""Download of the data set with progress bars."""

from pathlib import Path


def fetch_data(directory: Path | None = None, folders: tuple[str, ...] = ("mnist", "qmnist")) -> list[Path]:
    """Download missing files with a progress bar each; return the paths of all.

    Args:
        directory: see `digits.mnist.fetch`.
        folders: which parts of the data set.
    """
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

    from digits.mnist import FILES, fetch

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    tasks: dict[str, TaskID] = {}
    bars = Progress(*columns, console=Console(stderr=True))

    def advance(name: str, done: int, expected: int | None) -> None:
        bars.start()
        if name not in tasks:
            tasks[name] = bars.add_task(name)
        bars.update(tasks[name], completed=done, total=expected)

    try:
        return fetch(directory, advance, [source for source in FILES.values() if source.folder in folders])
    finally:
        if tasks:
            bars.stop()
