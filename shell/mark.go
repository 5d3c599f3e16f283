package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// standIn replaces a mark while a script is parsed, because bash reads "{files}>log" as a redirection.
const standIn = "BALEEN_MARK"

// marked is a script that holds a mark such as {files}.
type marked struct {
	script, mark string
	file         *syntax.File
}

func readMarked(script, mark string) (marked, error) {
	m := marked{script: strings.ReplaceAll(script, mark, standIn), mark: mark}
	var err error
	m.file, err = parse(m.script)
	return m, err
}

// Alone reports whether every occurrence of a mark in a script is a whole word, so that quoted words can replace it. It is
// not whole inside quotes, backquotes or comments, after a backslash, or next to other text.
func Alone(script, mark string) (bool, error) {
	m, err := readMarked(script, mark)
	if err != nil {
		return false, err
	}
	alone := 0
	syntax.Walk(m.file, func(node syntax.Node) bool {
		switch n := node.(type) {
		case *syntax.CmdSubst:
			return !n.Backquotes // backslashes follow other rules there
		case *syntax.CallExpr:
			alone += m.count(n.Args)
		case *syntax.WordIter:
			alone += m.count(n.Items)
		case *syntax.CaseClause:
			alone += m.count([]*syntax.Word{n.Word})
		case *syntax.ArrayExpr:
			for _, element := range n.Elems {
				alone += m.count([]*syntax.Word{element.Value})
			}
		}
		return true
	})
	return alone == strings.Count(m.script, standIn), nil
}

func (m marked) count(words []*syntax.Word) int {
	n := 0
	for _, word := range words {
		if word != nil && word.Lit() == standIn {
			n++
		}
	}
	return n
}

// Holding finds the simple command that gets a mark as an argument: directly, or through a loop ("for f in {files}"),
// through "set -- {files}", or through a script after "sh -c". found is false if there is none or the script cannot be
// parsed.
func Holding(script, mark string) (command Command, found bool) {
	m, err := readMarked(script, mark)
	if err != nil {
		return Command{}, false
	}
	command, found = m.holder()
	for _, texts := range [][]string{command.Variables, command.Words} {
		for i := range texts {
			texts[i] = strings.ReplaceAll(texts[i], standIn, mark)
		}
	}
	return command, found
}

// holder finds that command. It follows the mark through loop variables and positional parameters.
func (m marked) holder() (Command, bool) {
	names := map[string]bool{}
	var command Command
	found := false
	syntax.Walk(m.file, func(node syntax.Node) bool {
		switch n := node.(type) {
		case *syntax.WordIter:
			if m.holds(n.Items, names) {
				names[n.Name.Value] = true
			}
		case *syntax.CallExpr:
			if found || !m.holds(n.Args, names) {
				break
			}
			if n.Args[0].Lit() == "set" {
				addParameters(names)
				break
			}
			command, found = m.called(n)
		}
		return !found
	})
	return command, found
}

// called returns the command that a call with the mark among its arguments runs in the end.
func (m marked) called(call *syntax.CallExpr) (Command, bool) {
	nested, is := innerScript(m.script, call)
	if !is {
		return commandOf(m.script, call), true
	}
	given, err := readMarked("set -- "+standIn+"\n"+nested, m.mark)
	if err != nil {
		return Command{}, false
	}
	return given.holder()
}

func addParameters(names map[string]bool) {
	for _, name := range []string{"@", "*", "1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		names[name] = true
	}
}

// holds reports whether one of the words is the mark or expands a variable that holds it.
func (m marked) holds(words []*syntax.Word, names map[string]bool) bool {
	held := m.count(words) > 0
	for _, word := range words {
		syntax.Walk(word, func(node syntax.Node) bool {
			if p, is := node.(*syntax.ParamExp); is && p.Param != nil && names[p.Param.Value] {
				held = true
			}
			return true
		})
	}
	return held
}
