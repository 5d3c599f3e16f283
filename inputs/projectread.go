package inputs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Keys at the top of a baleen.yml.
const (
	suitesKey   = "suites"
	defaultsKey = "defaults"
)

// mostBytes is the size above which a file is refused: people write much less by hand.
const mostBytes = 1 << 20

// suiteName is the form of a suite's name, which is a word of the command line and the name of a folder.
var suiteName = regexp.MustCompile(`^[\pL\pN][\pL\pN._-]*$`)

// projectReader reads a baleen.yml and collects every mistake in it.
type projectReader struct {
	path   string
	fields map[string]reflect.StructField // the inputs by their names
	wrong  AllWrong
}

func readProject(name string, data []byte) (*Project, error) {
	r := &projectReader{path: name, fields: map[string]reflect.StructField{}}
	EachField(reflect.TypeFor[Run](), func(f reflect.StructField) { r.fields[FlagName(f)] = f })
	top := r.document(data)
	if len(r.wrong) > 0 {
		return nil, r.wrong
	}
	project := r.project(top)
	return project, r.wrong.Err()
}

// say records a mistake in a line of the file.
func (r *projectReader) say(line int, input, problem, advice string) {
	place := r.path
	if line > 0 {
		place = fmt.Sprintf("%s:%d", r.path, line)
	}
	r.wrong = append(r.wrong, Wrong{Input: input, Problem: problem, Advice: advice, Place: place})
}

// document returns the mapping at the top of a file with one document.
func (r *projectReader) document(data []byte) *yaml.Node {
	if len(data) > mostBytes {
		r.say(0, "", "is larger than 1 MB", "write by hand what differs from the defaults, and no more")
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF), err == nil && isNull(document.Content[0]):
		r.say(0, "", "is empty", "write the inputs of each suite below suites: NAME: or those of the only one below defaults:")
		return nil
	case err != nil:
		r.broken(data, err)
		return nil
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		r.say(second.Line, "", "a second document begins here", "keep one, with all suites below suites:")
	case !errors.Is(err, io.EOF):
		r.broken(data, err)
	}
	r.plain(document.Content[0])
	return document.Content[0]
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// plain refuses what makes a value depend on other lines of the file.
func (r *projectReader) plain(n *yaml.Node) {
	switch {
	case n.Anchor != "":
		r.say(n.Line, "", "&"+n.Anchor+" is an anchor, which Baleen does not read", "write what suites share below defaults:, or quote a value that begins with &")
	case n.Kind == yaml.AliasNode:
		r.say(n.Line, "", "*"+n.Value+" is an alias, which Baleen does not read", "write what suites share below defaults:, or quote a value that begins with *")
	case strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!"):
		r.say(n.Line, "", "YAML reads "+n.Tag+" as a tag", "quote it: '"+n.Tag+"'")
	}
	for _, below := range n.Content {
		r.plain(below)
	}
}

var (
	yamlLine     = regexp.MustCompile(`line (\d+): (.*)`)
	unknownAlias = regexp.MustCompile(`unknown anchor '(.*)' referenced`)
	bareSign     = regexp.MustCompile("(?::|-|^)[ \t]+([@`%*][^#\n]*)")
)

// broken explains why a file is no YAML.
func (r *projectReader) broken(data []byte, err error) {
	lines := strings.Split(string(data), "\n")
	line, problem := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if found := yamlLine.FindStringSubmatch(problem); found != nil {
		fmt.Sscan(found[1], &line)
		problem = found[2]
	}
	indented := func(text string) bool {
		return strings.Contains(text[:len(text)-len(strings.TrimLeft(text, " \t"))], "\t")
	}
	if tab := slices.IndexFunc(lines, indented); tab >= 0 {
		r.say(tab+1, "", "the line begins with a tab", "indent with blanks: YAML takes no tabs")
		return
	}
	if alias := unknownAlias.FindStringSubmatch(problem); alias != nil {
		at := slices.IndexFunc(lines, func(text string) bool { return strings.Contains(text, "*"+alias[1]) })
		r.say(at+1, "", "YAML reads *"+alias[1]+" as an alias", "quote it: '*"+alias[1]+"'")
		return
	}
	for at := line; at >= line-1 && at > 0; at-- { // the parser sometimes names the line before
		if at > len(lines) {
			continue
		}
		if sign := bareSign.FindStringSubmatch(lines[at-1]); sign != nil {
			text := strings.TrimSpace(sign[1])
			r.say(at, "", text[:1]+" cannot begin a value", "quote it: '"+text+"'")
			return
		}
	}
	r.say(line, "", "is not YAML: "+problem, "write key: value, indented with blanks, and quote values with signs")
}

