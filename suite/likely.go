package suite

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// Sign is something that suggests a runner.
type Sign struct{ Runner, Why string }

// likelier checks three kinds of signs, the surest first: step code beside the features, the project's declared dependencies, and
// installed programs. It returns the first runner that is the only one with a sign of that kind. If among names runners, others
// are ignored. The result is empty if no kind decides.
func (d detection) likelier(among []cucumber.Recipe) (Sign, error) {
	for _, look := range []func() ([]Sign, error){d.bySteps, d.byManifest, d.byProgram} {
		signs, err := look()
		if err != nil {
			return Sign{}, err
		}
		signs = slices.DeleteFunc(signs, func(l Sign) bool {
			return len(among) > 0 && !slices.ContainsFunc(among, func(r cucumber.Recipe) bool { return r.Name == l.Runner })
		})
		slices.SortFunc(signs, func(a, b Sign) int { return strings.Compare(a.Why, b.Why) })
		other := func(l Sign) bool { return l.Runner != signs[0].Runner }
		if len(signs) > 0 && !slices.ContainsFunc(signs, other) {
			return signs[0], nil
		}
	}
	return Sign{}, nil
}

// maxListed limits how much of a folder's archive is read to list its names, in bytes.
const maxListed = 16 << 20

// bySteps looks for step code below the folders of the features.
func (d detection) bySteps() ([]Sign, error) {
	var out []Sign
	for _, base := range (lookup{settings: d.settings}).bases() {
		names, err := d.list(base)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if runner := StepsOf(name); runner != "" {
				out = append(out, Sign{runner, path.Join(base, name) + " is its step code"})
			}
		}
	}
	return out, nil
}

// list returns the files below a folder of the image, relative to it. Of a large folder it returns only the first ones.
func (d detection) list(base string) ([]string, error) {
	stream, err := d.files.Tar(path.Join(d.workDir, base))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	var names []string
	for archive := tar.NewReader(&io.LimitedReader{R: stream, N: maxListed}); ; {
		header, err := archive.Next()
		if err != nil {
			return names, nil // the end of the archive, or of what is read of it
		}
		_, below, _ := strings.Cut(path.Clean(header.Name), "/")
		if header.Typeflag == tar.TypeReg && !strings.Contains(below, "node_modules/") {
			names = append(names, below)
		}
	}
}

// StepsOf is the runner that keeps step code at such a path by convention; empty if there is none.
func StepsOf(name string) string {
	folders := strings.Split(path.Dir(name), "/")
	in := func(names ...string) bool {
		return slices.ContainsFunc(folders, func(f string) bool { return slices.Contains(names, f) })
	}
	switch ext := path.Ext(name); {
	case ext == ".py" && (in("steps") || path.Base(name) == "environment.py"):
		return "behave"
	case ext == ".rb" && in("step_definitions", "support", "steps"):
		return "cucumber-ruby"
	case slices.Contains([]string{".js", ".ts", ".mjs", ".cjs", ".mts", ".cts"}, ext) && in("step_definitions", "step-definitions", "support", "steps"):
		return "cucumber-js"
	case ext == ".php" && in("bootstrap"):
		return "behat"
	}
	return ""
}

// manifests are files that declare a project's dependencies, each with the pattern that matches a runner there.
func manifests() map[string]Sign {
	return map[string]Sign{
		"package.json": {"cucumber-js", `"@cucumber/cucumber"`}, "node_modules/@cucumber/cucumber/package.json": {"cucumber-js", `"name"`},
		"Gemfile.lock": {"cucumber-ruby", `(?m)^ +cucumber \(`}, "Gemfile": {"cucumber-ruby", `(?m)^ *gem ["']cucumber["']`},
		"requirements.txt": {"behave", `(?m)^behave\b`}, "pyproject.toml": {"behave", `["' ]behave\b`}, "Pipfile": {"behave", `(?m)^behave\b`},
		"pom.xml": {"cucumber-jvm", `io\.cucumber`}, "build.gradle": {"cucumber-jvm", `io\.cucumber`}, "build.gradle.kts": {"cucumber-jvm", `io\.cucumber`},
		"composer.json": {"behat", `"behat/behat"`}, "go.mod": {"godog", `cucumber/godog`},
	}
}

func (d detection) byManifest() ([]Sign, error) {
	return Declared(func(name string) ([]byte, error) { return readFile(d.files, path.Join(d.workDir, name)) })
}

// Declared returns the runners that a project's files declare as a dependency, in the order of the files' names. read returns
// a file of the project.
func Declared(read func(name string) ([]byte, error)) ([]Sign, error) {
	var out []Sign
	all := manifests()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		text, err := read(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if regexp.MustCompile(all[name].Why).Match(text) {
			out = append(out, Sign{all[name].Runner, name + " names it"})
		}
	}
	return out, nil
}

// byProgram looks for the runners on the image's PATH.
func (d detection) byProgram() ([]Sign, error) {
	var out []Sign
	for folder := range strings.SplitSeq(d.variable("PATH"), ":") {
		for program, runner := range map[string]string{"behave": "behave", "cucumber": "cucumber-ruby", "cucumber-js": "cucumber-js", "behat": "behat"} {
			if !path.IsAbs(folder) {
				continue
			}
			exists, err := d.files.Exists(path.Join(folder, program))
			if err != nil {
				return nil, err
			}
			if exists {
				out = append(out, Sign{runner, fmt.Sprintf("%s is installed", path.Join(folder, program))})
			}
		}
	}
	return out, nil
}
