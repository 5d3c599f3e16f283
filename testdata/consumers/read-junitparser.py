"""Prints what junitparser reads."""

import json
import sys

from junitparser import Error, Failure, JUnitXml, Skipped


def kind(case):
    kinds = {type(result) for result in case.result}
    if kinds & {Error, Failure}:
        return "Red"
    return "Skipped" if Skipped in kinds else "Passed"


cases = [(f"{case.classname}.{case.name}", kind(case)) for suite in JUnitXml.fromfile(sys.argv[1]) for case in suite]
kinds = [k for _, k in cases]
tally = {"Total": len(kinds), **{k: kinds.count(k) for k in ("Passed", "Red", "Skipped")}}
print(json.dumps({"Tally": tally, "Cases": dict(cases)}))