// pairs visits the keys of a mapping, each once.
func (r *projectReader) pairs(of *yaml.Node, what string, visit func(key, value *yaml.Node)) {
	if isNull(of) {
		return
	}
	if of.Kind != yaml.MappingNode {
		r.say(of.Line, what, "is not a list of keys with values", "write key: value, each on a line of its own")
		return
	}
	first := map[string]int{}
	for i := 0; i+1 < len(of.Content); i += 2 {
		key, value := of.Content[i], of.Content[i+1]
		if line, twice := first[key.Value]; twice {
			r.say(key.Line, key.Value, fmt.Sprintf("is there twice, first in line %d", line), "keep one of them")
			continue
		}
		first[key.Value] = key.Line
		visit(key, value)
	}
}

func (r *projectReader) project(top *yaml.Node) *Project {
	p := &Project{Path: r.path}
	var suites *yaml.Node
	r.pairs(top, "", func(key, value *yaml.Node) {
		switch key.Value {
		case suitesKey:
			suites = value
			if value.Kind != yaml.MappingNode {
				r.say(key.Line, suitesKey, "does not name a suite", "write suites: and below it, indented, the name of each suite and a colon")
				suites = nil
			}
		case defaultsKey:
			p.Defaults = r.section(value, defaultsKey, nil)
		default:
			r.unknownTop(key)
		}
	})
	p.Defaults = r.seenFromHere(p.Defaults)
	if suites != nil {
		r.pairs(suites, suitesKey, func(key, value *yaml.Node) { p.Suites = append(p.Suites, r.suite(key, value, p.Defaults)) })
	}
	r.apart(p)
	return p
}

// unknownTop complains about a key at the top of the file.
func (r *projectReader) unknownTop(key *yaml.Node) {
	advice := "at the top there are " + suitesKey + " and " + defaultsKey
	if _, input := r.fields[key.Value]; input {
		advice = "indent it below " + defaultsKey + ": or below a suite of " + suitesKey + ":"
	} else if near := Nearest(key.Value, []string{suitesKey, defaultsKey}); near != "" {
		advice = "did you mean " + near + "? " + advice
	}
	r.say(key.Line, key.Value, "is not a key of the file's top", advice)
}

func (r *projectReader) suite(key, value *yaml.Node, defaults Section) Section {
	if !suiteName.MatchString(key.Value) {
		r.say(key.Line, suitesKey, fmt.Sprintf("%q is not a name", key.Value), "use letters, digits, dots, dashes and underscores")
	}
	s := r.section(value, key.Value, defaults.values)
	s.Name, s.Line = key.Value, key.Line
	return s
}

// apart gives each of several suites a name, and refuses two of the same name: they would share a report folder.
func (r *projectReader) apart(p *Project) {
	if len(p.Suites) < 2 {
		return
	}
	named := map[string]string{}
	for i, s := range p.Suites {
		name := s.values["name"]
		if name.text == "" {
			name = setting{s.Name, s.Line}
			p.Suites[i].values["name"] = name
		}
		if other, twice := named[name.text]; twice {
			r.say(name.line, "name", fmt.Sprintf("the suites %s and %s have the same name, %q", other, s.Name, name.text), "leave name out: each suite has the name of its key")
		}
		named[name.text] = s.Name
	}
}

// seenFromHere makes the defaults of inputs that are paths relative to the folder of the file.
func (r *projectReader) seenFromHere(s Section) Section {
	if s.values == nil {
		s.values = map[string]setting{}
	}
	for name, field := range r.fields {
		usual := field.Tag.Get("default")
		if _, given := s.values[name]; isPath(field) && usual != "" && !given && path.Dir(r.path) != "." {
			s.values[name] = setting{r.here(usual), 0}
		}
	}
	return s
}

// isPath reports whether an input is a path that is relative to the working directory, or to the folder of a baleen.yml.
func isPath(field reflect.StructField) bool {
	_, is := field.Tag.Lookup("path")
	return is
}

// here is a path as seen from the working directory.
func (r *projectReader) here(name string) string {
	if name == "" || path.IsAbs(name) {
		return name
	}
	joined := path.Join(path.Dir(r.path), name)
	if strings.HasSuffix(name, "/") {
		joined += "/" // a folder, even if there is none yet
	}
	return joined
}
