from behave import given, then, when

# What a report must carry unharmed: lines, both quotes, markup, an escape sequence, other scripts.
COMPLAINT = (
    "expected \"7\" but was '6'\n"
    '  <left unit="apple">6 & more</left> ]]>\n'
    "  \x1b[31mred\x1b[0m über 🍎 日本"
)


@given("a stock of {n:d} apples")
@given("ein Lager mit {n:d} Äpfeln")
def fill(context, n):
    context.apples = n


@when("{n:d} apples are sold")
@when("{n:d} Äpfel verkauft werden")
def sell(context, n):
    context.apples -= n


@then("{n:d} apples are left")
@then("bleiben {n:d} Äpfel")
def left(context, n):
    assert context.apples == n, "expected %d apples, %d are left" % (n, context.apples)


@then("the check fails")
def fail(context):
    assert False, COMPLAINT


@when("this step is pending")
def pending(context):
    raise NotImplementedError("this step is pending")


@when("this scenario is skipped")
def skip(context):
    context.scenario.skip("it asked for it")
