package inputs

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Chosen is a suite that a command is for.
type Chosen struct {
	Suite string // its name in baleen.yml; empty: there is no file, or the file names no suite
	Line  CommandLine
	Origin
}

// Origin is where the inputs of a suite come from. The zero value is the command line alone.
type Origin struct {
	Suite string         // to name on the command line; empty: none
	path  string         // of the baleen.yml
	line  int            // of the suite
	asked map[string]int // inputs that neither flag nor variable gave -> line in the file; 0: it does not give them either
}

// Locate adds to the wrong inputs of an error the line of baleen.yml that they come from, and speaks of keys there. It leaves
// any other error as it is.
func (o Origin) Locate(err error) error {
	wrong := Find(err)
	if o.path == "" || wrong == nil {
		return err
	}
	var out AllWrong
	for _, w := range wrong {
		line, asked := o.asked[w.Input]
		switch {
		case w.Place != "" || !asked:
		case line > 0:
			w.Place = fmt.Sprintf("%s:%d", o.path, line)
			w.Advice = strings.NewReplacer("--"+w.Input+" ", w.Input+": ", "--"+w.Input+"=", w.Input+": ").Replace(w.Advice)
		case o.Suite != "":
			w.Place = fmt.Sprintf("%s:%d", o.path, o.line)
		}
		out = append(out, w)
	}
	return out
}

// Apart refuses several suites of one name: they would share a report folder. Baleen names the suites of a file apart, so the
// name was given to all of them.
func Apart(all []Settings) error {
	for i, s := range all {
		for _, earlier := range all[:i] {
			if s.Report.Name == earlier.Report.Name {
				return Wrong{Input: "name", Problem: fmt.Sprintf("the suites %s and %s would have the same name, %q", earlier.Origin.Suite, s.Origin.Suite, s.Report.Name),
					Advice: fmt.Sprintf("run one at a time: baleen run %s --name %s", earlier.Origin.Suite, s.Report.Name)}
			}
		}
	}
	return nil
}

// joinProject parses the command line again with what a baleen.yml says. Every suite has its own inputs; flags, the action's
// inputs and variables override them for all suites.
func (p parsing) joinProject(line *CommandLine, command string) error {
	project, err := LoadProject(p.options.Dir)
	if err != nil {
		return err
	}
	words, forSuites := line.suiteWords(command)
	if project == nil || len(project.Suites) == 0 && len(words) > 0 {
		return p.alone(line, words, project)
	}
	if !forSuites {
		delete(project.Defaults.values, "concurrency") // rerun has that of its run
	}
	fresh, origin, err := p.with(project, project.Defaults)
	if err != nil {
		return err
	}
	*line = fresh
	if len(project.Suites) == 0 {
		line.Chosen = []Chosen{{Line: fresh, Origin: origin}}
		return nil
	}
	sections, err := project.choose(words)
	for _, section := range sections {
		one, origin, failed := p.with(project, section)
		err = errors.Join(err, failed)
		origin.Suite, origin.line = section.Name, section.Line
		line.Chosen = append(line.Chosen, Chosen{Suite: section.Name, Line: one, Origin: origin})
	}
	return err
}

// alone is a command line without a file, or whose file names no suite. A word is then a mistake.
func (p parsing) alone(line *CommandLine, words []string, project *Project) error {
	if len(words) == 0 {
		line.Chosen = []Chosen{{Line: *line}}
		return nil
	}
	err := fmt.Errorf("unexpected argument %s", words[0])
	if project != nil {
		err = fmt.Errorf("%w: %s names no suite", err, project.Path)
	}
	return Hinted{err, usage(p.args, fmt.Errorf("unexpected argument %s", words[0]))}
}

// with parses the command line over a section of the file.
func (p parsing) with(project *Project, section Section) (CommandLine, Origin, error) {
	origin := Origin{path: project.Path, asked: map[string]int{}}
	line, _, err := p.over(p.args, func(name string) (setting, bool) {
		value, given := section.values[name]
		origin.asked[name] = value.line
		return value, given
	})
	return line, origin, err
}

// suiteWords are the suites that a command line names, and whether its command is for suites.
func (l *CommandLine) suiteWords(command string) (words []string, forSuites bool) {
	v := reflect.ValueOf(l).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() != reflect.Struct || FlagName(v.Type().Field(i)) != command {
			continue
		}
		if named := v.Field(i).FieldByName("Suites"); named.IsValid() {
			return named.Interface().([]string), true
		}
	}
	return nil, false
}
