"""A small pretrained encoder whose vectors the network reads, fine-tuned together with it."""
