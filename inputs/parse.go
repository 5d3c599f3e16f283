package inputs

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/org/baleen-action/shell"
)

// ParseOptions are what a command line is read in.
type ParseOptions struct {
	Getenv   func(string) string
	AsAction bool // Baleen is a step of GitHub's: the action's inputs count
	// Dir is the folder from which baleen.yml is looked up; empty: no file counts.
	Dir    string
	Stdout io.Writer
	Stderr io.Writer
}

// Parse reads arguments into line and returns the command that they name, such as merge. If they ask for help, Parse prints it
// and returns an empty command. A baleen.yml gives the inputs that nothing else gives; its mistakes are wrong inputs.
func Parse(line *CommandLine, args []string, o ParseOptions) (command string, err error) {
	if len(args) == 0 {
		args = []string{"--help"}
	}
	p := parsing{options: o, args: args}
	read, command, err := p.over(args, nil)
	if *line = read; err != nil || command == "" {
		return "", err
	}
	if o.Dir == "" || !readsProject(command) {
		words, _ := line.suiteWords(command)
		return command, p.alone(line, words, nil)
	}
	return command, p.joinProject(line, command)
}

// readsProject reports whether a command has inputs that a baleen.yml can give.
func readsProject(command string) bool {
	switch command {
	case "version", "init", "schema", "hold-network":
		return false
	}
	return true
}

// parsing is a command line that is read, several times if there are several suites.
type parsing struct {
	options ParseOptions
	args    []string
}

// over parses arguments. A flag that nothing else gives has its value from the file, if that is not nil. The command is empty
// if the help was printed.
func (p parsing) over(args []string, file func(name string) (setting, bool)) (line CommandLine, command string, err error) {
	helped := false
	parser, err := kong.New(&line,
		kong.Name("baleen"),
		kong.Description("Runs the feature files of a Cucumber suite in parallel, each in a fresh container."),
		kong.Writers(p.options.Stdout, p.options.Stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 120}),
		kong.ValueFormatter(describe),
		kong.ExplicitGroups(groups()),
		kong.Resolvers(resolver(p.options, file)),
	)
	if err != nil {
		return line, "", fmt.Errorf("declare the command line: %w", err)
	}
	parsed, err := parser.Parse(args)
	switch {
	case helped:
		return line, "", nil
	case err != nil:
		return line, "", Hinted{err, usage(args, err)}
	}
	line.takePaths(args)
	return line, words(parsed.Command()), nil
}

// words are a command's own words, without the names of its arguments.
func words(command string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(command), func(word string) bool { return strings.ContainsAny(word, "<[") }), " ")
}

// describe is the help of an input: what it means, and its default.
func describe(v *kong.Value) string {
	text := v.Help
	if v.HasDefault {
		text += " (default: " + v.Default + ")"
	}
	return text
}

// usage is the hint for a command line that cannot be parsed.
func usage(args []string, err error) string {
	word := firstWord(args)
	known := isCommand(word)
	stray, file := strings.CutPrefix(err.Error(), "unexpected argument ")
	switch {
	case !known:
		return "baleen --help lists the commands"
	case file && word != "cleanup" && word != "version":
		return "baleen " + word + " --files " + shell.Quote(stray)
	}
	return "baleen " + word + " --help lists the inputs"
}

// isCommand reports whether a word is one of the commands.
func isCommand(word string) bool {
	of := reflect.TypeFor[CommandLine]()
	for i := range of.NumField() {
		if _, command := of.Field(i).Tag.Lookup("cmd"); command && FlagName(of.Field(i)) == word {
			return true
		}
	}
	return false
}

// firstWord is the intended subcommand, for the hint.
func firstWord(args []string) string {
	if strings.HasPrefix(args[0], "-") {
		return "run"
	}
	return args[0]
}

// resolver looks up a flag that was not given: first the action's input, if Baleen runs as an action, then the BALEEN_ variable,
// then the file. An empty value of the first two counts as not given, because GitHub does not tell them apart.
func resolver(o ParseOptions, file func(name string) (setting, bool)) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if flag.Name == "help" {
			return nil, nil
		}
		name := strings.ToUpper(flag.Name)
		underscored := strings.ReplaceAll(name, "-", "_")
		var names []string
		if o.AsAction {
			// Shells that cannot export a hyphen pass the second spelling on (actions/runner#2283).
			names = append(names, "INPUT_"+name, "INPUT_"+underscored)
		}
		for _, name := range append(names, "BALEEN_"+underscored) {
			if value := o.Getenv(name); strings.TrimSpace(value) != "" {
				return value, nil
			}
		}
		if file == nil {
			return nil, nil
		}
		if value, given := file(flag.Name); given {
			return value.text, nil
		}
		return nil, nil
	})
}
