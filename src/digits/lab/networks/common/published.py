"""What a report, a tutorial or a paper says a model reaches on MNIST's test set."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """The figures of one source, to be laid beside what is measured here.

    An error rate of a paper is given as its accuracy, 1 minus the error rate. What a source does not say is None.

    Attributes:
        accuracy: Share of the 10,000 test images read rightly, in 0..1, by the weights that the source keeps.
        last_accuracy: The same by the weights after the last epoch, where the source tells the two apart.
        loss: Mean cross-entropy on the test images, in nats, by the weights that the source keeps.
        source: Who says so: author, title, and table or section.
        note: What to know when comparing with it, in one line; empty where there is nothing.
    """

    accuracy: float | None = None
    last_accuracy: float | None = None
    loss: float | None = None
    source: str = ""
    note: str = ""
