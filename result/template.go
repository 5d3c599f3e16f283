package result

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What a template does with quoted text.
const (
	dropQuoted = false // it is data
	keepQuoted = true  // it names what was looked for
)

// mark stands for what differs between failures of one cause.
const mark = "#"

// template returns the text of a message with one mark for each of the values in it.
func (t trace) template(quoted, asserts bool) string {
	lines := t.text
	if asserts && len(lines) > 1 {
		lines = lines[:1] // the others are values
	}
	var out []string
	for _, line := range lines {
		out = append(out, template(line, quoted || len(lines) == 1 && wholeQuote.MatchString(line)))
	}
	return strings.Join(out, "\n")
}

// A rule replaces what it matches.
type rule struct {
	match   *regexp.Regexp
	with    string
	numbers bool // it matches nothing without a digit
}

var (
	wholeQuote = regexp.MustCompile(`^(?:'[^']*'|"[^"]*")$`)
	quotes     = regexp.MustCompile("(^|[^\\pL\\pN])(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*[`']|«[^»]*»|“[^”]*”|‘[^’]*’)")
	// named matches a noun before a quotation that makes it the name of a part of a program.
	named = regexp.MustCompile(`(?i)(?:method|attribute|property|properties|column|table|relation|module|package|function|constant|variable|class|type|field|button|link|fixture|constraint|role|schema|index|template|command|reading|identifier|parameter|argument|bean)$`)
	// coded matches a code in JSON.
	coded = regexp.MustCompile(`"(?:error|code|type|reason)"\s*:\s*"([A-Za-z][A-Za-z_.-]{2,40})"`)
)

// codes match numbers that tell causes apart: statuses of HTTP, and codes of databases, systems and programs.
var codes = regexp.MustCompile(`(?i)\bstatus(?: code)?(?: of)?:? <?[1-5]\d\d\b|\bHTTP(?:/[\d.]+)? [1-5]\d\d\b|\bResponse \[\d+\]|` +
	`\b[45]\d\d (?:client error|server error|bad|unauthorized|forbidden|not found|conflict|gone|unprocessable|too many|internal|service|gateway)|` +
	`\bORA-\d+|\bSQLSTATE\[\w+\](?:: | \[\d+\])?|\[?errno:? -?\d+|\bERROR \d{4}\b|\bE\d{5}\b|\bP\d{4}\b|\bTS\d{4}\b|\bexit (?:code|status):? \d+|\bsignal \d+`)

// values match what differs, in this order.
var values = []rule{
	{regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`), mark, true},
	{regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`), mark, false},                                                  // e-mail
	{regexp.MustCompile(`@[0-9a-f]{2,16}\b`), "@" + mark, false},                                                       // Java's identity
	{regexp.MustCompile(`#<(\w+(?:::\w+)*)[^>\n]*>+`), "<$1>", false},                                                  // Ruby's objects
	{regexp.MustCompile(`<([\w.]+) (?:object )?at 0x[0-9a-f]+>`), "<$1>", true},                                        // Python's objects
	{regexp.MustCompile(`(?i)(?:[a-z]:)?[/\\][^\s'"]*?[/\\](?:temp|tmp)[/\\][^\s'",;)]+`), "<tmp>", false},             // of Windows
	{regexp.MustCompile(`(?:/private)?/(?:tmp|var/tmp|var/folders|dev/shm)/[^\s'",;)]+`), "<tmp>", false},              //
	{regexp.MustCompile(`(?:[A-Za-z]:)?(?:[/\\][\w.@+-]+){2,}[/\\]([\w.@+-]+)`), "<path>/$1", false},                   //
	{regexp.MustCompile(`(?i)\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? \d`), mark, true},                               // dates in words
	{regexp.MustCompile(`(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d`), mark, true},             //
	{regexp.MustCompile(`\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b`), mark, true},                 //
	{regexp.MustCompile(`\b(?:0x)?(?:[0-9a-f]*[a-f][0-9a-f]*\d|[0-9a-f]*\d[0-9a-f]*[a-f])[0-9a-f]{5,}\b`), mark, true}, // hexadecimal
	{regexp.MustCompile(`\b[A-Za-z0-9+/_-]*\d[A-Za-z0-9+/_-]{19,}={0,2}`), mark, true},                                 // base64, tokens
	{regexp.MustCompile(`0x[0-9a-fA-F]+`), mark, true},
	{regexp.MustCompile(`[-+]?\d+(?:[.,:_]\d+)*(?:e[-+]?\d+)?`), mark, true},
	{regexp.MustCompile(`#(?:[-+/:.T ]{1,2}#)+(?: ?(?:Z|GMT|UTC)\b)?`), mark, false}, // times, ranges, versions
	{regexp.MustCompile(`# ?(?:ns|µs|us|ms|s|sec|min|h|m|milliseconds?|seconds?(?:\(s\))?|minutes?|hours?|[kKMG]i?B|bytes?|%|€|\$|EUR|USD)\b`), mark, false},
	{regexp.MustCompile(`#(?:#|[a-z]\b)*`), mark, false},
	{regexp.MustCompile(`(# \w{2,}?)s\b`), "$1", false}, // 1 line, 2 lines
	{regexp.MustCompile(`\b(?:are|were|was)\b`), "is", false},
}

