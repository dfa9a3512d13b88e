"""A plan of three small members."""

PLAN = """
images = 600
[recipe]
epochs = 1
batch_size = 100
[combination]
mean = "logits"
[architectures.plain]
network = "softmax"
[architectures.hidden]
network = "mlp_150_150"
arguments = { widths = [20, 10] }
recipe = { keep = "last", learning_rate = 0.01 }
[members]
one = { architecture = "plain", fold = 0, seed = 1 }
two = { architecture = "hidden", fold = 0, seed = 2 }
all = { architecture = "plain", fold = "none", seed = 3, epochs = 2 }
"""
