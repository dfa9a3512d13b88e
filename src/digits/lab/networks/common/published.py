"""Published results on MNIST's test set, from reports, tutorials and papers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """The results of one source, for comparison with ours.

    A published error rate is given as accuracy, 1 minus the error rate. None where the source gives no figure.

    Attributes:
        accuracy: Share of the 10,000 test images classified correctly, 0..1, by the weights that the source keeps.
        last_accuracy: The same by the weights after the last epoch, where the source gives both.
        loss: Mean cross-entropy on the test images, in nats, by the weights that the source keeps.
        source: Author, title, and table or section.
        note: A caveat for the comparison, in one line, or empty.
    """

    accuracy: float | None = None
    last_accuracy: float | None = None
    loss: float | None = None
    source: str = ""
    note: str = ""
