package setup

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v3"

	"github.com/org/baleen-action/shell"
)

// File is a file that a checkout may need.
type File struct {
	Path   string
	Text   string
	Exists bool     // it is there and stays as it is
	Lacks  []string // lines to add by hand, if it exists
	Note   string   // what else to do by hand; empty: nothing
}

// Build is an image to build.
type Build struct {
	Tag     string
	Command string // a shell command
}

var (
	//go:embed templates
	templates embed.FS
	// tagSign matches what may not be in the name of an image.
	tagSign = regexp.MustCompile(`[^a-z0-9]+`)
)

// name gives the suites names and keeps them apart.
func (c Checkout) name() {
	for i := range c.Suites {
		s := &c.Suites[i]
		s.Name = tagOf(s.Home)
		for _, earlier := range c.Suites[:i] {
			if earlier.Name == s.Name {
				s.Name = strings.Trim(tagSign.ReplaceAllString(strings.ToLower(s.Home), "-"), "-")
			}
		}
	}
}

// tagOf is the name of the image, or of the suite, of a folder.
func tagOf(dir string) string {
	return cmp.Or(strings.Trim(tagSign.ReplaceAllString(strings.ToLower(path.Base(dir)), "-"), "-"), "acceptance")
}

// image is the name of the image of a suite. Suites of one Dockerfile share an image.
func (c Checkout) image(s Suite) string {
	for _, other := range c.Suites {
		if other.Root == s.Root && other.Dockerfile == s.Dockerfile && s.Dockerfile != "" {
			if s.Root == "." {
				return "acceptance"
			}
			return other.Name
		}
	}
	return s.Name
}

// Builds are the images to build, each once.
func (c Checkout) Builds() []Build {
	var out []Build
	for _, s := range c.Suites {
		build := Build{Tag: c.image(s), Command: c.build(s)}
		if s.Compose.Builds {
			build = Build{Tag: "of " + s.Compose.Tests, Command: "docker compose --file " + shell.Quote(s.Compose.Path) + " build " + shell.Quote(s.Compose.Tests)}
		}
		if (s.Dockerfile != "" && s.Compose.Tests == "" || s.Compose.Builds) && !slices.Contains(out, build) {
			out = append(out, build)
		}
	}
	return out
}

// build is the command that builds the image of a suite.
func (c Checkout) build(s Suite) string {
	words := "docker build --tag " + c.image(s)
	if path.Base(s.Dockerfile) != "Dockerfile" {
		words += " --file " + shell.Quote(s.Dockerfile)
	}
	return words + " " + shell.Quote(s.Root)
}

// Files are the files that the checkout needs, those that exist among them.
func (c Checkout) Files() ([]File, error) {
	workflow, err := c.workflow()
	if err != nil {
		return nil, err
	}
	out := append([]File{{Path: "baleen.yml", Text: c.project()}, workflow}, c.ignores()...)
	for i, file := range out {
		text, err := fs.ReadFile(c.files, file.Path)
		if out[i].Exists = there(c.files, file.Path); err != nil {
			continue
		}
		for line := range strings.Lines(file.Text) {
			if path.Base(file.Path) == ".dockerignore" && !strings.Contains("\n"+string(text)+"\n", "\n"+line) {
				out[i].Lacks = append(out[i].Lacks, strings.TrimSpace(line))
			}
		}
	}
	return out, nil
}

// project is the text of baleen.yml.
func (c Checkout) project() string {
	var out strings.Builder
	out.WriteString("# baleen run runs all suites, and baleen run NAME one. What a suite can have is what baleen run --help lists; what all\n" +
		"# suites share can stand below defaults: instead.\nsuites:\n")
	for _, s := range c.Suites {
		fmt.Fprintf(&out, "  %s:\n", scalar(s.Name))
		out.WriteString(c.origin(s))
		if s.Root != "." {
			fmt.Fprintf(&out, "    root: %s\n", scalar(s.Root))
		}
		out.WriteString("    files:" + below(s) + "\n")
		if s.Runner.Runner != "" {
			fmt.Fprintf(&out, "    runner: %s # %s\n", s.Runner.Runner, s.Runner.Why)
		}
		if !c.copies(s) && s.Compose.Tests == "" {
			out.WriteString("    workspace: copy # the image does not hold the checkout: each container gets it\n")
		}
	}
	return out.String()
}

