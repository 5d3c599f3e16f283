// Package shell quotes words for a POSIX shell and reads scripts without running them.
package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Quote quotes any string as one word of a POSIX shell script. Inside single quotes only the single quote is special
// (POSIX.1-2017, Shell Command Language, 2.2.2). "=" needs no quotes in a flag; elsewhere A=b would be an assignment.
func Quote(word string) string {
	flag := strings.HasPrefix(word, "--")
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			strings.ContainsRune("-_./:,+@%", r) || flag && r == '='
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Join quotes words and separates them with blanks.
func Join(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = Quote(word)
	}
	return strings.Join(quoted, " ")
}

// OneLine quotes a word for a line that a person pastes into a shell. It writes line breaks and tabs as $'\n', which bash,
// ksh, zsh and POSIX.1-2024 support.
func OneLine(word string) string {
	if strings.ContainsAny(word, "\n\t") {
		if quoted, err := syntax.Quote(word, syntax.LangBash); err == nil {
			return quoted
		}
	}
	return Quote(word)
}