// compared are the forms in which values stand unquoted in a comparison.
var compared = regexp.MustCompile(`(?i)\bexpected:? .*?(\S+?)(?:,| but|,? and)? (?:got|was|received|found|actual(?:ly)?)(?: was| is)?:? (\S+)|` +
	`^(?:expected|got|actual|received) *: *(\S.*)|^not an? [\w ]+: (\S+)$|(\S+) (?:to |not to |should )(?:deeply |strictly |loosely )?(?:equal|eql|eq|be|match|include|contain)\b (\S.*)|` +
	`^assert (\S.*?) (?:==|!=|is|in|not in|<|>|<=|>=) (\S.*)|^(\S+) (?:!==?|===?) (\S+)$`)

// template replaces the values in a line.
func template(line string, quoted bool) string {
	line = addresses(strings.TrimSpace(line))
	line = codes.ReplaceAllStringFunc(line, hide)
	for _, code := range coded.FindAllStringSubmatch(line, -1) {
		line += " " + code[1]
	}
	if !quoted {
		line = dropData(unquoted(line))
	}
	for _, value := range comparedValues(line) {
		line = replaceWord(line, value, mark)
	}
	for _, r := range values {
		if r.numbers && !strings.ContainsAny(line, "0123456789") {
			continue
		}
		line = r.match.ReplaceAllString(line, r.with)
	}
	return strings.Join(strings.Fields(strings.Map(reveal, line)), " ")
}

// unquoted replaces quotations, unless they name a part of a program.
func unquoted(line string) string {
	var out strings.Builder
	rest := line
	for {
		at := quotes.FindStringSubmatchIndex(rest)
		if at == nil {
			return out.String() + rest
		}
		before := rest[:at[3]]
		out.WriteString(before)
		if said := rest[at[4]:at[5]]; named.MatchString(strings.TrimRight(before, " :(`'\"")) {
			out.WriteString(said)
		} else {
			out.WriteString(mark)
		}
		rest = rest[at[5]:]
	}
}

