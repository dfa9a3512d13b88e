"""Training of the detector and of the network that isolates a digit's ink."""
