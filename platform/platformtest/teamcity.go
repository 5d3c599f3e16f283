package platformtest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// TeamCityTest is a test as a TeamCity server shows it.
type TeamCityTest struct {
	Suite, Name string
	Status      string // passed, failed or ignored
	Message     string // why it failed, or was ignored
	Details     string
}

// TeamCityBuild is what a TeamCity server makes of the output of a build.
type TeamCityBuild struct {
	Tests    []TeamCityTest // in the order in which they ended
	Problems []string       // of the build

	open map[string]*teamCityFlow
}

// teamCityFlow is one sequence of messages.
type teamCityFlow struct {
	suite string
	test  *TeamCityTest
}

// serviceMessage is a message that the agent obeys.
type serviceMessage struct {
	name       string
	attributes map[string]string
}

// ReadTeamCity reads the output of a build as TeamCity's message library does: a message counts wherever it begins in a line. It
// refuses what the server does not understand: messages out of order, and other ones than those of tests, blocks and problems.
func ReadTeamCity(stdout string) (TeamCityBuild, error) {
	build := TeamCityBuild{open: map[string]*teamCityFlow{}}
	for _, line := range readLines(stdout) {
		for {
			_, rest, found := strings.Cut(line, "##teamcity[")
			body, after, ended := endOfMessage(rest)
			if !found || !ended {
				break
			}
			line = after
			m, err := parseServiceMessage(body)
			if err == nil {
				err = build.obey(m)
			}
			if err != nil {
				return build, fmt.Errorf("%w: %q", err, body)
			}
		}
	}
	for name, flow := range build.open {
		if flow.suite != "" || flow.test != nil {
			return build, fmt.Errorf("flow %q never ends", name)
		}
	}
	return build, nil
}

// endOfMessage cuts at the first bracket that is not escaped: an even number of bars stands before it.
func endOfMessage(text string) (body, rest string, found bool) {
	bars := 0
	for i, r := range text {
		if r == ']' && bars%2 == 0 {
			return text[:i], text[i+1:], true
		}
		if bars++; r != '|' {
			bars = 0
		}
	}
	return "", "", false
}

var teamCityAttribute = regexp.MustCompile(`^\s+([A-Za-z]\w*)\s*=\s*'((?:[^'|]|\|.)*)'`)

func parseServiceMessage(body string) (serviceMessage, error) {
	name, _, _ := strings.Cut(body, " ")
	m, rest := serviceMessage{name, map[string]string{}}, body[len(name):]
	for strings.TrimSpace(rest) != "" {
		found := teamCityAttribute.FindStringSubmatch(rest)
		if found == nil {
			return m, fmt.Errorf("no attribute at %q", rest)
		}
		rest = rest[len(found[0]):]
		m.attributes[found[1]] = unescapeTeamCity(found[2])
	}
	return m, nil
}

var teamCityEscape = regexp.MustCompile(`(?:\|0x[0-9A-Fa-f]{4})+|\|.`)

func unescapeTeamCity(text string) string {
	return teamCityEscape.ReplaceAllStringFunc(text, func(found string) string {
		switch found {
		case "|n":
			return "\n"
		case "|r":
			return "\r"
		}
		if !strings.HasPrefix(found, "|0x") {
			return found[1:]
		}
		quoted := `"` + strings.ReplaceAll(found, "|0x", `\u`) + `"`
		whole, err := strconv.Unquote(quoted)
		if err != nil { // a pair of surrogates
			return "?"
		}
		return whole
	})
}

// obey does what a message says.
func (b *TeamCityBuild) obey(m serviceMessage) error {
	if stamp := m.attributes["timestamp"]; stamp != "" {
		if _, err := time.Parse("2006-01-02T15:04:05.000-0700", stamp); err != nil {
			return err
		}
	}
	switch m.name {
	case "blockOpened", "blockClosed":
		return nil
	case "buildProblem":
		b.Problems = append(b.Problems, m.attributes["description"])
		return nil
	}
	flow := b.open[m.attributes["flowId"]]
	if flow == nil {
		flow = &teamCityFlow{}
		b.open[m.attributes["flowId"]] = flow
	}
	if strings.HasPrefix(m.name, "testSuite") {
		return flow.ofSuite(m)
	}
	return flow.ofTest(b, m)
}

func (f *teamCityFlow) ofSuite(m serviceMessage) error {
	name := m.attributes["name"]
	switch {
	case name == "":
		return fmt.Errorf("no name")
	case m.name == "testSuiteStarted" && f.suite == "" && f.test == nil:
		f.suite = name
	case m.name == "testSuiteFinished" && f.suite == name && f.test == nil:
		f.suite = ""
	default:
		return fmt.Errorf("the suite %q is open", f.suite)
	}
	return nil
}

func (f *teamCityFlow) ofTest(b *TeamCityBuild, m serviceMessage) error {
	name, same := m.attributes["name"], f.test != nil && f.test.Name == m.attributes["name"]
	switch {
	case name == "" || f.suite == "":
		return fmt.Errorf("no name, or no suite")
	case m.name == "testIgnored" && f.test == nil:
		b.Tests = append(b.Tests, TeamCityTest{Suite: f.suite, Name: name, Status: "ignored", Message: m.attributes["message"]})
	case m.name == "testStarted" && f.test == nil:
		f.test = &TeamCityTest{Suite: f.suite, Name: name, Status: "passed"}
	case m.name == "testStdOut" && same:
	case m.name == "testFailed" && same && f.test.Status == "passed":
		f.test.Status, f.test.Message, f.test.Details = "failed", m.attributes["message"], m.attributes["details"]
	case m.name == "testFinished" && same:
		b.Tests = append(b.Tests, *f.test)
		f.test = nil
	default:
		return fmt.Errorf("out of order")
	}
	return nil
}
