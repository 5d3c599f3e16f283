// Package page writes a run as one HTML file that needs nothing beside it: no server, no network and no framework.
package page

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // for the files below assets
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"

	"github.com/org/baleen-action/result"
)

var (
	//go:embed assets/page.html
	layout string
	//go:embed assets/page.css
	style string
	//go:embed assets/page.js
	script string
)

// Options are what a page shows beside the run.
type Options struct {
	// Rerun returns the command line that runs a scenario again, or a file if line is 0.
	Rerun func(path string, line int) string
	// Folder is the report folder, from which small text attachments are shown in place; empty: none are.
	Folder string
	Clean  *result.Cleaner // for what is read from the folder; nil: no secrets are known
}

// frame is what the page says before its script runs, or without it.
type frame struct {
	Title   string
	Verdict string
	Reasons []string
	Policy  template.HTML
	Style   template.CSS
}

// Write writes the page of a run. The run's data stands in it compressed, in parts that the browser reads when they are
// looked at, and only as text: nothing that a suite wrote becomes markup. The page's own policy allows its one script and
// its one style by their digests, and no request but for images and videos beside it.
func Write(out io.Writer, run *result.Run, o Options) error {
	built := build(run, o)
	parsed, err := template.New("page").Parse(layout)
	if err != nil {
		return fmt.Errorf("parse page: %w", err)
	}
	buffered := bufio.NewWriter(out)
	top := frame{Title: built.head.Title, Verdict: built.head.Verdict, Reasons: run.Verdict.Reasons, Policy: policy(), Style: template.CSS(style)}
	if err := parsed.Execute(buffered, top); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if err := pack(buffered, "head", built.head); err != nil {
		return err
	}
	for i, part := range built.parts {
		if err := pack(buffered, fmt.Sprintf("part-%d", i), part(run)); err != nil {
			return err
		}
	}
	fmt.Fprintf(buffered, "<script>%s</script>\n</body>\n</html>\n", script)
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// policy is the page's Content-Security-Policy (https://www.w3.org/TR/CSP3/). A page that is opened from disk has no origin,
// so its images are named by their scheme.
func policy() template.HTML {
	return template.HTML(fmt.Sprintf(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s'; style-src '%s'; img-src 'self' file: data:; media-src 'self' file:; base-uri 'none'; form-action 'none'">`,
		digest(script), digest(style)))
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
