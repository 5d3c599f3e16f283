package suite

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shell"
)

// detection finds out which runner an image holds and how to start it.
type detection struct {
	settings inputs.Settings
	image    execute.Image
	files    execute.Files
	workDir  string
	fallback string // runner to assume if none is detected; may be empty
}

// suite returns how to run the suite. Its files are read elsewhere.
func (d detection) suite() (Suite, error) {
	recipe, why, err := d.runner()
	if err != nil {
		return Suite{}, err
	}
	command, err := d.command(recipe)
	if err != nil {
		return Suite{}, err
	}
	config := d.config(command)
	command.failFast = config.Policy.FailFast != ""
	return Suite{Recipe: recipe, Why: why, Command: command, Config: config}, nil
}

// runner returns the recipe, and in words why it was chosen.
func (d detection) runner() (cucumber.Recipe, string, error) {
	if d.settings.Suite.Runner != inputs.RunnerAuto {
		recipe, _ := cucumber.Find(d.settings.Suite.Runner)
		return recipe, "as requested", nil
	}
	for _, look := range []struct {
		what  string
		words []string
	}{
		{"the command", shell.Words(d.settings.Suite.Command)},
		{"the command of the Compose service", starts(d.settings.Suite.Usual)},
		{"the image's ENTRYPOINT", d.entrypoint()},
		{"the image's CMD", d.image.Cmd},
	} {
		if name := cucumber.Guess(look.words); name != "" && !d.ambiguous(name) {
			recipe, _ := cucumber.Find(name)
			return recipe, look.what + " starts it", nil
		}
	}
	return d.byTraces()
}

// ambiguous reports whether the bare word "cucumber" may be a script of a JavaScript suite (npm run cucumber). In that case the
// installed runner decides.
func (d detection) ambiguous(name string) bool {
	if name != "cucumber-ruby" {
		return false
	}
	js, errJS := d.exists("node_modules/.bin/cucumber-js")
	ruby, errRuby := d.exists("Gemfile")
	return errJS == nil && errRuby == nil && js && !ruby
}

// byTraces looks for files that only suites of one runner have.
func (d detection) byTraces() (cucumber.Recipe, string, error) {
	var found []cucumber.Recipe
	var traces, looked []string
	for _, recipe := range cucumber.Recipes() {
		for _, trace := range recipe.Traces {
			looked = append(looked, trace)
			exists, err := d.exists(trace)
			if err != nil {
				return cucumber.Recipe{}, "", err
			}
			if exists {
				found, traces = append(found, recipe), append(traces, trace)
				break
			}
		}
	}
	if len(found) == 1 {
		return found[0], fmt.Sprintf("%s is in %s", traces[0], d.workDir), nil
	}
	better, err := d.likelier(found)
	if err != nil {
		return cucumber.Recipe{}, "", err
	}
	if recipe, known := cucumber.Find(better.Runner); known {
		return recipe, better.Why, nil
	}
	switch {
	case len(found) == 0 && d.fallback != "":
		recipe, _ := cucumber.Find(d.fallback)
		return recipe, "no other runner was detected", nil
	case len(found) == 0:
		return cucumber.Recipe{}, "", inputs.Wrong{Input: "runner", Problem: fmt.Sprintf("cannot be detected from the command, the image's ENTRYPOINT and CMD, nor from %s, step code or installed programs in %s",
			strings.Join(looked, ", "), d.workDir),
			Advice: "--runner cucumber-js (or another), or --runner exit-code for one result per file"}
	}
	return cucumber.Recipe{}, "", inputs.Wrong{Input: "runner", Problem: fmt.Sprintf("could be %s (%s) or %s (%s)",
		found[0].Name, traces[0], found[1].Name, traces[1]),
		Advice: "--runner " + found[0].Name}
}

func (d detection) exists(name string) (bool, error) {
	if !path.IsAbs(name) {
		name = path.Join(d.workDir, name)
	}
	return d.files.Exists(name)
}

func (d detection) entrypoint() []string {
	if d.settings.Spec.Entrypoint != nil {
		return d.settings.Spec.Entrypoint
	}
	return d.image.Entrypoint
}

// command makes the command of the containers. If no command was given, it finds the usual one of this runner in this image:
// only the files if the entrypoint is the runner itself.
func (d detection) command(recipe cucumber.Recipe) (Command, error) {
	d.settings.Suite = d.ofService(recipe)
	if d.settings.Suite.Command != "" && !strings.Contains(d.settings.Suite.Command, inputs.FilesMark) && !recipe.ByEnvironment() {
		return Command{}, inputs.Wrong{Input: "command", Problem: "does not say where the feature files go",
			Advice: "--command " + shell.Quote(inputs.WithFiles(d.settings.Suite.Command))}
	}
	if recipe.Name == cucumber.ExitCode && d.settings.Suite.Shell == nil && len(d.entrypoint()) > 0 {
		return Command{}, inputs.Wrong{Input: "shell", Problem: "with shell none, an ENTRYPOINT and runner exit-code, nothing shows whether the command ran",
			Advice: "--shell 'sh -c', or --entrypoint none"}
	}
	usual, err := d.usual(recipe)
	if err != nil {
		return Command{}, err
	}
	c := newCommand(d.settings.Suite, recipe, usual)
	c.Entrypoint = d.entrypoint()
	c.Proves = c.Shell != nil && (c.before != "" || len(d.entrypoint()) > 0)
	c.version, err = d.version(recipe)
	return c, err
}

