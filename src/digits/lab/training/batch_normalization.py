"""Batch normalization whose training step on TensorFlow is one operation instead of a dozen."""

from typing import Any

from digits.lab.training.backend import keras

_MAPS = 4  # axes of (N, height, width, maps)


@keras.saving.register_keras_serializable(package="digits")
class BatchNormalization(keras.layers.BatchNormalization):  # type: ignore[misc]  # Keras carries no types
    """`keras.layers.BatchNormalization`, faster in training on TensorFlow.

    Keras computes mean, variance and the normalized maps by an operation each, in float32. After a convolution one
    fused operation does the same, in the precision of the maps. Its moving variance is that of a sample, N / (N - 1)
    times as large. `python -m benchmarks.training_step` has the gain.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """The normalized maps; see Keras's layer."""
        if not training or not self.trainable or mask is not None or not self._is_fusible(inputs):
            return super().call(inputs, training=training, mask=mask)
        import tensorflow as tf

        scale, offset = (keras.ops.cast(one, "float32") for one in (self.gamma, self.beta))
        normalized, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            inputs, scale, offset, epsilon=self.epsilon, is_training=True
        )
        for moving, seen in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + seen * (1 - self.momentum))
        return normalized

    def _is_fusible(self, inputs: Any) -> bool:
        maps = len(inputs.shape) == _MAPS and self.axis in {-1, _MAPS - 1}
        return keras.backend.backend() == "tensorflow" and maps and self.center and self.scale
