package suite

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
)

// imageFiles is the content of an image: absolute path to text; "-> " and a path is a link.
type imageFiles map[string]string

// real is where a path leads to, link by link.
func (f imageFiles) real(name string) string {
	at := ""
	for _, element := range strings.Split(strings.TrimPrefix(name, "/"), "/") {
		at = path.Join(at+"/", element)
		if to, link := strings.CutPrefix(f[at], "-> "); link {
			at = f.real(path.Join(path.Dir(at), to))
		}
	}
	return at
}

func (f imageFiles) Real(name string) (string, error) { return f.real(path.Clean(name)), nil }

func (f imageFiles) Exists(path string) (bool, error) {
	for name := range f {
		if name == path || strings.HasPrefix(name, path+"/") {
			return true, nil
		}
	}
	return false, nil
}

func (f imageFiles) Tar(name string) (io.ReadCloser, error) {
	var out bytes.Buffer
	archive := tar.NewWriter(&out)
	at := f.real(name)
	for file, text := range f {
		if file != at && !strings.HasPrefix(file, at+"/") {
			continue
		}
		header := &tar.Header{Name: path.Base(name) + strings.TrimPrefix(file, at), Size: int64(len(text)), Mode: 0o644, Typeflag: tar.TypeReg}
		if to, link := strings.CutPrefix(text, "-> "); link {
			header.Typeflag, header.Linkname, header.Size, text = tar.TypeSymlink, to, 0, ""
		}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := io.WriteString(archive, text); err != nil {
			return nil, err
		}
	}
	if out.Len() == 0 {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(&out), archive.Close()
}

func (f imageFiles) Close() error { return nil }

func TestDetection(t *testing.T) {
	for name, tc := range map[string]struct {
		in       inputs.Run
		entry    []string // of the image
		override []string // by the input
		cmd      []string
		files    imageFiles
		fallback string
		runner   string
		argv     string // of a.feature, joined by blanks; or
		wrong    string // part of the wrong input
		hint     string // of the wrong input; empty: any
	}{
		"by command":    {in: inputs.Run{Command: "bundle exec cucumber {files}"}, runner: "cucumber-ruby", argv: "sh -c trap : INT\nbundle exec cucumber a.feature --format pretty --format json --out /baleen-report/report.json"},
		"by CMD":        {cmd: []string{"behave"}, runner: "behave", argv: "behave a.feature --format json --outfile /baleen-report/report.json --format pretty --no-color --show-skipped"},
		"by ENTRYPOINT": {entry: []string{"/usr/bin/behave"}, runner: "behave", argv: "a.feature --format json --outfile /baleen-report/report.json --format pretty --no-color --show-skipped"},
		"ENTRYPOINT behind an init": {entry: []string{"tini", "--", "cucumber-js"}, runner: "cucumber-js",
			argv: "a.feature --format message:/baleen-report/messages.ndjson"},
		"by trace": {files: imageFiles{"/app/node_modules/.bin/cucumber-js": "x"}, runner: "cucumber-js",
			argv: "node_modules/.bin/cucumber-js a.feature --format message:/baleen-report/messages.ndjson"},
		"Gemfile with cucumber 9": {files: imageFiles{"/app/Gemfile": "x", "/app/Gemfile.lock": "GEM\n    cucumber (9.2.1)\n"}, runner: "cucumber-ruby",
			argv: "bundle exec cucumber a.feature --format pretty --format message --out /baleen-report/messages.ndjson"},
		"two traces":            {files: imageFiles{"/app/Gemfile": "x", "/app/behave.ini": "x"}, wrong: "could be behave (behave.ini) or cucumber-ruby (Gemfile)"},
		"two traces and steps":  {files: imageFiles{"/app/Gemfile": "x", "/app/behave.ini": "x", "/app/features/steps/a.py": "x"}, runner: "behave", argv: "behave a.feature --format json --outfile /baleen-report/report.json --format pretty --no-color --show-skipped"},
		"steps of behave":       {files: imageFiles{"/app/features/steps/a.py": "x"}, runner: "behave", argv: "behave a.feature --format json --outfile /baleen-report/report.json --format pretty --no-color --show-skipped"},
		"steps of cucumber-js":  {files: imageFiles{"/app/features/step_definitions/a.ts": "x"}, runner: "cucumber-js", argv: "npx cucumber-js a.feature --format message:/baleen-report/messages.ndjson"},
		"requirements":          {files: imageFiles{"/app/requirements.txt": "behave==1.2.6\n"}, runner: "behave", argv: "behave a.feature --format json --outfile /baleen-report/report.json --format pretty --no-color --show-skipped"},
		"go.mod":                {files: imageFiles{"/app/go.mod": "require github.com/cucumber/godog v0.15.0\n"}, wrong: "godog has no default command"},
		"none":                  {wrong: "cannot be detected from the command"},
		"fallback":              {fallback: "cucumber-ruby", runner: "cucumber-ruby", argv: "cucumber a.feature --format pretty --format json --out /baleen-report/report.json"},
		"godog without a name":  {in: inputs.Run{Runner: "godog"}, files: imageFiles{"/usr/bin/sh": "x"}, wrong: "neither ENTRYPOINT nor CMD", hint: "--command './my-suite {files}'"},
		"godog without a shell": {in: inputs.Run{Runner: "godog"}, wrong: "neither ENTRYPOINT nor CMD", hint: "--command './my-suite {files}' --shell none"},
		"godog as CMD": {in: inputs.Run{Runner: "godog"}, cmd: []string{"./suite"}, runner: "godog",
			argv: "./suite --godog.no-colors --godog.format=events:/baleen-report/events.ndjson,cucumber:/baleen-report/report.json,pretty a.feature"},
		"godog as ENTRYPOINT": {in: inputs.Run{Runner: "godog"}, entry: []string{"/suite"}, runner: "godog",
			argv: "--godog.no-colors --godog.format=events:/baleen-report/events.ndjson,cucumber:/baleen-report/report.json,pretty a.feature"},
		"godog behind a script": {in: inputs.Run{Runner: "godog"}, entry: []string{"/docker-entrypoint.sh"}, cmd: []string{"./suite"}, runner: "godog",
			argv: "./suite --godog.no-colors --godog.format=events:/baleen-report/events.ndjson,cucumber:/baleen-report/report.json,pretty a.feature"},
		"CMD with its own words": {cmd: []string{"node_modules/.bin/cucumber-js", "--profile", "ci"}, runner: "cucumber-js",
			argv: "node_modules/.bin/cucumber-js --profile ci a.feature --format message:/baleen-report/messages.ndjson"},
		"CMD with a folder": {cmd: []string{"behave", "--stop", "features", "--lang", "en", "features"}, files: imageFiles{"/app/features/a.feature": "x"}, runner: "behave",
			argv: "behave --stop features --lang en a.feature --format json --outfile /baleen-report/report.json --format pretty --no-color --show-skipped"},
		"CMD in shell form": {in: inputs.Run{Runner: "godog"}, cmd: []string{"/bin/sh", "-c", "./suite --x"}, runner: "godog",
			argv: "./suite --x --godog.no-colors --godog.format=events:/baleen-report/events.ndjson,cucumber:/baleen-report/report.json,pretty a.feature"},
		"CMD is a script": {in: inputs.Run{Runner: "godog"}, cmd: []string{"/bin/sh", "-c", "cd x && ./suite"}, wrong: "which is a script"},
		"npm run cucumber": {in: inputs.Run{Command: "npm run cucumber -- {files}"}, files: imageFiles{"/app/node_modules/.bin/cucumber-js": "x"}, runner: "cucumber-js",
			argv: "sh -c trap : INT\nnpm run cucumber -- a.feature --format message:/baleen-report/messages.ndjson"},
		"entrypoint removed": {in: inputs.Run{Runner: "godog"}, entry: []string{"/suite"}, override: []string{}, cmd: []string{"./other"}, runner: "godog",
			argv: "./other --godog.no-colors --godog.format=events:/baleen-report/events.ndjson,cucumber:/baleen-report/report.json,pretty a.feature"},
		"proof with an entrypoint": {in: inputs.Run{Command: "behave {files}"}, entry: []string{"/entrypoint.sh"}, runner: "behave",
			argv: "sh -c trap : INT\necho command > /baleen-report/.reached\nbehave a.feature --format json --outfile /baleen-report/report.json --format pretty --no-color --show-skipped"},
		"report named, no flags": {in: inputs.Run{Command: "behave -f json -o {report}/x {files}"}, runner: "behave", argv: "sh -c trap : INT\nbehave -f json -o /baleen-report/x a.feature"},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.in.Runner == "" {
				tc.in.Runner = "auto"
			}
			s := inputs.Settings{Suite: inputs.Suite{Command: tc.in.Command, Before: tc.in.Before, Runner: tc.in.Runner, Shell: []string{"sh", "-c"}, Patterns: []string{"features"}}}
			s.Spec.Entrypoint = tc.override
			d := detection{settings: s, image: execute.Image{Entrypoint: tc.entry, Cmd: tc.cmd}, files: tc.files, workDir: "/app", fallback: tc.fallback}
			recipe, why, err := d.runner()
			var c Command
			if err == nil {
				c, err = d.command(recipe)
			}
			if tc.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wrong) {
					t.Fatalf("got %v, want a wrong input with %q", err, tc.wrong)
				}
				if wrong, _ := errors.AsType[inputs.Wrong](err); tc.hint != "" && wrong.Hint() != tc.hint {
					t.Errorf("hint %q, want %q", wrong.Hint(), tc.hint)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if recipe.Name != tc.runner || why == "" {
				t.Errorf("runner %s (%s)", recipe.Name, why)
			}
			if diff := cmp.Diff(tc.argv, strings.Join(c.Argv(targetOf("a.feature")), " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
