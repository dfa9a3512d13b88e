"""Check all that a release promises, or prepare one: ``python -m release [--prepare VERSION]``."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from release import built, checks
from release.checks import CheckError

ROOT = Path(__file__).parents[1]
Check = Callable[[Path], str]

REPOSITORY: dict[str, Check] = {
    "the tree is clean": checks.clean_tree,
    "the version is newer than the last tag": checks.newer_version,
    "the changelog has this version with today's date": checks.changelog,
    "the citation has this version and date": checks.citation,
    "generated passages are fresh": checks.documents,
    "each card has its model's SHA-256": checks.models,
    "each model has its claim": checks.claims,
}
PACKAGES: dict[str, Check] = {
    "sdist and wheel are built": built.build,
    "the wheel is small": built.small,
    "the metadata are complete": built.metadata,
    "the wheel stands alone": built.wheel_alone,
    "the sdist stands alone": built.sdist_alone,
}
"""What each needs the one before it for."""


def holds(sentence: str, check: Check, root: Path) -> bool:
    """Make a check, and say how it went."""
    try:
        click.echo(f"✓ {sentence}: {check(root)}")
    except CheckError as error:
        click.echo(f"✗ {sentence}: {error}")
        return False
    return True


def all_hold(root: Path) -> bool:
    """Make every check of the repository, and those of the packages up to the first that fails."""
    repository = [holds(sentence, check, root) for sentence, check in REPOSITORY.items()]
    packages = all(holds(sentence, check, root) for sentence, check in PACKAGES.items())
    return all(repository) and packages


@click.command()
@click.option(
    "--prepare", metavar="VERSION", help="Write VERSION and today's date where they belong, and check nothing."
)
def main(prepare: str | None) -> None:
    """Check all that a release promises.

    Example: python -m release
    """
    if prepare is None:
        sys.exit(not all_hold(ROOT))
    try:
        checks.prepare(ROOT, prepare)
    except CheckError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Read CHANGELOG.md once more, commit, and run `make release`.")


if __name__ == "__main__":
    main()
