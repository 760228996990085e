"""How a case ends other than well: a failure that says what was expected, or a skip that says why."""


class Failure(AssertionError):
    """A server did something else than the case expects."""


class Skip(Exception):
    """The case cannot be judged here (another server, a missing privilege)."""


def shortened(data, limit=160):
    """Bytes as one printable line, the middle left out when they are many."""
    if len(data) <= limit:
        return repr(bytes(data))[1:]
    half = limit // 2
    return f"{bytes(data[:half])!r}"[1:] + f" ...({len(data)} bytes)... " + f"{bytes(data[-half:])!r}"[1:]


def expect(condition, wanted, came):
    """Fails with both sides of a broken expectation unless the condition holds."""
    if not condition:
        raise Failure(f"expected {wanted}; came {came}")


def expect_equal(what, came, wanted):
    """Fails unless two values are equal; bytes are shortened."""
    if came == wanted:
        return
    if isinstance(came, (bytes, bytearray)) and isinstance(wanted, (bytes, bytearray)):
        raise Failure(f"{what}: expected {shortened(wanted)}; came {shortened(came)}")
    raise Failure(f"{what}: expected {wanted!r}; came {came!r}")


def expect_in(what, came, allowed):
    """Fails unless the value is one of those allowed."""
    if came not in allowed:
        raise Failure(f"{what}: expected one of {allowed!r}; came {came!r}")
