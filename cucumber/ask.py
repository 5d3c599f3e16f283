# Prints whether the behave at hand reads pyproject.toml: versions before 1.2.7 do not, nor do those without a parser for it.
import json
import behave.configuration
toml = any(name in vars(behave.configuration) for name in ("tomllib", "tomli", "toml"))
print("\nbaleen-configuration: " + json.dumps({"pyproject": toml}))
