package cucumber

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

func base(names ...string) func(string) bool {
	return func(word string) bool { return slices.Contains(names, word) || slices.Contains(names, path.Base(word)) }
}

// cucumberJS: the report is a stream of messages, so it survives a kill; formats for other targets stay as they are.
func cucumberJS() Recipe {
	return Recipe{
		Name:  "cucumber-js",
		Words: []string{"npx", "cucumber-js"},
		Installs: []Install{
			{"node_modules/.bin/cucumber-js", []string{"node_modules/.bin/cucumber-js"}},
			{"/usr/local/bin/cucumber-js", []string{"cucumber-js"}},
		},
		Traces:  []string{"node_modules/.bin/cucumber-js", "cucumber.js", "cucumber.mjs", "cucumber.cjs", "cucumber.json"},
		Rows:    true,
		Exact:   true,
		told:    switches{failFast: []string{"--fail-fast"}, lenient: []string{"--no-strict"}},
		endings: endings{fails: []Status{Undefined, Ambiguous}, unlessLenient: []Status{Pending}},
		config:  jsConfig,
		scripts: npmScript,
		glob:    true,
		named:   base("cucumber-js", "@cucumber/cucumber", "cucumber.js"),
		Lock:    "node_modules/@cucumber/cucumber/package.json",
		locked:  regexp.MustCompile(`"version":\s*"(\d+)\.(\d+)`),
		links:   jsLinks,
		flags: func(s Setup) []string {
			return []string{"--format", "message:" + s.Report + "/messages.ndjson"}
		},
	}
}

// jsLinks: up to 12 cucumber-js finds its files with the package glob, whose ** follows one link; from 13 on with the glob of
// Node, which follows none.
func jsLinks(v Version) int {
	if v.atLeast(13, 0) {
		return 0
	}
	return 1
}

// everyLink is the limit for a runner that follows all links: the limit of Linux (path_resolution(7)).
func everyLink(Version) int { return 40 }

// cucumberRuby: every version writes JSON, those from 4 on write messages. Asking for any format drops the default one,
// so pretty is asked for as well; -o belongs to the -f before it.
func cucumberRuby() Recipe {
	return Recipe{
		Name:  "cucumber-ruby",
		Words: []string{"cucumber"},
		Installs: []Install{
			{"Gemfile", []string{"bundle", "exec", "cucumber"}},
		},
		Traces:  []string{"Gemfile", "cucumber.yml", "config/cucumber.yml", "features/support/env.rb"},
		Rows:    true,
		Exact:   true,
		told:    switches{failFast: []string{"--fail-fast"}, strict: []string{"--strict", "-S", "--strict-undefined", "--strict-pending"}},
		endings: endings{fails: []Status{Ambiguous}, ifStrict: []Status{Undefined, Pending}, quits: 2},
		config:  rubyConfig,
		Lock:    "Gemfile.lock",
		locked:  regexp.MustCompile(`(?m)^    cucumber \((\d+)\.(\d+)`),
		named:   base("cucumber"),
		flags: func(s Setup) []string {
			if s.atLeast(4, 0) {
				return []string{"--format", "pretty", "--format", "message", "--out", s.Report + "/messages.ndjson"}
			}
			return []string{"--format", "pretty", "--format", "json", "--out", s.Report + "/report.json"}
		},
	}
}

// behave: the i-th --outfile belongs to the i-th --format, so the format with a file comes first. --show-skipped overrides the
// configuration: without it a scenario that a hook skips would be missing. The report then also lists the scenarios that a line
// leaves out; those run in other containers.
func behave() Recipe {
	return Recipe{
		Name:     "behave",
		Words:    []string{"behave"},
		Installs: []Install{},
		Traces:   []string{"behave.ini", ".behaverc", "features/environment.py"},
		Env:      []string{"PYTHONUNBUFFERED=1"}, // a killed behave would lose its output
		Rows:     true,
		Exact:    true,
		told:     switches{failFast: []string{"--stop"}},
		endings:  endings{fails: []Status{Undefined, Pending}},
		config:   behaveConfig,
		repeat:   true,
		named:    base("behave"),
		flags: func(s Setup) []string {
			return []string{"--format", "json", "--outfile", s.Report + "/report.json", "--format", "pretty", "--no-color", "--show-skipped"}
		},
	}
}

