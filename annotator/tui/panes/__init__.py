"""What is drawn: each module makes the rows of one part of the screen."""
