"""From first principles: a neuron that learns AND and OR but not XOR, and a network that learns XOR.

- `gates`: the four inputs, the gates, a neuron's weights, and XOR = AND(NAND, OR) by hand
- `rule`: Rosenblatt's learning rule, with a record of every update
- `gradient`: the same neuron, and a 2-2-1 network, trained by Keras
- `softmax`: the course's worked example of softmax and cross-entropy
- `explanations`: the text printed with each experiment
- `figures`: the figures of all experiments
"""
