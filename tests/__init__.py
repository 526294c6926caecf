"""Tests of annotator. Matrix products take one thread, as in the program: processes side by side do not get in each
other's way. This must be settled before numpy is imported."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
