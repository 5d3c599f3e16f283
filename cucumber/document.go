package cucumber

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v42"
	messages "github.com/cucumber/messages/go/v34"
)

// Document parses a feature file as Parse does, and returns what Cucumber messages say of it: the document and its pickles,
// every part with an identifier of newID. Both are nil if the parser rejects the file. The dialects of runners are translated
// line by line, which loses columns and doc strings, so a file counts as official Gherkin if that has the same steps.
func (r Recipe) Document(name, language string, src io.Reader, newID func() string) (*messages.GherkinDocument, []*messages.Pickle) {
	text, err := io.ReadAll(io.LimitReader(src, maxSource))
	if err != nil {
		return nil, nil
	}
	own, ours := r.translated(name, language, text, newID)
	official, theirs := Recipe{}.translated(name, language, text, newID)
	if official != nil && (own == nil || slices.EqualFunc(ours, theirs, alike)) {
		return official, theirs
	}
	return own, ours
}

// alike reports whether two pickles stand at the same place and have the same steps.
func alike(a, b *messages.Pickle) bool {
	same := func(a, b *messages.PickleStep) bool { return a.Text == b.Text }
	return a.Name == b.Name && lineOf(a.Location) == lineOf(b.Location) && slices.EqualFunc(a.Steps, b.Steps, same)
}

// translated parses a file in this runner's dialect, and with the same second tries as Parse.
func (r Recipe) translated(name, language string, text []byte, newID func() string) (*messages.GherkinDocument, []*messages.Pickle) {
	d := r.dialectFor(name, language)
	doc, err := document(bytes.NewReader(text), language, d, newID)
	if err != nil && language != "" {
		d = r.dialectFor(name, "")
		doc, err = document(bytes.NewReader(text), "", d, newID)
	}
	if err != nil && r.Name != "behave" {
		d = olderTags()
		doc, err = document(bytes.NewReader(text), language, d, newID)
	}
	if err != nil {
		return nil, nil
	}
	doc.Uri = name
	return doc, pickles(doc, d, newID)
}

// pickles are those of a document that runners run. Their tags, and those of the document, are as in the file.
func pickles(doc *messages.GherkinDocument, d dialect, newID func() string) []*messages.Pickle {
	tree := indexDocument(doc)
	var out []*messages.Pickle
	for _, p := range gherkin.Pickles(*doc, doc.Uri, newID) {
		if d.rows && tree.bare(p) {
			continue
		}
		at := tree.pickle(p, d)
		p.Location = cmp.Or(p.Location, &messages.Location{Line: int64(at.Line)})
		for _, tag := range p.Tags {
			tag.Name = d.tags.name(tag.Name)
		}
		out = append(out, p)
	}
	for _, tag := range tagsOf(doc) {
		tag.Name = d.tags.name(tag.Name)
	}
	return out
}

// tagsOf returns all tags of a document.
func tagsOf(doc *messages.GherkinDocument) []*messages.Tag {
	if doc.Feature == nil {
		return nil
	}
	out := append([]*messages.Tag{}, doc.Feature.Tags...)
	add := func(s *messages.Scenario) {
		if s == nil {
			return
		}
		out = append(out, s.Tags...)
		for _, examples := range s.Examples {
			out = append(out, examples.Tags...)
		}
	}
	for _, child := range doc.Feature.Children {
		add(child.Scenario)
		if child.Rule == nil {
			continue
		}
		out = append(out, child.Rule.Tags...)
		for _, inner := range child.Rule.Children {
			add(inner.Scenario)
		}
	}
	return out
}

// IsMarkdown reports whether a file of this name is Markdown with Gherkin.
func IsMarkdown(name string) bool { return strings.HasSuffix(name, ".feature.md") }
