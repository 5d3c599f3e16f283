package quarantine

import (
	"fmt"
	"path"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// keys are those of an entry, in the order in which they are written.
const keys = "file, scenario, owner, issue, expires and reason"

// reader reads one entry.
type reader struct {
	entry    Entry
	seen     map[string]bool
	mistakes Mistakes
}

func read(node *yaml.Node) (Entry, Mistakes) {
	r := reader{entry: Entry{Line: node.Line}, seen: map[string]bool{}}
	if node.Kind != yaml.MappingNode {
		r.say(node.Line, "this is no entry: one has "+keys)
		return r.entry, r.mistakes
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		r.field(node.Content[i], node.Content[i+1])
	}
	for _, name := range []string{"file", "owner", "expires"} {
		if !r.seen[name] {
			r.say(node.Line, "the entry has no "+name)
		}
	}
	return r.entry, r.mistakes
}

func (r *reader) say(line int, problem string) {
	r.mistakes = append(r.mistakes, Mistake{line, problem})
}

func (r *reader) field(key, value *yaml.Node) {
	text := strings.TrimSpace(value.Value)
	switch {
	case r.seen[key.Value]:
		r.say(key.Line, fmt.Sprintf("%s is given twice", key.Value))
		return
	case value.Kind != yaml.ScalarNode:
		r.say(value.Line, fmt.Sprintf("%s is not a text", key.Value))
		return
	case text == "" || value.Tag == "!!null":
		r.say(key.Line, fmt.Sprintf("%s is empty", key.Value))
		r.seen[key.Value] = true
		return
	}
	r.seen[key.Value] = true
	switch e := &r.entry; key.Value {
	case "file":
		e.File = path.Clean(strings.ReplaceAll(text, `\`, "/"))
	case "scenario":
		e.Scenario = text
	case "owner":
		e.Owner = text
	case "issue":
		e.Issue = text
	case "reason":
		e.Reason = text
	case "expires":
		r.expires(value.Line, text)
	default:
		r.say(key.Line, fmt.Sprintf("the key %q is not known: an entry has %s", key.Value, keys))
	}
}

func (r *reader) expires(line int, text string) {
	day, err := time.Parse(Day, text)
	if err != nil {
		r.say(line, fmt.Sprintf("expires is %q, which is not a day such as 2026-12-31", text))
	}
	r.entry.Expires = day
}
