"""Test images with disputed labels, to explain errors; they select and train nothing."""

SEEN_BY = {
    947: 0,
    1621: 2,
    1901: 2,
    2130: 2,
    2462: 0,
    2597: 0,
    2654: 0,
    3520: 2,
    3558: 1,
    5937: 1,
    6651: 0,
    6783: 2,
    8527: 2,
    9679: 2,
    9729: 2,
}
"""Votes for the label, of five people, by test image: those with fewer than three votes.

Northcutt, Athalye and Mueller, "Pervasive label errors in test sets destabilize machine learning benchmarks" (2021):
they asked about 100 test images whose labels a network disagreed with; `mturk/mnist_mturk.json` of their repository
`cleanlab/label-errors` has the answers.
"""
PEOPLE = 5
