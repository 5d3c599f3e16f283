// Package page writes a run as one HTML file that needs nothing beside it: no server, no network and no framework.
package page

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

//go:embed assets/*.html assets/*.css assets/*.js
var assets embed.FS

// Options are what a page shows beside the run.
type Options struct {
	// Rerun returns the command line that runs a scenario again, or a file if line is 0.
	Rerun func(path string, line int) string
	// RerunGroup returns the command line that runs failures of one cause again; all is false if it runs only the first of them.
	RerunGroup func(result.Group) (command string, all bool)
	// Output returns what a container wrote around a failure, and the file of the report folder that has it; nil: none.
	Output func(result.Attempt, cucumber.Failure) (file, text string)
	// Folder is the report folder, from which small attachments are shown in place; empty: none are.
	Folder string
	Texts  bool            // texts are shown in place, too; a merge does not know the secrets that may be in them
	Clean  *result.Cleaner // for what is read from the folder; nil: no secrets are known
}

// Write writes the page of a run. The run's data stands in it compressed, in parts that the browser reads when they are
// looked at, and only as text: nothing that a suite wrote becomes markup. The page's own policy allows its one script and
// its one style by their digests, and no request but for images and videos beside it.
func Write(out io.Writer, run *result.Run, o Options) error {
	buffered := bufio.NewWriter(out)
	if err := writeTop(buffered, run); err != nil {
		return err
	}
	built := build(run, o)
	if err := pack(buffered, "head", built.head); err != nil {
		return err
	}
	for _, p := range built.parts {
		if err := pack(buffered, p.name, p.make()); err != nil {
			return err
		}
	}
	fmt.Fprint(buffered, "</body>\n</html>\n")
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// writeTop writes what stands before the data. The script is a part of it, so that it can say so if the data is cut. It is filled
// without html/template, which would add a few megabytes of unused methods to the program.
func writeTop(out io.Writer, run *result.Run) error {
	layout, err := assets.ReadFile("assets/page.html")
	style, script, missing := sources()
	if err := errors.Join(err, missing); err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	var reasons strings.Builder
	for _, reason := range run.Verdict.Reasons {
		fmt.Fprintf(&reasons, "<li>%s</li>", html.EscapeString(reason))
	}
	fill := strings.NewReplacer("{{policy}}", policy(style, script), "{{style}}", style, "{{script}}", script, "{{reasons}}", reasons.String(),
		"{{title}}", html.EscapeString(title(run)), "{{verdict}}", html.EscapeString(verdict(run)), "{{state}}", html.EscapeString(run.Verdict.State))
	if _, err := fill.WriteString(out, string(layout)); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// scripts are the files of the page's script. They share one scope; start.js calls the others.
func scripts() []string {
	return []string{"elements", "data", "scenario", "container", "list", "inside", "chart", "timeline", "sections", "start"}
}

// sources are the page's style, and its script in one scope of its own.
func sources() (style, script string, err error) {
	css, err := assets.ReadFile("assets/page.css")
	var all strings.Builder
	for _, name := range scripts() {
		source, e := assets.ReadFile("assets/" + name + ".js")
		err = errors.Join(err, e)
		all.Write(source)
	}
	return string(css), "'use strict';\n(() => {\n" + all.String() + "})();\n", err
}

// policy is the page's Content-Security-Policy (https://www.w3.org/TR/CSP3/). A page that is opened from disk has no origin,
// so its images are named by their scheme.
func policy(style, script string) string {
	return fmt.Sprintf(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s'; style-src '%s'; img-src 'self' file: data:; media-src 'self' file:; base-uri 'none'; form-action 'none'">`,
		digest(script), digest(style))
}

// digest is the source expression that allows one inline script or style.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// pack writes a value as JSON, compressed, into a script element that no browser runs.
func pack(out io.Writer, id string, value any) error {
	fmt.Fprintf(out, `<script type="application/gzip" id="%s">`, id)
	encoder := base64.NewEncoder(base64.StdEncoding, out)
	compressor := gzip.NewWriter(encoder)
	if err := errors.Join(json.NewEncoder(compressor).Encode(value), compressor.Close(), encoder.Close()); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	fmt.Fprintln(out, "</script>") // a failed write shows when the buffer is flushed
	return nil
}