func (d detection) usual(recipe cucumber.Recipe) ([]string, error) {
	switch {
	case d.settings.Suite.Command != "":
		return nil, nil
	case d.settings.Suite.Before == "" && d.isRunner(recipe, d.entrypoint()):
		return nil, nil
	}
	if words, err := d.cmd(); err != nil || cucumber.Guess(words) == recipe.Name {
		return d.withoutPaths(words), err
	}
	for _, install := range recipe.Installs {
		exists, err := d.exists(install.Path)
		if err != nil {
			return nil, err
		}
		if exists {
			return install.Words, nil
		}
	}
	switch {
	case len(recipe.Words) > 0:
		return recipe.Words, nil
	case len(d.image.Cmd) > 0:
		return d.cmd()
	}
	why := "the image has neither ENTRYPOINT nor CMD"
	if d.image.Bare {
		why = "a cluster does not show the image's ENTRYPOINT and CMD"
	}
	advice, err := d.ownCommand()
	if err != nil {
		return nil, err
	}
	return nil, inputs.Wrong{Input: "command", Problem: recipe.Name + " has no default command, and " + why, Advice: advice}
}

// ownCommand is how to name a command in this image, which may have no shell.
func (d detection) ownCommand() (string, error) {
	const advice = "--command './my-suite {files}'"
	if len(d.settings.Suite.Shell) == 0 {
		return advice, nil
	}
	for _, folder := range []string{"/bin", "/usr/bin"} {
		if exists, err := d.exists(path.Join(folder, path.Base(d.settings.Suite.Shell[0]))); exists || err != nil {
			return advice, err
		}
	}
	return advice + " --shell none", nil
}

// withoutPaths drops the paths of a CMD such as "behave features/", because every container would run all of them. A word after
// a flag is kept: it is the value of that flag.
func (d detection) withoutPaths(words []string) []string {
	var out []string
	for i, word := range words {
		value := i == 0 || strings.HasPrefix(word, "-") || strings.HasPrefix(words[i-1], "-") && !strings.Contains(words[i-1], "=")
		if exists, err := d.exists(word); value || err != nil || !exists || cucumber.Guess([]string{word}) != "" {
			out = append(out, word)
		}
	}
	return out
}

// cmd returns the words of the image's CMD. If the Dockerfile uses the shell form, they are inside "sh -c", which would ignore
// words that are added behind them.
func (d detection) cmd() ([]string, error) {
	words := d.image.Cmd
	if len(words) != 3 || words[1] != "-c" {
		return words, nil
	}
	simple, err := shell.Split(words[2])
	if err != nil || strings.Contains(words[2], "\n") {
		return nil, inputs.Wrong{Input: "command", Problem: fmt.Sprintf("cannot be derived from the image's CMD, which is a script: %q", words[2]),
			Advice: "--command '… {files}'"}
	}
	return simple, nil
}

// isRunner reports whether an entrypoint is the runner itself. A runner without a usual name (godog compiles to a program of any
// name) is taken to be the entrypoint, unless the entrypoint is known to start other programs.
func (d detection) isRunner(recipe cucumber.Recipe, entrypoint []string) bool {
	if len(entrypoint) == 0 {
		return false
	}
	if recipe.Words == nil {
		return !starter(entrypoint[0])
	}
	return cucumber.Guess(entrypoint) == recipe.Name
}

// starter reports whether a program is known to run the words it is given: an init, a shell, or an entrypoint script as many
// images have it.
func starter(program string) bool {
	switch name := path.Base(program); name {
	case "tini", "dumb-init", "catatonit", "docker-init", "sh", "bash", "dash", "ash", "env", "su-exec", "gosu":
		return true
	default:
		return strings.HasSuffix(name, ".sh") || strings.Contains(name, "entrypoint")
	}
}

// version reads the runner's version if its report flags depend on it.
func (d detection) version(recipe cucumber.Recipe) (cucumber.Version, error) {
	if recipe.Lock == "" {
		return cucumber.Version{}, nil
	}
	lock, err := readFile(d.files, path.Join(d.workDir, recipe.Lock))
	if errors.Is(err, fs.ErrNotExist) {
		return cucumber.Version{}, nil
	}
	return recipe.VersionIn(lock), err
}

// maxSmall limits how much of a small file of an image is read, in bytes.
const maxSmall = 4 << 20

// readFile reads a small file of an image.
func readFile(files execute.Files, name string) ([]byte, error) {
	stream, err := files.Tar(name)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	var data []byte
	_, err = eachFile(stream, func(_ string, body io.Reader) error {
		data, err = io.ReadAll(io.LimitReader(body, maxSmall))
		return err
	})
	return data, err
}
