package inputs

import (
	"strings"
	"testing"
)

func TestWithFiles(t *testing.T) {
	for command, want := range map[string]string{
		"behave":                        "behave {files}",
		"npm test":                      "npm test -- {files}",
		"npm run cucumber":              "npm run cucumber -- {files}",
		"npm --silent run e2e":          "npm --silent run e2e -- {files}",
		"npm run e2e -- --tags @fast":   "npm run e2e -- --tags @fast {files}",
		"CI=1 npm t":                    "CI=1 npm t -- {files}",
		"yarn test":                     "yarn test {files}",
		"pnpm run test":                 "pnpm run test {files}",
		"npx cucumber-js":               "npx cucumber-js {files}",
		"make test":                     `set -- {files}; make test ARGS="$*"`,
		"rake features":                 "cucumber {files}",
		"bundle exec rake cucumber":     "bundle exec cucumber {files}",
		"bundle exec cucumber":          "bundle exec cucumber {files}",
		"docker compose run app behave": "behave {files}",
		"docker-compose run --rm app bundle exec cucumber": "bundle exec cucumber {files}",
		"docker compose run -e X=1 app behave":             "my-runner {files}",
		"cd app && npm test":                               "cd app && npm test -- {files}",
	} {
		if got := WithFiles(command); got != want {
			t.Errorf("%s: %s, want %s", command, got, want)
		}
	}
}

func TestKeeps(t *testing.T) {
	for command, want := range map[string]string{
		"npm test {files}":                      "npm test -- {files}",
		"cd app && npm run e2e {files}":         "npm test -- {files}",
		"npm test -- {files}":                   "",
		"yarn test {files}":                     "",
		"behave {files}":                        "",
		"make test {files}":                     "as targets",
		`set -- {files}; make test ARGS="$*"`:   "",
		"bundle exec rake {files}":              "as tasks",
		"docker compose run app behave {files}": "no docker in them",
	} {
		if got := Keeps(command); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}
