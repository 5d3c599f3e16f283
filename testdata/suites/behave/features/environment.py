def before_scenario(context, scenario):
    fail_if(scenario, "before-fails")


def after_scenario(context, scenario):
    fail_if(scenario, "after-fails")


def fail_if(scenario, tag):
    """Fails the hook that was asked to fail by a tag."""
    if tag in scenario.effective_tags:
        raise RuntimeError("the hook of @%s fails" % tag)
