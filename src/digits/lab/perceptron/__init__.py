"""From first principles: a neuron that learns AND and OR, why it cannot learn XOR, and the network that can.

- `gates`: the four inputs, the gates, a neuron's weights, and XOR = AND(NAND, OR) by hand
- `rule`: Rosenblatt's learning rule, every update recorded
- `gradient`: the same neuron, and a 2-2-1 network, trained by Keras
- `softmax`: the course's worked example of softmax and cross-entropy
- `figures`: the pictures of all this
"""