// godog: a suite is a program of its own with flags that begin with "--godog.". Those that were made with package flag
// stop reading flags at the first path, so flags come first. Events are written as the suite runs, so they survive its end;
// the cucumber format holds attachments, too, but panics at the end where a scenario did not run.
func godog() Recipe {
	return Recipe{
		Name:       "godog",
		config:     godogConfig,
		Exact:      true,
		repeat:     true,
		flagsFirst: true,
		told: switches{failFast: []string{"--godog.stop-on-failure", "-godog.stop-on-failure", "--stop-on-failure"},
			strict: []string{"--godog.strict", "-godog.strict", "--strict"}},
		endings: endings{fails: []Status{Undefined, Pending, Ambiguous}}, // its program may be strict without a flag
		named: func(word string) bool {
			return path.Base(word) == "godog" || strings.HasPrefix(word, "--godog.")
		},
		flags: func(s Setup) []string {
			format := "events:" + s.Report + "/events.ndjson,"
			if !s.FailFast {
				format += "cucumber:" + s.Report + "/report.json,"
			}
			return []string{"--godog.no-colors", "--godog.format=" + format + "pretty"}
		},
	}
}

// cucumberJVM reads environment variables, whether Maven, Gradle or its own command line starts it. It is not tested here.
func cucumberJVM() Recipe {
	return Recipe{
		Name:    "cucumber-jvm",
		Traces:  []string{"src/test/resources/junit-platform.properties", "src/test/resources/cucumber.properties"},
		endings: endings{fails: []Status{Undefined, Pending, Ambiguous}},
		config:  jvmConfig,
		Rows:    true,
		Exact:   true,
		named:   base("io.cucumber.core.cli.Main"),
		links:   everyLink, // PathScanner.java walks with FOLLOW_LINKS
		variables: func(paths []string, s Setup) []string {
			out := []string{"CUCUMBER_FEATURES=" + commaList(paths), "CUCUMBER_PUBLISH_QUIET=true"}
			if s.Report != "" {
				out = append(out, "CUCUMBER_PLUGIN=pretty,message:"+s.Report+"/messages.ndjson")
			}
			return out
		},
	}
}

// commaList joins paths with commas, which cucumber-jvm splits. A path with a comma is escaped as a URI.
func commaList(paths []string) string {
	out := make([]string, len(paths))
	for i, name := range paths {
		if out[i] = name; strings.Contains(name, ",") {
			escaped := (&url.URL{Path: name}).EscapedPath()
			out[i] = "file:" + strings.ReplaceAll(escaped, ",", "%2C")
		}
	}
	return strings.Join(out, ",")
}

// behat: formats and outs pair by their order; JSON exists since 3.26, JUnit always. It is not tested here.
func behat() Recipe {
	return Recipe{
		Name:    "behat",
		Words:   []string{"vendor/bin/behat"},
		Traces:  []string{"behat.yml", "behat.yml.dist", "behat.yaml", "behat.php", "vendor/bin/behat"},
		Lock:    "composer.lock",
		locked:  regexp.MustCompile(`"name": "behat/behat",\s*"version": "v?(\d+)\.(\d+)`),
		repeat:  true,
		config:  behatConfig,
		told:    switches{failFast: []string{"--stop-on-failure"}},
		endings: endings{fails: []Status{Undefined, Pending, Ambiguous}}, // its configuration may be strict
		named:   base("behat"),
		links:   everyLink, // FilesystemFeatureLocator.php walks with FOLLOW_SYMLINKS
		flags: func(s Setup) []string {
			flags := []string{"--no-colors", "--format=pretty", "--out=std"}
			if s.atLeast(3, 26) {
				return append(flags, "--format=json", "--out="+s.Report+"/report.json")
			}
			return append(flags, "--format=junit", "--out="+s.Report)
		},
	}
}
