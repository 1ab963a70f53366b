"""How the shipped weights are made: marked pages, features, one command a weight file."""
