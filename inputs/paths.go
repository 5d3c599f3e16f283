package inputs

import (
	"regexp"
	"slices"
	"strings"
)

// featurePath matches a word of the command line that names a feature file, perhaps with lines. No suite has such a name.
var featurePath = regexp.MustCompile(`^[^[:cntrl:]]+\.feature(\.md)?(:\d+)*$`)

// takePaths makes inputs of the feature files among the words behind a command: baleen run --repeat 50 x.feature:12. They stand
// for --files, or follow those that it gives.
func (l *CommandLine) takePaths(args []string) {
	given := slices.ContainsFunc(args, func(arg string) bool { return arg == "--files" || strings.HasPrefix(arg, "--files=") })
	takePaths(&l.Run.Suites, &l.Run.Files, given)
	takePaths(&l.Cucumber.Suites, &l.Cucumber.Files, given)
	takePaths(&l.Plan.Suites, &l.Plan.Files, given)
}

func takePaths(words, files *[]string, given bool) {
	var paths []string
	for _, word := range *words {
		if featurePath.MatchString(word) {
			paths = append(paths, word)
		}
	}
	if len(paths) == 0 {
		return
	}
	*words = slices.DeleteFunc(*words, featurePath.MatchString)
	if given {
		paths = slices.Concat(*files, paths)
	}
	*files = paths
}