// origin is where the image and the services of a suite come from.
func (c Checkout) origin(s Suite) string {
	var out strings.Builder
	switch compose := s.Compose; {
	case compose.Tests != "":
		fmt.Fprintf(&out, "    compose: %s\n    service: %s # its image and settings are those of the tests\n", scalar(compose.Path), scalar(compose.Tests))
		return out.String()
	case len(compose.Others) > 0:
		fmt.Fprintf(&out, "    # compose: %s # gives every slot its own: %s\n", scalar(compose.Path), scalar(strings.Join(compose.Others, ", ")))
	}
	if s.Dockerfile == "" {
		fmt.Fprintf(&out, "    image: %s # there is no Dockerfile: name an image that holds the runner\n", c.image(s))
	} else {
		fmt.Fprintf(&out, "    image: %s # %s\n", c.image(s), c.build(s))
	}
	return out.String()
}

// below are the folders of feature files of a suite as seen from its root.
func below(s Suite) string {
	var out []string
	for _, dir := range s.Features {
		if s.Root != "." {
			dir = strings.TrimPrefix(strings.TrimPrefix(dir, s.Root), "/")
		}
		out = append(out, scalar(cmp.Or(dir, ".")))
	}
	if len(out) == 1 {
		return " " + out[0]
	}
	return "\n      - " + strings.Join(out, "\n      - ")
}

// scalar is a value as YAML needs it, quoted if it has to be.
func scalar(text string) string {
	out, err := yaml.Marshal(text)
	if err != nil {
		panic(fmt.Sprintf("cannot happen: %v", err)) // a string
	}
	return strings.TrimSuffix(string(out), "\n")
}

// groovy is a text inside quotes of Groovy's.
func groovy(text string) string { return strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) }

// workflow is the file for the CI system of the checkout.
func (c Checkout) workflow() (File, error) {
	file := map[string]File{
		GitHub:  {Path: ".github/workflows/baleen.yml", Text: "github.yml"},
		GitLab:  {Path: ".gitlab/baleen.yml", Text: "gitlab.yml", Note: "add to .gitlab-ci.yml: include: [{local: .gitlab/baleen.yml}]"},
		Jenkins: {Path: "Jenkinsfile.baleen", Text: "Jenkinsfile", Note: "make a pipeline of Jenkinsfile.baleen, or copy its stages to Jenkinsfile"},
	}[c.CI]
	text, err := template.New(file.Text).Delims("[[", "]]").Funcs(template.FuncMap{"yaml": scalar, "groovy": groovy}).ParseFS(templates, "templates/"+file.Text)
	if err != nil {
		return file, fmt.Errorf("read template: %w", err)
	}
	var out bytes.Buffer
	if err := text.Execute(&out, c); err != nil {
		return file, fmt.Errorf("write workflow: %w", err)
	}
	file.Text = out.String()
	return file, nil
}

// ignores are the ignore files of the build contexts.
func (c Checkout) ignores() []File {
	var out []File
	for _, s := range c.Suites {
		file := File{Path: path.Join(s.Root, ".dockerignore"), Text: ".git\n.baleen\n**/baleen-report*\n"}
		if there(c.files, path.Join(s.Root, "package.json")) {
			file.Text += "**/node_modules\n"
		}
		if s.Dockerfile != "" && !slices.ContainsFunc(out, func(f File) bool { return f.Path == file.Path }) {
			out = append(out, file)
		}
	}
	return out
}
