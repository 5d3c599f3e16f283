// Package compose reads Compose files: which services stand beside the tests of a slot, and the settings of the tests' own.
package compose

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/consts"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"

	"github.com/org/baleen-action/execute"
)

// Options say which Compose files to read, and what of them.
type Options struct {
	Files     []string // later ones override
	Service   string   // the service that holds the test runner; empty: the files hold only services beside the tests
	Profiles  []string // none: those of COMPOSE_PROFILES
	Environ   []string // NAME=VALUE, for interpolation
	Localhost bool     // all services and the tests share one network namespace
	Imaged    bool     // the image of Service is given elsewhere
}

// Project is what Compose files hold for the slots of a run.
type Project struct {
	Name  string
	Tests *Tests               // nil: no service holds the runner
	World execute.World        // its images are not resolved
	Wants map[string]ImageWant // the images of the services of World, by service
	Ports map[string][]string  // that are not published, by service
	Where func(string) string  // the place of a service in the files, for messages
	Notes []string             // what a user should know
	Pods  Pods                 // what is different where services are containers of a Pod
}

// Tests is the service that holds the test runner.
type Tests struct {
	Name      string
	Image     ImageWant
	Container execute.Service // its settings; its needs are those of World
	Init      *bool           // nil: not said
}

// ImageWant is how to find the image of a service on a daemon.
type ImageWant struct {
	Refs     []string // the first that the daemon has; several only if Built
	Built    bool     // docker compose build makes it
	Pull     string   // missing, always or never; empty: not said
	Platform string
}

// Mistake is something in the files that cannot be used.
type Mistake struct {
	Input   string // of Baleen: compose, service or profiles
	Problem string
	Advice  string // empty: the nearest of Known
	Name    string // that is not among Known
	Known   []string
}

// Read reads Compose files as docker compose does. If there are mistakes, the project is not to be used.
func Read(ctx context.Context, o Options) (Project, []Mistake) {
	r := reader{Options: o, files: newFiles(o.Files)}
	project, err := r.load(ctx)
	if err != nil {
		return Project{}, []Mistake{r.unreadable(err)}
	}
	out := r.project(project)
	return out, r.mistakes
}

// reader reads the Compose files of one run.
type reader struct {
	Options
	files    files
	mistakes []Mistake
	warned   []string            // by compose-go
	noted    map[string][]string // services with a key that has no effect, by key
	shared   []string            // what all slots mount and may write to
}

func (r *reader) wrong(where, problem, advice string) {
	r.mistakes = append(r.mistakes, Mistake{Input: "compose", Problem: where + ": " + problem, Advice: advice})
}

// errNoService is the error for a service that no file has.
type errNoService struct {
	name  string
	known []string
}

// Error names the service.
func (e errNoService) Error() string { return "no service " + e.name }

// load reads the files twice: the profiles of the service that holds the runner are active, and only a first look shows them.
func (r *reader) load(ctx context.Context) (*types.Project, error) {
	profiles := r.Profiles
	if r.Service != "" {
		all, err := r.once(ctx, profiles, func(o *loader.Options) {
			o.SkipConsistencyCheck, o.SkipResolveEnvironment, o.SkipResolveLabels = true, true, true
		})
		if err != nil {
			return nil, err
		}
		tests, has := all.AllServices()[r.Service]
		if !has {
			return nil, errNoService{name: r.Service, known: slices.Sorted(maps.Keys(all.AllServices()))}
		}
		profiles = slices.Concat(all.Profiles, tests.Profiles)
	}
	return r.once(ctx, profiles, func(o *loader.Options) {
		if r.Service != "" {
			o.SelectedServices = []string{r.Service}
		}
	})
}

func (r *reader) once(ctx context.Context, profiles []string, with func(*loader.Options)) (*types.Project, error) {
	options, err := cli.NewProjectOptions(r.Files, cli.WithEnv(r.Environ), r.dotEnv, cli.WithDotEnv,
		cli.WithDefaultProfiles(profiles...), cli.WithLoadOptions(with))
	if err != nil {
		return nil, err
	}
	var project *types.Project
	r.listen(func() { project, err = options.LoadProject(ctx) })
	return project, err
}

// dotEnv names the files of variables as docker compose does: COMPOSE_ENV_FILES, else .env beside the first Compose file.
func (r *reader) dotEnv(o *cli.ProjectOptions) error {
	if names := o.Environment["COMPOSE_ENV_FILES"]; names != "" {
		o.EnvFiles = strings.Split(names, ",")
		return nil
	}
	if off := o.Environment[consts.ComposeDisableDefaultEnvFile]; off == "1" || strings.EqualFold(off, "true") {
		return nil
	}
	name := filepath.Join(filepath.Dir(r.Files[0]), ".env")
	if info, err := os.Stat(name); err == nil && !info.IsDir() {
		o.EnvFiles = []string{name}
	}
	return nil
}

// listen keeps what compose-go warns of while read runs. It warns through the one logger of its library, which would print
// past the report's log.
func (r *reader) listen(read func()) {
	logger := logrus.StandardLogger()
	out, hooks := logger.Out, logger.ReplaceHooks(logrus.LevelHooks{logrus.WarnLevel: {warnings{r}}})
	logger.SetOutput(io.Discard)
	defer func() {
		logger.SetOutput(out)
		logger.ReplaceHooks(hooks)
	}()
	read()
}

// warnings is a logger's hook that keeps each warning once.
type warnings struct{ *reader }

// Levels are those that the hook is called for.
func (warnings) Levels() []logrus.Level { return []logrus.Level{logrus.WarnLevel} }

// Fire keeps a warning.
func (w warnings) Fire(entry *logrus.Entry) error {
	obsolete := strings.Contains(entry.Message, "`version` is obsolete")
	if !obsolete && !slices.Contains(w.warned, entry.Message) {
		w.warned = append(w.warned, entry.Message)
	}
	return nil
}

// unreadable makes a mistake of an error of compose-go.
func (r *reader) unreadable(err error) Mistake {
	var missing errNoService
	if errors.As(err, &missing) {
		return Mistake{Input: "service", Problem: r.files.names() + " has no service " + missing.name, Name: missing.name, Known: missing.known}
	}
	text := strings.Join(strings.Fields(r.files.short(err.Error())), " ")
	if !strings.Contains(text, r.files.names()) {
		text = r.files.names() + ": " + text
	}
	if found := r.files.found(); errors.Is(err, fs.ErrNotExist) && len(found) > 0 && !slices.Contains(r.Files, found[0]) {
		return Mistake{Input: "compose", Problem: text, Advice: "--compose " + found[0]}
	}
	return Mistake{Input: "compose", Problem: text, Advice: "docker compose " + r.files.flags() + "config reads the same files"}
}
