"""The line of progress."""

from io import StringIO

from annotator.management.progress import LINE_EVERY_S, ProgressLine


class Terminal(StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def test_is_rewritten_on_a_terminal() -> None:
    stream = Terminal()
    line = ProgressLine(stream)

    line.show("1 of 3")
    line.show("1 of 3")
    line.show("2 of 3")
    line.end()

    assert stream.getvalue() == "\r\x1b[K1 of 3\r\x1b[K2 of 3\n"


def test_is_now_and_then_a_line_in_a_log() -> None:
    stream, clock = StringIO(), iter([0.0, 1.0, LINE_EVERY_S, LINE_EVERY_S])
    line = ProgressLine(stream, clock=lambda: next(clock))

    for text in ("0 of 3", "1 of 3", "2 of 3"):
        line.show(text)
    line.end()

    assert stream.getvalue() == "0 of 3\n2 of 3\n"


def test_ends_a_log_with_the_last_word() -> None:
    stream = StringIO()
    line = ProgressLine(stream, clock=lambda: 0.0)

    for text in ("0 of 3", "2 of 3", "3 of 3"):
        line.show(text)
    line.end()
    line.end()

    assert stream.getvalue() == "0 of 3\n3 of 3\n"


def test_what_is_said_stays() -> None:
    stream = Terminal()
    line = ProgressLine(stream)

    line.show("1 of 3")
    line.say("No worker is running.")
    line.show("2 of 3")

    assert stream.getvalue() == "\r\x1b[K1 of 3\r\x1b[KNo worker is running.\n\r\x1b[K2 of 3"
