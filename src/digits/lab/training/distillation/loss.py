"""Loss and accuracy on distillation targets, (B, 20): one-hot labels beside a teacher's logits."""

from collections.abc import Callable
from typing import Any

from digits import metrics
from digits.lab.training.backend import keras
from digits.lab.training.recipe import Distillation

ops = keras.ops

Loss = Callable[[Any, Any], Any]


def distillation_loss(settings: Distillation, label_loss: Loss) -> Loss:
    """The weighted sum of the loss on labels and the loss on the teacher's answers.

    Hinton, Vinyals and Dean (2015), section 2. The teacher's part is multiplied by the squared temperature, so that
    its gradients are as large as the labels'.
    """

    def loss(targets: Any, output: Any) -> Any:
        output = ops.cast(output, "float32")
        labels, teacher = targets[:, : metrics.CLASSES], targets[:, metrics.CLASSES :]
        soft = ops.softmax(teacher / settings.temperature)
        teacher_loss = keras.losses.categorical_crossentropy(soft, output / settings.temperature, from_logits=True)
        teacher_weight = settings.weight * settings.temperature**2
        return (1 - settings.weight) * label_loss(labels, output) + teacher_weight * teacher_loss

    return loss


def accuracy(targets: Any, output: Any) -> Any:
    """Whether the most probable class is the label, (B,). Keras logs it under the name of this function."""
    return keras.metrics.categorical_accuracy(targets[:, : metrics.CLASSES], output)
