"""What holds for all tests."""

import signal

# Programs that tests start inherit what this one ignores, as under `nohup make test` or `make test &`; annotator then
# rightly ignores it too, and tests that send it these signals would wait for ever.
for _number, _usual in ((signal.SIGINT, signal.default_int_handler), (getattr(signal, "SIGHUP", None), signal.SIG_DFL)):
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)