// dropData replaces lists, objects and hashes.
func dropData(line string) string {
	var out strings.Builder
	depth := 0
	for i, r := range line {
		switch {
		case strings.ContainsRune("[{", r) && (depth > 0 || strings.ContainsAny(line[i:], "]}")):
			if depth++; depth == 1 {
				out.WriteString(mark)
			}
		case strings.ContainsRune("]}", r) && depth > 0:
			depth--
		case depth == 0:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// comparedValues are the words of a comparison that stand for values.
func comparedValues(line string) []string {
	var out []string
	for _, found := range compared.FindAllStringSubmatch(line, -1) {
		for _, value := range found[1:] {
			value = strings.Trim(value, ".,;:")
			if value != "" && value != mark {
				out = append(out, value)
			}
		}
	}
	return out
}

// withoutValues returns a step with marks for the words that its failure's message compares.
func withoutValues(step, message string) string {
	for line := range strings.Lines(message) {
		for _, value := range comparedValues(strings.TrimSpace(line)) {
			step = replaceWord(step, value, mark)
		}
	}
	return step
}

// leastLiteral is how long a literal of a step must be to be looked for in a message: shorter ones are parts of other words.
const leastLiteral = 3

// literals are the quoted values of a step, which messages repeat without quotes.
func literals(step string) []string {
	var out []string
	for _, found := range quotes.FindAllStringSubmatch(step, -1) {
		if value := strings.Trim(found[2], "\"'`"); len(value) >= leastLiteral {
			out = append(out, value)
		}
	}
	return out
}

// without returns a trace whose text has marks for some values.
func (t trace) without(values []string) trace {
	t.text = slices.Clone(t.text)
	for i := range t.text {
		for _, value := range values {
			t.text[i] = replaceWord(t.text[i], value, mark)
		}
	}
	return t
}

// replaceWord replaces a text where it is not a part of a word.
func replaceWord(line, word, with string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(line, word)
		if !found {
			return out.String() + line
		}
		out.WriteString(before)
		if wordEnds(before, rest) {
			out.WriteString(with)
		} else {
			out.WriteString(word)
		}
		line = rest
	}
}

var (
	endsInWord   = regexp.MustCompile(`[\pL\pN_]$`)
	beginsAsWord = regexp.MustCompile(`^[\pL\pN_]`)
)

func wordEnds(before, rest string) bool {
	return !endsInWord.MatchString(before) && !beginsAsWord.MatchString(rest)
}

// hidden is the first of ten private characters that stand for the digits of codes.
const hidden = '\ue000'

func hide(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return hidden + r - '0'
		case r == '[' || r == ']':
			return ' '
		}
		return r
	}, code)
}

func reveal(r rune) rune {
	if r >= hidden && r < hidden+10 {
		return r - hidden + '0'
	}
	return r
}

var (
	webAddress = regexp.MustCompile(`\b(?:https?|wss?|amqps?|redis|postgres(?:ql)?|mysql|mongodb)://[^\s"'<>()\[\]{}` + "`" + `,]+`)
	hostPort   = regexp.MustCompile(`(?i)(?:\[[0-9a-f:]*::?[0-9a-f:]*\]|::1|\b\d{1,3}(?:\.\d{1,3}){3}|\blocalhost|\b[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*)(?::(\d{2,5})\b)`)
	ownHost    = regexp.MustCompile(`(?i)^(?:\[?[0-9a-f]*::?[0-9a-f:]*\]?|\d{1,3}(?:\.\d{1,3}){3}|localhost)$`)
	bareIP     = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`)
	portWord   = regexp.MustCompile(`\bport[ =:]+(\d{2,5})\b`)
	lookedUp   = regexp.MustCompile(`(?i)\b(?:ENOTFOUND|EAI_AGAIN|lookup|UnknownHostException:|host(?:name)?[ =:]+["'(]?)\s*([a-z][\w.-]*)`)
	resolver   = regexp.MustCompile(` on [\d.]+:53\b`)
)

// ephemeral is the first port that systems give out by themselves, which differs from one run to the next.
const ephemeral = 32768

// addresses replaces hosts that are addresses, ports that are given out, and what follows a path in a web address.
func addresses(line string) string {
	line = webAddress.ReplaceAllStringFunc(line, func(address string) string {
		address, _, _ = strings.Cut(address, "?")
		return strings.TrimSuffix(address, "/")
	})
	line = hostPort.ReplaceAllStringFunc(resolver.ReplaceAllString(line, ""), func(at string) string {
		i := strings.LastIndexByte(at, ':')
		host, port := at[:i], at[i+1:]
		if ownHost.MatchString(host) {
			host = "<host>"
		}
		if n, err := strconv.Atoi(port); err != nil || n >= ephemeral {
			return host + ":" + mark
		}
		return host + ":" + hide(port)
	})
	return bareIP.ReplaceAllString(line, "<host>")
}

// endpoints are the ports in a text, or the hosts if it names none.
func endpoints(text string) string {
	text = resolver.ReplaceAllString(text, "")
	var ports, hosts []string
	for _, form := range []*regexp.Regexp{hostPort, portWord} {
		for _, found := range form.FindAllStringSubmatch(text, -1) {
			if n, err := strconv.Atoi(found[1]); err == nil && n < ephemeral {
				ports = append(ports, found[1])
			}
		}
	}
	for _, found := range lookedUp.FindAllStringSubmatch(text, -1) {
		hosts = append(hosts, found[1])
	}
	if len(ports) == 0 {
		ports = hosts
	}
	slices.Sort(ports)
	return strings.Join(slices.Compact(ports), " ")
}
