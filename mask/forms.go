package mask

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// form is a way in which a secret is written, and what is written instead: as many bytes, so that no other place moves.
type form struct{ text, cover string }

// star is what a secret is covered with.
const star = "*"

// formsOf returns the forms of a value. They are those in which runners, loggers and HTTP clients write a value that they were given.
func formsOf(value string) []form {
	inJSON := jsonForms(value)
	twice := again(inJSON)
	var out []form
	for _, text := range slices.Concat([]string{value, shellQuoted(value)}, inJSON, twice, again(twice), xmlForms(value), urlForms(value)) {
		out = append(out, form{text, strings.Repeat(star, len(text))})
	}
	for _, text := range inJSON {
		out = append(out, base64Forms(text)...)
	}
	out = append(out, base64Forms(value)...)
	lower := hex.EncodeToString([]byte(value))
	cover := hex.EncodeToString([]byte(strings.Repeat(star, len(value))))
	return append(out, form{lower, cover}, form{strings.ToUpper(lower), strings.ToUpper(cover)})
}

// again is JSON in a JSON string, such as a line of a log of JSON in a report.
func again(inJSON []string) []string {
	var out []string
	for _, text := range inJSON {
		out = append(out, jsonString(text))
	}
	return out
}

// shellQuoted is a value between single quotes, as a shell shows it with set -x.
func shellQuoted(value string) string { return strings.ReplaceAll(value, "'", `'\''`) }

// base64Forms returns what base64 makes of a value wherever it begins in a group of three bytes. The first and the last character
// may depend on bytes beside the value; they are left, and hold less than a character of it. The cover is base64, too.
func base64Forms(value string) []form {
	var out []form
	for before := range 3 {
		first, last := (8*before+5)/6, 8*(before+len(value))/6
		whole := strings.Repeat("\x00", before) + value
		cover := strings.Repeat(star, before+len(value))
		for _, with := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			out = append(out, form{with.EncodeToString([]byte(whole))[first:last], with.EncodeToString([]byte(cover))[first:last]})
		}
	}
	return out
}

// jsonShort are the escapes of two characters of JSON (RFC 8259, section 7) that encoders use.
var jsonShort = map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

// jsonEscaped escapes what JSON requires and the further characters.
func jsonEscaped(value, format string, further func(rune) bool) string {
	var out strings.Builder
	for _, r := range value {
		short, has := jsonShort[r]
		switch {
		case has && !further(r):
			out.WriteString(short)
		case r >= ' ' && !further(r):
			out.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, format+format, high, low)
		default:
			fmt.Fprintf(&out, format, r)
		}
	}
	return out.String()
}

// jsonString is a value in a JSON string, as JavaScript and Ruby write it.
func jsonString(value string) string {
	return jsonEscaped(value, `\u%04x`, func(rune) bool { return false })
}

// jsonForms are those of JSON encoders: of JavaScript and Ruby, Python, Go, Gson and .NET, PHP.
func jsonForms(value string) []string {
	const lower, upper = `\u%04x`, `\u%04X`
	beyond := func(set string) func(rune) bool {
		return func(r rune) bool { return r > 0x7e || strings.ContainsRune(set, r) }
	}
	of := func(set string) func(rune) bool { return func(r rune) bool { return strings.ContainsRune(set, r) } }
	php := strings.NewReplacer("/", `\/`)
	return []string{
		jsonString(value),
		jsonEscaped(value, lower, beyond("")),
		jsonEscaped(value, lower, of("<>&")),
		jsonEscaped(value, lower, of("<>&='")),
		jsonEscaped(value, upper, beyond("<>&'\"+`")),
		php.Replace(jsonString(value)),
		php.Replace(jsonEscaped(value, lower, beyond(""))),
	}
}

// xmlForms are those of XML and HTML encoders, which differ in what they escape and in how they write it.
func xmlForms(value string) []string {
	var out []string
	for _, rest := range [][]string{
		{},
		{">", "&gt;"},
		{">", "&gt;", `"`, "&quot;"},
		{">", "&gt;", `"`, "&quot;", "'", "&apos;"},
		{">", "&gt;", `"`, "&quot;", "'", "&#39;"},
		{">", "&gt;", `"`, "&quot;", "'", "&#x27;"},
		{">", "&gt;", `"`, "&#34;", "'", "&#39;"},
		{`"`, "&quot;"},
	} {
		pairs := append([]string{"&", "&amp;", "<", "&lt;"}, rest...)
		out = append(out, strings.NewReplacer(pairs...).Replace(value))
		for _, end := range [][]string{{"\n", "&#10;", "\r", "&#13;", "\t", "&#9;"}, {"\n", "&#xA;", "\r", "&#xD;", "\t", "&#x9;"}} {
			out = append(out, strings.NewReplacer(append(pairs, end...)...).Replace(value))
		}
	}
	return out
}

// urlForms are those of a path, a query and a form in a URL, with either case of hexadecimal digits.
func urlForms(value string) []string {
	const always = "-_.~"
	var out []string
	for _, kept := range []string{"", "!'()*", "/", "$&+=:@", "$&+,/:;=@", "!$&'()*+,;=:@/?"} {
		for _, format := range []string{"%%%02X", "%%%02x"} {
			escaped := percent(value, format, always+kept)
			out = append(out, escaped, strings.ReplaceAll(escaped, "%20", "+"))
		}
	}
	return append(out, strings.ReplaceAll(percent(value, "%%%02X", "*-._"), "%20", "+"))
}

func percent(value, format, kept string) string {
	var out strings.Builder
	for _, c := range []byte(value) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if letter || c >= '0' && c <= '9' || strings.IndexByte(kept, c) >= 0 {
			out.WriteByte(c)
		} else {
			fmt.Fprintf(&out, format, c)
		}
	}
	return out.String()
}
