package shell

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Command is a simple command of a script.
type Command struct {
	Variables []string // NAME=value before the words
	Words     []string // without quotes; expansions are kept as written: "$HOME/bin/behave" becomes $HOME/bin/behave
}

// Commands returns the simple commands of a script in their order, including those in functions, in substitutions and in a
// script after "sh -c".
func Commands(script string) ([]Command, error) {
	file, err := parse(script)
	if err != nil {
		return nil, err
	}
	var found []Command
	syntax.Walk(file, func(node syntax.Node) bool {
		if call, is := node.(*syntax.CallExpr); is {
			found = append(found, commandOf(script, call))
			found = append(found, inner(call, script)...)
		}
		return true
	})
	return found, nil
}

// Words returns the words of all simple commands of a script. If the script cannot be parsed, it splits at blanks.
func Words(script string) []string {
	commands, err := Commands(script)
	if err != nil {
		return strings.Fields(script)
	}
	var words []string
	for _, command := range commands {
		words = append(words, command.Words...)
	}
	return words
}

// parse parses a script as bash, which accepts most of what sh accepts, and otherwise as sh.
func parse(script string) (*syntax.File, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(script), "")
	if err == nil {
		return file, nil
	}
	posix, errPOSIX := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(script), "")
	if errPOSIX != nil {
		return nil, fmt.Errorf("read as a shell script: %w", withoutPosition(err))
	}
	return posix, nil
}

func commandOf(script string, call *syntax.CallExpr) Command {
	var command Command
	for _, assign := range call.Assigns {
		value := ""
		if assign.Value != nil {
			value, _ = wordText(script, assign.Value)
		}
		if assign.Name != nil {
			command.Variables = append(command.Variables, assign.Name.Value+"="+value)
		}
	}
	for _, word := range call.Args {
		text, _ := wordText(script, word)
		command.Words = append(command.Words, text)
	}
	return command
}

// inner returns the commands of the script that a call passes to a shell with -c.
func inner(call *syntax.CallExpr, script string) []Command {
	nested, found := innerScript(script, call)
	if !found {
		return nil
	}
	commands, err := Commands(nested)
	if err != nil {
		return nil
	}
	return commands
}

// innerScript returns the script that a call passes to a shell with -c.
func innerScript(script string, call *syntax.CallExpr) (nested string, found bool) {
	shell := false
	for i, word := range call.Args {
		text, _ := wordText(script, word)
		option := len(text) > 1 && text[0] == '-' && text[1] != '-' && strings.HasSuffix(text, "c")
		if shell && option && i+1 < len(call.Args) {
			return wordText(script, call.Args[i+1])
		}
		shell = shell || slices.Contains([]string{"sh", "bash", "dash", "ash", "ksh", "zsh", "su"}, path.Base(text))
	}
	return "", false
}
