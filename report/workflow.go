package report

import (
	"strings"
	"unicode"
)

// defuse breaks every command to GitHub's runner in a text. The runner executes what a step prints: a test could hide the
// log (add-mask) or forge our outputs (set-output). The runner takes "::" as a command after any white
// space at the start of a line, and the older "##[" wherever it stands (ActionCommand.TryParse in actions/runner).
// GitLab's log has markers of sections, which could fold away what follows, and TeamCity's agent executes "##teamcity[" wherever
// it stands (ServiceMessage.parse in its message library). A backslash breaks all of them and marks the place.
func defuse(text string) string {
	if !strings.Contains(text, "::") && !strings.Contains(text, "##[") && !strings.Contains(text, "##teamcity[") && !strings.Contains(text, "section_") {
		return text
	}
	markers := strings.NewReplacer("##[", `##\[`, "##teamcity[", `##teamcity\[`, "section_start:", `section_start\:`, "section_end:", `section_end\:`)
	lines := strings.Split(markers.Replace(oneBreak(text)), "\n")
	for i, line := range lines {
		body := strings.TrimLeftFunc(line, invisible)
		if strings.HasPrefix(body, "::") {
			line = line[:len(line)-len(body)] + `\` + body
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// invisible is wider than the white space that .NET's TrimStart removes, which differs between its versions.
func invisible(r rune) bool { return r == ' ' || !unicode.IsPrint(r) }

// oneBreak turns every line break that .NET's ReadLine knows into "\n": a lone carriage return is one, too.
func oneBreak(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}
