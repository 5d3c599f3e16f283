package stream

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// feature is a feature file of the run, and what messages say of it.
type feature struct {
	file     *result.File
	id       string           // every identifier in it begins with this
	source   *messages.Source // nil: its text is not known
	document *messages.GherkinDocument
	pickles  []*messages.Pickle // of all scenarios of the file, in their order
	ids      int
}

// feature makes the document of a file and one pickle for each of its scenarios. What the file itself does not tell, because
// its text is not known or Baleen cannot parse it, comes from the model.
func (w *writer) feature(file *result.File) feature {
	f := feature{file: file, id: digest("file", w.run.Location(*file))}
	f.document = &messages.GherkinDocument{}
	byLine := map[int]*messages.Pickle{}
	if text, known := w.source(file.Path); known {
		f.source = &messages.Source{Data: text, MediaType: mediaTypeOf(file.Path)}
		recipe, _ := cucumber.Find(w.run.Runner)
		document, pickles := recipe.Document(file.Path, file.Language, strings.NewReader(text), f.next)
		if document != nil {
			f.document = document
		}
		for _, p := range pickles {
			byLine[int(p.Location.Line)] = p
		}
		w.clean(f.source)
	}
	for i := range file.Scenarios {
		s := &file.Scenarios[i]
		p := byLine[s.Line]
		delete(byLine, s.Line) // a second scenario of that line is none of the file
		f.pickles = append(f.pickles, f.settled(p, s, i))
	}
	w.clean(f.document)
	f.document.Uri = w.run.Location(*file)
	if f.source != nil {
		f.source.Uri = f.document.Uri
	}
	for _, p := range f.pickles {
		w.clean(p)
		p.Uri = f.document.Uri
	}
	return f
}

func (w *writer) source(path string) (text string, known bool) {
	if text, known := w.texts[path]; known || w.options.Sources == nil {
		return text, known
	}
	return w.options.Sources(path)
}

func mediaTypeOf(name string) messages.SourceMediaType {
	if cucumber.IsMarkdown(name) {
		return messages.SourceMediaType_TEXT_X_CUCUMBER_GHERKIN_MARKDOWN
	}
	return messages.SourceMediaType_TEXT_X_CUCUMBER_GHERKIN_PLAIN
}

// next returns the identifier of the next part of the document.
func (f *feature) next() string {
	f.ids++
	return f.id + "-" + strconv.Itoa(f.ids)
}

// settled returns the pickle of a scenario with identifiers that tell its line. Without one it makes one of what the model
// knows, and adds it to the document.
func (f *feature) settled(p *messages.Pickle, s *result.Scenario, i int) *messages.Pickle {
	at := "L" + strconv.Itoa(s.Line)
	if p == nil || strange(*s) {
		p, at = f.stub(s), fmt.Sprintf("%sx%d", at, i)
	}
	p.Id = f.id + "-" + at
	for n, step := range p.Steps {
		step.Id = fmt.Sprintf("%s-%d", p.Id, n+1)
	}
	return p
}

// stub is the pickle of a scenario that the file does not have.
func (f *feature) stub(s *result.Scenario) *messages.Pickle {
	location := &messages.Location{Line: int64(max(1, s.Line))}
	node := &messages.Scenario{Id: f.next(), Location: location, Keyword: "Scenario", Name: s.Name}
	pickle := &messages.Pickle{Name: s.Name, Language: cmp.Or(f.file.Language, "en"), Location: location, AstNodeIds: []string{node.Id}}
	for _, tag := range s.Tags {
		id := f.next()
		node.Tags = append(node.Tags, &messages.Tag{Id: id, Location: location, Name: tag})
		pickle.Tags = append(pickle.Tags, &messages.PickleTag{AstNodeId: id, Name: tag})
	}
	for _, told := range s.Steps {
		if told.Hook {
			continue
		}
		at := &messages.Location{Line: int64(max(1, cmp.Or(told.Line, s.Line)))}
		step := &messages.Step{Id: f.next(), Location: at, Keyword: told.Keyword + " ", Text: told.Text}
		node.Steps = append(node.Steps, step)
		pickle.Steps = append(pickle.Steps, &messages.PickleStep{AstNodeIds: []string{step.Id}, Text: told.Text})
	}
	if f.document.Feature == nil {
		f.document.Feature = &messages.Feature{Location: &messages.Location{Line: 1}, Keyword: "Feature", Language: pickle.Language, Name: f.file.Title}
	}
	f.document.Feature.Children = append(f.document.Feature.Children, &messages.FeatureChild{Scenario: node})
	return pickle
}

// describe writes a feature file.
func (w *writer) describe(f feature) {
	if f.source != nil {
		w.put(&messages.Envelope{Source: f.source})
	}
	w.put(&messages.Envelope{GherkinDocument: f.document})
	for _, p := range f.pickles {
		w.put(&messages.Envelope{Pickle: p})
	}
}

// strange reports whether a scenario is none of the plan.
func strange(s result.Scenario) bool {
	return s.Status == result.Unexpected || s.Status == result.Duplicate
}
