"""A folder of pictures in which the digit has to be found, 280x280: as `benchmarks.rows.folder`."""

from benchmarks.rows import folder

ROW = folder.row(280, 2_000)
