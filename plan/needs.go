package plan

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
)

// ownTag is what all tags with a meaning for Baleen begin with.
const ownTag = "@baleen:"

// ownTags are those tags, as a message lists them.
const ownTags = "@baleen:whole, @baleen:serial, @baleen:lock(name) and @baleen:slots(n)"

var (
	withArgument = regexp.MustCompile(`^(lock|slots)\((.*)\)$`)
	lockName     = regexp.MustCompile(`^[\p{L}\p{N}_.:/-]+$`)
)

// need returns what one tag asks for. The problem is empty if the tag has a meaning, or is none of Baleen's.
func need(tag string) (needs shard.Needs, problem string) {
	word, own := strings.CutPrefix(tag, ownTag)
	if !own {
		return needs, ""
	}
	parts := withArgument.FindStringSubmatch(word)
	switch {
	case word == "whole":
		return needs, ""
	case word == "serial":
		return shard.Needs{Serial: true}, ""
	case parts == nil:
		return needs, "is not a tag of Baleen"
	case parts[1] == "lock":
		if !lockName.MatchString(parts[2]) {
			return needs, "needs a name: letters, digits and _ . : / -"
		}
		return shard.Needs{Locks: []string{parts[2]}}, ""
	}
	n, err := strconv.Atoi(parts[2])
	if err != nil || n < 1 {
		return needs, "needs a number of slots, from 1"
	}
	return shard.Needs{Slots: n}, ""
}

// needs returns what all of some tags ask for.
func needs(tags []string) shard.Needs {
	var all shard.Needs
	for _, tag := range tags {
		one, _ := need(tag)
		all = all.With(one)
	}
	return all
}

// badTags returns an error for the first tag of a file that looks like one of Baleen's and is none: a lock that is silently
// ignored would make scenarios fail now and then.
func (plan Plan) badTags(f file) *inputs.Wrong {
	at := f.Path
	for _, tag := range f.parsed.Tags {
		if wrong := plan.badTag(at, tag); wrong != nil {
			return wrong
		}
	}
	for _, p := range f.chosen {
		for _, tag := range p.Tags {
			if wrong := plan.badTag(fmt.Sprintf("%s:%d", at, p.Line), tag); wrong != nil {
				return wrong
			}
		}
	}
	return nil
}

func (plan Plan) badTag(at, tag string) *inputs.Wrong {
	_, problem := need(tag)
	if problem == "" {
		return nil
	}
	advice := "Baleen's tags are " + ownTags
	if near := nearTag(strings.TrimPrefix(tag, ownTag)); near != "" {
		advice = "did you mean " + ownTag + near + "? " + advice
	}
	return &inputs.Wrong{Input: "files", Problem: plan.clean.Line(fmt.Sprintf("%s has the tag %s, which %s", at, tag, problem)), Advice: plan.clean.Line(advice)}
}

// nearTag returns the most similar tag to a word after the prefix; empty if none is.
func nearTag(word string) string {
	name, argument, has := strings.Cut(word, "(")
	near := func(argument string, names ...string) string {
		for i := range names {
			names[i] += argument
		}
		return inputs.Nearest(name+argument, names)
	}
	switch argument = "(" + argument; {
	case !has:
		if known := near("", "whole", "serial"); known != "" {
			return known
		}
		return near("(name)", "lock")
	case withArgument.MatchString(word):
		return "" // the name is right
	}
	return near(argument, "lock", "slots")
}

// locking counts the scenarios to run by what they need.
type locking struct {
	locks         map[string]int
	serial, slots int
	widest        int // number of slots
}

func (plan Plan) locking() locking {
	out := locking{locks: map[string]int{}}
	for _, f := range plan.files {
		out.add(needs(f.parsed.Tags))
		for _, p := range f.chosen {
			out.add(needs(p.Tags))
		}
	}
	return out
}

func (l *locking) add(n shard.Needs) {
	for _, lock := range n.Locks {
		l.locks[lock]++
	}
	if n.Serial {
		l.serial++
	}
	if n.Slots > 1 {
		l.slots++
		l.widest = max(l.widest, n.Slots)
	}
}

// notes says which scenarios do not run beside all others.
func (l locking) notes(slots int) []string {
	var parts, out []string
	count := func(name string, n int) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", name, n))
		}
	}
	for _, lock := range slices.Sorted(maps.Keys(l.locks)) {
		count(lock, l.locks[lock])
	}
	count("alone", l.serial)
	count("several slots", l.slots)
	if len(parts) > 0 {
		out = append(out, "locks, by number of scenarios: "+strings.Join(parts, ", "))
	}
	if l.widest > slots {
		out = append(out, fmt.Sprintf("locks: @baleen:slots(%d) counts as %d, the number of containers at a time", l.widest, slots))
	}
	return out
}

// heldOn names the node of each lock, if there are several nodes: one node runs all that holds a lock, because nodes cannot wait for
// each other.
func heldOn(split shard.Division) []string {
	nodes := map[string]int{}
	for i, unit := range split.Units {
		for _, lock := range unit.Needs.Locks {
			nodes[lock] = split.Node[i]
		}
	}
	var parts []string
	for _, lock := range slices.Sorted(maps.Keys(nodes)) {
		parts = append(parts, fmt.Sprintf("%s on node %d", lock, nodes[lock]))
	}
	if len(parts) == 0 || split.Nodes < 2 {
		return nil
	}
	return []string{"locks: all that holds a lock runs on one node: " + strings.Join(parts, ", ")}
}

// reasonOf says in words what a unit needs.
func reasonOf(n shard.Needs) []string {
	var out []string
	if n.Serial {
		out = append(out, "runs alone")
	}
	switch len(n.Locks) {
	case 0:
	case 1:
		out = append(out, "holds the lock "+n.Locks[0])
	default:
		out = append(out, "holds the locks "+strings.Join(n.Locks, " and "))
	}
	if n.Slots > 1 {
		out = append(out, fmt.Sprintf("counts as %d containers", n.Slots))
	}
	return out
}
